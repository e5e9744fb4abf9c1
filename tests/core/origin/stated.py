"""A declaration, an agreement and an answer about origin, made by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from greenlane.core.origin.agreement import Agreement, Form, InForce, Said

Json = dict[str, Any]
DECIDED = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
FORM = Form(
    "Form RC", "8", {"WO": "WO", "PE": "PE", "change": "CTC", "content": "RVC {percent}%", "other": "{rule}"}, Said()
)
PARTNERS = frozenset({"VN", "CN", "JP"})


def agreement(form: Form | None = FORM, proof_kind: str = "authority", **more: Any) -> Agreement:
    said: Json = {
        "id": "RCEP",
        "economy": "KR",
        "name": {"en": "Regional Comprehensive Economic Partnership"},
        "partners": PARTNERS,
        "in_force": (InForce(PARTNERS, date(2022, 2, 1), "secondary", "secondary", "a gazette"),),
        "cumulation": Said("Art. 3.4"),
        "proof": "authority or approved exporter",
        "proof_kind": proof_kind,
        "proof_evidence": "secondary",
        "proof_validity": "1 year",
        "source": "https://example.org, read 2026-11-22",
        "form": form,
    }
    return Agreement(**{**said, **more})


def item(**more: Any) -> Json:
    """A goods item as it was declared and kept: a battery pack of Chinese parts."""
    said: Json = {
        "commodity_code": "8507.60.20",
        "description": "battery pack",
        "value": {"amount": Decimal("10000.00"), "currency": "USD", "basis": "FOB"},
        "facts": {"processes": ["assembly", "testing"], "used": False, "lead_percent": Decimal("0.50")},
        "documents": [{"code": "CO-RCEP", "reference": "K001"}],
        "materials": [
            {
                "commodity_code": "85079019",
                "description": "case",
                "origin": "CN",
                "originating": True,
                "value": {"amount": "3000", "currency": "USD"},
            },
            {
                "commodity_code": "85371099",
                "origin": "US",
                "originating": True,
                "value": {"amount": 8, "currency": "USD"},
            },
            {"commodity_code": "8541", "value": {"amount": Decimal("1E+3"), "currency": "KRW"}},
        ],
        "exchange_rates": {"KRW": Decimal("0.00072")},
    }
    return {key: value for key, value in {**said, **more}.items() if value is not None}


def declared(*items: Json, **more: Any) -> Json:
    return {
        "date": "2025-02-24",
        "route": {"export": "KR", "import": "VN"},
        "parties": {"exporter": {"id": "123-45", "name": "Hana Pack Co."}},
        "items": list(items) or [item()],
        **more,
    }


def told(status: str = "qualifies", **more: Any) -> Json:
    """What the engine says of an item under the agreement."""
    return {
        "agreement": "RCEP",
        "name": "Regional Comprehensive Economic Partnership",
        "status": status,
        "criterion": "CTSH or RVC40",
        "satisfied_by": "RVC40",
        "because": ["the regional value content is 62.00 %"],
        "missing": {"facts": [], "documents": [], "parameters": []},
        "figures": [
            {
                "method": "BD", "formula": "(FOB - VNM) / FOB x 100", "basis": "FOB",
                "base": {"amount": "10000", "currency": "USD"}, "value": {"amount": "3800", "currency": "USD"},
                "percent": "62", "limit": "40", "met": True, "shift": None,
            }
        ],
        "advice": [],
        "conditions": ["the goods are sent directly"],
        "gaps": ["The annex of chapter 85 was read in a copy."],
        "proof": "authority",
        "proof_validity": "1 year",
        "evidence": "legal_text",
        "legal_basis": [{"instrument": "RCEP", "provision": "Art. 3.5", "in_force_from": None, "source": "a copy"}],
        "rank": 1,
        "ranked_because": "",
        **more,
    }  # fmt: skip


def answered(*origins: list[Json]) -> Json:
    """A decision: what stands in each item's `origin`."""
    return {
        "decision_id": "01JMTPVBWZ9S2CJ4S4E1S1T1N2",
        "reference": "INV-1",
        "date": "2025-02-24",
        "known_at": "2026-11-22T09:30:00+00:00",
        "verdict": "clear",
        "ruleset": {"version": 12, "digest": "sha256:" + "0" * 64},
        "coverage": {},
        "items": [
            {"number": place, "commodity_code": "85076020", "verdict": "clear", "origin": origin}
            for place, origin in enumerate(origins or ([told()],), 1)
        ],
    }


def scheme(economy: str, partner: str, rule: str = "CC", **terms: Any) -> Json:
    """What a pack's document has of an agreement `FJ-KR` of theirs, which has one rule for all goods.

    `terms`: more of its `origin`, or other fields of the agreement.
    """
    said = {"provision": "art. 3", "evidence": "legal_text", "source": "a gazette, read 2026-11-22"}
    name = f"{economy}-{partner}"
    origin = {
        "value": {"bases": ["FOB"], "methods": ["BD"], **said},
        "tolerance": {"percent": "10", "cures": "change", **said},
        "materials_alone": said,
        **terms.pop("origin", {}),
    }
    own = {
        "id": name,
        "name": {"en": f"Agreement of {economy} and {partner}"},
        "partners": [partner],
        "in_force": [
            {"partners": [partner], "from": "2020-01-01", **{key: said[key] for key in ("evidence", "source")}}
        ],
        "proof": "an authority's certificate",
        "proof_kind": "authority",
        "source": said["source"],
        "origin": origin,
        **terms,
    }
    line = {"id": f"{name} 01-97", "agreement": name, "codes": ["01-97"], "rule": rule, **said}
    return {"agreements": [own], "product_rules": [line]}
