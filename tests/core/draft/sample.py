"""Contents to edit: the installed packs', and a small one of two economies."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

from greenlane.core.draft.entries import Entries, split
from tests import installed
from tests.core.making import charge, pack, restriction, rule

PRICE = {
    "title": "Price of copra",
    "unit": "FJD/TNE",
    "period": "dated",
    "values": [
        {"from": "2025-01-01", "to": "2025-01-31", "value": "10", "evidence": "secondary", "source": "gazette 1"},
        {"from": "2025-02-01", "value": "11", "evidence": "secondary", "source": "gazette 2"},
    ],
}
MONTHLY = {
    "title": "Price of the month",
    "unit": "FJD/TNE",
    "period": "month",
    "values": [{"period": "2025-02", "value": "7.50", "evidence": "secondary", "source": "gazette 3"}],
}
CASE = {
    "name": "apples may not enter",
    "file": "cases/apples.yaml",
    "hits": ["FJ-APPLES"],
    "declaration": {"date": "2025-02-24", "route": {"import": "FJ"}, "items": [{"commodity_code": "0808"}]},
    "expect": {"verdict": "prohibited"},
}


@cache
def _installed() -> Entries:
    return split({one.economy: one.document for one in installed.host().plugins.values()})


def real() -> Entries:
    """The content of the installed packs, to be changed at will."""
    return copy.deepcopy(_installed())


def small() -> Entries:
    """Fiji and Samoa, to be changed at will; nothing is wrong with them."""
    fiji = pack(
        "FJ",
        rule("FJ-APPLES", codes=["0808"], valid={"from": "2025-01-01"}),
        rule("FJ-OLD", codes=["0809"], valid={"from": "2020-01-01", "to": "2024-12-31"}),
        restriction("FJ-SCRAP", {"document": "FJ-PERMIT"}, codes=["7204", "7404"], valid={"from": "2025-01-01"}),
        charge("FJ-LEVY", {"base": "value", "percent": "5"}, codes=["1203"]),
        facts={
            "reference_price": {"provider": "copra_price"},
            "grade": {"type": "choice", "values": ["a", "b"], "label": "g"},
        },
        documents={"FJ-PERMIT": {"label": "import permit"}},
        parameters={"copra_price": PRICE, "monthly": MONTHLY},
    )
    fiji["cases"] = [CASE]
    return split(copy.deepcopy({"FJ": fiji, "WS": pack("WS", rule("WS-NOTE", "notice"))}))


def value(**more: Any) -> dict[str, Any]:
    """Arguments of put_value, for the dated series unless told otherwise."""
    return {
        "economy": "FJ",
        "parameter": "copra_price",
        "value": "12",
        "evidence": "secondary",
        "source": "gazette 4, read 2026-11-22",
        **more,
    }
