"""Wholly obtained goods: the limbs an agreement knows, and which of them somebody claims."""

from __future__ import annotations

from greenlane.core.origin.agreement import Agreement, ObtainedLimb
from greenlane.core.origin.foreign import Foreign
from greenlane.core.origin.found import Found
from greenlane.core.origin.good import Good
from greenlane.core.origin.holds import Held, holds
from greenlane.core.origin.outcome import Phrase
from greenlane.core.vocabulary import FALSE, TRUE, UNKNOWN

_GIVEN = Held(TRUE, (), (), ())


def obtained(agreement: Agreement, good: Good, foreign: Foreign | None) -> Found | None:
    """The limb that is met, or what those that are claimed lack; None where nobody claims one."""
    claimed: Found | None = None
    for limb in agreement.obtained:
        held = _limb(limb, good, foreign)
        if held is None:
            continue
        of = {"limb": limb.title, "provision": limb.said.provision}
        if held.value == TRUE:
            because = (Phrase("origin_obtained", of), *held.because)
            if limb.said.note:
                because += (Phrase("origin_note", {"text": limb.said.note}),)
            return Found(TRUE, limb.criterion, because, said=(limb.said,))
        if claimed is None:
            claimed = Found(FALSE)
        key = "origin_obtained_not" if held.value == FALSE else "origin_obtained_open"
        claimed.because += (Phrase(key, of), *held.because)
        claimed.value = max(claimed.value, held.value)
        if held.value == UNKNOWN:
            claimed.facts += held.facts
        elif held.documents:
            claimed.advice += (Phrase("origin_document", {"documents": list(held.documents)}),)
    return claimed


def _limb(limb: ObtainedLimb, good: Good, foreign: Foreign | None) -> Held | None:
    """Whether a limb is met; None where it is not open to these goods, or nobody claims it."""
    if limb.of and good.facts.get(limb.of) != good.exporter:
        return None
    if limb.partners and good.exporter not in limb.partners:
        return None
    if limb.valid_from is not None and good.day < limb.valid_from:
        return None
    if limb.codes and not any(span.covers(good.code) for span in limb.codes):
        return None
    if limb.alone and foreign is not None and foreign.places:
        return None
    if limb.when is None:
        return _GIVEN
    if not limb.of and not good.facts and not good.ask.documents:
        return None
    held = holds(limb.when, good.ask)
    if not limb.of and held.value != TRUE and not held.spoken:
        return None
    return held
