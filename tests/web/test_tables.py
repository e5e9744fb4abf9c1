"""Tables go along as files in which everything is text."""

from __future__ import annotations

import csv
import datetime
import io
from decimal import Decimal

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook

from greenlane.web.problems import Problem
from greenlane.web.tables import MOST, Code, Column, Link, Mark, Several, Table, address, exported

HOSTILE = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "<script>alert(1)</script>", "{{7*7}}", '"quoted", with comma', "한국어"
]  # fmt: skip
COLUMNS = [Column("a", "First"), Column("b", "Second")]


def table(*rows: dict[str, object], **more: object) -> Table:
    return Table("things", "Things", COLUMNS, rows, **more)  # type: ignore[arg-type]


@pytest.fixture
def app() -> Flask:
    return Flask(__name__)


def rows_of(app: Flask, kind: str, made: Table) -> list[list[str]]:
    with app.test_request_context(f"/x?format={kind}"):
        response = exported(made)
    assert response is not None
    if kind == "csv":
        return list(csv.reader(io.StringIO(response.get_data(as_text=True))))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(response.get_data())).get_sheet_by_index(0)
    return [[str(cell) for cell in row] for row in sheet.to_python()]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_has_the_titles_and_every_row(app: Flask, kind: str) -> None:
    made = table({"a": Link("TH-X", "/r"), "b": Mark("not covered", "not-covered")}, {"a": Code("0101"), "b": None},
                 {"a": Several(("x", 2)), "b": datetime.date(2026, 1, 2)}, {"a": Decimal("1.50"), "b": 3})  # fmt: skip
    assert rows_of(app, kind, made) == [
        ["First", "Second"], ["TH-X", "not covered"], ["0101", ""], ["x; 2", "2026-01-02"], ["1.50", "3"]
    ]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_a_csv_is_a_formula(app: Flask, text: str) -> None:
    (cell, _) = rows_of(app, "csv", table({"a": text, "b": ""}))[1]
    assert not cell.lstrip("\t\r\n ").startswith(("=", "+", "-", "@")) and text.strip() in cell


@pytest.mark.parametrize("text", HOSTILE)
def test_a_sheet_holds_texts_as_they_are(app: Flask, text: str) -> None:
    assert rows_of(app, "xlsx", table({"a": text, "b": ""}))[1][0] == text


def test_all_rows_go_along_though_the_page_shows_some(app: Flask) -> None:
    made = table({"a": "1", "b": ""}, every=lambda: ({"a": str(n), "b": ""} for n in range(3)))
    assert [row[0] for row in rows_of(app, "csv", made)[1:]] == ["0", "1", "2"]


def test_a_file_that_would_be_endless_says_that_it_is_cut(app: Flask) -> None:
    made = table(every=lambda: ({"a": "x", "b": ""} for _ in range(MOST + 1)))
    found = rows_of(app, "csv", made)
    assert len(found) == MOST + 2 and "narrow the search" in found[-1][0]


def test_a_format_or_table_that_there_is_not_is_refused(app: Flask) -> None:
    with app.test_request_context("/x"):
        assert exported(table()) is None
    for query in ("format=pdf", "format=csv&table=other"):
        with app.test_request_context(f"/x?{query}"), pytest.raises(Problem):
            exported(table())


def test_addresses_keep_the_other_arguments(app: Flask) -> None:
    with app.test_request_context("/x?q=a%26b&page=2&tag=1&tag=2"):
        assert address(page=None, sort="id") == "/x?q=a%26b&tag=1&tag=2&sort=id"
