"""XLSX: what is written is read back to the same entries; what a person did to it is taken or refused in its cell."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings

from greenlane.core.draft.entries import Entries
from greenlane.core.exchange import ImportRefused, read_xlsx, write_xlsx, xlsxfile
from greenlane.core.exchange.rows import letters
from greenlane.core.exchange.sheets import CannotExport
from tests.core.exchange.made import contents, real

Cells = list[list[Any]]
RULES: Cells = [["economy", "id", "goods", "title", "flows"], ["FJ", "FJ-1", "listed", "Scrap", "import; transit"]]
CODES: Cells = [["economy", "rule", "list", "code"], ["FJ", "FJ-1", "codes", "0901"], ["FJ", "FJ-1", "codes", "39"]]
PARAMETERS: Cells = [["economy", "name", "title", "unit", "period"], ["FJ", "price", "Price", "FJD/TNE", "month"]]
VALUES: Cells = [["economy", "parameter", "period", "value"], ["FJ", "price", "2025-01", "12.50"]]


def workbook(**sheets: Cells) -> bytes:
    """A workbook as a person's program writes it: numbers as numbers, days as days."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, lines in sheets.items():
        sheet = book.add_worksheet(name)
        for line, cells in enumerate(lines):
            for place, cell in enumerate(cells):
                if isinstance(cell, datetime.date):
                    sheet.write_datetime(line, place, datetime.datetime.combine(cell, datetime.time()), days)
                elif isinstance(cell, str) and cell.startswith("="):
                    sheet.write_formula(line, place, cell)
                elif isinstance(cell, str):
                    sheet.write_string(line, place, cell)
                else:
                    sheet.write(line, place, cell)
    book.close()
    return out.getvalue()


def faults(content: bytes) -> list[str]:
    with pytest.raises(ImportRefused) as caught:
        read_xlsx(content, "in.xlsx")
    return [str(one) for one in caught.value.faults]


def test_the_installed_packs_come_back_as_they_went() -> None:
    found = read_xlsx(write_xlsx(real(), "rule set 1"), "out.xlsx")

    assert found.entries == real()
    assert found.onto(real()) == real()


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(contents())
def test_every_text_comes_back_as_it_went(entries: Entries) -> None:
    assert read_xlsx(write_xlsx(entries), "out.xlsx").entries == entries


def test_no_cell_is_a_formula_nor_becomes_one_when_it_is_edited() -> None:
    evil = '=HYPERLINK("http://example.org")'
    content = write_xlsx({"FJ/rules/FJ-1": {"id": "FJ-1", "title": evil, "valid": {}}})

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
        styles = archive.read("xl/styles.xml").decode()
    assert not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)
    formats = re.findall("<xf [^>]*>", styles.partition("<cellXfs")[2])
    quoted = {number for number, said in enumerate(formats) if 'quotePrefix="1"' in said}
    (cell,) = re.findall(rb'<c r="D2" s="(\d+)" t="s">', sheets[0])
    assert int(cell) in quoted
    assert read_xlsx(content, "x").entries["FJ/rules/FJ-1"]["title"] == evil


def test_a_persons_sheet_is_taken() -> None:
    found = read_xlsx(workbook(rules=RULES, codes=CODES, parameters=PARAMETERS, values=VALUES), "in.xlsx")

    assert found.entries == {
        "FJ/rules/FJ-1": {
            "id": "FJ-1", "title": "Scrap", "flows": ["import", "transit"], "codes": ["0901", "39"], "valid": {},
        },
        "FJ/parameters/price": {
            "title": "Price", "unit": "FJD/TNE", "period": "month", "values": [{"period": "2025-01", "value": "12.50"}],
        },
    }  # fmt: skip
    assert found.parts == {("FJ", "rules"), ("FJ", "parameters")}


