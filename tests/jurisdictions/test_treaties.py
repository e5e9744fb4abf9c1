"""The treaties: notices beside answers that they leave as they are; and what the shares of a blend say."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greenlane.core.check import Checker
from greenlane.core.declaration import Reader
from greenlane.core.engine import CompiledEngine
from greenlane.core.render import Renderer
from greenlane.core.ruleset import RuleSet, assemble
from greenlane.core.service.crosswalk import crosswalk
from greenlane.core.terms import Terms, shared_documents, shared_facts
from greenlane.plugins.services import PluginServices
from tests import installed

Json = dict[str, Any]
NOW = datetime(2026, 11, 22, tzinfo=UTC)
XT = installed.host().packs["XT"]
BLEND = "XT-MONTREAL-BLEND-CODE"


class Desk:
    """Answers by some of the installed packs."""

    def __init__(self, *codes: str) -> None:
        packs = {code: installed.host().packs[code] for code in codes}
        # What a declaration may say is the same, whichever packs answer.
        self.rules: RuleSet = assemble(packs, {**shared_facts(), **XT.facts}, shared_documents())
        self.checker = Checker(self.rules, CompiledEngine(self.rules), PluginServices(installed.host()), {})
        economies = {code: pack.economy for code, pack in packs.items()}
        self.reader = Reader(Terms(self.rules.facts, self.rules.documents, economies))
        self.renderer = Renderer(self.rules, "en")

    def answer(self, declaration: Json) -> Json:
        read = self.reader.accept(declaration, NOW)
        sent = self.renderer.json("D", NOW.isoformat(), read, self.checker.check(read), {})
        found: Json = json.loads(sent)
        return found


EVERYBODY = sorted(installed.host().packs)


@pytest.fixture(scope="module")
def desks() -> Iterator[tuple[Desk, Desk]]:
    yield Desk(*EVERYBODY), Desk(*(code for code in EVERYBODY if code != "XT"))


@pytest.mark.parametrize("economy", EVERYBODY)
def test_whatever_is_declared_the_others_answer_the_same_with_and_without_them(
    desks: tuple[Desk, Desk], economy: str
) -> None:
    told = 0
    for case in installed.cases(economy):
        declaration = json.loads(json.dumps(case.declaration, default=str))
        beside, alone = (desk.answer(declaration) for desk in desks)
        for item in beside["items"]:
            told += any(one["economy"] == "XT" for one in item["findings"])
            assert all(one["verdict"] == "clear" for one in item["findings"] if one["economy"] == "XT")
            item["findings"] = [one for one in item["findings"] if one["economy"] != "XT"]
        beside.pop("everywhere", None)
        assert beside == alone | {"ruleset": beside["ruleset"]}, case.name
    assert told or economy not in ("VN", "TH", "XT")


def test_each_notice_is_of_every_flow_and_certain_of_no_verdict() -> None:
    assert {rule.kind for rule in XT.rules} == {"notice"}
    assert {tuple(sorted(rule.flows)) for rule in XT.rules} == {("export", "import", "transit")}
    assert all(rule.codes for rule in XT.rules), "one of any goods would be asked about everything"


def test_what_is_own_knowledge_is_unverified() -> None:
    for rule in XT.rules:
        if any("own knowledge" in basis.source for basis in rule.legal_basis):
            assert rule.evidence == "unverified", rule.id


def test_every_line_of_the_list_is_told_by_a_rule() -> None:
    with (installed.FOLDERS["XT"] / "rules" / "listed.csv").open(encoding="utf-8", newline="") as stream:
        lines = {row["code"] for row in csv.DictReader(stream)}

    assert len(lines) == 106
    assert lines <= {code for rule in XT.rules for code in rule.codes}


def test_plastic_waste_has_been_under_basel_since_2021_and_electronic_waste_otherwise_since_2025() -> None:
    def said(code: str, day: str) -> set[str]:
        answer = Desk("XT").answer({"date": day, "route": {"export": "KR", "import": "VN"},
                                    "items": [{"commodity_code": code}]})  # fmt: skip
        return {one["rule"] for one in answer["items"][0]["findings"]}

    assert said("391510", "2020-12-31") == set()
    assert said("391510", "2021-01-01") == {"XT-BASEL-PLASTIC"}
    assert said("854939", "2024-12-31") == {"XT-BASEL-EWASTE-2024"}
    assert said("854939", "2025-01-01") == {"XT-BASEL-EWASTE"}


def test_no_treaty_is_said_to_have_begun_with_the_codes_of_hs_2022() -> None:
    """The day since which codes are held here is the rule's, not the treaty's."""
    hs_2022 = date(2022, 1, 1)

    assert not [rule.id for rule in XT.rules for basis in rule.legal_basis if basis.in_force_from == hs_2022]
    assert sum(rule.valid_from == hs_2022 for rule in XT.rules) > 20
    assert all(rule.valid_from for rule in XT.rules)


def test_who_may_not_ship_is_not_told_to_ask_for_consent_first() -> None:
    """The notices stand beside bans of the two economies."""
    told = [rule.remedy["en"] for rule in XT.rules if "waits for the consents" in rule.remedy["en"]]

    assert len(told) == 8
    assert all("Where the rules of both economies allow it: " in one for one in told)


def test_nobody_is_told_to_declare_a_species_that_may_have_been_declared() -> None:
    remedies = {rule.id: rule.remedy["en"] for rule in XT.rules if rule.id.startswith("XT-CITES-")}

    assert not [one for one in remedies.values() if "Declare" in one]
    assert sum("look the scientific name" in one.lower() for one in remedies.values()) == 3


def first_match(a: Decimal, b: Decimal, c: Decimal, d: Decimal, hfo: bool) -> str:
    """The subheading of a blend by its shares of HFC-143a, -125, -134a and -32, as the nomenclature orders them."""
    if a >= 15:
        return "382761"
    if b >= 55 and not hfo:
        return "382762"
    if b >= 40:
        return "382763"
    if c >= 30 and not hfo:
        return "382764"
    if d >= 20 and b >= 20:
        return "382765"
    return "other"


SHARES = st.decimals(0, 100, places=1) | st.sampled_from([Decimal(n) for n in (15, 20, 30, 40, 55)])


@settings(max_examples=400, deadline=None)
@given(SHARES, SHARES, SHARES, SHARES, st.booleans(), st.sampled_from("1 2 3 4 5 8 9".split()))
def test_a_blend_is_told_when_its_shares_name_another_subheading(
    a: Decimal, b: Decimal, c: Decimal, d: Decimal, hfo: bool, digit: str
) -> None:
    declared, right = f"38276{digit}", first_match(a, b, c, d, hfo)
    facts = {"hfc_143a_percent": str(a), "hfc_125_percent": str(b), "hfc_134a_percent": str(c),
             "hfc_32_percent": str(d), "contains_hfo": hfo}  # fmt: skip

    answer = DESK.answer({"date": "2026-11-22", "route": {"import": "KR"},
                          "items": [{"commodity_code": declared, "facts": facts}]})  # fmt: skip

    told = any(one["rule"] == BLEND for one in answer["items"][0]["findings"])
    fits = declared == right or (right == "other" and declared in ("382768", "382769"))
    assert told is not fits


DESK = Desk("XT")


def test_the_crosswalk_holds_what_is_open_open() -> None:
    """For plastics that are not hazardous, and for electronic waste, the OECD has no single answer."""
    walk = XT.crosswalk
    assert walk is not None
    by_economy = {
        one.id for one in walk.streams if "oecd" in one.entries and one.entries["oecd"].control == "by_economy"
    }

    assert by_economy == {"plastic-clean", "plastic-pe-pp-pet", "plastic-pvc", "plastic-other", "ewaste-hazardous",
                          "ewaste-other", "solar-panels"}  # fmt: skip
    assert {one.valid_from for one in walk.streams if one.id.startswith("plastic")} == {date(2021, 1, 1)}
    assert not any("391530" in one.codes for one in walk.streams if one.entries["basel"].entry == "B3011")
    assert all(one.source for one in walk.streams)


STREAM_OF = {"B3011": "plastic-clean", "Y48": "plastic-other", "A3210": "plastic-hazardous"}
SAYS = {"prohibited": {"barred"}, "restricted": {"consent"}, "referred": {"unknown", "by_economy"},
        "clear": {"none", "by_economy"}}  # fmt: skip


@pytest.mark.parametrize("day", ["2021-01-01", "2026-05-20", "2026-11-20", "2026-11-21", "2027-05-21"])
@pytest.mark.parametrize("entry", STREAM_OF)
@pytest.mark.parametrize(
    ("sender", "receiver"),
    [("DE", "IN"), ("DE", "TH"), ("DE", "JP"), ("DE", "TR"), ("DE", "LI"), ("DE", "FR"), ("JP", "DE"), ("NO", "DE")],
)
def test_of_plastic_waste_the_crosswalk_says_what_the_european_union_answers(
    desks: tuple[Desk, Desk], sender: str, receiver: str, entry: str, day: str
) -> None:
    facts = {"plastic_waste_entry": entry, "contaminated": entry != "B3011", "within_union": receiver == "FR"}
    answer = desks[0].answer({"date": day, "route": {"export": sender, "import": receiver},
                              "items": [{"commodity_code": "39151000", "facts": facts}]})  # fmt: skip
    order = list(SAYS)
    verdicts = [one["verdict"] for one in answer["items"][0]["findings"] if one["rule"].startswith("EU-PLASTIC-")]
    (row,) = crosswalk(desks[0].rules, "391510", sender, receiver, date.fromisoformat(day), STREAM_OF[entry])["rows"]

    assert {one["control"] for one in row["applies"]} <= SAYS[min(verdicts, key=order.index, default="clear")]
