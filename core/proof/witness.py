"""A value of a subject that makes some tests of it come out as asked: for example declarations."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from greenlane.core.model import Fact, Test
from greenlane.core.proof.domains import COMPARED, Literal, compatible, members
from greenlane.core.units import UNITS
from greenlane.core.vocabulary import REGIMES

DAY = timedelta(days=1)


def of_fact(literals: Sequence[Literal], fact: Fact) -> bool | int | str | list[str] | None:
    """A value to declare of a fact; None where none was found."""
    match fact.type:
        case "boolean":
            return next((value for value in (True, False) if all((t.value is value) == h for t, h in literals)), None)
        case "decimal" | "integer":
            number = of_number(literals, fact)
            return None if number is None else int(number) if fact.type == "integer" else plain(number)
        case "list":
            return _listed(literals, fact)
    return of_choice(literals, fact.values)


def of_choice(literals: Sequence[Literal], universe: Iterable[str]) -> str | None:
    """One of the values that are asked for and not ruled out; from the universe where none is asked for."""
    sets = [frozenset(universe), *(members(test) for test, holds in literals if holds)]
    allowed = frozenset.intersection(*filter(None, sets)) if any(sets) else frozenset()
    return min(allowed.difference(*(members(test) for test, holds in literals if not holds)), default=None)


def of_regime(literals: Sequence[Literal]) -> str | None:
    """A customs procedure; the usual one where it will do."""
    fine = [one for one in REGIMES if all((one in members(test)) == holds for test, holds in literals)]
    return fine[0] if fine else None


def of_number(literals: Sequence[Literal], fact: Fact | None = None) -> Decimal | None:
    """A number; round where that will do. Of a quantity: in the unit of the first test."""
    unit = literals[0].test.subject[9:] if ":" in literals[0].test.subject else ""
    for candidate in _numbers([_number(test) / _of(test, unit) for test, _ in literals]):
        pin = Test(literals[0].test.subject, "=", candidate)
        if compatible([*literals, Literal(pin, True)], fact):
            return candidate
    return None


def _of(test: Test, unit: str) -> Decimal:
    """How many of the test's units are one of another unit of its measure."""
    return UNITS[unit][1] / UNITS[test.subject[9:]][1] if unit else Decimal(1)


def _numbers(thresholds: list[Decimal]) -> Iterator[Decimal]:
    for step in (Decimal(0), Decimal(1), Decimal(-1), Decimal("0.01"), Decimal("-0.01"), Decimal("0.000001")):
        for value in thresholds:
            yield value + step
    yield from (value - Decimal("0.000001") for value in thresholds)
    yield Decimal(0)


def _listed(literals: Sequence[Literal], fact: Fact) -> list[str] | None:
    """All that is needed, and one of each choice; or nothing."""
    out = frozenset().union(*(members(test) for test, holds in literals if test.op == "any" and not holds))
    only = [members(test) for test, holds in literals if test.op == "only" and holds]
    within = frozenset.intersection(*only) if only else None
    found: set[str] = set()
    for test, holds in literals:
        if not holds:
            continue
        fine = sorted(one for one in members(test) - out if within is None or one in within)
        found.update(fine if test.op == "all" else fine[:1])
    for test, holds in literals if found else ():
        if test.op == "only" and not holds:
            found.update(sorted(set(fact.values) - members(test) - out)[:1])
    return sorted(found) if all(_list_holds(found, test) == holds for test, holds in literals) else None


def _list_holds(found: set[str], test: Test) -> bool:
    asked = members(test)
    if test.op == "any":
        return bool(found & asked)
    return found >= asked if test.op == "all" else bool(found) and found <= asked


def of_papers(literals: Sequence[Literal], on: date) -> list[dict[str, str]]:
    """Documents to present on a day: one for each test that is to hold, issued as it asks."""
    code = literals[0].test.subject[9:]
    refused = [(test, False) for test, holds in literals if not holds and test.op != "presented"]
    wanted = [test for test, holds in literals if holds]
    dated = [test for test in wanted if test.op != "presented"]
    papers = [{"code": code} for _ in dated or wanted[:1]]
    for paper, test in zip(papers, dated, strict=False):
        asked = [(test, True), *refused]
        near = [one.value + step for one, _ in asked if isinstance(one.value, date) for step in (DAY * 0, -DAY, DAY)]
        fits = [day for day in near if day <= on and all(_issued(one, day) == holds for one, holds in asked)]
        if fits:
            paper["issued"] = fits[0].isoformat()
    return papers


def _issued(test: Test, day: date) -> bool:
    assert isinstance(test.value, date)
    return COMPARED[test.op.removeprefix("issued ")](Decimal(day.toordinal()), Decimal(test.value.toordinal()))


def plain(number: Decimal) -> str:
    """A number in digits, without needless noughts."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _number(test: Test) -> Decimal:
    assert isinstance(test.value, Decimal)
    return test.value
