"""Every kind of fault: where it points, and what it proposes."""

from decimal import Decimal
from typing import Any

import pytest

from greenlane.core.declaration.faults import pointer
from greenlane.core.declaration.forms import FORMS
from greenlane.core.declaration.wording import ECHO
from tests.core.declaration.samples import FULL, NOW, READER, SMALL, faults, with_item

CODE = "/items/0/commodity_code"
FACTS = "/items/0/facts"


def only(document: Any) -> tuple[str, str, str | None]:
    found = faults(document)
    assert len(found) == 1, found
    return found[0].pointer, found[0].code, found[0].suggestion


def test_the_samples_have_no_fault() -> None:
    assert faults(SMALL) == faults(FULL) == []


@pytest.mark.parametrize(
    ("sent", "code", "suggestion"),
    [
        (901110000, "wrong_type", "0901110000"),
        (39151000, "wrong_type", "39151000"),
        (Decimal("3915.10"), "wrong_type", "3915.10"),
        (Decimal("3915.1"), "wrong_type", "3915.10"),
        (Decimal("901.11"), "wrong_type", "0901.11"),
        (Decimal("391510.0"), "wrong_type", "391510"),
        (Decimal("3.915E+9"), "wrong_type", "3915000000"),
        (10**40, "wrong_type", None),
        (-39, "wrong_type", None),
        (0, "wrong_type", None),
        (Decimal("1E+999999"), "wrong_type", None),
        (True, "wrong_type", None),
        (["3915"], "wrong_type", None),
        ("HS 3915.10", "bad_commodity_code", "3915.10"),
        ("3.915E+09", "bad_commodity_code", "3915000000"),
        ("3915-10-00", "bad_commodity_code", "3915.10.00"),
        ("３９１５１０", "bad_commodity_code", "391510"),
        ("๓๙๑๕๑๐", "bad_commodity_code", "391510"),
        ("ex 3915", "bad_commodity_code", "3915"),
        ("3915 or 3920", "bad_commodity_code", None),
        ("39l5.10", "bad_commodity_code", "3915.10"),
        ("3915.1O.00", "bad_commodity_code", "3915.10.00"),
        ("HS3915.10", "bad_commodity_code", "3915.10"),
        ("3", "bad_commodity_code", None),
        ("", "bad_commodity_code", None),
        ("plastic", "bad_commodity_code", None),
        ("3915.10\n", "bad_commodity_code", "3915.10"),
    ],
)
def test_a_commodity_code_is_refused_with_the_repair(sent: Any, code: str, suggestion: str | None) -> None:
    assert only(with_item(commodity_code=sent)) == (CODE, code, suggestion)


@pytest.mark.parametrize(
    ("sent", "suggestion"),
    [
        ("24/02/2025", "2025-02-24"),
        ("02/24/2025", "2025-02-24"),
        ("02/03/2025", None),
        ("03.03.2025", "2025-03-03"),
        ("2025/02/24", "2025-02-24"),
        ("20250224", "2025-02-24"),
        ("2025-2-4", "2025-02-04"),
        ("2025-02-24T10:00:00Z", "2025-02-24"),
        ("24 Feb 2025", "2025-02-24"),
        ("February 24, 2025", "2025-02-24"),
        ("2025-02-30", None),
        ("2023-02-29", None),
        ("2025-02-24\n", "2025-02-24"),
        ("tomorrow", None),
        ("", None),
    ],
)
def test_a_date_is_proposed_when_just_one_day_can_be_meant(sent: str, suggestion: str | None) -> None:
    assert only({**SMALL, "date": sent}) == ("/date", "bad_date", suggestion)


def test_a_spreadsheets_day_number_is_refused_with_its_date() -> None:
    assert only({**SMALL, "date": 45712}) == ("/date", "wrong_type", "2025-02-24")


