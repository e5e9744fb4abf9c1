"""Two declarations of a made-up month that show origin: goods with a bill of materials, and collected goods."""

from datetime import date
from typing import Any

Json = dict[str, Any]

_USD = "USD"


def battery(day: date) -> Json:
    """A broker's: battery packs with their bill of materials, and a second lot without one."""
    return {
        "reference": f"KR-{day:%Y-%m}-ORIGIN",
        "date": day.isoformat(),
        "route": {"export": "KR", "import": "VN"},
        "parties": {"exporter": {"id": "KR-DEMO-0001", "name": "Demonstration trader 1", "size": "small"}},
        "items": [
            {
                "commodity_code": "850760",
                "description": "Lithium-ion battery packs, assembled from cells made in Korea",
                "quantity": {"value": "120", "unit": "H87"},
                "value": {"amount": "96000.00", "currency": _USD, "basis": "FOB"},
                "facts": {"processes": ["assembly", "testing"]},
                "materials": [
                    _material("850760", "cells", "KR", "41000.00", originating=True),
                    _material("850790", "cases and lids", "CN", "9600.00"),
                    _material("853710", "controllers", "CN", "11400.00"),
                    _material("854442", "cable sets with connectors", "VN", "2300.00", originating=True),
                ],
            },
            {
                "commodity_code": "850760",
                "description": "Lithium-ion battery packs, bought in",
                "quantity": {"value": "8", "unit": "H87"},
                "value": {"amount": "7200.00", "currency": _USD, "basis": "FOB"},
            },
        ],
    }


def collected(day: date) -> Json:
    """Somebody's on the public page: dead batteries that were collected."""
    facts = {"works": False, "repairable": False, "fit_only_for_recovery": True, "collected_in": "KR"}
    item = {"commodity_code": "854913", "description": "Dead lithium-ion batteries, collected", "facts": facts}
    return {"date": day.isoformat(), "route": {"export": "KR", "import": "VN"}, "items": [item]}


def _material(code: str, description: str, origin: str, amount: str, originating: bool = False) -> Json:
    return {
        "commodity_code": code,
        "description": description,
        "origin": origin,
        "originating": originating,
        "value": {"amount": amount, "currency": _USD},
    }
