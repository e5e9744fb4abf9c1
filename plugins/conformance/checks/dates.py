"""Days join: coverage, rules that follow one another, values of a dated series. Both days are inclusive."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from greenlane.core.model import Coverage
from greenlane.core.proof.between import span
from greenlane.plugins.conformance.examined import Examined
from greenlane.plugins.conformance.report import Result
from greenlane.plugins.conformance.say import failed, passed, remarked, warned

TITLE = "Dates without gap or overlap"
REMARKS: Final = ("two-versions", "gap-in-dates", "gap-in-series", "series-ended")
DAY: Final = timedelta(days=1)


def look(one: Examined) -> Iterator[Result]:
    """What is law on a day, and whether somebody is asked on it."""
    yield from remarked(one, REMARKS)
    spans = list(enumerate(one.pack.economy.coverage))
    for flow in sorted({covered.flow for _, covered in spans}):
        own = sorted((pair for pair in spans if pair[1].flow == flow), key=lambda pair: pair[1].valid_from)
        for (_, before), (index, after) in pairwise(own):
            yield from _joined(one, flow, before, after, index)
        yield from _never_asked(one, flow, min(covered.valid_from for _, covered in own))
    yield passed(f"{len(one.pack.rules)} validities, {len(one.pack.parameters)} series, {len(spans)} spans of coverage")


def _joined(one: Examined, flow: str, before: Coverage, after: Coverage, index: int) -> Iterator[Result]:
    where = one.places.of("economy", "", "coverage", index)
    if before.valid_to is None or before.valid_to >= after.valid_from:
        if before.status != after.status:
            last = min(before.valid_to or date.max, after.valid_to or date.max)
            message = f"{flow} is both {before.status} and {after.status} {span(after.valid_from, last)}"
            yield failed(message, where, "close the older span the day before; both days are inclusive")
    elif before.valid_to + DAY < after.valid_from:
        gap = span(before.valid_to + DAY, after.valid_from - DAY)
        yield warned(f"nobody answers for {flow} {gap}", where, "join the spans; both days are inclusive")


def _never_asked(one: Examined, flow: str, begins: date) -> Iterator[Result]:
    for rule in one.pack.rules:
        if rule.flows == (flow,) and rule.valid_to is not None and rule.valid_to < begins:
            message = f"{rule.id} ends on {rule.valid_to}, before the coverage of {flow} begins on {begins}"
            remedy = "begin the coverage earlier, where all that was law then is held; or leave the rule to the README"
            yield warned(message, one.places.of("rules", rule.id, "valid", "to"), remedy)
