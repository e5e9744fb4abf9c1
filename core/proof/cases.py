"""The cases of a rule set run against it: which hold, how the others differ, and what all of them together cover."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from greenlane.core.declaration import NotADeclaration
from greenlane.core.draft.entries import address
from greenlane.core.extension import Services
from greenlane.core.pack.cases import Case, cases_of, differences
from greenlane.core.proof.answers import Answers, refused
from greenlane.core.proof.coverage import RuleCoverage, Watch
from greenlane.core.ruleset import RuleSet


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case. It holds when there are no `differences` (sentences). `found`: ids of the rules that hit."""

    address: str
    name: str
    file: str
    verdict: str | None
    found: tuple[str, ...]
    differences: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether the answer is the one that the case expects."""
        return not self.differences


@dataclass(frozen=True, slots=True)
class Proof:
    """What the cases prove. `rules`: in the order of their ids, those of the economies whose cases were run."""

    results: tuple[CaseResult, ...]
    rules: tuple[RuleCoverage, ...]

    @property
    def failing(self) -> tuple[CaseResult, ...]:
        """The cases that do not hold."""
        return tuple(result for result in self.results if not result.holds)

    @property
    def rules_covered(self) -> tuple[int, int]:
        """Of how many rules a case says rightly that it hits and one that it misses; and of how many in all."""
        return sum(1 for rule in self.rules if rule.hits and rule.misses), len(self.rules)

    @property
    def branches_covered(self) -> tuple[int, int]:
        """How many outcomes of tests were seen, and how many there are."""
        seen = sum(len(branch.seen) for rule in self.rules for branch in rule.branches)
        return seen, seen + sum(len(branch.unseen) for rule in self.rules for branch in rule.branches)

    @property
    def share(self) -> float:
        """The part of the outcomes of tests that some case has seen: 0 to 1, and 1 where there is no test."""
        seen, every = self.branches_covered
        return seen / every if every else 1.0


def run(
    ruleset: RuleSet,
    documents: Mapping[str, Mapping[str, Any]],
    only: Collection[str] | None = None,
    *,
    services: Services | None = None,
    now: datetime | None = None,
) -> Proof:
    """The cases in these documents (of the rule set) against the rule set; `only`: those of some economies.

    `services`: the plugins' code, where packs bring some. `now` (aware): the day of cases that name none.
    """
    answers = Answers(ruleset, services, now)
    watch = Watch(ruleset, answers.checker)
    results = []
    hits: Counter[str] = Counter()
    misses: Counter[str] = Counter()
    for economy, document in sorted(documents.items()):
        if only is not None and economy not in only:
            continue
        for case in cases_of(document, ruleset.facts):
            result = _one(economy, case, answers, watch)
            results.append(result)
            found = set(result.found)
            hits.update(found.intersection(case.hits))
            if result.verdict is not None:
                misses.update(set(case.misses) - found)
    rules = tuple(
        watch.coverage(index, hits[rule.id], misses[rule.id])
        for index, rule in enumerate(ruleset.rules)
        if only is None or rule.economy in only
    )
    return Proof(tuple(results), rules)


def _one(economy: str, case: Case, answers: Answers, watch: Watch) -> CaseResult:
    place = address(economy, "cases", case.name)
    try:
        answered = answers.answer(case.declaration)
    except NotADeclaration as error:
        return CaseResult(place, case.name, case.file, None, (), (refused(error),))
    watch.see(answered)
    answer = answered.answer
    found = sorted({finding["rule"] for item in answer["items"] for finding in item["findings"]})
    return CaseResult(place, case.name, case.file, answer["verdict"], tuple(found), tuple(differences(answer, case)))
