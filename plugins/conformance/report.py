"""What came of verifying one plugin: results by check, and whether it conforms."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

Status = Literal["passed", "failed", "warned", "skipped"]
ORDER: Final[tuple[Status, ...]] = ("failed", "warned", "passed", "skipped")
"""Worst first; what was skipped says nothing."""


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that a check found. `where`: file, or file:line, from the pack's or project's folder on.

    `remedy`: what its author can do; never empty where the status is failed or warned.
    """

    check: str
    status: Status
    message: str
    where: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        return (f"{self.where}: " if self.where else "") + self.message + (f" ({self.remedy})" if self.remedy else "")

    def as_json(self) -> dict[str, str]:
        """All of it, for a report."""
        return {
            "check": self.check,
            "status": self.status,
            "message": self.message,
            "where": self.where,
            "remedy": self.remedy,
        }


@dataclass(frozen=True, slots=True)
class Checked:
    """One check with its results. `seconds`: how long it took."""

    name: str
    title: str
    results: tuple[Result, ...]
    seconds: float = 0.0

    @property
    def status(self) -> Status:
        """The worst of its results."""
        found = {one.status for one in self.results}
        return next((status for status in ORDER if status in found), "passed")


@dataclass(frozen=True, slots=True)
class Covered:
    """How a rule's cases prove it. `branches`: outcomes of its tests that cases have seen, and all of them."""

    rule: str
    kind: str
    hits: int
    misses: int
    branches: tuple[int, int]
    where: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """One plugin, verified. `subject`: as it was called; `economy`: its code; empty where nothing says.

    `strict`: warnings count as faults. `coverage`: in the order of the rules' ids.
    """

    subject: str
    economy: str
    version: str
    checks: tuple[Checked, ...]
    coverage: tuple[Covered, ...] = ()
    strict: bool = False
    greenlane: str = ""
    seconds: float = field(default=0.0, compare=False)

    @property
    def results(self) -> tuple[Result, ...]:
        """All results, in the order of the checks."""
        return tuple(result for check in self.checks for result in check.results)

    @property
    def faults(self) -> tuple[Result, ...]:
        """What stands in the way: failed, and warned where that is strict."""
        return tuple(one for one in self.results if one.status == "failed" or self.strict and one.status == "warned")

    @property
    def ok(self) -> bool:
        """Whether it conforms: something was checked, and nothing stands in the way."""
        return not self.faults and any(one.status != "skipped" for one in self.checks)

    @property
    def counts(self) -> dict[Status, int]:
        """How many checks came out how."""
        return {status: sum(1 for one in self.checks if one.status == status) for status in ORDER}

    @property
    def passed(self) -> tuple[int, int]:
        """How many checks found nothing in the way, of how many that were made."""
        made = [one for one in self.checks if one.status != "skipped"]
        bad = {one.check for one in self.faults}
        return sum(1 for one in made if one.name not in bad), len(made)

    @property
    def conclusion(self) -> str:
        """One sentence."""
        good, made = self.passed
        if not made:
            return "Nothing was checked"
        warned = self.counts["warned"]
        told = f", {warned} with warnings" if warned and not self.strict else ""
        return (
            f"Conforms: {made} checks{told}" if self.ok else f"Does not conform: {made - good} of {made} checks failed"
        )

    def text(self) -> str:
        """For a terminal."""
        from greenlane.plugins.conformance.text import text

        return text(self)

    def as_json(self) -> dict[str, Any]:
        """For a machine, as plain values."""
        return {
            "subject": self.subject,
            "economy": self.economy,
            "version": self.version,
            "greenlane": self.greenlane,
            "conforms": self.ok,
            "strict": self.strict,
            "conclusion": self.conclusion,
            "checks": [
                {
                    "check": one.name,
                    "title": one.title,
                    "status": one.status,
                    "results": [result.as_json() for result in one.results],
                }
                for one in self.checks
            ],
            "coverage": [
                {
                    "rule": one.rule,
                    "kind": one.kind,
                    "hits": one.hits,
                    "misses": one.misses,
                    "outcomes_seen": one.branches[0],
                    "outcomes": one.branches[1],
                    "where": one.where,
                }
                for one in self.coverage
            ],
        }

    def json(self) -> str:
        """For a machine."""
        return json.dumps(self.as_json(), ensure_ascii=False, indent=2) + "\n"

    def page(self) -> str:
        """One HTML file, whole in itself."""
        from greenlane.plugins.conformance.page import page

        return page([self])


def together(reports: Sequence[Report]) -> list[dict[str, Any]]:
    """Several reports for a machine."""
    return [one.as_json() for one in reports]
