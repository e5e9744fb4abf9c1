"""What of a rule, a series or a code list differs between two rule sets, as places at which to look."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from greenlane.core.conditions import tests, write
from greenlane.core.model import Bracket, Condition, Parameter, ParameterValue, Rule, Scale, Test

CODES_AT_MOST = 8
"""Codes of one list that are probed; a list may change by hundreds, and they are answered alike."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """One place. `test`: the comparison or question that moved (`whole`: the condition it stands in, of `rule`).

    `edge`: of a scale, as a number of its measure. `day`: of a validity or a series. `code`: of a list.
    """

    rule: Rule
    said: str
    test: Test | None = None
    whole: Condition | None = None
    requirement: int | None = None
    edge: tuple[str, Decimal] | None = None
    day: date | None = None
    code: str | None = None


def differing(before: Rule | None, after: Rule | None) -> Iterator[Threshold]:
    """The thresholds of a rule that differ, all of them where it is new or gone; the rule itself if none does."""
    moved = list(_moved(before, after))
    yield from moved
    rule = after or before
    if not moved and rule is not None and before != after:
        yield Threshold(rule, "the rule itself")


def _moved(before: Rule | None, after: Rule | None) -> Iterator[Threshold]:
    for rule, other in ((after, before), (before, after)):
        if rule is None:
            continue
        for requirement, whole, test in _tests(rule):
            if other is None or (test, requirement is None) not in {(one, at is None) for at, _, one in _tests(other)}:
                yield Threshold(rule, said(test), test, whole, requirement)
        yield from _edges(rule, other)
        listed = set(rule.codes).difference(other.codes if other else ())
        listed |= set(rule.exclude).difference(other.exclude if other else ())
        more = len(listed) - CODES_AT_MOST
        for place, code in enumerate(sorted(listed)[:CODES_AT_MOST], 1):
            rest = f", and {more} more that are not probed" if more > 0 and place == CODES_AT_MOST else ""
            yield Threshold(rule, f"code {code}{rest}", code=code)
        for bound, day in (("valid from", rule.valid_from), ("valid to", rule.valid_to)):
            theirs = other and (other.valid_from if bound == "valid from" else other.valid_to)
            if day is not None and day != theirs:
                yield Threshold(rule, f"{bound} {day}", day=day)


def _tests(rule: Rule) -> Iterator[tuple[int | None, Condition, Test]]:
    if rule.when is not None:
        for test in tests(rule.when):
            yield None, rule.when, test
    for index, requirement in enumerate(rule.requires):
        for test in tests(requirement.that):
            yield index, requirement.that, test


def _edges(rule: Rule, other: Rule | None) -> Iterator[Threshold]:
    scale = rule.charge.scale if rule.charge else None
    theirs = other.charge.scale if other and other.charge else None
    if scale is None or theirs is not None and _plain(scale) == _plain(theirs):
        return
    kept = set(_plain(theirs)[2]) if theirs is not None and _plain(theirs)[:2] == _plain(scale)[:2] else set()
    edges = {
        edge
        for row in scale.rows
        if (row.lower, row.upper, row.percent) not in kept
        for edge in (row.lower, row.upper)
        if edge is not None
    }
    for edge in sorted(edges):
        yield Threshold(rule, f"{scale.by} {edge}", edge=(scale.by, edge))


def _plain(scale: Scale) -> tuple[str, str, tuple[tuple[Decimal | None, Decimal | None, Decimal], ...]]:
    def row(one: Bracket) -> tuple[Decimal | None, Decimal | None, Decimal]:
        return one.lower, one.upper, one.percent

    return scale.by, scale.includes, tuple(map(row, scale.rows))


def of_series(before: Parameter | None, after: Parameter | None) -> list[date]:
    """The days on which a value of a series begins or ends in one of the two and not in the other."""
    values: list[set[ParameterValue]] = [set(one.values) if one else set() for one in (before, after)]
    changed = {(value.valid_from, value.valid_to, value.value) for value in values[0]}
    changed ^= {(value.valid_from, value.valid_to, value.value) for value in values[1]}
    return sorted({day for first, last, _ in changed for day in (first, last) if day is not None})


def said(test: Test) -> str:
    """A test as it is written, on one line."""
    return " ".join(_words(write(test)))


def _words(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in ("code", "unit", "is"):
                yield str(name)
            yield from _words(inner)
    elif isinstance(value, list):
        yield ", ".join(map(str, value))
    else:
        yield str(value)
