"""One item decided by two rule sets: what of its answers differs, counted."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from greenlane.core.check import NOT_COVERED, PROHIBITED, REFERRED, ItemOutcome, Outcome
from greenlane.core.declaration import Declaration
from greenlane.core.impact.tally import Answer, Example, Money, Tally
from greenlane.core.money import EXACT
from greenlane.core.ruleset import RuleSet
from greenlane.core.vocabulary import TRUE

Finding = tuple[int, int]
"""Match and verdict of one rule."""
Due = dict[tuple[str, str], dict[str, Decimal] | None]
"""By economy and kind of charge the sums by currency; None where one of them cannot be computed."""


class Differences:
    """Counts what differs between the answers of two rule sets."""

    def __init__(self, before: RuleSet, after: RuleSet) -> None:
        self._sides = (before, after)
        self._kinds = {rule.id: rule.kind for one in (after, before) for rule in one.rules}

    def count(
        self, decision_id: str, declarations: tuple[Declaration, Declaration], old: Outcome, new: Outcome, tally: Tally
    ) -> None:
        """Count what differs in one decision. `declarations`: as either set understands who is asked."""
        asked = tuple({ask: place for place, ask in enumerate(one.asks)} for one in declarations)
        asks = dict.fromkeys((*asked[0], *asked[1]))
        if old.verdict != new.verdict:
            tally.decisions[old.verdict, new.verdict] += 1
        for item, was, now in zip(declarations[0].items, old.items, new.items, strict=True):
            if was.verdict != now.verdict:
                tally.items[was.verdict, now.verdict] += 1
            for ask in asks:
                places = asked[0].get(ask), asked[1].get(ask)
                verdicts = _verdict(was, places[0], old.coverage), _verdict(now, places[1], new.coverage)
                example = Example(decision_id, item.number, ask[1], item.code[:2], *verdicts)
                findings = self._findings(was, places[0], 0), self._findings(now, places[1], 1)
                self._answer(ask[0], example, *findings, tally)
            self._money(declarations, was, now, tally)

    def _findings(self, item: ItemOutcome, place: int | None, side: int) -> dict[str, Finding]:
        rules = self._sides[side].rules
        return {rules[hit.rule].id: (hit.match, hit.verdict) for at, hit in item.hits if at == place}

    def _answer(
        self,
        economy: str,
        example: Example,
        was: Mapping[str, Finding],
        now: Mapping[str, Finding],
        tally: Tally,
    ) -> None:
        """Count one economy's answer on one item."""
        differing = sorted(name for name in was.keys() | now.keys() if was.get(name) != now.get(name))
        flipped = example.before != example.after
        if flipped:
            tally.answers[Answer(economy, example.before, example.after)] += 1
            tally.kinds.update((economy, kind) for kind in {self._kinds[name] for name in differing})
            if not differing:
                tally.show((economy, ""), [example])
        for name in differing:
            kind = self._kinds[name]
            tally.rules[economy, name, kind, _effect(was.get(name), now.get(name))] += 1
            if flipped:
                tally.rules[economy, name, kind, "flipped"] += 1
            tally.show((economy, name), [example])

    def _money(
        self, declarations: tuple[Declaration, Declaration], was: ItemOutcome, now: ItemOutcome, tally: Tally
    ) -> None:
        if not was.charges and not now.charges:
            return
        old, new = (self._due(declarations[side], one, side) for side, one in enumerate((was, now)))
        barred = PROHIBITED in (was.verdict, now.verdict) and was.verdict != now.verdict
        for key in old.keys() | new.keys():
            before, after = old.get(key, {}), new.get(key, {})
            if before is None or after is None:
                if after is not None:
                    tally.newly[key] += 1
                elif before is not None:
                    tally.no_longer[key] += 1
                continue
            for currency in before.keys() | after.keys():
                nothing = Decimal(0)
                change = EXACT.subtract(after.get(currency, nothing), before.get(currency, nothing))
                if change:
                    money = Money(1, max(change, nothing), min(change, nothing), change if barred else nothing)
                    tally.money.setdefault((*key, currency), Money()).add(money)

    def _due(self, declaration: Declaration, item: ItemOutcome, side: int) -> Due:
        """What is due on an item."""
        due: Due = {}
        for place, index, charge in item.charges:
            rule = self._sides[side].rules[index]
            assert rule.charge is not None
            key = (declaration.asks[place][0], rule.charge.kind)
            sums = due.setdefault(key, {})
            if charge.amount is None:
                due[key] = None
            elif sums is not None:
                sums[charge.currency] = EXACT.add(sums.get(charge.currency, Decimal(0)), charge.amount)
        return due


def _verdict(item: ItemOutcome, place: int | None, coverages: Sequence[str]) -> int:
    """What one of the economies asked says of an item; nothing where it is not asked."""
    if place is None:
        return 0
    coverage = coverages[place]
    verdict = max((hit.verdict for at, hit in item.hits if at == place), default=0)
    if coverage == "not_covered":
        verdict = max(verdict, NOT_COVERED)
    if coverage == "unavailable" or any(at == place for at, _ in (*item.signals, *item.faults)):
        verdict = max(verdict, REFERRED)
    return verdict


def _effect(was: Finding | None, now: Finding | None) -> str:
    if was is None:
        return "appeared"
    if now is None:
        return "gone"
    if was[1] != now[1]:
        return "harder" if now[1] > was[1] else "easier"
    return "surer" if now[0] == TRUE else "less_sure"
