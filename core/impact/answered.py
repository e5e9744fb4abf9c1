"""What was answered, as two rule sets are compared by it: read off an outcome, or off a record as it stands."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from greenlane.core.check import NOT_COVERED, REFERRED, SILENT, Outcome
from greenlane.core.money import EXACT
from greenlane.core.ruleset import RuleSet
from greenlane.core.vocabulary import SEVERITY

Asked = tuple[str, str]
"""Economy and flow."""
Finding = tuple[int, int]
"""Match and verdict of one rule."""
Findings = dict[str, Finding]
"""By the rule's id."""
Due = dict[tuple[str, str], dict[str, Decimal] | None]
"""By economy and kind of charge the sums by currency; None where one of them cannot be computed."""


class Answered(NamedTuple):
    """Of one item: its verdict, of each question the verdict and the findings, and what is due."""

    verdict: int
    answers: dict[Asked, tuple[int, Findings]]
    due: Due


NOT_ASKED: tuple[int, Findings] = (0, {})


class Reading:
    """Reads what one rule set answered."""

    def __init__(self, ruleset: RuleSet) -> None:
        self._names = [rule.id for rule in ruleset.rules]
        self._charges = {rule.id: (rule.economy, rule.charge.kind) for rule in ruleset.rules if rule.charge is not None}

    def outcome(self, outcome: Outcome, asks: Sequence[Asked]) -> list[Answered]:
        """Of an outcome."""
        names = self._names
        found = []
        for item in outcome.items:
            answers = _unanswered(asks, outcome.coverage)
            for place, hit in item.hits:
                _add(answers, place, names[hit.rule], hit.match, hit.verdict)
            for place, _ in (*item.signals, *item.faults):
                answers[place][0] = max(answers[place][0], REFERRED)
            due = self._due((names[rule], c.amount, c.currency) for _, rule, c in item.charges) if item.charges else {}
            found.append(_made(item.verdict, asks, answers, due))
        return found

    def record(self, record: Mapping[str, Any], asks: Sequence[Asked]) -> list[Answered]:
        """Of a record; its numbers are Decimal where it holds charges."""
        found = []
        for item in record["items"]:
            answers = _unanswered(asks, record["coverage"])
            for place, rule, _, _, match, verdict, _ in item["hits"]:
                _add(answers, place, rule, match, verdict)
            for place, *_ in (*item.get("signals", ()), *item.get("faults", ())):
                answers[place][0] = max(answers[place][0], REFERRED)
            charges = item.get("charges")
            due = self._due((c[1], None if c[4] is None else Decimal(c[4]), c[5]) for c in charges) if charges else {}
            found.append(_made(SEVERITY[item["verdict"]], asks, answers, due))
        return found

    def _due(self, charges: Any) -> Due:
        due: Due = {}
        for rule, amount, currency in charges:
            key = self._charges[rule]
            sums = due.setdefault(key, {})
            if amount is None:
                due[key] = None
            elif sums is not None:
                sums[currency] = EXACT.add(sums.get(currency, Decimal(0)), amount)
        return due


def _unanswered(asks: Sequence[Asked], coverage: Sequence[str]) -> list[list[Any]]:
    """Verdict and findings of each question before any rule is looked at."""
    return [[_COVERED[coverage[place]], {}] for place in range(len(asks))]


_COVERED = {"covered": 0, "partial": 0, "not_covered": NOT_COVERED, "unavailable": REFERRED, SILENT: 0}


def _add(answers: list[list[Any]], place: int, rule: str, match: int, verdict: int) -> None:
    answer = answers[place]
    answer[1][rule] = (match, verdict)
    if verdict > answer[0]:
        answer[0] = verdict


def _made(verdict: int, asks: Sequence[Asked], answers: list[list[Any]], due: Due) -> Answered:
    return Answered(verdict, {ask: (one[0], one[1]) for ask, one in zip(asks, answers, strict=True)}, due)