def test_a_year_of_the_buddhist_era_is_refused() -> None:
    assert only({**SMALL, "date": "2568-02-24"}) == ("/date", "bad_date", "2025-02-24")


def test_an_instant_needs_its_offset() -> None:
    assert only({**SMALL, "known_at": "2025-02-24T10:00:00"}) == ("/known_at", "bad_datetime", None)
    assert only({**SMALL, "known_at": "2025-02-24 10:00:00z"}) == (
        "/known_at",
        "bad_datetime",
        "2025-02-24T10:00:00Z",
    )


@pytest.mark.parametrize(
    ("sent", "code", "suggestion"),
    [
        ("1,5", "bad_decimal", "1.5"),
        ("1.234,56", "bad_decimal", "1234.56"),
        ("1,234.56", "bad_decimal", "1234.56"),
        ("1,234", "bad_decimal", None),
        ("1,234,567", "bad_decimal", "1234567"),
        ("1 000", "bad_decimal", "1000"),
        (".5", "bad_decimal", "0.5"),
        ("007", "bad_decimal", "7"),
        ("1e3", "bad_decimal", "1000"),
        ("+5", "bad_decimal", "5"),
        ("120 kg", "bad_decimal", None),
        ("", "bad_decimal", None),
        ("NaN", "bad_decimal", None),
        (True, "wrong_type", None),
        (1.5, "wrong_type", "1.5"),
        (Decimal("1E+31"), "wrong_type", None),
        (Decimal("1E-31"), "wrong_type", None),
        (Decimal("1." + "1" * 40), "wrong_type", None),
        (Decimal("NaN"), "wrong_type", None),
        ("-1", "too_small", None),
        (-1, "too_small", None),
        (Decimal("-0.01"), "too_small", None),
    ],
)
def test_a_quantity_is_a_plain_number(sent: Any, code: str, suggestion: str | None) -> None:
    assert only(with_item(quantity={"value": sent, "unit": "KGM"})) == (
        "/items/0/quantity/value",
        code,
        suggestion,
    )


@pytest.mark.parametrize(
    ("sent", "suggestion"),
    [("kg", "KGM"), ("tonnes", "TNE"), ("tne", "TNE"), ("pcs", "H87"), ("ton", None), ("LBR", None)],
)
def test_an_unknown_unit_is_refused_with_the_known_one(sent: str, suggestion: str | None) -> None:
    found = only(with_item(quantity={"value": "1", "unit": sent}))
    assert found == ("/items/0/quantity/unit", "unknown_unit", suggestion)


@pytest.mark.parametrize(
    ("sent", "suggestion"),
    [
        ("th", "TH"),
        ("THA", "TH"),
        ("Thailand", "TH"),
        ("Vietnam", "VN"),
        ("UK", "GB"),
        ("XK", None),
        ("ZZ", None),
        ("", None),
    ],
)
def test_an_unknown_economy_is_refused_with_the_known_one(sent: str, suggestion: str | None) -> None:
    assert only({**SMALL, "route": {"import": sent}}) == ("/route/import", "unknown_economy", suggestion)


@pytest.mark.parametrize(
    ("sent", "suggestion"), [("usd", "USD"), ("RMB", "CNY"), ("€", "EUR"), ("DEM", None), ("$", None)]
)
def test_an_unknown_currency_is_refused_with_the_known_one(sent: str, suggestion: str | None) -> None:
    found = only(with_item(value={"amount": "1", "currency": sent}))
    assert found == ("/items/0/value/currency", "unknown_currency", suggestion)


