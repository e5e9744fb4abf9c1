"""Every case holds: the pack answers what its author expects."""

from collections.abc import Iterator

from greenlane.core.proof.cases import CaseResult
from greenlane.plugins.conformance.examined import Examined
from greenlane.plugins.conformance.report import Result
from greenlane.plugins.conformance.say import failed, passed

TITLE = "Cases hold"
REMEDY = "correct the rule; or the case, where the law says so"


def look(one: Examined) -> Iterator[Result]:
    """Every case of the pack, by the compiled engine."""
    for result in one.proof.failing:
        yield of(one, result)
    yield passed(f"{len(one.proof.results)} cases hold")


def of(one: Examined, result: CaseResult) -> Result:
    """The result of one case."""
    if result.holds:
        return passed(f"{result.name!r} holds")
    where = one.places.of("cases", result.name)
    if result.verdict is None:
        return failed(f"{result.name!r}: {result.differences[0]}", where, "write it as docs/pack-format.md says")
    return failed(f"{result.name!r}: {'; '.join(result.differences)}", where, REMEDY)
