"""Agreements and goods for tests: one scheme whose terms each test says as far as it needs them."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from greenlane.core.ask import Ask
from greenlane.core.origin.agreement import (
    Agreement,
    InForce,
    ProductLine,
    Said,
    Tolerance,
    ValueTerms,
)
from greenlane.core.origin.bill import Bill
from greenlane.core.origin.compare import Agreements
from greenlane.core.origin.editions import editions
from greenlane.core.origin.good import Good
from greenlane.core.origin.outcome import Origin
from greenlane.core.origin.price import Price
from greenlane.core.origin.written import parse, spans

DAY = date(2025, 2, 24)
EDITIONS = editions()
"""Read before the first test, whose deadline it would take."""
SAID = Said("art. 1", "legal_text", "a text, read 2026-11-22")
FOB = ValueTerms(("FOB",), {}, ("BD", "BU"), (), SAID)
EXW = ValueTerms(("EXW",), {}, (), (), SAID)
TEN = Tolerance(Decimal(10), "change", (), None, SAID)
NOTHING = Tolerance(Decimal(0), "change", (), None, SAID)


def agreement(rule: str = "CTH", **terms: Any) -> Agreement:
    """An agreement of Korea with Viet Nam whose annex has `rule` for all goods of chapters 1 to 97.

    No tolerance and FOB unless said otherwise; `lines` in the place of the one rule: `{codes: rule}`.
    """
    lines: Mapping[str, str] = terms.pop("lines", {"01-97": rule} if rule else {})
    given: dict[str, Any] = {
        "id": "TEST",
        "economy": "KR",
        "name": {"en": "Test agreement"},
        "partners": frozenset({"VN"}),
        "in_force": (InForce(frozenset({"VN"}), date(2015, 12, 20), "legal_text", "legal_text", "a text"),),
        "proof": "self",
        "proof_kind": "self",
        "proof_evidence": "legal_text",
        "proof_validity": "",
        "source": "a text",
        "edition": "2022",
        "value": FOB,
        "tolerance": NOTHING,
        "cumulation": SAID,
        "materials_alone": SAID,
        "lines": tuple(
            ProductLine(f"TEST {codes}", spans(codes.split()), {}, parse(written), written, SAID)
            for codes, written in lines.items()
        ),
    }
    return Agreement(**{**given, **terms})


def material(code: str, amount: str | None = "100", **more: Any) -> dict[str, Any]:
    """A line of a bill, not originating unless said otherwise; no value where `amount` is None."""
    value = {} if amount is None else {"value": {"amount": amount, "currency": more.pop("currency", "USD")}}
    return {"commodity_code": code, "originating": False, "origin": "CN", **value, **more}


def good(
    code: str = "85076020",
    materials: Sequence[Mapping[str, Any]] | None = None,
    price: str | None = "1000",
    *,
    basis: str | None = "FOB",
    day: date = DAY,
    exporter: str = "KR",
    importer: str = "VN",
    facts: Mapping[str, Any] | None = None,
    documents: Sequence[str] = (),
    transit: Sequence[str] = (),
    total: str | None = None,
    rates: Mapping[str, str] | None = None,
) -> Good:
    """A good of 1,000 US dollars FOB on its way from Korea to Viet Nam."""
    value = None if price is None else {"amount": price, "currency": "USD"} | ({"basis": basis} if basis else {})
    facts = dict(facts or {})
    bill = None
    if materials is not None:
        bill = Bill.of(materials, "USD" if value else None, rates, None if total is None else Decimal(total))
    papers = {one: (None,) for one in documents}
    ask = Ask(exporter, "export", day, code, partner=importer, facts=facts, documents=papers)
    return Good(code, day, exporter, importer, Price.of(value, facts), bill, ask, tuple(transit))


def origin(one: Agreement, of: Good) -> Origin:
    """What an agreement says of a good."""
    [found] = Agreements([one], EDITIONS).compare(of)
    return found


def status(rule: str, materials: Sequence[Mapping[str, Any]], code: str = "85076020", **more: Any) -> str:
    """The status of a good under one rule. `terms`: further terms of the agreement."""
    terms = more.pop("terms", {})
    return origin(agreement(rule, **terms), good(code, materials, **more)).status
