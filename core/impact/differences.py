"""One decision as two rule sets answer it: what differs, counted."""

from collections.abc import Sequence
from decimal import Decimal

from greenlane.core.check import PROHIBITED
from greenlane.core.declaration.normalise import Item
from greenlane.core.impact.answered import NOT_ASKED, Answered, Finding, Findings
from greenlane.core.impact.tally import Answer, Example, Money, Tally
from greenlane.core.money import EXACT
from greenlane.core.ruleset import RuleSet
from greenlane.core.vocabulary import TRUE


class Differences:
    """Counts what differs between the answers of two rule sets."""

    def __init__(self, before: RuleSet, after: RuleSet) -> None:
        self._kinds = {rule.id: rule.kind for one in (after, before) for rule in one.rules}

    def count(
        self,
        decision_id: str,
        items: Sequence[Item],
        old: Sequence[Answered],
        new: Sequence[Answered],
        tally: Tally,
    ) -> None:
        """Count what differs in one decision: of each of its items what was answered by either set."""
        verdicts = max(one.verdict for one in old), max(one.verdict for one in new)
        if verdicts[0] != verdicts[1]:
            tally.decisions[verdicts] += 1
        for item, was, now in zip(items, old, new, strict=True):
            if was.verdict != now.verdict:
                tally.items[was.verdict, now.verdict] += 1
            if was.answers != now.answers:
                for ask in dict.fromkeys((*was.answers, *now.answers)):
                    before, after = was.answers.get(ask, NOT_ASKED), now.answers.get(ask, NOT_ASKED)
                    if before != after:
                        example = Example(decision_id, item.number, ask[1], item.code[:2], before[0], after[0])
                        self._answer(ask[0], example, before[1], after[1], tally)
            if was.due != now.due:
                self._money(was, now, tally)

    def _answer(self, economy: str, example: Example, was: Findings, now: Findings, tally: Tally) -> None:
        """Count one economy's answer on one item."""
        differing = sorted(name for name in was.keys() | now.keys() if was.get(name) != now.get(name))
        flipped = example.before != example.after
        if flipped:
            tally.answers[Answer(economy, example.before, example.after)] += 1
            for kind in {self._kinds[name] for name in differing}:
                tally.kinds[economy, kind] += 1
            if not differing:
                tally.show((economy, ""), [example])
        for name in differing:
            kind = self._kinds[name]
            tally.rules[economy, name, kind, _effect(was.get(name), now.get(name))] += 1
            if flipped:
                tally.rules[economy, name, kind, "flipped"] += 1
            tally.show((economy, name), [example])

    def _money(self, was: Answered, now: Answered, tally: Tally) -> None:
        """Count what is due on one item."""
        barred = PROHIBITED in (was.verdict, now.verdict) and was.verdict != now.verdict
        nothing = Decimal(0)
        for key in was.due.keys() | now.due.keys():
            before, after = was.due.get(key, {}), now.due.get(key, {})
            if before is None or after is None:
                if after is not None:
                    tally.newly[key] += 1
                elif before is not None:
                    tally.no_longer[key] += 1
                continue
            for currency in before.keys() | after.keys():
                change = EXACT.subtract(after.get(currency, nothing), before.get(currency, nothing))
                if change:
                    money = Money(1, max(change, nothing), min(change, nothing), change if barred else nothing)
                    tally.money.setdefault((*key, currency), Money()).add(money)


def _effect(was: Finding | None, now: Finding | None) -> str:
    if was is None:
        return "appeared"
    if now is None:
        return "gone"
    if was[1] != now[1]:
        return "harder" if now[1] > was[1] else "easier"
    return "surer" if now[0] == TRUE else "less_sure"
