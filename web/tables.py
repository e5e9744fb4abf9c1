"""Tables: said once, shown as HTML by the macro `table`, taken along as CSV or XLSX from the same address."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Final
from urllib.parse import urlencode

import xlsxwriter
from flask import Response, request

from greenlane.web.csvtext import written
from greenlane.web.problems import Problem

FORMATS: Final = ("csv", "xlsx")
MOST: Final = 100_000
"""Rows of a file at most; what is left out is said in its last row."""
LONGEST_CELL: Final = 32_767


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads somewhere on this server."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A word that stands in a closed list, shown as a badge: a verdict, a state. `tone`: a class of the stylesheet."""

    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class Code:
    """A code or an id: set in the fixed face."""

    text: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Several:
    """Values beneath each other."""

    parts: tuple["Value", ...]


Value = str | int | Decimal | datetime.date | datetime.datetime | Link | Mark | Code | Several | None
Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `sort`: the value of `?sort=` by which the page sorts by it; "" where it cannot."""

    name: str
    title: str
    sort: str = ""
    number: bool = False
    head: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under columns. `name`: of its element (`id`) and its file.

    `every`: all rows, for a file, where `rows` is a page of them.
    `more`: the address of the next page of rows. `nothing`: what is said where there are no rows.
    """

    name: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    every: Callable[[], Iterable[Row]] | None = None
    more: str | None = None
    nothing: str = "Nothing here."
    total: int | None = None

    def address(self, **changes: str | None) -> str:
        """This page with other arguments; None takes one out. Paging starts anew."""
        return address(**{"after": None, "page": None, **changes})

    def as_file(self, kind: str) -> str:
        """Where it can be had as a file."""
        return address(format=kind, table=self.name)


def address(**changes: str | None) -> str:
    """The address of this page with other arguments; None takes one out."""
    kept = [(key, value) for key, value in request.args.items(multi=True) if key not in changes]
    kept += [(key, value) for key, value in changes.items() if value is not None]
    return request.path + (f"?{urlencode(kept)}" if kept else "")


def exported(*tables: Table) -> Response | None:
    """A table as a file, where the request asks for one (`?format=csv`, `&table=` where a page has several).

    Raises Problem for a format or a table that there is not.
    """
    kind = request.args.get("format")
    if kind is None:
        return None
    if kind not in FORMATS:
        raise Problem("bad-request", f"A table can be had as {' or '.join(FORMATS)}, not as {kind[:20]!r}.")
    named = request.args.get("table", tables[0].name)
    found = next((one for one in tables if one.name == named), None)
    if found is None:
        raise Problem("not-found", f"This page has no table {named[:60]!r}.")
    rows = list(_rows(found))
    made = written(rows) if kind == "csv" else _xlsx(found, rows)
    types = {"csv": "text/csv; charset=utf-8", "xlsx": _XLSX}
    response = Response(made, content_type=types[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{found.name}.{kind}"'
    return response


_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def text(value: Value) -> str:
    """A value as a cell of a file holds it."""
    match value:
        case None:
            return ""
        case Link() | Mark() | Code():
            return value.text
        case Several(parts):
            return "; ".join(text(part) for part in parts)
        case datetime.datetime():
            return value.isoformat(timespec="seconds")
        case datetime.date():
            return value.isoformat()
        case _:
            return str(value)


def _rows(table: Table) -> Iterable[list[str]]:
    yield [column.title for column in table.columns]
    for number, row in enumerate(table.rows if table.every is None else table.every()):
        if number == MOST:
            yield [f"… there are more than {MOST} rows: narrow the search"]
            return
        yield [text(row.get(column.name)) for column in table.columns]


def _xlsx(table: Table, rows: list[list[str]]) -> bytes:
    """All cells are texts, so nothing is a formula and no code loses a zero."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("".join(one for one in table.name if one.isalnum() or one in "- ")[:31] or "table")
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, cell[:LONGEST_CELL])
        sheet.freeze_panes(1, 0)
    return file.getvalue()
