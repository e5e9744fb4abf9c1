"""Each limit from both sides."""

from decimal import Decimal
from typing import Any

import pytest

from tests.core.declaration.samples import SMALL, faults, with_item

ITEM = SMALL["items"][0]
VALUE = {"amount": "1", "currency": "USD"}


def quantity(value: Any) -> dict[str, Any]:
    return with_item(quantity={"value": value, "unit": "KGM"})


def fact(name: str, value: Any) -> dict[str, Any]:
    return with_item(facts={name: value})


FJ: dict[str, Any] = {**SMALL, "route": {"import": "FJ"}}


def foreign(code: str) -> dict[str, Any]:
    """A code in a nomenclature that is not loaded."""
    return {**FJ, "items": [{"commodity_code": code}]}


@pytest.mark.parametrize(
    ("inside", "outside", "where"),
    [
        ({**SMALL, "reference": "x"}, {**SMALL, "reference": ""}, "/reference"),
        ({**SMALL, "reference": "ü" * 64}, {**SMALL, "reference": "ü" * 65}, "/reference"),
        ({**SMALL, "items": [ITEM]}, {**SMALL, "items": []}, "/items"),
        ({**SMALL, "items": [ITEM] * 999}, {**SMALL, "items": [ITEM] * 1000}, "/items"),
        ({**SMALL, "date": "1900-01-01"}, {**SMALL, "date": "1899-12-31"}, "/date"),
        ({**SMALL, "date": "2024-02-29"}, {**SMALL, "date": "2025-02-29"}, "/date"),
        ({**SMALL, "date": "2000-02-29"}, {**SMALL, "date": "1900-02-29"}, "/date"),
        ({**SMALL, "date": "2025-12-31"}, {**SMALL, "date": "2025-12-32"}, "/date"),
        ({**SMALL, "date": "2025-04-30"}, {**SMALL, "date": "2025-04-31"}, "/date"),
        ({**SMALL, "date": "2325-12-31"}, {**SMALL, "date": "2326-01-01"}, "/date"),
        (
            {**SMALL, "known_at": "2026-11-22T20:30:00Z"},
            {**SMALL, "known_at": "2026-11-22T20:30:01Z"},
            "/known_at",
        ),
        (
            {**SMALL, "known_at": "2026-11-23T03:30:00+07:00"},
            {**SMALL, "known_at": "2026-11-22T20:30:00-00:01"},
            "/known_at",
        ),
        (
            {**SMALL, "known_at": "1900-01-01T00:00:00+14:59"},
            {**SMALL, "known_at": "9999-12-31T23:59:59-14:59"},
            "/known_at",
        ),
        (
            {**SMALL, "known_at": "2025-01-01T00:00:00.123456Z"},
            {**SMALL, "known_at": "2025-01-01T00:00:00.1234567Z"},
            "/known_at",
        ),
        (
            {**SMALL, "route": {"transit": ["SG"] * 50}},
            {**SMALL, "route": {"transit": ["SG"] * 51}},
            "/route/transit",
        ),
        ({**SMALL, "route": {"export": "FJ"}}, {**SMALL, "route": {}}, "/route"),
        ({**SMALL, "route": {"transit": ["FJ"]}}, {**SMALL, "route": {"transit": []}}, "/route"),
        (foreign("39"), foreign("3"), "/items/0/commodity_code"),
        (foreign("1" * 12), foreign("1" * 13), "/items/0/commodity_code"),
        (foreign(" 3 9 1 5 . 1 0 . 0 0 . 0 0 0 0 "), foreign("39" + " " * 40), "/items/0/commodity_code"),
        (with_item(number=1), with_item(number=0), "/items/0/number"),
        (with_item(number=99999), with_item(number=100000), "/items/0/number"),
        (with_item(number=Decimal("1.0")), with_item(number=Decimal("1.5")), "/items/0/number"),
        (with_item(number=1), with_item(number=True), "/items/0/number"),
        (with_item(description="ก" * 2000), with_item(description="ก" * 2001), "/items/0/description"),
        (with_item(description=""), with_item(description=None), "/items/0/description"),
        (
            with_item(documents=[{"code": "TH-DIW"}] * 100),
            with_item(documents=[{"code": "TH-DIW"}] * 101),
            "/items/0/documents",
        ),
        (
            with_item(documents=[{"code": "CO-" + "A" * 61}]),
            with_item(documents=[{"code": "CO-" + "A" * 62}]),
            "/items/0/documents/0/code",
        ),
        (
            with_item(documents=[{"code": "TH-DIW", "issued": "2025-01-01", "expires": "2025-01-01"}]),
            with_item(documents=[{"code": "TH-DIW", "issued": "2025-01-02", "expires": "2025-01-01"}]),
            "/items/0/documents/0/expires",
        ),
        (
            with_item(materials=[{"commodity_code": "39", "value": VALUE}] * 500),
            with_item(materials=[{"commodity_code": "39", "value": VALUE}] * 501),
            "/items/0/materials",
        ),
        (quantity("0"), quantity("-0.1"), "/items/0/quantity/value"),
        (quantity(0), quantity(-1), "/items/0/quantity/value"),
        (quantity("-0"), quantity("-1"), "/items/0/quantity/value"),
        (quantity("9" * 31), quantity("9" * 32), "/items/0/quantity/value"),
        (quantity(10**31 - 1), quantity(10**31), "/items/0/quantity/value"),
        (quantity("0." + "1" * 30), quantity("0." + "1" * 31), "/items/0/quantity/value"),
        (quantity("1" * 11 + "." + "1" * 30), quantity("1" * 12 + "." + "1" * 30), "/items/0/quantity/value"),
        (quantity(Decimal("1E+30")), quantity(Decimal("1E+31")), "/items/0/quantity/value"),
        (quantity(Decimal("1E-30")), quantity(Decimal("1E-31")), "/items/0/quantity/value"),
        (quantity(Decimal("1." + "1" * 39)), quantity(Decimal("1." + "1" * 40)), "/items/0/quantity/value"),
        (fact("gr_item", 1), fact("gr_item", 0), "/items/0/facts/gr_item"),
        (fact("gr_item", 25), fact("gr_item", 26), "/items/0/facts/gr_item"),
        (
            fact("purity_percent", "100.000"),
            fact("purity_percent", "100.001"),
            "/items/0/facts/purity_percent",
        ),
        (
            fact("impurity_percent", 0),
            fact("impurity_percent", Decimal("-0.1")),
            "/items/0/facts/impurity_percent",
        ),
        (fact("statistical_code", "899"), fact("statistical_code", "89"), "/items/0/facts/statistical_code"),
        (
            fact("statistical_code", "000"),
            fact("statistical_code", "899\n"),
            "/items/0/facts/statistical_code",
        ),
        (
            fact("scientific_name", "x" * 200),
            fact("scientific_name", "x" * 201),
            "/items/0/facts/scientific_name",
        ),
        (fact("polymers", ["PE"] * 200), fact("polymers", ["PE"] * 201), "/items/0/facts/polymers"),
        (fact("condition_flags", []), fact("condition_flags", {}), "/items/0/facts/condition_flags"),
    ],
)
def test_inside_is_taken_and_outside_is_refused(inside: dict[str, Any], outside: dict[str, Any], where: str) -> None:
    assert faults(inside) == []
    assert [fault.pointer for fault in faults(outside)] == [where]