def test_numbers_and_days_are_taken_as_they_are_seen() -> None:
    january = datetime.date(2025, 1, 1)
    rules = [["economy", "id", "goods", "valid.from"], ["FJ", "FJ-1", "all", january]]
    values = [["economy", "parameter", "period", "from", "value"], ["FJ", "price", january, january, 5001.72],
              ["FJ", "price", "2025-02", None, 12]]  # fmt: skip

    found = read_xlsx(workbook(rules=rules, codes=CODES[:1], parameters=PARAMETERS, values=values), "in.xlsx")

    assert found.entries["FJ/rules/FJ-1"]["valid"] == {"from": "2025-01-01"}
    assert found.entries["FJ/parameters/price"]["values"] == [
        {"period": "2025-01", "from": "2025-01-01", "value": "5001.72"},
        {"period": "2025-02", "value": "12"},
    ]


def test_a_condition_is_a_line_of_yaml() -> None:
    rules = [["economy", "id", "goods", "when"], ["FJ", "FJ-1", "all", "{any: [{used: true}, {origin: [NO]}]}"]]

    found = read_xlsx(workbook(rules=rules, codes=CODES[:1]), "in.xlsx")

    assert found.entries["FJ/rules/FJ-1"]["when"] == {"any": [{"used": "true"}, {"origin": ["NO"]}]}


def test_rules_that_were_deleted_are_gone_where_the_economy_is_named_still() -> None:
    before = {"FJ/economy": {"economy": "FJ"}, "FJ/rules/FJ-1": {"id": "FJ-1"}, "PE/rules/PE-1": {"id": "PE-1"}}
    found = read_xlsx(workbook(rules=RULES[:1], codes=CODES[:1], documents=[["economy", "code"], ["FJ", "FJ-X"]]), "x")

    assert found.onto(before) == {
        "FJ/economy": {"economy": "FJ"}, "FJ/documents/FJ-X": {}, "PE/rules/PE-1": {"id": "PE-1"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        ({"rulse": RULES}, "sheet rulse: no such sheet (did you mean rules?)"),
        ({"rules": RULES}, "sheet rules: the sheet codes is missing"),
        ({"codes": CODES}, "sheet codes: the sheet rules is missing"),
        ({"rules": [["economy", "id", "titel"]], "codes": CODES[:1]}, "sheet rules, column C: no such column: 'titel'"),
        ({"rules": [["economy", "id", "id"]], "codes": CODES[:1]}, "sheet rules, column C: the column id stands twice"),
        ({"rules": [["economy", "title"]], "codes": CODES[:1]}, "sheet rules: the column id is missing"),
        ({"rules": [["id"]], "codes": CODES[:1]}, "sheet rules: the column economy is missing"),
        (
            {"rules": [*RULES, ["", "FJ-2", "all"]], "codes": CODES},
            "sheet rules, row 3, column economy (A): economy is empty",
        ),
        (
            {"rules": [*RULES, ["Fiji", "FJ-2", "all"]], "codes": CODES},
            "sheet rules, row 3, column economy (A): 'Fiji' is no economy",
        ),
        (
            {"rules": [*RULES, RULES[1]], "codes": CODES},
            "sheet rules, row 3, column id (B): FJ/rules/FJ-1 stands twice",
        ),
        (
            {"rules": [*RULES, ["FJ", "FJ-2", "all", "x", "import", "more"]], "codes": CODES},
            "sheet rules, row 3, column F: a cell without a heading",
        ),
        (
            {"rules": RULES, "codes": [*CODES, ["FJ", "FJ-1", "codes", 7204]]},
            "sheet codes, row 4, column code (D): 7204 is a number in the sheet, so a leading nought may be lost",
        ),
        (
            {"rules": RULES, "codes": [*CODES, ["FJ", "FJ-1", "include", "7204"]]},
            "sheet codes, row 4, column list (C): 'include' is no list",
        ),
        (
            {"rules": RULES, "codes": [*CODES, ["FJ", "FJ-9", "codes", "7204"]]},
            "sheet codes, row 4, column rule (B): the sheet rules has no FJ-9 of FJ",
        ),
        (
            {"rules": RULES, "codes": CODES[:1]},
            "sheet rules, row 2, column goods (C): no row of the sheet codes names the rule, which would apply to all",
        ),
        (
            {"rules": [RULES[0], ["FJ", "FJ-1", "all"]], "codes": CODES},
            "sheet rules, row 2, column goods (C): the rule is for all goods, and has codes",
        ),
        (
            {"rules": [RULES[0], ["FJ", "FJ-1", "some"]], "codes": CODES},
            "sheet rules, row 2, column goods (C): 'some' is not understood",
        ),
        (
            {"rules": [["economy", "id", "goods", "when"], ["FJ", "FJ-1", "all", "{used: "]], "codes": CODES[:1]},
            "sheet rules, row 2, column when (D): not YAML",
        ),
        (
            {
                "rules": [["economy", "id", "goods", "title", "title.th"], ["FJ", "FJ-1", "all", "a", "b"]],
                "codes": CODES[:1],
            },
            "sheet rules, row 2, column title.th (E): title stands in another column too",
        ),
        (
            {"parameters": PARAMETERS, "values": [VALUES[0], ["FJ", "prize", "2025-01", "1"]]},
            "sheet values, row 2, column parameter (B): the sheet parameters has no prize of FJ",
        ),
        ({"rules": RULES, "codes": [*CODES, ["FJ", "FJ-1", "codes", "=1+1"]]}, "sheet2.xml cell D4: a formula"),
    ],
)
def test_what_is_wrong_is_said_at_its_cell(sheets: dict[str, Cells], said: str) -> None:
    (found,) = faults(workbook(**sheets))
    assert found.startswith(said)


