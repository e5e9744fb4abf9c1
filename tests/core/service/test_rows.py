"""Rows to declarations and back."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from greenlane.core.declaration import NotADeclaration, Reader
from greenlane.core.service.columns import ITEM, WHOLE, columns_of
from greenlane.core.service.rows import RESULT_COLUMNS, BadColumns, Grouped, RowReader, neutral, result_rows
from greenlane.core.terms import Terms, shared_documents, shared_facts

FACTS = shared_facts()
NEEDED = ("route.import", "commodity_code")


def documents(*rows: dict[str, str]) -> list[Any]:
    columns = list(dict.fromkeys([*NEEDED, *(name for row in rows for name in row)]))
    return [one.document for one in RowReader(columns, FACTS).declarations(list(rows))]


def test_every_field_of_the_schema_has_its_column_but_materials() -> None:
    schema = Reader(Terms(FACTS, shared_documents(), {})).schema
    paths = set()

    def walk(fields: dict[str, Any], path: str) -> None:
        for name, one in fields.items():
            if one["type"] == "dict" and "schema" in one and name != "facts":
                walk(one["schema"], f"{path}{name}.")
            else:
                paths.add(f"{path}{name}")

    walk({name: one for name, one in schema.items() if name != "items"}, "")
    walk(schema["items"]["schema"]["schema"], "")
    assert paths == {*WHOLE, *ITEM, "national_codes", "exchange_rates", "facts", "materials"}


def test_facts_have_their_types() -> None:
    row = {
        "route.import": "TH",
        "commodity_code": "3915",
        "facts.used": "True",
        "facts.works": "yes",
        "facts.gr_item": "7",
        "facts.impurity_percent": "1.50",
        "facts.polymers": "PE; PET",
        "facts.purpose": "trade",
        "facts.seized": "",
    }
    (found,) = documents(row)
    assert found["items"][0]["facts"] == {
        "used": True,
        "works": "yes",
        "gr_item": 7,
        "impurity_percent": "1.50",
        "polymers": ["PE", "PET"],
        "purpose": "trade",
    }


def test_every_known_fact_is_a_column() -> None:
    columns = [*NEEDED, *(f"facts.{name}" for name in FACTS)]
    assert [one.name for one in columns_of(columns, FACTS)] == columns


def test_what_is_said_of_a_document_presents_it() -> None:
    row = {
        "route.import": "VN",
        "commodity_code": "3915",
        "documents.VN-ENV-LICENCE.expires": "2025-01-01",
        "documents": "VN-QCVN;VN-DEPOSIT",
        "documents.VN-DEPOSIT.reference": "7",
        "documents.TH-DIW.issued": "",
    }
    (found,) = documents(row)
    assert found["items"][0]["documents"] == [
        {"code": "VN-QCVN"},
        {"code": "VN-DEPOSIT", "reference": "7"},
        {"code": "VN-ENV-LICENCE", "expires": "2025-01-01"},
    ]


def test_a_generator_of_rows_is_grouped_as_a_list_is() -> None:
    rows = [
        {"reference": reference, "route.import": "TH", "commodity_code": code}
        for reference, code in (("A", "01"), ("", "02"), ("B", "03"), ("A", "04"), ("B", "05"))
    ]
    reader = RowReader(("reference", *NEEDED), FACTS)
    listed, streamed = (list(reader.declarations(given)) for given in (rows, iter(rows)))
    assert sorted(listed, key=lambda one: one.rows) == sorted(streamed, key=lambda one: one.rows)
    assert [one.rows for one in listed] == [(3,), (2, 5), (4, 6)]
    assert [item["commodity_code"] for item in listed[1].document["items"]] == ["01", "04"]  # type: ignore[call-overload]


def test_rows_that_contradict_one_another_make_no_declaration() -> None:
    first = {"reference": "A", "route.import": "", "commodity_code": "01", "date": "2025-01-01"}
    (agreed,) = documents(first, {**first, "date": "", "route.import": "TH"})
    assert (agreed["date"], agreed["route"]) == ("2025-01-01", {"import": "TH"})
    (found,) = documents(first, {**first, "date": "2025-01-02"})
    assert isinstance(found, NotADeclaration)
    assert [(one.pointer, one.code) for one in found.faults] == [("/date", "contradiction")]


@pytest.mark.parametrize("columns", [(), ("",), ("commodity_code",), ("route.import",), ("a.b.c", *NEEDED), NEEDED * 2])
def test_columns_that_cannot_be_used_are_refused(columns: tuple[str, ...]) -> None:
    with pytest.raises(BadColumns) as caught:
        RowReader(columns, FACTS)
    assert caught.value.faults


CELLS = st.one_of(
    st.text(max_size=8), st.sampled_from(["TH", "3915", "2025-01-01", "true", "7", "PE;PET", "VN-QCVN", "1e5"])
)
COLUMNS = [
    *WHOLE,
    *ITEM,
    "national_codes.TH",
    "exchange_rates.KRW",
    "documents.TH-DIW.issued",
    "facts.used",
    "facts.gr_item",
    "facts.polymers",
]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(COLUMNS), CELLS), max_size=6))
def test_no_cell_breaks_it(rows: list[dict[str, str]]) -> None:
    """Whatever stands in a table, the reader of declarations takes it or names what is wrong."""
    reader = Reader(Terms(FACTS, shared_documents(), {}))
    grouped = list(RowReader(COLUMNS, FACTS).declarations(rows))
    assert sorted(number for one in grouped for number in one.rows) == [
        number for number, row in enumerate(rows, 2) if any(row.values())
    ]
    for one in grouped:
        if isinstance(one.document, dict):
            try:
                reader.accept(one.document)
            except NotADeclaration as error:
                assert len(result_rows(one, error.faults)) == len(one.rows)
            json.dumps(one.document)


@given(st.text() | st.builds("{}{}".format, st.sampled_from("=+-@\t\r\n＝＋－＠"), st.text()))
def test_neutral_cells_begin_with_no_sign_of_a_formula(cell: str) -> None:
    assert neutral(cell)[:1] not in tuple("=+-@\t\r\n＝＋－＠")
    assert neutral(cell) in (cell, f"'{cell}")


def test_an_answer_has_a_row_an_item() -> None:
    finding = {"rule": "R", "missing": {"facts": ["f"], "documents": ["D"], "parameters": []}}
    charge = {"economy": "VN", "kind": "deposit", "amount": {"amount": str(Decimal("1.50")), "currency": "USD"}}
    items = [
        {"number": 1, "verdict": "restricted", "findings": [finding, finding], "charges": [charge, charge]},
        {"number": 5, "verdict": "clear", "findings": [], "charges": []},
    ]
    found = result_rows(Grouped("A", (2, 9), {}), {"decision_id": "ID", "items": items})
    assert [tuple(row[name] for name in RESULT_COLUMNS) for row in found] == [
        ("A", "1", "restricted", "R", "f;D", "VN deposit 1.50 USD;VN deposit 1.50 USD", "", "ID", "2"),
        ("A", "5", "clear", "", "", "", "", "ID", "9"),
    ]
