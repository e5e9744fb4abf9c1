"""Units are converted exactly, and only within one measure."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.core.units import UNITS, convert


@pytest.mark.parametrize(
    ("value", "unit", "to", "wanted"),
    [
        ("1", "TNE", "KGM", "1000"),
        ("1", "KGM", "TNE", "0.001"),
        ("0.001", "GRM", "TNE", "0.000000001"),
        ("1999.9999999", "KGM", "TNE", "1.9999999999"),
        ("2.5", "MTQ", "LTR", "2500"),
        ("7", "H87", "NAR", "7"),
        ("123456789012345678901234567890.123456789", "KGM", "TNE", "123456789012345678901234567.890123456789"),
        ("0", "TNE", "GRM", "0"),
    ],
)
def test_a_quantity_is_converted_exactly(value: str, unit: str, to: str, wanted: str) -> None:
    assert convert(Decimal(value), unit, to) == Decimal(wanted)


@pytest.mark.parametrize(("unit", "to"), [("KGM", "MTQ"), ("NAR", "KGM"), ("LTR", "TNE"), ("KWH", "KGM")])
def test_another_measure_is_not_converted(unit: str, to: str) -> None:
    assert convert(Decimal(1), unit, to) is None


@given(
    st.decimals(min_value=0, max_value=10**25, places=12),
    st.sampled_from(sorted(UNITS)),
    st.sampled_from(sorted(UNITS)),
)
def test_there_and_back_is_the_same_number(value: Decimal, unit: str, to: str) -> None:
    there = convert(value, unit, to)

    assert (there is None) == (UNITS[unit][0] != UNITS[to][0])
    assert there is None or convert(there, to, unit) == value
