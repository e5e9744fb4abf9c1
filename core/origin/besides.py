"""What must be so besides the rule: enough was done, the way was allowed, preference is not denied; and what was taken
for granted."""

from __future__ import annotations

from typing import Final

from greenlane.core.origin.agreement import Agreement, Insufficient
from greenlane.core.origin.annex import covered
from greenlane.core.origin.case import Case
from greenlane.core.origin.foreign import Foreign
from greenlane.core.origin.found import Found
from greenlane.core.origin.good import Good
from greenlane.core.origin.holds import holds
from greenlane.core.origin.outcome import Phrase
from greenlane.core.vocabulary import FALSE, TRUE, UNKNOWN

_DONE: Final = {TRUE: "origin_transport_met", UNKNOWN: "origin_transport_open", FALSE: "origin_transport_failed"}
VALUE_TESTS: Final = ("BD", "BU", "NC", "MC")
IDLE: Final = frozenset(("cleaning", "inspecting", "testing"))
"""Processes that make nothing: done beside others, they lift no bar."""
MINIMAL: Final = IDLE | {"disassembly"}
"""What most agreements that were read bar; nothing is decided by it alone."""
IF_SUPPLIERS: Final = (Phrase("origin_if_suppliers", {}),)


class Granted:
    """What an agreement's answers take as given, where nothing was declared of it."""

    __slots__ = ("direct", "sufficient")

    def __init__(self, agreement: Agreement) -> None:
        barred, transport = agreement.insufficient, agreement.transport
        if barred is None:
            self.sufficient: tuple[Phrase, ...] = (Phrase("origin_if_sufficient_unknown", {}),)
        elif barred.processes:
            self.sufficient = (Phrase("origin_if_sufficient", _barred(barred)),)
        else:
            self.sufficient = ()
        self.direct = (Phrase("origin_if_direct", {"provision": transport.said.provision if transport else ""}),)


def _barred(barred: Insufficient) -> dict[str, object]:
    return {"processes": sorted(barred.processes), "provision": barred.said.provision}


def not_too_dear(case: Case, found: Found) -> None:
    """Materials worth more than the good: one of the two figures is wrong, so nothing built on them stands."""
    found.value, found.met = UNKNOWN, ""
    found.facts += ("value", "materials.value")
    found.advice = ()
    found.because += case.too_dear


def of_materials(agreement: Agreement, foreign: Foreign, found: Found) -> None:
    """What was taken of materials whose origin is not shown."""
    found.because += foreign.because(agreement)
    if found.value == FALSE:
        if foreign.silent and (matter := _that_matter(foreign, found)):
            found.advice += (Phrase("origin_prove_materials", {"materials": matter}),)
        if agreement.cumulation is None and any([one[2] in agreement.parties for one in foreign.outside]):
            found.value = UNKNOWN
    elif found.value == TRUE and not foreign.all:
        found.conditions += IF_SUPPLIERS


def _that_matter(foreign: Foreign, found: Found) -> list[tuple[int, str]]:
    """Of the materials of which nothing is said, those whose origin would help: all of them where value was short."""
    if any([one.method in VALUE_TESTS and not one.met for one in found.figures]):
        return foreign.silent
    stay = [one for said in found.advice if said.key == "origin_replace" for one in said.arguments["materials"]]
    return [one for one in foreign.silent if one in stay]


def sufficient(barred: Insufficient | None, case: Case, found: Found) -> None:
    """Operations that never give origin, whatever they change; where some were declared."""
    done = case.facts["processes"]
    if case.facts.get("origin_processes"):
        return
    if barred is None:
        if MINIMAL.issuperset(done):
            found.value, found.met = UNKNOWN, ""
            found.gaps += (Phrase("origin_minimal", {"processes": sorted(done)}),)
    elif barred.processes and (barred.processes | IDLE).issuperset(done):
        found.value, found.met = FALSE, ""
        found.said += (barred.said,)
        said = {"processes": sorted(done), "provision": barred.said.provision}
        found.because += (Phrase("origin_insufficient", said),)
        found.advice += (Phrase("origin_do_more", _barred(barred)),)


def on_the_way(agreement: Agreement, good: Good, found: Found) -> None:
    """Transport through an economy on the way; where there is one."""
    transport = agreement.transport
    through = {"transit": list(good.transit)}
    if transport is None:
        found.value, found.met = UNKNOWN, ""
        found.gaps += (Phrase("origin_gap_transport", through),)
        return
    provision = {"provision": transport.said.provision}
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
    if denied is None or found.value != TRUE or covered(denied.exclude, good.code):
        return
    if holds(denied.when, good.ask).value == TRUE:
        found.value, found.met = UNKNOWN, ""
        found.said += (denied.said,)
        found.gaps += (Phrase("origin_gap_denied", {"provision": denied.said.provision, "note": denied.said.note}),)