@pytest.mark.parametrize(
    ("document", "where", "code", "suggestion"),
    [
        ({**SMALL, "itmes": []}, "/itmes", "unknown_field", "items"),
        ({**SMALL, "zzz": 1}, "/zzz", "unknown_field", None),
        ({**SMALL, "a/b~c": 1}, "/a~1b~0c", "unknown_field", None),
        (with_item(commodityCode="39"), "/items/0/commodityCode", "unknown_field", "commodity_code"),
        (with_item(hs_code="39"), "/items/0/hs_code", "unknown_field", "commodity_code"),
        (with_item(used=True), "/items/0/used", "unknown_field", "facts/used"),
        (
            with_item(facts={"impurty_percent": "1"}),
            f"{FACTS}/impurty_percent",
            "unknown_fact",
            "impurity_percent",
        ),
        (with_item(facts={"Used": True}), f"{FACTS}/Used", "unknown_fact", "used"),
        (with_item(facts={"colour": "red"}), f"{FACTS}/colour", "unknown_fact", None),
        (
            with_item(documents=[{"code": "VN-DEPOST"}]),
            "/items/0/documents/0/code",
            "unknown_document",
            "VN-DEPOSIT",
        ),
        (
            with_item(documents=[{"code": "co-rcep"}]),
            "/items/0/documents/0/code",
            "unknown_document",
            "CO-RCEP",
        ),
        (with_item(documents=[{"code": "CO-"}]), "/items/0/documents/0/code", "unknown_document", None),
        (with_item(documents=[{"code": "ZZZ"}]), "/items/0/documents/0/code", "unknown_document", None),
        ({**SMALL, "regime": "Release"}, "/regime", "not_allowed", "release"),
        ({**SMALL, "regime": "free zone"}, "/regime", "not_allowed", "free_zone"),
        ({**SMALL, "regime": "smuggling"}, "/regime", "not_allowed", None),
        (with_item(facts={"purpose": "own-production"}), f"{FACTS}/purpose", "not_allowed", "own_production"),
        (
            with_item(facts={"condition_flags": ["moldy"]}),
            f"{FACTS}/condition_flags/0",
            "not_allowed",
            "mouldy",
        ),
        (
            with_item(facts={"condition_flags": "dirty"}),
            f"{FACTS}/condition_flags",
            "wrong_type",
            '["dirty"]',
        ),
        (with_item(facts={"polymers": ["pvc"]}), f"{FACTS}/polymers/0", "bad_format", "PVC"),
        (with_item(facts={"used": "yes"}), f"{FACTS}/used", "wrong_type", "true"),
        (with_item(facts={"used": 0}), f"{FACTS}/used", "wrong_type", "false"),
        (with_item(facts={"used": "perhaps"}), f"{FACTS}/used", "wrong_type", None),
        (with_item(facts={"used": None}), f"{FACTS}/used", "null", None),
        (with_item(facts={"gr_item": True}), f"{FACTS}/gr_item", "wrong_type", None),
        (with_item(facts={"gr_item": "3"}), f"{FACTS}/gr_item", "wrong_type", "3"),
        (with_item(facts={"gr_item": Decimal("3.5")}), f"{FACTS}/gr_item", "wrong_type", None),
        (with_item(facts={"statistical_code": 99}), f"{FACTS}/statistical_code", "wrong_type", "099"),
        (with_item(facts={"statistical_code": "8999"}), f"{FACTS}/statistical_code", "bad_format", None),
        (with_item(facts={"collected_in": "kr"}), f"{FACTS}/collected_in", "unknown_economy", "KR"),
        ({**SMALL, "reference": 117}, "/reference", "wrong_type", "117"),
        ({**SMALL, "reference": "a\nb"}, "/reference", "bad_text", None),
        (with_item(description="a\x00b"), "/items/0/description", "bad_text", None),
        (with_item(national_codes={"kr": "39"}), "/items/0/national_codes/kr", "unknown_economy", "KR"),
        (with_item(national_codes={"KR": 39}), "/items/0/national_codes/KR", "wrong_type", "39"),
        ({**SMALL, "route": {}}, "/route", "missing", None),
        ({**SMALL, "route": {"transit": []}}, "/route", "missing", None),
        ({**SMALL, "route": []}, "/route", "wrong_type", None),
        ({"items": SMALL["items"]}, "/route", "missing", None),
        ({"route": {"import": "TH"}}, "/items", "missing", None),
        ({**SMALL, "items": []}, "/items", "too_short", None),
        ({**SMALL, "items": {}}, "/items", "wrong_type", None),
        ({**SMALL, "items": ["39151000"]}, "/items/0", "wrong_type", None),
        ({**SMALL, "items": [{}]}, CODE, "missing", None),
        (with_item(quantity={"value": "1"}), "/items/0/quantity/unit", "missing", None),
        (with_item(materials=[{"commodity_code": "39"}]), "/items/0/materials/0/value", "missing", None),
        ([], "", "wrong_type", None),
        ("x", "", "wrong_type", None),
        (None, "", "wrong_type", None),
    ],
)
def test_a_fault_points_at_the_field_that_is_wrong(
    document: Any, where: str, code: str, suggestion: str | None
) -> None:
    assert only(document) == (where, code, suggestion)


