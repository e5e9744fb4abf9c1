"""A good against one agreement: in force, wholly obtained, of originating materials alone, or by its product rule."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from greenlane.core.origin.agreement import Agreement, InForce
from greenlane.core.origin.besides import (
    IF_SUPPLIERS,
    not_denied,
    not_too_dear,
    of_materials,
    on_the_way,
    sufficient,
)
from greenlane.core.origin.bound import Bound
from greenlane.core.origin.by_line import by_line
from greenlane.core.origin.case import Case
from greenlane.core.origin.found import Found, once
from greenlane.core.origin.obtained import obtained
from greenlane.core.origin.outcome import FAILS, NOT_IN_FORCE, QUALIFIES, UNDETERMINED, Origin, Phrase
from greenlane.core.vocabulary import EVIDENCE, FALSE, TRUE, UNKNOWN

STATUS: Final = {TRUE: QUALIFIES, UNKNOWN: UNDETERMINED, FALSE: FAILS}
_LEVEL: Final = {level: place for place, level in enumerate(EVIDENCE)}
_LAST: Final = Decimal("Infinity")
_ALONE: Final = (Phrase("origin_alone", {}),)


def judge(bound: Bound, case: Case) -> Origin:
    """What one agreement says of a good. In the decimal context EXACT. Never raises."""
    agreement, good = bound.agreement, case.good
    partner = good.importer if good.exporter == agreement.economy else good.exporter
    since = bound.since(partner, good.day)
    presented = bound.proof in good.ask.documents
    if since is None:
        return _not_in_force(agreement, partner, good.day, presented)
    found = _found(bound, case)
    if found.value == TRUE:
        if good.transit:
            on_the_way(agreement, good, found)
            found.because = once(found.because)
        else:
            found.conditions += bound.granted.direct
        if agreement.denied is not None:
            not_denied(agreement, good, found)
    return _told(agreement.id, found, since, good.day, presented, (bound.proof,))


def _not_in_force(agreement: Agreement, partner: str, day: date, presented: bool) -> Origin:
    origin = Origin(agreement.id, UNDETERMINED, presented=presented)
    dates = [one for one in agreement.in_force if partner in one.partners]
    if dates:
        first = min(dates, key=lambda one: one.day)
        origin.status, origin.evidence = NOT_IN_FORCE, first.evidence
        origin.because = (Phrase("origin_not_in_force", {"economy": partner, "day": first.day, "on": day}),)
    else:
        origin.gaps = (Phrase("origin_gap_in_force", {"economy": partner}),)
    return origin


def _found(bound: Bound, case: Case) -> Found:
    agreement, good = bound.agreement, case.good
    parties = bound.parties(good.day) if agreement.cumulation else frozenset({good.exporter})
    foreign = None
    if good.bill is not None:
        foreign = good.bill.foreign(parties, case.editions, case.declared, agreement.edition or case.declared)
    claimed = obtained(agreement, good, foreign) if agreement.obtained else None
    if claimed is not None and claimed.value == TRUE:
        claimed.because, claimed.criterion = once(claimed.because), claimed.met
        return claimed
    alone = agreement.materials_alone
    if foreign is not None and not foreign.places and alone is not None:
        found = Found(TRUE, "PE", _ALONE, said=(alone,))
        found.conditions, found.criterion = IF_SUPPLIERS, "PE"
        if case.too_dear:
            not_too_dear(case, found)
        return found
    if len(good.code) < 6:
        short = Phrase("origin_code_short", {"code": good.code})
        found = Found(UNKNOWN, facts=("commodity_code",), because=(short,))
    else:
        moved, given = case.moved(agreement)
        found = by_line(agreement, bound.annex, case, moved, foreign)
        found.conditions += given
        if len(found.because) > 1:
            found.because = once(found.because)
    if case.too_dear:
        not_too_dear(case, found)
    if foreign is not None:
        of_materials(agreement, foreign, found)
    if found.value == TRUE:
        if case.processed:
            sufficient(agreement.insufficient, case, found)
        else:
            found.conditions += bound.granted.sufficient
    if claimed is not None and found.value != TRUE:
        found.because = once(claimed.because + found.because)
        found.advice += claimed.advice
        found.facts += claimed.facts
        found.documents += claimed.documents
        if claimed.value == UNKNOWN:
            found.value = UNKNOWN
    return found


def _told(name: str, found: Found, since: InForce, day: date, presented: bool, proof: tuple[str, ...]) -> Origin:
    """What was found, and the evidence of its weakest part: a day of which the month was seen is weak in that month."""
    value, first, evidence = found.value, since.day, since.month_evidence
    if evidence != since.evidence and first.year == day.year and first.month == day.month:
        evidence = since.evidence
    for said in found.said:
        if said.evidence != evidence and _LEVEL[said.evidence] < _LEVEL[evidence]:
            evidence = said.evidence
    figures, advice, gaps = found.figures, found.advice, found.gaps
    return Origin(
        name,
        STATUS[value],
        found.criterion,
        found.met,
        found.lines,
        found.because,
        tuple(dict.fromkeys(found.facts)) if value == UNKNOWN else (),
        found.documents if presented or value == FALSE else found.documents + proof,
        once(figures) if len(figures) > 1 else figures,
        _sorted(advice) if value == FALSE else (),
        found.conditions if value == TRUE else (),
        once(gaps) if len(gaps) > 1 else gaps,
        evidence,
        presented,
    )


def _sorted(advice: tuple[Phrase, ...]) -> tuple[Phrase, ...]:
    """What would make it pass, each once, the least value to move first."""
    return once(tuple(sorted(advice, key=_moved))) if len(advice) > 1 else advice


def _moved(advice: Phrase) -> Decimal:
    return advice.arguments["figure"].shift if advice.key == "origin_shift" else _LAST
