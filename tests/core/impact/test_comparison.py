"""The quick way is the slow way: whatever a draft changes, the same differences over the cases of the real packs."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greenlane.core.check import Checker, Outcome
from greenlane.core.declaration import Reader
from greenlane.core.engine import CompiledEngine
from greenlane.core.impact.comparison import Comparison, Kept
from greenlane.core.impact.report import report
from greenlane.core.impact.tally import Tally
from greenlane.core.model import Pack
from greenlane.core.pack import PackError, build
from greenlane.core.ruleset import RuleSet, assemble
from greenlane.core.service import Checks, records
from greenlane.core.store import DecisionRecord
from greenlane.core.terms import Terms, is_document, shared_documents, shared_facts
from greenlane.core.vocabulary import VERDICTS
from tests import installed

Json = dict[str, Any]
SPAN = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
CASES = [
    json.dumps(case.declaration, default=str).encode() for code in installed.FOLDERS for case in installed.cases(code)
]


class World:
    """Every case of every pack as a stored decision, and some that hold several items; and the packs."""

    def __init__(self, checks: Checks) -> None:
        several = []
        for code in installed.FOLDERS:
            cases = [case.declaration for case in installed.cases(code)]
            for first, second in zip(cases[::7], cases[1::7], strict=False):
                items = [*first["items"], *second["items"]]
                several.append(json.dumps({**first, "items": items}, default=str).encode())
        checks.check_many([*CASES, *several])
        self.kept: list[DecisionRecord] = []
        while page := list(checks.store.decisions(after=self.kept[-1].decision_id if self.kept else None)):
            self.kept += page
        assert sum(len(records.read(one.body)["input"]["items"]) > 1 for one in self.kept) > 50
        self.documents: dict[str, Json] = {
            one.economy: dict(one.document) for one in installed.host().plugins.values() if one.document
        }
        self.packs = {code: built(one) for code, one in self.documents.items()}
        #: What decided them: the quick way takes its answers from the records then.
        self.ruleset = checks.book.current().ruleset

    def __repr__(self) -> str:
        return "the packs"

    def changed(self, acts: Sequence[Any], seed: int) -> RuleSet | None:
        """The rule set after some acts; None where they make none."""
        r = random.Random(seed)
        made: dict[str, Json] = {}
        for act in acts:
            code = r.choice(sorted(self.documents))
            act(made.setdefault(code, deepcopy(self.documents[code])), r)
        try:
            return assembled({**self.packs, **{code: built(one) for code, one in made.items()}})
        except PackError:
            return None


def built(document: Json) -> Pack:
    shared = shared_documents()
    made = build(document, shared_facts(), lambda code: is_document(code, shared))
    assert made is not None
    return made


def assembled(packs: Mapping[str, Pack]) -> RuleSet:
    return assemble(packs, shared_facts(), shared_documents())


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with installed.opened(tmp_path_factory.mktemp("everyone"), installed.installed()) as checks:
        yield World(checks)


# What a person may do to a pack. Each takes its document apart in place.


def drop_rule(pack: Json, r: random.Random) -> None:
    pack["rules"].pop(r.randrange(len(pack["rules"])))


def change_kind(pack: Json, r: random.Random) -> None:
    r.choice([one for one in pack["rules"] if one["kind"] in ("prohibition", "notice", "risk")])["kind"] = r.choice(
        ["prohibition", "notice", "risk"]
    )


def change_evidence(pack: Json, r: random.Random) -> None:
    r.choice(pack["rules"])["evidence"] = r.choice(["unverified", "legal_text"])


def close_rule(pack: Json, r: random.Random) -> None:
    one = r.choice(pack["rules"])
    if not one["valid"].get("to"):
        one["valid"] = {**one["valid"], "to": r.choice(["2024-12-31", "2025-06-30", "2026-01-01"])}
        if (one["valid"].get("from") or "0") > one["valid"]["to"]:
            one["valid"]["from"] = one["valid"]["to"]


def widen_codes(pack: Json, r: random.Random) -> None:
    one = r.choice([one for one in pack["rules"] if one.get("codes")])
    one["codes"] = sorted({code[: r.choice([2, 4])] for code in one["codes"]})
    one.pop("exclude", None)


def drop_condition(pack: Json, r: random.Random) -> None:
    r.choice([one for one in pack["rules"] if one.get("when")]).pop("when")


def drop_requirement(pack: Json, r: random.Random) -> None:
    found = [one for one in pack["rules"] if one.get("requires") and one["kind"] == "restriction"]
    if found:
        r.choice(found)["requires"].pop()


def change_rate(pack: Json, r: random.Random) -> None:
    for one in pack["rules"]:
        if "percent" in one.get("charge", {}):
            one["charge"]["percent"] = r.choice(["0", "3", "12.5"])


def change_series(pack: Json, r: random.Random) -> None:
    for one in pack["parameters"].values():
        for value in one["values"]:
            if r.random() < 0.5:
                value["value"] = str(Decimal(value["value"]) * r.choice([2, 3]))
            elif r.random() < 0.1:
                value["period" if "period" in value else "from"] = value.get("period") or value["from"]


def drop_value(pack: Json, r: random.Random) -> None:
    for one in pack["parameters"].values():
        if len(one["values"]) > 1:
            one["values"].pop(r.randrange(len(one["values"])))


def drop_presumption(pack: Json, r: random.Random) -> None:
    found = [one for one in pack["facts"].values() if "presume" in one]
    if found:
        r.choice(found).pop("presume")


def cover_less(pack: Json, r: random.Random) -> None:
    pack["economy"]["coverage"].pop(r.randrange(len(pack["economy"]["coverage"])))


def other_family(pack: Json, r: random.Random) -> None:
    pack["economy"]["nomenclature"]["family"] = "ASEAN" if r.random() < 0.5 else "own"


def new_title(pack: Json, r: random.Random) -> None:
    r.choice(pack["rules"])["title"] = "Another title"


ACTS = (
    drop_rule,
    change_kind,
    change_evidence,
    close_rule,
    widen_codes,
    drop_condition,
    drop_requirement,
    change_rate,
    change_series,
    drop_value,
    drop_presumption,
    cover_less,
    other_family,
    new_title,
)


def tallied(before: RuleSet, after: RuleSet, kept: Sequence[DecisionRecord], *, thorough: bool = False) -> Tally:
    plugins = installed.installed()
    comparison = Comparison(before, after, plugins.services, plugins.versions, thorough=thorough)
    asked = comparison.concerned
    return comparison.tally(
        Kept(
            one.decision_id,
            one.rule_set,
            one.economies,
            False,
            None if asked is not None and asked.isdisjoint(one.economies.split()) else one.body,
        )
        for one in kept
    )


@settings(max_examples=40, deadline=None)
@given(acts=st.lists(st.sampled_from(ACTS), min_size=1, max_size=4), seed=st.integers(0, 2**32))
def test_asking_the_touched_rules_first_loses_nothing(world: World, acts: list[Any], seed: int) -> None:
    before, after, kept = world.ruleset, world.changed(acts, seed), world.kept
    if after is None:
        return
    found = [
        report(tallied(before, after, kept, thorough=thorough), before, after, *SPAN) for thorough in (False, True)
    ]
    assert found[0] == found[1]


class Slow:
    """Decides a record as the server does, by nothing of the impact's."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.checker = Checker(rules, CompiledEngine(rules), installed.installed().services, {})
        economies = {code: one.economy for code, one in rules.packs.items()}
        self.reader = Reader(Terms(rules.facts, rules.documents, economies))

    def decide(self, one: DecisionRecord) -> Outcome:
        record = records.read(one.body)
        return self.checker.check(self.reader.kept({**record["input"], "date": record["date"]}, one.created_at))

    def due(self, outcome: Outcome) -> Iterator[tuple[tuple[str, str], Decimal | None, str]]:
        for item in outcome.items:
            for _, index, charge in item.charges:
                rule = self.rules.rules[index]
                assert rule.charge is not None
                yield (rule.economy, rule.charge.kind), charge.amount, charge.currency


