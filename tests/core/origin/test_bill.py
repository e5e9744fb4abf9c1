"""The compiled pass over a bill of materials: rows as columns, and those sifted that do not originate."""

from decimal import Decimal
from typing import Any

import pytest

from greenlane.core.money import EXACT
from greenlane.core.origin.bill import NO_CHAPTERS
from greenlane.ext import _bill

UNIONS = {"DE": "EU"}


def row(code: str, amount: str | None = "1", currency: str = "USD", **more: Any) -> dict[str, Any]:
    value = {} if amount is None else {"value": {"amount": amount, "currency": currency}}
    return {"commodity_code": code, **value, **more}


def columns(rows: list[dict[str, Any]], rates: dict[str, str] | None = None) -> Any:
    return _bill.columns(rows, "USD", rates, UNIONS, EXACT.multiply, NO_CHAPTERS)


def test_rows_become_columns() -> None:
    rows = [row("8507.90 19", "1.50", origin="DE", originating=True), row("8537", None), row("853710", "0")]
    codes, six, origins, originating, amounts, missing, homes, doubtful = columns(rows)
    assert codes == ["85079019", "8537", "853710"] and six == ["850790", "8537", "853710"]
    assert origins == ["EU", None, None] and originating == [True, None, None]
    assert amounts == [Decimal("1.50"), None, None] and missing == ()
    assert homes == {"EU"} and doubtful == {"8537"}


def test_codes_of_no_chapter_are_in_doubt() -> None:
    *_, homes, doubtful = columns([row("99010100"), row("850790", originating=True)])
    assert (homes, doubtful) == (frozenset(), {"990101"})


@pytest.mark.parametrize(
    ("rates", "amount"), [({"KRW": "0.00070001"}, Decimal("0.70001000")), ({}, None), (None, None)]
)
def test_another_currency_is_converted_exactly_or_is_missing(
    rates: dict[str, str] | None, amount: Decimal | None
) -> None:
    rows = [row("850790", "1000.0000", "KRW")]
    *_, amounts, missing, _, _ = columns(rows, rates)
    assert amounts == [amount] and missing == (() if amount is not None else ("KRW",))


def test_what_originates_elsewhere_or_of_what_nothing_is_said_is_sifted_out() -> None:
    amounts: list[Decimal | None] = [Decimal(1), Decimal(2), Decimal(4), Decimal(8)]
    origins, said = ["KR", "JP", None, "CN"], [True, True, None, False]
    codes = ["4", "3", "2", "1"]
    found = _bill.sift(said, origins, frozenset({"JP"}), codes, amounts, [3, 2, 1, 0])
    assert found == ([1, 2, 3], [(3, "2")], [(2, "3", "JP")], Decimal(14), [3, 2, 1])
    assert _bill.sift(said, origins, frozenset(), codes, amounts, [3, 2, 1, 0])[0] == [2, 3]


def test_the_sum_is_not_known_where_an_amount_is_not() -> None:
    assert _bill.sift([False, False], [None, None], frozenset(), ["1", "2"], [Decimal(1), None], [0, 1])[3] is None
    assert _bill.sift([True], ["KR"], frozenset(), ["1"], [None], [0])[3] == 0
