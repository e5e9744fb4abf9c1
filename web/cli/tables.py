"""Tables from files: CSV, XLSX and Parquet, every cell as text, nothing guessed."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from greenlane.core.declaration import Fault
from greenlane.web.csvtext import Table

CODES = ("commodity_code", "facts.statistical_code")


class BadTable(ValueError):
    """A file that cannot be read as a table: the message says why and what would do."""


class Cells:
    """Rows by column name. `faults`: of a row (the header is row 1), cells that could not be taken as they are.

    Their pointers begin at the item.
    """

    def __init__(self, columns: list[str], rows: list[dict[str, str]], faults: dict[int, list[Fault]]) -> None:
        self.columns = columns
        self.rows = rows
        self.faults = faults

    def __iter__(self) -> Iterator[dict[str, str]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def read(path: Path) -> Table | Cells:
    """The table in a file, by its ending. A CSV is open until the command ends. Raises BadTable, and NotCSV."""
    if path.suffix == ".csv":
        try:
            return Table(click.get_current_context().with_resource(path.open("rb")))
        except OSError as error:
            raise BadTable(f"it cannot be read: {error.strerror}") from None
    return _xlsx(path) if path.suffix == ".xlsx" else _parquet(path)


def is_code(column: str) -> bool:
    """Whether a column holds codes, whose leading zeros a number has lost."""
    return column in CODES or column.startswith("national_codes.")


def _xlsx(path: Path) -> Cells:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        lines = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except Exception as error:  # the library raises a kind of its own for every way a file can be broken
        raise BadTable(f"{path.name} cannot be read as XLSX: {error}") from None
    if not lines:
        raise BadTable(f"{path.name} is empty: its first row names the columns")
    columns = [str(cell).strip() for cell in lines[0]]
    while columns and not columns[-1]:
        columns.pop()
    rows = []
    faults: dict[int, list[Fault]] = {}
    for number, line in enumerate(lines[1:], 2):
        row = {}
        for column, cell in zip(columns, line, strict=False):
            if isinstance(cell, float | int) and not isinstance(cell, bool) and is_code(column):
                faults.setdefault(number, []).append(_numeric(column, cell))
                continue
            row[column] = _text(cell)
        rows.append(row)
    return Cells(columns, rows, faults)


def _numeric(column: str, cell: float) -> Fault:
    field = column.replace(".", "/")
    digits = f"{cell:.0f}"
    message = f"{column} is a number in the sheet, so a leading zero may be lost: format the cell as text"
    return Fault(f"/{field}", "numeric_code", message, digits if len(digits) % 2 == 0 else f"0{digits}")


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        # A sheet keeps 15 significant digits; within them the shortest form is what was typed.
        return f"{cell:.0f}" if cell.is_integer() else format(Decimal(f"{cell:.15g}"), "f")
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat()
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return "" if cell is None else str(cell).strip()


def connect() -> Any:
    """A DuckDB connection in memory. Raises BadTable where it is not installed."""
    try:
        import duckdb
    except ModuleNotFoundError:
        raise BadTable("Parquet needs one more package: pip install 'greenlane[bulk]'") from None
    return duckdb.connect(":memory:")


def _parquet(path: Path) -> Cells:
    connection = connect()
    try:
        described = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
        for name, kind, *_ in described:
            _taken(name, kind)
        found = connection.execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
    except BadTable:
        raise
    except Exception as error:  # DuckDB's errors share no base that is exported
        raise BadTable(f"{path.name} cannot be read as Parquet: {str(error).splitlines()[0]}") from None
    finally:
        connection.close()
    columns = [name for name, *_ in described]
    rows = [{column: _text(cell) for column, cell in zip(columns, line, strict=True)} for line in found]
    return Cells(columns, rows, {})


def _taken(name: str, kind: str) -> None:
    """Refuse column types in which digits may be lost already."""
    if kind in ("FLOAT", "DOUBLE"):
        raise BadTable(f"the column {name} is {kind}, a binary float: write DECIMAL or VARCHAR, to keep its digits")
    if is_code(name) and kind != "VARCHAR":
        raise BadTable(f"the column {name} is {kind}, so leading zeros may be lost: write it as VARCHAR")
    if kind.endswith("[]") or kind.startswith(("STRUCT", "MAP", "UNION")):
        raise BadTable(f"the column {name} is {kind}: write one column a field, lists separated by ;")
