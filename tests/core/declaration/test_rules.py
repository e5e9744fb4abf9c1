from typing import Any

import pytest

from greenlane.core.declaration import Fault
from greenlane.core.terms.codes import CURRENCIES
from tests.core.declaration.samples import SMALL, faults, with_item


def only(document: dict[str, Any]) -> Fault:
    (fault,) = faults(document)
    return fault


def asked(code: str, **route: Any) -> dict[str, Any]:
    return {"date": "2025-02-24", "route": route, "items": [{"commodity_code": code}]}


@pytest.mark.parametrize("code", ["39", "3915", "391510", "39151000", "39151000000", "3915.10.00.000"])
def test_two_four_six_and_the_nomenclatures_own_lengths_are_known(code: str) -> None:
    assert faults(asked(code, **{"import": "TH"})) == []


@pytest.mark.parametrize(
    ("code", "suggestion"),
    [("391", "39"), ("39151", "3915"), ("391510001", "39151000"), ("3915100000", "39151000")],
)
def test_a_length_that_does_not_exist_is_refused_with_the_longest_that_does(code: str, suggestion: str) -> None:
    fault = only(asked(code, **{"import": "TH"}))
    assert (fault.pointer, fault.code, fault.suggestion) == (
        "/items/0/commodity_code",
        "code_length",
        suggestion,
    )
    assert "2, 4, 6, 8, 11 digits" in fault.message


def test_an_odd_length_may_have_lost_a_zero() -> None:
    assert "0901110000" in only(asked("901110000", **{"import": "KR"})).message


def test_the_code_is_in_the_import_economys_nomenclature() -> None:
    assert faults(asked("3915100000", export="TH", **{"import": "KR"})) == []
    assert only(asked("3915100000", export="KR", **{"import": "TH"})).code == "code_length"


def test_without_import_it_is_in_the_export_economys() -> None:
    assert faults(asked("3915100000", export="KR")) == []
    assert only(asked("391510000", export="KR")).suggestion == "391510"


def test_the_lengths_of_an_import_economy_that_is_not_loaded_are_not_known() -> None:
    assert faults(asked("391510000", export="KR", **{"import": "JP"})) == []
    assert faults(asked("391", transit=["TH"])) == []


def test_a_member_of_a_loaded_union_has_the_unions_nomenclature() -> None:
    assert faults(asked("3915100000", **{"import": "DE"})) == []
    assert "tariff of EU (EU)" in only(asked("391510000", **{"import": "DE"})).message


def test_national_codes_are_held_to_their_own_nomenclature() -> None:
    assert faults(with_item(national_codes={"KR": "3915100000", "FR": "3915100000", "JP": "391510000"})) == []
    fault = only(with_item(national_codes={"KR": "39151000", "VN": "39151000"}))
    assert (fault.pointer, fault.suggestion) == ("/items/0/national_codes/KR", "391510")


@pytest.mark.parametrize(
    ("numbers", "wrong"),
    [
        ((1, 2), None),
        ((2, 1), None),
        ((None, None), None),
        ((1, 1), 1),
        ((2, None), 1),
        ((None, 1), 1),
        ((5, None), None),
    ],
)
def test_an_item_number_is_not_repeated(numbers: tuple[int | None, int | None], wrong: int | None) -> None:
    items = [{"commodity_code": "39"} | ({} if number is None else {"number": number}) for number in numbers]
    found = [fault.pointer for fault in faults({**SMALL, "items": items})]
    assert found == ([] if wrong is None else [f"/items/{wrong}/number"])


USD = {"amount": "100", "currency": "USD"}


@pytest.mark.parametrize("rates", [{}, {"KRW": "0.00072"}, {"KRW": 1, "USD": "1.00"}, {"USD": 1}])
def test_exchange_rates_lead_to_the_currency_of_the_value(rates: dict[str, Any]) -> None:
    assert faults(with_item(value=USD, exchange_rates=rates)) == []


def test_exchange_rates_without_a_value_are_refused() -> None:
    assert faults(with_item(exchange_rates={})) == []
    fault = only(with_item(exchange_rates={"KRW": "0.00072"}))
    assert (fault.pointer, fault.code) == ("/items/0/exchange_rates", "no_value")
    assert "state its value" in fault.message


@pytest.mark.parametrize("rate", ["1.01", "0.99", 2])
def test_a_currency_is_worth_one_of_itself(rate: Any) -> None:
    fault = only(with_item(value=USD, exchange_rates={"USD": rate}))
    assert (fault.pointer, fault.code, fault.suggestion) == ("/items/0/exchange_rates/USD", "own_currency", "1")


@pytest.mark.parametrize("rate", ["0", 0, "-0.0", "0.000"])
def test_a_rate_is_more_than_nought(rate: Any) -> None:
    fault = only(with_item(value=USD, exchange_rates={"KRW": rate}))
    assert (fault.pointer, fault.code) == ("/items/0/exchange_rates/KRW", "zero_rate")
    assert only(with_item(value=USD, exchange_rates={"KRW": "-1"})).code == "too_small"
    assert faults(with_item(value=USD, exchange_rates={"KRW": "0." + "0" * 29 + "1"})) == []


def test_twenty_rates_are_taken_and_no_more() -> None:
    some = sorted(CURRENCIES - {"USD"})
    assert faults(with_item(value=USD, exchange_rates=dict.fromkeys(some[:20], "2"))) == []
    fault = only(with_item(value=USD, exchange_rates=dict.fromkeys(some[:21], "2")))
    assert (fault.pointer, fault.code) == ("/items/0/exchange_rates", "too_long")


def test_the_faults_of_rates_stand_beside_others_of_the_value() -> None:
    found = faults(with_item(value={"amount": "1"}, exchange_rates={"won": "2", "KRW": "1,5"}))
    assert {(one.pointer, one.code, one.suggestion) for one in found} == {
        ("/items/0/value/currency", "missing", None),
        ("/items/0/exchange_rates/won", "unknown_currency", None),
        ("/items/0/exchange_rates/KRW", "bad_decimal", "1.5"),
    }
