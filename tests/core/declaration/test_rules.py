from typing import Any

import pytest

from greenlane.core.declaration import Fault
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