def flips(counted: Counter[tuple[int, int]]) -> Json:
    return {f"{VERDICTS[a]} → {VERDICTS[b]}": count for (a, b), count in sorted(counted.items())}


@settings(max_examples=25, deadline=None)
@given(acts=st.lists(st.sampled_from(ACTS), min_size=1, max_size=4), seed=st.integers(0, 2**32))
def test_it_says_what_deciding_each_one_again_from_its_record_says(world: World, acts: list[Any], seed: int) -> None:
    before, after, kept = world.ruleset, world.changed(acts, seed), world.kept
    if after is None:
        return
    old, new = Slow(before), Slow(after)
    decisions: Counter[tuple[int, int]] = Counter()
    items: Counter[tuple[int, int]] = Counter()
    rules: Counter[tuple[str, str]] = Counter()
    change: Counter[tuple[tuple[str, str], str]] = Counter()
    for one in kept:
        was, now = old.decide(one), new.decide(one)
        if was.verdict != now.verdict:
            decisions[was.verdict, now.verdict] += 1
        for a, b in zip(was.items, now.items, strict=True):
            if a.verdict != b.verdict:
                items[a.verdict, b.verdict] += 1
            said = [
                {(place, side.rules.rules[hit.rule].id): (hit.match, hit.verdict) for place, hit in item.hits}
                for side, item in ((old, a), (new, b))
            ]
            for place, name in said[0].keys() | said[1].keys():
                if said[0].get((place, name)) != said[1].get((place, name)):
                    rules[name.split("-")[0], name] += 1
            due = [list(side.due(Outcome(0, [], [item]))) for side, item in ((old, a), (new, b))]
            unknown = {key for one_side in due for key, amount, _ in one_side if amount is None}
            for sign, one_side in zip((-1, 1), due, strict=True):
                for key, amount, currency in one_side:
                    if key not in unknown and amount is not None:
                        change[key, currency] += sign * amount  # type: ignore[assignment]

    tally = tallied(before, after, kept)

    assert flips(tally.decisions) == flips(decisions)
    assert flips(tally.items) == flips(items)
    told: Counter[tuple[str, str]] = Counter()
    for (economy, name, _, effect), count in tally.rules.items():
        if effect != "flipped":
            told[economy, name] += count
    assert told == rules
    money = {
        ((economy, kind), currency): one.raised + one.lowered for (economy, kind, currency), one in tally.money.items()
    }
    assert {key: amount for key, amount in money.items() if amount} == {key: n for key, n in change.items() if n}


def test_the_acts_change_something(world: World) -> None:
    """Else the properties above would say little."""
    before, kept = world.ruleset, world.kept
    flipped = [
        tallied(before, after, kept).decisions.total() > 0
        for seed in range(30)
        for act in (drop_rule, widen_codes, change_evidence, cover_less)
        if (after := world.changed([act, act], seed)) is not None
    ]
    assert sum(flipped) > len(flipped) / 3 > 20


def test_parts_add_up_to_the_whole(world: World) -> None:
    before, kept = world.ruleset, world.kept
    after = world.changed([cover_less, drop_rule, cover_less, drop_rule, change_series, change_rate], 3)
    assert after is not None
    parts = [tallied(before, after, kept[start : start + 100]) for start in range(0, len(kept), 100)]
    random.Random(5).shuffle(parts)
    whole = Tally()
    for part in parts:
        whole.add(part)

    at_once = tallied(before, after, kept)

    assert report(whole, before, after, *SPAN) == report(at_once, before, after, *SPAN)
    assert at_once.decisions.total() > 5
