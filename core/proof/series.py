"""What dated series and scales leave unsaid: days without a value, measures without a rate, edges nobody printed."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from greenlane.core.draft.entries import address
from greenlane.core.model import Bracket, Parameter, ParameterValue, Rule, Scale
from greenlane.core.proof.between import span
from greenlane.core.proof.looks import Looked, some
from greenlane.core.proof.remark import Remark
from greenlane.core.proof.scope import Scope
from greenlane.core.uses import subjects

DAY = timedelta(days=1)
PRINTED = re.compile(r"\d+(?:[ ,]\d{3})*(?:\.\d+)?")
ASIDE = re.compile(r"\(.*?\)")
PRINTED_STEP = Decimal(1)
"""How far from an edge its number may be printed: `< 2,250` for 2,249.999999, `2,401 -` for more than 2,400."""


def remarks(looked: Looked) -> Iterator[Remark]:
    """Of every parameter of the economy, and of every scale of its charges."""
    pack = looked.ruleset.packs[looked.economy]
    for parameter in pack.parameters.values():
        yield from _gaps(looked, parameter)
        yield from _ended(looked, parameter)
    for scope in looked.scopes:
        if scope.rule.charge is not None and scope.rule.charge.scale is not None:
            yield from _scale(looked, scope.rule, scope.rule.charge.scale)


def _gaps(looked: Looked, parameter: Parameter) -> Iterator[Remark]:
    """Days between the first value and the last that have none, though a rule looks at the series on them."""
    users = _users(looked, parameter)
    pieces: list[tuple[date, date]] = []
    for before, after in zip(parameter.values, parameter.values[1:], strict=False):
        if before.valid_to is None:
            continue
        first, last = before.valid_to + DAY, after.valid_from - DAY
        for begins, ends in sorted((max(first, user.first), min(last, user.last)) for user in users):
            if begins <= ends and pieces and begins <= pieces[-1][1] + DAY:
                pieces[-1] = (pieces[-1][0], max(ends, pieces[-1][1]))
            elif begins <= ends:
                pieces.append((begins, ends))
    if pieces:
        spans = [_period(parameter, *piece) for piece in pieces]
        yield Remark(
            "gap-in-series",
            address(looked.economy, "parameters", parameter.name),
            "/values",
            f"{parameter.name} has no value for {some(spans)}, when {some([one.rule.id for one in users])} look at it",
            "find the values, or say why there are none",
            tuple(address(looked.economy, "rules", one.rule.id) for one in users),
        )


def _users(looked: Looked, parameter: Parameter) -> list[Scope]:
    """The rules that look at a fact which the series provides."""
    own = looked.ruleset.packs[looked.economy].facts.values()
    facts = {fact.name for fact in own if fact.provider == parameter.name}
    return [scope for scope in looked.scopes if facts & subjects(scope.rule)] if facts else []


def _period(parameter: Parameter, first: date, last: date) -> str:
    if parameter.period != "month":
        return span(first, last).removeprefix("on ").removeprefix("from ")
    months = [f"{day:%Y-%m}" for day in (first, last)]
    return months[0] if months[0] == months[1] else f"{months[0]} to {months[1]}"


def _ended(looked: Looked, parameter: Parameter) -> Iterator[Remark]:
    """A series of which rules in force today look at a value that is not there."""
    if any(_holds(value, looked.on) for value in parameter.values):
        return
    rules = [user.rule for user in _users(looked, parameter) if user.first <= looked.on <= user.last]
    if rules:
        last = max((value.valid_to for value in parameter.values if value.valid_to), default=None)
        ended = f"; its last ends on {last}" if last is not None and last < looked.on else ""
        yield Remark(
            "series-ended",
            address(looked.economy, "parameters", parameter.name),
            "/values",
            f"{parameter.name} has no value for {looked.on}{ended}: {some([rule.id for rule in rules])} cannot decide",
            "add the value that is law today",
            tuple(address(looked.economy, "rules", rule.id) for rule in rules),
        )


def _holds(value: ParameterValue, on: date) -> bool:
    return value.valid_from <= on and (value.valid_to is None or on <= value.valid_to)


def _scale(looked: Looked, rule: Rule, scale: Scale) -> Iterator[Remark]:
    first, last = scale.rows[0], scale.rows[-1]
    fact = looked.ruleset.facts.get(scale.by)
    low = fact.minimum if fact is not None else Decimal(0)
    high = fact.maximum if fact is not None else None
    pointer = "/charge/scale/rows"
    remedy = "let the first row lack `from` and the last lack `to`, or write rows for the rest"
    open_edge = scale.includes == "upper"
    if first.lower is not None and (low is None or low < first.lower or low == first.lower and open_edge):
        which = f"{first.lower} and less" if open_edge else f"less than {first.lower}"
        message = f"{rule.id}: the scale has no rate for {which}"
        yield looked.about("scale-open", rule, f"{pointer}/0/from", message, remedy)
    if last.upper is not None and (high is None or high > last.upper or high == last.upper and not open_edge):
        which = f"more than {last.upper}" if open_edge else f"{last.upper} and more"
        message = f"{rule.id}: the scale has no rate for {which}"
        yield looked.about("scale-open", rule, f"{pointer}/{len(scale.rows) - 1}/to", message, remedy)
    for index, row in enumerate(scale.rows):
        yield from _edges(looked, rule, row, f"{pointer}/{index}")
    for index, (row, above_it) in enumerate(zip(scale.rows, scale.rows[1:], strict=False)):
        ends, begins = (numbers(ASIDE.sub("", one.printed)) for one in (row, above_it))
        if ends and begins and begins[0] > ends[-1] and not _doubted(scale, ends[-1], begins[0]):
            message = f"{rule.id}: the printed rows say nothing of {ends[-1]} to {begins[0]}"
            remedy = f"add a doubt above {ends[-1]}, below {begins[0]}, that says how it is read"
            yield looked.about("jump-in-scale", rule, f"{pointer}/{index + 1}/printed", message, remedy)


def _doubted(scale: Scale, above: Decimal, below: Decimal) -> bool:
    return any(doubt.above <= above and below <= doubt.below for doubt in scale.doubts)


def _edges(looked: Looked, rule: Rule, row: Bracket, pointer: str) -> Iterator[Remark]:
    said = numbers(row.printed)
    edges = [edge for edge in (row.lower, row.upper) if edge is not None]
    for edge in edges:
        if not any(abs(number - edge) <= PRINTED_STEP for number in said):
            printed = f"its row prints {row.printed!r}" if row.printed else "its row has no `printed`"
            message = f"{rule.id}: {edge} is an edge of the scale, but {printed}"
            remedy = "write in `printed` what the law prints, and the edge as that says"
            yield looked.about("edge-not-cited", rule, pointer, message, remedy)
            return


def numbers(printed: str) -> list[Decimal]:
    """The numbers in a row as the law prints it: 2,400 is two thousand four hundred."""
    return [Decimal(re.sub("[ ,]", "", found)) for found in PRINTED.findall(printed)]