def test_every_fault_is_named_at_once_also_those_between_fields() -> None:
    document = {
        "date": "24/02/2025",
        "known_at": "2099-01-01T00:00:00Z",
        "route": {"import": "TH"},
        "items": [
            {"commodity_code": 39151000, "facts": {"usd": True}},
            {
                "commodity_code": "391510001",
                "number": 1,
                "documents": [
                    {"code": "X"},
                    {"code": "TH-DIW", "issued": "2025-02-02", "expires": "2025-02-01"},
                ],
            },
            "what",
        ],
    }
    assert {(fault.pointer, fault.code) for fault in faults(document)} == {
        ("/date", "bad_date"),
        ("/known_at", "in_the_future"),
        ("/items/0/commodity_code", "wrong_type"),
        ("/items/0/facts/usd", "unknown_fact"),
        ("/items/1/commodity_code", "code_length"),
        ("/items/1/number", "repeated_number"),
        ("/items/1/documents/0/code", "unknown_document"),
        ("/items/1/documents/1/expires", "expires_before_issued"),
        ("/items/2", "wrong_type"),
    }


def test_a_message_repeats_at_most_60_characters_of_a_value() -> None:
    for value in ("x" * 3000, "\n" * 3000, 10**4000, Decimal("1" * 4000)):
        for fault in faults({**SMALL, "date": value, "reference": [value], "regime": value}):
            assert len(fault.message) < 300
            longest = max((len(run) for run in fault.message.replace("\\n", "x").split('"')), default=0)
            assert "x" * (ECHO + 1) not in fault.message and longest < 250


def test_a_million_faults_are_cut_off() -> None:
    found = faults({**SMALL, "items": [{"commodity_code": "39", "facts": {f"f{n}": 1 for n in range(10)}}] * 999})
    assert len(found) == 1001
    assert found[-1].code == "too_many_faults"


def test_a_pointer_escapes_tilde_and_slash() -> None:
    assert pointer(("items", 0, "a/b~c", "")) == "/items/0/a~1b~0c/"
    assert pointer(()) == ""


def test_a_suggestion_for_a_scalar_would_be_taken() -> None:
    document = with_item(commodity_code="HS 3915.10", origin="tha", quantity={"value": "1,5", "unit": "kg"})
    proposals = {fault.pointer: fault.suggestion for fault in faults(document)}
    item = {"commodity_code": proposals[CODE], "origin": proposals["/items/0/origin"]}
    quantity = {name: proposals[f"/items/0/quantity/{name}"] for name in ("value", "unit")}
    assert faults(with_item(**item, quantity=quantity)) == []


def test_every_type_has_words() -> None:
    from greenlane.core.declaration.wording import WANTED

    assert set(WANTED) == set(FORMS)


def test_nothing_is_repaired_in_silence() -> None:
    before = with_item(facts={"used": "yes"})
    faults(before)
    assert before == with_item(facts={"used": "yes"})
    assert READER.accept(FULL, NOW).document is FULL