def test_a_field_is_found_at_its_cell() -> None:
    values = [*VALUES, ["FJ", "price", "2025-02", "x"]]
    found = read_xlsx(workbook(rules=RULES, codes=CODES, parameters=PARAMETERS, values=values), "in.xlsx")

    assert found.where("FJ/rules/FJ-1", "/flows/1") == "sheet rules, row 2, column flows (E)"
    assert found.where("FJ/rules/FJ-1", "/kind") == "sheet rules, row 2"
    assert found.where("FJ/rules/FJ-1", "/id") == "sheet rules, row 2, column id (B)"
    assert found.where("FJ/parameters/price", "/values/1/value") == "sheet values, row 3, column value (D)"
    assert found.where("FJ/parameters/other", "") == "the workbook"


@pytest.mark.parametrize("content", [b"", b"x", b"PK\x03\x04" + b"\0" * 40, workbook(rules=RULES, codes=CODES)[:-300]])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    assert faults(content) == ["in.xlsx: not an XLSX file (save the workbook as .xlsx)"]


def test_a_damaged_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(rules=RULES, codes=CODES))) as whole, zipfile.ZipFile(out, "w") as less:
        for name in whole.namelist():
            less.writestr(name, whole.read(name)[: 90 if name.endswith("workbook.xml") else None])
    (found,) = faults(out.getvalue())
    assert found.startswith("in.xlsx: not a readable XLSX file")


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = workbook(rules=[*RULES, ["FJ", "FJ-2", "all", "x" * 30_000]], codes=CODES)
    assert read_xlsx(content, "in.xlsx").entries
    monkeypatch.setattr(xlsxfile, "UNPACKED", 20_000)
    (found,) = faults(content)
    assert "unpacks to more than" in found


def test_what_no_cell_can_hold_is_said_before_anything_is_written() -> None:
    rule = {"id": "FJ-1", "title": "x" * 32_768, "valid": {}}
    with pytest.raises(CannotExport, match="FJ rules, row 2, column title: longer than the 32,767 characters"):
        write_xlsx({"FJ/rules/FJ-1": rule})
    assert write_xlsx({"FJ/rules/FJ-1": {**rule, "title": "x" * 32_767}})


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"id": "FJ-2", "title": "t"}, "FJ/rules/FJ-1 says it is 'FJ-2'"),
        ({"id": "FJ-1", "title": ["t"]}, "FJ/rules/FJ-1: title is no text"),
        ({"id": "FJ-1", "title": {}}, "FJ/rules/FJ-1: title holds no text"),
        ({"id": "FJ-1", "title": {"en": "t", "": "u"}}, "FJ/rules/FJ-1: title has a text in the language ''"),
    ],
)
def test_an_entry_without_its_form_is_not_written(rule: dict[str, Any], said: str) -> None:
    with pytest.raises(CannotExport, match=re.escape(said)):
        write_xlsx({"FJ/rules/FJ-1": rule})


def test_columns_have_the_names_that_spreadsheets_give_them() -> None:
    assert [letters(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
