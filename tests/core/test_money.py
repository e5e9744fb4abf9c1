"""Amounts are rounded half up, once, to what ISO 4217 calls the minor unit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.core.money import minor_digits, percent_of, rounded


@pytest.mark.parametrize(
    ("amount", "currency", "wanted"),
    [
        ("10.004", "USD", "10.00"),
        ("10.00499999999999999999999999999999999", "USD", "10.00"),
        ("10.005", "USD", "10.01"),
        ("10.015", "USD", "10.02"),
        ("10.025", "USD", "10.03"),
        ("10", "USD", "10.00"),
        ("0.4999", "KRW", "0"),
        ("0.5", "KRW", "1"),
        ("1.5", "KRW", "2"),
        ("2.5", "VND", "3"),
        ("2.4999", "VND", "2"),
        ("1.0004", "KWD", "1.000"),
        ("1.0005", "KWD", "1.001"),
        ("0.004", "MYR", "0.00"),
        ("1.005", "MMK", "1.01"),
        ("1.005", "LAK", "1.01"),
        ("1.0005", "IQD", "1.001"),
        ("123456789012345678901234567890123456789.005", "USD", "123456789012345678901234567890123456789.01"),
    ],
)
def test_an_amount_is_rounded_half_up(amount: str, currency: str, wanted: str) -> None:
    assert str(rounded(Decimal(amount), currency)) == wanted


@pytest.mark.parametrize(
    ("digits", "currencies"),
    [(0, "JPY KRW VND CLP ISK XOF XPF UGX"), (2, "USD EUR MYR THB CNY IDR MMK LAK RSD IRR"), (3, "KWD BHD TND IQD")],
)
def test_a_currency_has_the_minor_unit_of_iso_4217(digits: int, currencies: str) -> None:
    assert {currency: minor_digits(currency) for currency in currencies.split()} == dict.fromkeys(
        currencies.split(), digits
    )


@pytest.mark.parametrize(
    ("base", "percent", "wanted"),
    [
        ("60000", "18", "10800"),
        ("0.01", "0.000001", "0.0000000001"),
        ("99999999999999999999999999.99", "12.5", "12499999999999999999999999.99875"),
        ("5", "0", "0"),
    ],
)
def test_a_percentage_is_exact(base: str, percent: str, wanted: str) -> None:
    assert percent_of(Decimal(base), Decimal(percent)) == Decimal(wanted)


@given(st.decimals(min_value=0, max_value=10**30, places=10), st.sampled_from(["USD", "KRW", "KWD"]))
def test_rounding_moves_by_at_most_half_a_minor_unit(amount: Decimal, currency: str) -> None:
    unit = Decimal(1).scaleb(-minor_digits(currency))
    moved = rounded(amount, currency) - amount

    assert -unit / 2 < moved <= unit / 2
