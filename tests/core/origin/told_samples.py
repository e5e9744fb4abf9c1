"""Agreements and answers made by hand, for the tests of what is shown of them."""

from datetime import date
from decimal import Decimal
from typing import Any

from greenlane.core.origin.agreement import (
    Agreement,
    GeneralRule,
    InForce,
    ObtainedLimb,
    ProductLine,
    Said,
    Tolerance,
    ValueTerms,
)
from greenlane.core.origin.outcome import Figure, Origin, Phrase
from greenlane.core.origin.rule import Change, Span
from greenlane.core.origin.told import told
from greenlane.core.speaker import Speaker

VALUE = ValueTerms(("FOB",), {}, ("BD", "BU"), ("direct_labour", "profit"), Said("art. 4", "legal_text", "the text"))
TOLERANCE = Tolerance(Decimal(10), "change", (), None, Said("art. 6", "secondary", "a summary"))
LIMB = ObtainedLimb(
    "collected", {"en": "collected"}, "collected_in", (), None, False, None, frozenset(), "WO", Said("art. 3(i)")
)
LINE = ProductLine(
    "FJWS 3920",
    (Span("3920", "3920"),),
    {},
    Change(4),
    "CTH or RVC40",
    Said("Annex 2, 39.20", "legal_text", "https://example.org/annex"),
)
AGREEMENT = Agreement(
    id="FJWS",
    economy="FJ",
    name={"en": "Fiji-Samoa agreement", "ko": "피지-사모아 협정"},
    partners=frozenset({"WS"}),
    in_force=(InForce(frozenset({"WS"}), date(2022, 2, 1), "legal_text", "legal_text", "gazette"),),
    proof="certificate of origin",
    proof_kind="authority",
    proof_evidence="legal_text",
    proof_validity="one year",
    source="the text",
    value=VALUE,
    tolerance=TOLERANCE,
    general=GeneralRule(Change(4), "CTH", True, Said("art. 2", "legal_text", "the text")),
    materials_alone=Said("art. 2(b)"),
    obtained=(LIMB,),
    lines=(LINE,),
)
DOWN = Figure(
    "BD", "FOB", Decimal("100.00"), Decimal("61.50"), "USD", Decimal("38.50"), Decimal(40), False, Decimal("1.50")
)
UP = Figure("BU", "FOB", Decimal("100"), Decimal("45"), "USD", Decimal("45"), Decimal(40), True)
TOLERATED = Figure(
    "tolerance", "FOB", Decimal("100"), Decimal("20"), "USD", Decimal("20.00"), Decimal(10), False, Decimal("10.00")
)


def origin(status: str = "qualifies", **fields: Any) -> Origin:
    """An answer by the line of the sample."""
    return Origin("FJWS", status, "CTH or RVC40", lines=("FJWS 3920",), **fields)


def answer(status: str = "qualifies", agreement: str = "FJWS", **fields: Any) -> dict[str, Any]:
    """An answer as it stands in a decision: of a figure and a sentence of each kind, unless `fields` say otherwise."""
    said = Phrase("none", {})
    found: dict[str, Any] = {
        "satisfied_by": "RVC40" if status == "qualifies" else "",
        "because": (said,),
        "missing_facts": ("materials", "value (EXW)") if status == "undetermined" else (),
        "missing_documents": ("CO-RCEP",),
        "figures": (UP if status == "qualifies" else DOWN,) if status != "not_in_force" else (),
        "rank": 1,
        "evidence": "legal_text",
    }
    one = told(origin(status, **(found | fields)), AGREEMENT, Speaker("en"))
    return one | {"agreement": agreement}
