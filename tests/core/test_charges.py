"""What a charge comes to, on both sides of every edge."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from greenlane.core.ask import Ask
from greenlane.core.charges import Computed, compute
from greenlane.core.model import Bracket, Charge, Doubt, Scale

D = Decimal
ROWS = (Bracket(None, D(1000), D(0)), Bracket(D(1000), D(1500), D("2.5")), Bracket(D(1500), None, D(5)))
DOUBT = Doubt(D(1500), D(1501), {"en": "The printed scale jumps."})


def of(
    charge: Charge,
    value: tuple[str, str] | None = None,
    quantity: tuple[str, str] | None = None,
    **facts: object,
) -> Computed:
    ask = Ask("FJ", "import", date(2025, 2, 24), "1203", facts=facts)  # type: ignore[arg-type]
    ask.quantity = (D(quantity[0]), quantity[1]) if quantity else None
    return compute(charge, ask, (D(value[0]), value[1]) if value else None)


def scale(includes: str, by: str = "reference_price") -> Charge:
    return Charge("levy", "quantity:TNE*reference_price", scale=Scale(by, includes, ROWS, (DOUBT,)), currency="FJD")


@pytest.mark.parametrize(
    ("includes", "price", "percent"),
    [
        ("upper", "0", "0"),
        ("upper", "999.999999", "0"),
        ("upper", "1000", "0"),
        ("upper", "1000.000001", "2.5"),
        ("upper", "1500", "2.5"),
        ("upper", "1500.000001", "5"),
        ("upper", "99999999999999999999", "5"),
        ("lower", "999.999999", "0"),
        ("lower", "1000", "2.5"),
        ("lower", "1499.999999", "2.5"),
        ("lower", "1500", "5"),
    ],
)
def test_an_edge_belongs_to_the_row_that_includes_it(includes: str, price: str, percent: str) -> None:
    found = of(scale(includes), quantity=("2", "TNE"), reference_price=price)

    assert found.percent == D(percent)
    assert found.amount == (D(2) * D(price) * D(percent) / 100).quantize(D("0.01"))


@pytest.mark.parametrize(
    ("price", "doubtful"),
    [("1500", False), ("1500.000001", True), ("1500.5", True), ("1500.999999", True), ("1501", False)],
)
def test_a_doubt_is_an_open_interval(price: str, doubtful: bool) -> None:
    found = of(scale("upper"), quantity=("2", "TNE"), reference_price=price)

    assert (found.doubt is not None) == doubtful


@pytest.mark.parametrize(
    ("includes", "price", "falls"),
    [
        ("upper", "10", False),
        ("upper", "10.01", True),
        ("upper", "20", True),
        ("upper", "20.01", False),
        ("lower", "9.99", False),
        ("lower", "10", True),
        ("lower", "19.99", True),
        ("lower", "20", False),
    ],
)
def test_a_measure_outside_of_a_closed_scale_cannot_be_computed(includes: str, price: str, falls: bool) -> None:
    closed = Charge(
        "levy",
        "quantity:TNE*reference_price",
        scale=Scale("reference_price", includes, (Bracket(D(10), D(20), D(3)),)),
        currency="FJD",
    )

    found = of(closed, quantity=("1", "TNE"), reference_price=price)

    assert (found.amount is not None) == falls
    assert found.needs == ([] if falls else ["reference_price"])


@pytest.mark.parametrize(
    ("quantity", "percent"), [("1000000", "0"), ("1000000.001", "2.5"), ("1500000", "2.5"), ("1500000.001", "5")]
)
def test_a_scale_by_quantity_converts_it(quantity: str, percent: str) -> None:
    assert of(scale("upper", "quantity:TNE"), quantity=(quantity, "KGM"), reference_price="1").percent == D(percent)


def test_a_rate_of_the_value_is_in_the_values_currency() -> None:
    found = of(Charge("deposit", "value", D(18)), value=("60000", "USD"))

    assert (found.base, found.percent, found.amount, found.currency) == (D(60000), D(18), D("10800.00"), "USD")


@pytest.mark.parametrize(
    ("amount", "currency", "wanted"),
    [("0.1", "USD", "0.01"), ("0.09", "USD", "0.00"), ("10", "KRW", "1"), ("9", "KRW", "0"), ("0.01", "KWD", "0.001")],
)
def test_an_amount_is_rounded_once_to_the_minor_unit(amount: str, currency: str, wanted: str) -> None:
    assert str(of(Charge("duty", "value", D(5)), value=(amount, currency)).amount) == wanted


def test_a_base_of_quantity_times_price_is_not_rounded_before_the_end() -> None:
    found = of(
        Charge("duty", "quantity:TNE*reference_price", D(10), currency="MYR"),
        quantity=("333.333333", "KGM"),
        reference_price="4817.70",
    )

    assert found.base == D("1605.8999983941")
    assert str(found.amount) == "160.59"


def test_huge_numbers_stay_exact() -> None:
    found = of(
        Charge("duty", "quantity:TNE*reference_price", D("12.345678"), currency="USD"),
        quantity=("1234567890123456789012345678901234567890", "KGM"),
        reference_price="9876543210987654321098765432109876543210.123456789",
    )

    exact = 1234567890123456789012345678901234567890 * 9876543210987654321098765432109876543210123456789 * 12345678
    # Thousandths of a tonne, 10^-9 of the price, 10^-6 of the rate and hundredths: 10^-20 in all; rounded to 10^-2.
    assert found.amount is not None
    assert str(found.amount).replace(".", "") == str((exact + 5 * 10**17) // 10**18)


def test_no_value_means_no_amount() -> None:
    found = of(Charge("duty", "value", D(5)))

    assert (found.amount, found.needs) == (None, ["value"])


def test_a_quantity_and_a_price_that_are_not_known_are_both_named() -> None:
    found = of(Charge("duty", "quantity:TNE*reference_price", D(5), currency="MYR"))

    assert (found.amount, found.needs) == (None, ["quantity", "reference_price"])


def test_a_price_that_is_missing_for_base_and_scale_is_named_once() -> None:
    assert of(scale("upper"), quantity=("1", "TNE")).needs == ["reference_price"]


def test_a_quantity_in_another_measure_is_missing_and_said() -> None:
    found = of(
        Charge("duty", "quantity:TNE*reference_price", D(5), currency="MYR"), quantity=("3", "MTQ"), reference_price="1"
    )

    assert (found.amount, found.needs, found.said) == (None, ["quantity"], ["MTQ cannot be converted to TNE"])


def test_nothing_of_an_unknown_base_is_nothing() -> None:
    found = of(Charge("duty", "quantity:TNE*reference_price", D(0), currency="MYR"))

    assert (str(found.amount), found.currency, found.needs) == ("0.00", "MYR", [])


def test_nothing_of_an_unknown_value_is_not_known_to_be_in_a_currency() -> None:
    found = of(Charge("duty", "value", D(0)))

    assert (found.amount, found.needs) == (None, ["value"])


def test_nothing_of_a_known_base_shows_the_base() -> None:
    found = of(scale("upper"), quantity=("2", "TNE"), reference_price="800")

    assert (found.base, str(found.amount)) == (D(1600), "0.00")


def test_a_scale_that_comes_to_nothing_needs_no_quantity() -> None:
    found = of(scale("upper"), reference_price="800")

    assert (found.percent, str(found.amount), found.needs) == (D(0), "0.00", [])


def test_a_quantity_of_nothing_pays_nothing() -> None:
    assert (
        str(
            of(
                Charge("duty", "quantity:TNE*reference_price", D(5), currency="MYR"),
                quantity=("0", "TNE"),
                reference_price="1",
            ).amount
        )
        == "0.00"
    )
