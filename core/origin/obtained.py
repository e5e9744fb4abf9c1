"""Wholly obtained goods: the limbs an agreement knows, and which of them somebody claims."""

from __future__ import annotations

from greenlane.core.origin.agreement import Agreement, ObtainedLimb
from greenlane.core.origin.annex import covered
from greenlane.core.origin.foreign import Foreign
from greenlane.core.origin.found import Found
from greenlane.core.origin.good import Good
from greenlane.core.origin.holds import Held, holds
from greenlane.core.origin.outcome import Phrase
from greenlane.core.vocabulary import FALSE, TRUE, UNKNOWN

_GIVEN = Held(TRUE)


def obtained(agreement: Agreement, good: Good, foreign: Foreign | None) -> Found | None:
    """The limb that is met, or what those that are claimed lack; None where nobody claims one.

    What is only suggested (scrap, of which nobody said where it arose) is asked for, and lifts nothing.
    """
    claimed: Found | None = None
    for limb in agreement.obtained:
        if not _open(limb, good, foreign):
            continue
        where = good.facts.get(limb.of) if limb.of else good.exporter
        held = _held(limb, good)
        if where is None:
            if limb.codes or held.told:
                claimed = claimed or Found(FALSE)
                claimed.facts += (limb.of, *held.facts)
                claimed.advice += (Phrase("origin_say_where", {"name": limb.of, "limb": limb.title}),)
            continue
        if not limb.of and held.value != TRUE and not held.told:
            continue
        of = {"limb": limb.title, "provision": limb.said.provision}
        if where != good.exporter and not (limb.anywhere and where in agreement.parties):
            claimed = claimed or Found(FALSE)
            claimed.because += (Phrase("origin_obtained_elsewhere", {**of, "name": limb.of, "economy": where}),)
            continue
        if held.value == TRUE:
            key = "origin_obtained" if limb.criterion == "WO" else "origin_obtained_as"
            return Found(TRUE, limb.criterion, (Phrase(key, of), *held.because), said=(limb.said,))
        claimed = claimed or Found(FALSE)
        key = "origin_obtained_not" if held.value == FALSE else "origin_obtained_open"
        claimed.because += (Phrase(key, of), *held.because)
        claimed.value = max(claimed.value, held.value)
        claimed.facts += held.facts
        claimed.documents += held.documents
        if held.documents:
            claimed.advice += (Phrase("origin_document", {"documents": list(held.documents)}),)
    return claimed


def _open(limb: ObtainedLimb, good: Good, foreign: Foreign | None) -> bool:
    """Whether a limb is open to these goods, of this party, on this day."""
    if limb.partners and good.exporter not in limb.partners:
        return False
    if limb.valid_from is not None and good.day < limb.valid_from:
        return False
    if limb.codes and not covered(limb.codes, good.code):
        return False
    return not (limb.alone and foreign is not None and foreign.places)


def _held(limb: ObtainedLimb, good: Good) -> Held:
    if limb.when is None:
        return _GIVEN
    if not good.facts and not good.ask.documents and not limb.codes:
        return Held(UNKNOWN)
    return holds(limb.when, good.ask)
