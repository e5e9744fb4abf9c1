"""Conditions can come true, and no rule says the contrary of another."""

from collections.abc import Iterator
from typing import Final

from greenlane.plugins.conformance.examined import Examined
from greenlane.plugins.conformance.report import Result
from greenlane.plugins.conformance.say import passed, remarked

TITLE = "Conditions, alone and together"
REMARKS: Final = (
    "never-true",
    "never-met",
    "always-met",
    "contradiction",
    "contradiction-in-part",
    "not-both",
    "charged-twice",
    "overlap",
    "shadowed",
)


def look(one: Examined) -> Iterator[Result]:
    """What lint says of conditions."""
    yield from remarked(one, REMARKS)
    yield passed(f"{sum(1 for rule in one.pack.rules if rule.when or rule.requires)} conditions")
