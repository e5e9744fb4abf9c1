"""Whether goods can be such that several tests of one subject all come out as asked.

Every answer "no" is certain; "yes" may be wrong only where the words of a description, or of long lists, would
have to be compared.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from greenlane.core.model import Fact, Test
from greenlane.core.units import UNITS
from greenlane.core.vocabulary import REGIMES

EVERYTHING = frozenset({""})
"""The codes below the empty code: all."""
COMPARED: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": Decimal.__lt__,
    "<=": Decimal.__le__,
    ">": Decimal.__gt__,
    ">=": Decimal.__ge__,
    "=": Decimal.__eq__,
    "!=": Decimal.__ne__,
}
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}
SMALLEST = Decimal("0.000001")
"""The last place that a condition may be written to; declared numbers may lie closer to a threshold."""


class Literal(NamedTuple):
    """A test, and whether it is to hold."""

    test: Test
    holds: bool


def subject(test: Test) -> str:
    """What a test competes with others for: quantities of one measure are one, whatever their units."""
    if test.subject.startswith("quantity:"):
        return f"quantity:{UNITS[test.subject[9:]][0]}"
    return test.subject


def compatible(literals: Sequence[Literal], fact: Fact | None) -> bool:
    """Whether one value can make them all true. They are of one subject; `fact` is it, where it is one."""
    name = literals[0].test.subject
    if name == "commodity_code":
        return bool(codes(literals))
    if name == "keyword":
        return _words(literals)
    if name.startswith("document:"):
        return _papers(literals)
    if name.startswith("quantity:"):
        return _numbers([(test.op, _base(test), holds) for test, holds in literals], Decimal(0), None, False)
    if name == "regime":
        return _chosen(literals, REGIMES)
    if fact is None:  # origin, partner
        return _chosen(literals, ())
    if fact.type == "boolean":
        return len({(test.value is True) == holds for test, holds in literals}) == 1
    if fact.type == "list":
        return _lists(literals, fact.values)
    if fact.type in ("decimal", "integer"):
        bounds = [(test.op, _number(test), holds) for test, holds in literals]
        return _numbers(bounds, fact.minimum, fact.maximum, fact.type == "integer")
    return _chosen(literals, fact.values)


def codes(literals: Iterable[Literal]) -> frozenset[str]:
    """The shortest codes below which all that lies below the sets to hold does, less those taken out whole."""
    found: frozenset[str] = EVERYTHING
    out: set[str] = set()
    for test, holds in literals:
        if holds:
            found = common(found, members(test))
        else:
            out |= members(test)
    taken = frozenset(out)
    return frozenset(code for code in found if not below(code, taken)) if taken else found


@lru_cache(16384)
def common(some: frozenset[str], others: frozenset[str]) -> frozenset[str]:
    """Codes of either that lie below, or are, one of the other."""
    if some == EVERYTHING or others == EVERYTHING:
        return others if some == EVERYTHING else some
    return frozenset(code for code in some if below(code, others)) | {code for code in others if below(code, some)}


def below(code: str, codes: frozenset[str]) -> bool:
    """Whether a code is, or lies below, one of some codes."""
    for length in _lengths(codes):
        if code[:length] in codes:
            return True
    return False


@lru_cache(4096)
def _lengths(codes: frozenset[str]) -> tuple[int, ...]:
    return tuple(sorted({len(code) for code in codes}))


def members(test: Test) -> frozenset[str]:
    """The set that a test compares with."""
    assert isinstance(test.value, frozenset)
    return test.value


def _number(test: Test) -> Decimal:
    assert isinstance(test.value, Decimal)
    return test.value


def _base(test: Test) -> Decimal:
    return _number(test) * UNITS[test.subject[9:]][1]


def _numbers(
    bounds: Sequence[tuple[str, Decimal, bool]], low: Decimal | None, high: Decimal | None, whole: bool
) -> bool:
    asked = [(op if holds else OPPOSITE[op], value) for op, value, holds in bounds]
    candidates = list(_candidates([value for _, value in asked], whole))
    candidates += [bound for bound in (low, high) if bound is not None]
    return any(
        (low is None or one >= low)
        and (high is None or one <= high)
        and all(COMPARED[op](one, value) for op, value in asked)
        for one in candidates
    )


def _candidates(values: list[Decimal], whole: bool) -> Iterator[Decimal]:
    """Every threshold, and a number on each side of it and between it and the next."""
    for value in values:
        floor = value.to_integral_value(rounding="ROUND_FLOOR")
        yield from (floor - 1, floor, floor + 1, floor + 2)
        if not whole:
            # Halves of the smallest step, as two thresholds may lie one step apart.
            yield from (value - SMALLEST / 2, value, value + SMALLEST / 2)


def _chosen(literals: Sequence[Literal], universe: Sequence[str]) -> bool:
    allowed = [members(test) for test, holds in literals if holds]
    out = frozenset().union(*(members(test) for test, holds in literals if not holds))
    if universe:
        allowed.append(frozenset(universe))
    return not allowed or bool(frozenset.intersection(*allowed) - out)


def _words(literals: Sequence[Literal]) -> bool:
    silent = frozenset().union(*(members(test) for test, holds in literals if not holds))
    return all(members(test) - silent for test, holds in literals if holds)


def _lists(literals: Sequence[Literal], universe: Sequence[str]) -> bool:
    """A list that has one of each `any`, all of each `all`, nothing but each `only`; and the opposites."""
    grouped: dict[tuple[str, bool], list[frozenset[str]]] = {}
    for test, holds in literals:
        grouped.setdefault((test.op, holds), []).append(members(test))
    within = grouped.get(("only", True), [])
    without = frozenset().union(*grouped.get(("any", False), []))
    needed = frozenset().union(*grouped.get(("all", True), []))
    some = grouped.get(("any", True), [])
    bounds = [*within, *([frozenset(universe)] if universe else [])]
    allowed = frozenset.intersection(*bounds) - without if bounds else None

    def may(members: frozenset[str]) -> frozenset[str]:
        return members - without if allowed is None else members & allowed

    if may(needed) != needed or not all(may(one) for one in some) or within and not allowed:
        return False
    if any(one <= needed for one in grouped.get(("all", False), [])):
        return False
    empty = not (within or needed or some)
    return all(empty or allowed is None or bool(allowed - one) for one in grouped.get(("only", False), []))


def _papers(literals: Sequence[Literal]) -> bool:
    """Several papers of one code may be presented; none may be what a test that is not to hold asks for."""
    refused = [test for test, holds in literals if not holds]
    wanted = [test for test, holds in literals if holds]
    if wanted and any(test.op == "presented" for test in refused):
        return False
    out = [(test.op.removeprefix("issued "), _day(test)) for test in refused if test.op != "presented"]
    for test in wanted:
        own = [] if test.op == "presented" else [(test.op.removeprefix("issued "), _day(test), True)]
        # A paper whose day of issue is not stated makes no test of its day true.
        if own and not _numbers([*own, *((op, day, False) for op, day in out)], None, None, True):
            return False
    return True


def _day(test: Test) -> Decimal:
    assert isinstance(test.value, date)
    return Decimal(test.value.toordinal())
