"""The cases that speak of a rule, each run against the rule set it stands in."""

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from greenlane.core.declaration import NotADeclaration
from greenlane.core.draft.entries import address, parts
from greenlane.core.pack.cases import cases_of, differences
from greenlane.core.proof.answers import refused
from greenlane.core.service.book import Edition, RuleBook

Written = Mapping[str, Any]
KEPT: Final = 3
"""Rule sets whose cases a process keeps sorted by rule."""


@dataclass(frozen=True, slots=True)
class RuleCase:
    """A case of a rule. `says`: hits or misses. It holds when there are no `differences` (sentences)."""

    address: str
    economy: str
    name: str
    says: str
    declaration: Mapping[str, Any]
    expected: str
    verdict: str | None
    differences: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether the answer is the one that the case expects."""
        return not self.differences


class RuleCases:
    """One a process; threads share it."""

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self._lock = threading.Lock()
        self._kept: OrderedDict[int, Mapping[str, Sequence[tuple[str, Written]]]] = OrderedDict()

    def warm(self) -> None:
        """Have the cases of the rule set in force sorted. Raises StoreUnavailable."""
        self._by_rule(self._book.current().version)

    def count(self, edition: Edition, rule_id: str) -> int:
        """How many cases speak of a rule."""
        return len(self._by_rule(edition.version).get(rule_id, ()))

    def run(self, edition: Edition, rule_id: str, most: int) -> list[RuleCase]:
        """The first so many cases of a rule, those that it hits first, run now. Raises UnknownRuleSet."""
        written = self._by_rule(edition.version).get(rule_id, ())
        ordered = sorted(written, key=lambda one: (rule_id not in one[1].get("hits", ()), one[1]["name"], one[0]))
        return [_run(edition, economy, one, rule_id) for economy, one in ordered[:most]]

    def _by_rule(self, version: int) -> Mapping[str, Sequence[tuple[str, Written]]]:
        with self._lock:
            found = self._kept.get(version)
            if found is not None:
                return found
        named: dict[str, list[tuple[str, Written]]] = defaultdict(list)
        for place, entry in self._book.entries(version).items():
            economy, part, _ = parts(place)
            if part == "cases":
                for rule_id in {*entry.get("hits", ()), *entry.get("misses", ())}:
                    named[rule_id].append((economy, entry))
        with self._lock:
            self._kept[version] = dict(named)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return named


def _run(edition: Edition, economy: str, written: Written, rule_id: str) -> RuleCase:
    case = cases_of({"cases": [written]}, edition.ruleset.facts)[0]
    says = "hits" if rule_id in case.hits else "misses"
    now = datetime.now(UTC)
    verdict: str | None = None
    wrong: tuple[str, ...] = ()
    try:
        declaration = edition.reader.accept(case.declaration, now)
        outcome = edition.checker.check(declaration)
        answer = orjson.loads(edition.renderer("en").json("", now.isoformat(), declaration, outcome, {}))
        verdict, wrong = answer["verdict"], tuple(differences(answer, case))
    except NotADeclaration as error:
        wrong = (refused(error),)
    expected = case.expect.get("verdict") or " or ".join(case.expect.get("verdict_in", ()))
    place = address(economy, "cases", case.name)
    return RuleCase(place, economy, case.name, says, case.declaration, expected, verdict, wrong)
