"""The results of a check, in a few letters: the runner puts the check's name to them."""

from collections.abc import Collection, Iterator

from greenlane.core.proof.looks import some
from greenlane.plugins.conformance.examined import Examined
from greenlane.plugins.conformance.report import Result

__all__ = ["failed", "passed", "remarked", "skipped", "some", "warned"]


def failed(message: str, where: str, remedy: str) -> Result:
    """Something is wrong, and what to do."""
    return Result("", "failed", message, where, remedy)


def warned(message: str, where: str, remedy: str) -> Result:
    """Something is odd, and what to do."""
    return Result("", "warned", message, where, remedy)


def passed(message: str) -> Result:
    """What was looked at and found good."""
    return Result("", "passed", message)


def skipped(message: str, remedy: str = "") -> Result:
    """Nothing could be looked at, and why."""
    return Result("", "skipped", message, "", remedy)


def remarked(one: Examined, codes: Collection[str]) -> Iterator[Result]:
    """What lint says by some of its codes, at file and line."""
    for remark in one.remarks:
        if remark.code in codes:
            say = failed if remark.severity == "error" else warned
            yield say(remark.message, one.places.at(remark.address, remark.pointer), remark.remedy)
