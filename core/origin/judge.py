"""A good against one agreement: in force, wholly obtained, of originating materials alone, or by its product rule."""

from __future__ import annotations

from datetime import date
from typing import Final, TypeVar

from greenlane.core.origin.agreement import Agreement, InForce
from greenlane.core.origin.annex import Annex
from greenlane.core.origin.besides import not_denied, not_too_dear, of_materials, on_the_way, sufficient
from greenlane.core.origin.by_line import by_line
from greenlane.core.origin.editions import Editions
from greenlane.core.origin.found import Found
from greenlane.core.origin.good import Good
from greenlane.core.origin.obtained import obtained
from greenlane.core.origin.outcome import FAILS, NOT_IN_FORCE, QUALIFIES, UNDETERMINED, Origin, Phrase
from greenlane.core.origin.parts import Trial
from greenlane.core.vocabulary import EVIDENCE, FALSE, TRUE, UNKNOWN

_T = TypeVar("_T")
STATUS: Final = {TRUE: QUALIFIES, UNKNOWN: UNDETERMINED, FALSE: FAILS}
_LEVEL: Final = {level: place for place, level in enumerate(EVIDENCE)}


class Bound:
    """An agreement ready to be asked: its terms, its annex, and whom it bound when."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement
        self.annex = Annex(agreement.lines)
        self.proof = f"CO-{agreement.id}"
        self._last = max((one.day for one in agreement.in_force), default=date.max)
        self._all = agreement.parties_on(self._last)

    def parties(self, day: date) -> frozenset[str]:
        """The economies for which it was in force on a day: whose materials may be cumulated."""
        return self._all if day >= self._last else self.agreement.parties_on(day)

    def since(self, partner: str, day: date) -> InForce | None:
        """Since when it has bound a partner, as far as it does on a day."""
        for one in self.agreement.in_force:
            if one.day <= day and partner in one.partners:
                return one
        return None


def judge(bound: Bound, good: Good, editions: Editions, declared: str) -> Origin:
    """What one agreement says of a good. `declared`: the HS edition its codes are declared in. Never raises."""
    agreement = bound.agreement
    partner = good.importer if good.exporter == agreement.economy else good.exporter
    since = bound.since(partner, good.day)
    origin = Origin(agreement.id, UNDETERMINED, presented=bound.proof in good.ask.documents)
    if since is None:
        _not_in_force(agreement, partner, good.day, origin)
        return origin
    found = _found(bound, good, editions, declared, origin)
    if found.value == TRUE:
        on_the_way(agreement, good, found)
        not_denied(agreement, good, found)
    _tell(origin, found, since, good.day)
    if not origin.presented and origin.status != FAILS:
        origin.missing_documents = (bound.proof,)
    return origin


def _not_in_force(agreement: Agreement, partner: str, day: date, origin: Origin) -> None:
    dates = [one for one in agreement.in_force if partner in one.partners]
    if not dates:
        origin.gaps = (Phrase("origin_gap_in_force", {"economy": partner}),)
        return
    first = min(dates, key=lambda one: one.day)
    origin.status, origin.evidence = NOT_IN_FORCE, first.evidence
    origin.because = (Phrase("origin_not_in_force", {"economy": partner, "day": first.day, "on": day}),)


def _found(bound: Bound, good: Good, editions: Editions, declared: str, origin: Origin) -> Found:
    agreement = bound.agreement
    edition = agreement.edition or declared
    foreign = None
    if good.bill is not None:
        parties = bound.parties(good.day) if agreement.cumulation else frozenset({good.exporter})
        foreign = good.bill.foreign(parties, editions, declared, edition)
    claimed = obtained(agreement, good, foreign)
    if claimed is not None and claimed.value == TRUE:
        origin.criterion = claimed.met
        return claimed
    alone = agreement.materials_alone
    if foreign is not None and not foreign.materials and alone is not None:
        origin.criterion = "PE"
        found = Found(TRUE, "PE", (Phrase("origin_alone", {}),), said=(alone,))
        found.conditions = (Phrase("origin_if_suppliers", {}),)
        not_too_dear(good, found)
        return found
    if len(good.code) < 6:
        short = Phrase("origin_code_short", {"code": good.code})
        found = Found(UNKNOWN, facts=("commodity_code",), because=(short,))
    else:
        moved = editions.ancestors(good.code[:6], declared, edition)
        trial = Trial(agreement, moved.codes[0], good.price, good.bill, foreign, good.facts)
        found = by_line(bound.annex, trial, moved, edition, good, origin)
        if edition != declared:
            found.conditions += (Phrase("origin_if_edition", {"edition": edition, "codes": moved.codes[:6]}),)
        elif not agreement.edition:
            found.conditions += (Phrase("origin_if_declared_edition", {}),)
    not_too_dear(good, found)
    of_materials(agreement, good, foreign, found)
    if found.value == TRUE:
        sufficient(agreement, good, found)
    if claimed is not None and found.value != TRUE:
        found.because = claimed.because + found.because
        found.advice += claimed.advice
        if claimed.value == UNKNOWN:
            found.value = UNKNOWN
            found.facts += claimed.facts
    return found


def _tell(origin: Origin, found: Found, since: InForce, day: date) -> None:
    """What was found, and the evidence of its weakest part: a day of which the month was seen is weak in that month."""
    origin.status = STATUS[found.value]
    origin.satisfied_by = found.met
    origin.because = _once(found.because)
    origin.figures = _once(found.figures)
    origin.advice = _once(found.advice)
    origin.gaps = _once(found.gaps)
    if found.value == UNKNOWN:
        origin.missing_facts = tuple(dict.fromkeys(found.facts))
    elif found.value == TRUE:
        origin.conditions = found.conditions
    first = since.day
    weakest = since.evidence if (first.year, first.month) == (day.year, day.month) else since.month_evidence
    for one in found.said:
        if _LEVEL[one.evidence] < _LEVEL[weakest]:
            weakest = one.evidence
    origin.evidence = weakest


def _once(said: tuple[_T, ...]) -> tuple[_T, ...]:
    """Each once, in order: two alternatives often lack the same."""
    if len(said) < 2:
        return said
    kept: list[_T] = []
    for one in said:
        if one not in kept:
            kept.append(one)
    return tuple(kept)
