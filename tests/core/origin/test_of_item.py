"""Items without a bill of materials are decided once for all that are alike; what differs is never taken for alike."""

from datetime import UTC, datetime
from typing import Any

import pytest

from greenlane.core.declaration.reader import Reader
from greenlane.core.origin.of_item import alike, good_of
from greenlane.core.terms import Terms, shared_documents, shared_facts

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ITEM: dict[str, Any] = {
    "commodity_code": "850760",
    "description": "packs",
    "quantity": {"value": "1", "unit": "TNE"},
    "facts": {"used": True},
    "documents": [{"code": "KR-GR-CERT", "issued": "2025-01-01"}],
}
ASKED: dict[str, Any] = {"date": "2025-02-24", "route": {"export": "KR", "import": "VN"}}


def key(item: dict[str, Any] | None = None, widely: bool = False, **more: Any) -> object:
    reader = Reader(Terms(shared_facts(), shared_documents(), {}))
    read = reader.accept({**ASKED, **more, "items": [ITEM | (item or {})]}, NOW)
    return alike(read, read.items[0], widely)


def test_what_origin_does_not_look_at_makes_no_difference() -> None:
    assert (
        key() == key({"value": {"amount": "5", "currency": "USD"}}) == key({"quantity": {"value": "2", "unit": "TNE"}})
    )
    assert key(reference="A") == key(reference="B")


@pytest.mark.parametrize(
    "item",
    [
        {"commodity_code": "850780"},
        {"facts": {"used": False}},
        {"facts": {}},
        {"documents": []},
        {"documents": [{"code": "KR-GR-CERT", "issued": "2025-01-02"}]},
        {"documents": [{"code": "KR-GR-CERT", "issued": "2025-03-01"}]},
        {"origin": "CN"},
    ],
)
def test_whatever_a_condition_may_look_at_does(item: dict[str, Any]) -> None:
    assert key(item) != key()


@pytest.mark.parametrize(
    "more",
    [
        {"date": "2025-02-25"},
        {"route": {"export": "VN", "import": "KR"}},
        {"route": {"export": "KR", "import": "VN", "transit": ["CN"]}},
        {"regime": "processing"},
    ],
)
def test_so_do_the_day_the_route_and_the_regime(more: dict[str, Any]) -> None:
    assert key(**more) != key()


def test_quantity_and_words_do_where_an_agreement_asks_for_them() -> None:
    assert key(widely=True) != key({"quantity": {"value": "2", "unit": "TNE"}}, widely=True)
    assert key(widely=True) != key({"description": "cells"}, widely=True)


def test_with_a_bill_nothing_is_alike() -> None:
    value = {"amount": "1", "currency": "USD"}
    assert key({"value": value, "materials": [{"commodity_code": "8507", "value": value}]}) is None


@pytest.mark.parametrize("route", [{"export": "KR"}, {"import": "VN"}])
def test_a_route_with_one_end_has_no_origin(route: dict[str, str]) -> None:
    reader = Reader(Terms(shared_facts(), shared_documents(), {}))
    read = reader.accept({**ASKED, "route": route, "items": [ITEM]}, NOW)
    assert good_of(read, read.items[0]) is None
