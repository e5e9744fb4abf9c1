"""Example declarations on both sides of every threshold that a draft moves, and what each rule set answers to them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from greenlane.core.declaration import NotADeclaration
from greenlane.core.draft.entries import address
from greenlane.core.extension import Services
from greenlane.core.model import Condition, Not, Rule, Test
from greenlane.core.proof.answers import Answers, refused
from greenlane.core.proof.example import decisive, example
from greenlane.core.proof.thresholds import Threshold, differing, of_series
from greenlane.core.ruleset import RuleSet
from greenlane.core.uses import subjects

DAY = timedelta(days=1)
COMPARISONS = ("<", "<=", ">", ">=", "=", "!=")
AT_MOST = 2000
"""Probes of one draft; a draft that replaces everything is not read probe by probe."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one rule set answers. `rule`: the verdict of the rule probed, None where it did not speak.

    `charges`: (kind, amount, currency). `refused`: why the declaration cannot be read by this rule set.
    """

    verdict: str | None
    rule: str | None
    charges: tuple[tuple[str, str, str], ...]
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Probe:
    """One declaration. `side` of the threshold: below, at, above; of a yes-or-no test: holds, fails."""

    address: str
    threshold: str
    side: str
    declaration: Mapping[str, Any]
    before: Said
    after: Said

    @property
    def flips(self) -> bool:
        """Whether the two rule sets answer differently."""
        return self.before != self.after


def probes(
    before: RuleSet,
    after: RuleSet,
    *,
    on: date | None = None,
    nomenclatures: Mapping[str, Collection[str]] | None = None,
    services: Services | None = None,
) -> list[Probe]:
    """Probes of all that differs, by rule and threshold; at most `AT_MOST`.

    `on`: the day of an example where nothing asks for another (default: today). `nomenclatures`: of real codes.
    """
    day = on or date.today()
    answers = Answers(before, services), Answers(after, services)
    found: list[Probe] = []
    for place, threshold, side, declaration in _examples(before, after, day, nomenclatures or {}):
        said = [_said(one, declaration, threshold.rule.id) for one in answers]
        found.append(Probe(place, threshold.said, side, declaration, *said))
        if len(found) == AT_MOST:
            break
    return found


def _said(answers: Answers, declaration: dict[str, Any], rule: str) -> Said:
    try:
        answer = answers.answer(declaration).answer
    except NotADeclaration as error:
        return Said(None, None, (), refused(error))
    (item,) = answer["items"]
    verdict = next((finding["verdict"] for finding in item["findings"] if finding["rule"] == rule), None)
    charges = [(one["kind"], one["amount"]["amount"], one["amount"]["currency"]) for one in item["charges"]]
    return Said(answer["verdict"], verdict, tuple(charges))


Example = tuple[str, Threshold, str, dict[str, Any]]


def _examples(
    before: RuleSet, after: RuleSet, on: date, nomenclatures: Mapping[str, Collection[str]]
) -> Iterator[Example]:
    mine, theirs = ({rule.id: rule for rule in one.rules} for one in (before, after))
    for name in sorted({**mine, **theirs}):
        old, new = mine.get(name), theirs.get(name)
        if old == new:
            continue
        maker = _Maker(on, nomenclatures)
        for threshold in differing(old, new):
            ruleset = after if threshold.rule is new else before
            place = address(threshold.rule.economy, "rules", name)
            for side, declaration in maker.sides(threshold, ruleset):
                yield place, threshold, side, declaration
    yield from _of_series(before, after, on, nomenclatures)


class _Maker:
    """Makes the examples of one rule, each once."""

    def __init__(self, on: date, nomenclatures: Mapping[str, Collection[str]]) -> None:
        self._on = on
        self._nomenclatures = nomenclatures

    def sides(self, threshold: Threshold, ruleset: RuleSet) -> Iterator[tuple[str, dict[str, Any]]]:
        """The sides of a threshold, each with an example; those of which none was found are left out."""
        rule = threshold.rule
        if threshold.day is not None:
            for side, day in _around(threshold.day):
                yield from self._made(side, rule, ruleset, day, [])
        elif threshold.code is not None:
            narrowed = replace(rule, codes=(threshold.code,), exclude=())
            yield from self._made("at", narrowed, ruleset, self._day(rule), [])
        elif threshold.edge is not None:
            subject, edge = threshold.edge
            for side, value in _beside(edge):
                yield from self._made(side, rule, ruleset, self._day(rule), [Test(subject, "=", value)])
        elif threshold.test is not None:
            for side, asked in _asked(threshold, ruleset):
                yield from self._made(side, rule, ruleset, self._day(rule), asked, threshold)
        else:
            yield from self._made("at", rule, ruleset, self._day(rule), [])

    def _made(
        self,
        side: str,
        rule: Rule,
        ruleset: RuleSet,
        day: date,
        asked: list[Condition],
        threshold: Threshold | None = None,
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """With all else in order if that can be, so that the threshold alone decides; else as well as can be."""
        looked = replace(rule, when=None) if threshold is not None and threshold.requirement is None else rule
        others = [
            requirement.that
            for index, requirement in enumerate(rule.requires)
            if threshold is None or index != threshold.requirement
        ]
        deciding = decisive(threshold.whole, threshold.test) if threshold and threshold.whole and threshold.test else []
        for conditions in ([*asked, *deciding, *others], [*asked, *deciding], asked):
            found = example(looked, ruleset, day, conditions, self._nomenclatures)
            if found is not None:
                yield side, found
                return

    def _day(self, rule: Rule) -> date:
        return max(rule.valid_from or date.min, min(self._on, rule.valid_to or date.max))


def _around(day: date) -> list[tuple[str, date]]:
    return [("below", day - DAY), ("at", day), ("above", day + DAY)]


def _beside(value: Decimal, whole: bool = False) -> list[tuple[str, Decimal]]:
    """A number on each side, nearer than anything that is printed."""
    exponent = value.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    step = Decimal(1) if whole else Decimal(1).scaleb(-max(2, places))
    return [("below", value - step), ("at", value), ("above", value + step)]


def _asked(threshold: Threshold, ruleset: RuleSet) -> list[tuple[str, list[Condition]]]:
    """What is asked of an example on each side of a test."""
    test = threshold.test
    assert test is not None
    if test.op in COMPARISONS and isinstance(test.value, Decimal):
        fact = ruleset.facts.get(test.subject)
        whole = fact is not None and fact.type == "integer"
        return [(side, [Test(test.subject, "=", value)]) for side, value in _beside(test.value, whole)]
    if test.op.startswith("issued ") and isinstance(test.value, date):
        return [(side, [Test(test.subject, "issued =", day)]) for side, day in _around(test.value)]
    return [("holds", [test]), ("fails", [Not(test)])]


def _of_series(
    before: RuleSet, after: RuleSet, on: date, nomenclatures: Mapping[str, Collection[str]]
) -> Iterator[Example]:
    """On the days around each value of a series that changed: the rules that look at it."""
    for economy in sorted({**before.packs, **after.packs}):
        old, new = ((one.packs[economy].parameters if economy in one.packs else {}) for one in (before, after))
        for name in sorted({**old, **new}):
            days = of_series(old.get(name), new.get(name))
            ruleset = after if name in new else before
            facts = {fact.name for fact in ruleset.packs[economy].facts.values() if fact.provider == name}
            for rule in ruleset.rules if days else ():
                if rule.economy != economy or not facts & subjects(rule):
                    continue
                place = address(economy, "parameters", name)
                maker = _Maker(on, nomenclatures)
                for day in days:
                    if (rule.valid_from or date.min) <= day <= (rule.valid_to or date.max):
                        threshold = Threshold(rule, f"{name} {day} ({rule.id})", day=day)
                        for side, declaration in maker.sides(threshold, ruleset):
                            yield place, threshold, side, declaration
