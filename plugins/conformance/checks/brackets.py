"""Scales of rates: every edge is answered as its row says, just below it, at it and just above."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from greenlane.core.declaration import NotADeclaration
from greenlane.core.model import Rule, Scale
from greenlane.core.proof.probes import probes
from greenlane.core.ruleset import assemble
from greenlane.core.terms import shared_documents, shared_facts
from greenlane.core.units import convert
from greenlane.plugins.conformance.examined import Examined
from greenlane.plugins.conformance.report import Result
from greenlane.plugins.conformance.say import failed, passed, remarked, some, warned

TITLE = "Brackets"
REMARKS: Final = ("scale-open", "edge-not-cited", "jump-in-scale")
SIDES: Final = ("below", "at", "above")


def look(one: Examined) -> Iterator[Result]:
    """Every scale of the pack."""
    yield from remarked(one, REMARKS)
    scaled = {rule.id: rule.charge.scale for rule in one.pack.rules if rule.charge and rule.charge.scale}
    if not scaled:
        yield passed("no scale")
        return
    without = replace(one.pack, rules=tuple(rule for rule in one.pack.rules if rule.id not in scaled))
    before = assemble({one.economy: without}, shared_facts(), shared_documents())
    seen: dict[tuple[str, Decimal], set[str]] = {}
    for probe in probes(before, one.ruleset, on=one.today, nomenclatures=one.nomenclatures):
        name = probe.address.rpartition("/")[2]
        scale = scaled.get(name)
        edge = _edge(scale, probe.threshold) if scale else None
        if scale is None or edge is None:
            continue
        wrong = _wrong(one, dict(probe.declaration), name, scale)
        if wrong is None:
            seen.setdefault((name, edge), set()).add(probe.side)
        else:
            yield failed(f"{name}, {probe.side} the edge {edge}: {wrong}", _place(one, name), "mend the scale's rows")
    for name, scale in scaled.items():
        yield from _unseen(one, name, scale, seen)
        yield from _cases(one, name, scale)
    yield passed(f"{len(seen)} edges of {len(scaled)} scales, each from both sides")


def _place(one: Examined, rule: str) -> str:
    return one.places.of("rules", rule, "charge", "scale", "rows")


def _edge(scale: Scale, threshold: str) -> Decimal | None:
    """The edge that a probe is of, by what it says."""
    return next((edge for edge in _edges(scale) if threshold == f"{scale.by} {edge}"), None)


def _edges(scale: Scale) -> set[Decimal]:
    return {edge for row in scale.rows for edge in (row.lower, row.upper) if edge is not None}


def _wrong(one: Examined, declaration: dict[str, object], rule: str, scale: Scale) -> str | None:
    """How an answer differs from the row that its measure lies in; None where it does not, or there is no measure."""
    try:
        answered = one.answers.answer(declaration)
    except NotADeclaration as error:
        return f"no declaration can say so: {error}"
    for at, index, computed in answered.outcome.items[0].charges:
        ask = answered.outcome.items[0].asks[at]
        if one.ruleset.rules[index].id != rule or ask is None:
            continue
        measure = _measure(scale, ask.facts, ask.quantity)
        if measure is None:
            return None
        rows = [row for row in scale.rows if _within(measure, row.lower, row.upper, scale.includes)]
        if len(rows) != 1:
            return f"{measure} lies in {len(rows)} rows"
        if computed.percent != rows[0].percent:
            return f"{measure} is charged {computed.percent} %, and its row says {rows[0].percent} %"
        return None
    return "the rule charges nothing"


def _measure(scale: Scale, facts: object, quantity: tuple[Decimal, str] | None) -> Decimal | None:
    if scale.by.startswith("quantity:"):
        return convert(*quantity, scale.by[9:]) if quantity else None
    value = facts.get(scale.by) if hasattr(facts, "get") else None
    return Decimal(value) if isinstance(value, Decimal | int | str) else None


def _within(measure: Decimal, lower: Decimal | None, upper: Decimal | None, includes: str) -> bool:
    if includes == "upper":
        return (lower is None or measure > lower) and (upper is None or measure <= upper)
    return (lower is None or measure >= lower) and (upper is None or measure < upper)


def _unseen(one: Examined, name: str, scale: Scale, seen: dict[tuple[str, Decimal], set[str]]) -> Iterator[Result]:
    inner = sorted({row.lower for row in scale.rows[1:] if row.lower is not None})
    lost = [edge for edge in inner if set(SIDES) - seen.get((name, edge), set())]
    if lost:
        message = f"{name}: no example could be made on both sides of {some(lost)}"
        yield warned(message, _place(one, name), "write a case on each side of them")


def _cases(one: Examined, name: str, scale: Scale) -> Iterator[Result]:
    """Rows into which no case of the pack falls."""
    rule: Rule = next(rule for rule in one.pack.rules if rule.id == name)
    index = one.ruleset.rules.index(rule)
    used = set()
    for answered in one.answered.values():
        for item in answered.outcome.items:
            for at, charged, _ in item.charges:
                ask = item.asks[at]
                measure = _measure(scale, ask.facts, ask.quantity) if charged == index and ask else None
                if measure is not None:
                    used |= {
                        number
                        for number, row in enumerate(scale.rows)
                        if _within(measure, row.lower, row.upper, scale.includes)
                    }
    lost = [number for number in range(len(scale.rows)) if number not in used]
    if lost:
        said = some([_said(scale, number) for number in lost])
        where = one.places.of("rules", name, "charge", "scale", "rows", lost[0])
        yield warned(f"{name}: no case falls into {said}", where, "write one at the edge of each row")


def _said(scale: Scale, number: int) -> str:
    row = scale.rows[number]
    return repr(row.printed or f"{row.lower or 'the least'} to {row.upper or 'the most'}")
