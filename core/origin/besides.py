"""What must be so besides the rule: enough was done, the way was allowed, preference is not denied; and what was taken
for granted."""

from __future__ import annotations

from greenlane.core.origin.agreement import Agreement
from greenlane.core.origin.bill import Foreign
from greenlane.core.origin.found import Found
from greenlane.core.origin.good import Good
from greenlane.core.origin.holds import holds
from greenlane.core.origin.outcome import Phrase
from greenlane.core.vocabulary import FALSE, TRUE, UNKNOWN

_DONE = {TRUE: "origin_transport_met", UNKNOWN: "origin_transport_open", FALSE: "origin_transport_failed"}


def not_too_dear(good: Good, found: Found) -> None:
    """Materials worth more than the good: one of the two figures is wrong, so nothing built on them stands."""
    bill = good.bill
    if bill is None or bill.worth is None or good.price.most is None or bill.worth <= good.price.most:
        return
    found.value, found.met = UNKNOWN, ""
    found.facts += ("value", "materials.value")
    said = {"worth": bill.worth, "price": good.price.most, "currency": good.price.currency}
    found.because += (Phrase("origin_too_dear", said),)


def of_materials(agreement: Agreement, good: Good, foreign: Foreign | None, found: Found) -> None:
    """What was taken of materials whose origin is not shown."""
    if foreign is None or good.bill is None:
        return
    if foreign.silent:
        said = {"materials": foreign.silent}
        found.because += (Phrase("origin_unknown_origin", said),)
        if found.value == FALSE:
            found.advice += (Phrase("origin_prove_materials", said),)
    if foreign.outside:
        key = "origin_not_cumulated" if agreement.cumulation else "origin_gap_cumulation"
        found.because += (Phrase(key, {"materials": foreign.outside}),)
        if not agreement.cumulation and found.value == FALSE:
            found.value = UNKNOWN
    if found.value == TRUE and len(foreign.materials) < len(good.bill.materials):
        found.conditions += (Phrase("origin_if_suppliers", {}),)


def sufficient(agreement: Agreement, good: Good, found: Found) -> None:
    """Operations that never give origin, whatever they change."""
    done = good.facts.get("processes")
    barred = agreement.insufficient
    if barred is None:
        found.conditions += (Phrase("origin_if_sufficient_unknown", {}),)
    elif not done:
        found.conditions += (Phrase("origin_if_sufficient", {"provision": barred.said.provision}),)
    elif barred.processes.issuperset(done) and not good.facts.get("origin_processes"):
        provision = {"provision": barred.said.provision}
        found.value, found.met = FALSE, ""
        found.said += (barred.said,)
        found.because += (Phrase("origin_insufficient", {"processes": sorted(done), **provision}),)
        found.advice += (Phrase("origin_do_more", provision),)


def on_the_way(agreement: Agreement, good: Good, found: Found) -> None:
    """Transport through an economy on the way."""
    transport = agreement.transport
    provision = {"provision": transport.said.provision if transport else ""}
    if not good.transit:
        found.conditions += (Phrase("origin_if_direct", provision),)
        return
    through = {"transit": list(good.transit)}
    if transport is None:
        found.value, found.met = UNKNOWN, ""
        found.gaps += (Phrase("origin_gap_transport", through),)
        return
    held = holds(transport.requires, good.ask)
    found.said += (transport.said,)
    found.because += (Phrase(_DONE[held.value], {**through, **provision}), *held.because)
    if held.value != TRUE:
        found.value, found.met = held.value, ""
        found.facts += held.facts
        if held.value == FALSE:
            found.advice += (Phrase("origin_go_direct", provision),)


def not_denied(agreement: Agreement, good: Good, found: Found) -> None:
    """Goods that originate and may be denied preference all the same."""
    denied = agreement.denied
    if denied is None or found.value != TRUE or any(span.covers(good.code) for span in denied.exclude):
        return
    if holds(denied.when, good.ask).value == TRUE:
        found.value, found.met = UNKNOWN, ""
        found.said += (denied.said,)
        found.gaps += (Phrase("origin_gap_denied", {"provision": denied.said.provision, "note": denied.said.note}),)
