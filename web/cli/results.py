"""Results into files: NDJSON with whole decisions, or tables with one row an item."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

import orjson

from greenlane.core.service.rows import RESULT_COLUMNS
from greenlane.web.cli.tables import connect
from greenlane.web.csvtext import written

Json = Mapping[str, Any]


class CannotWrite(Exception):
    """The results do not fit into the file, or it cannot be made."""


class Sink(Protocol):
    """Takes results in order."""

    def put(self, answer: Json, rows: Iterable[Mapping[str, str]]) -> None:
        """One declaration's answer (a decision or a problem), and the same as rows."""
        ...

    def close(self) -> None:
        """Finish the file."""
        ...


class Lines:
    """NDJSON: a decision or a problem document a line."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")

    def put(self, answer: Json, rows: Iterable[Mapping[str, str]]) -> None:
        """Write the answer."""
        self._file.write(orjson.dumps(answer, option=orjson.OPT_APPEND_NEWLINE))

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


class Comma:
    """CSV."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._file.write(written([RESULT_COLUMNS]))

    def put(self, answer: Json, rows: Iterable[Mapping[str, str]]) -> None:
        """Write the rows."""
        self._file.write(written([row[column] for column in RESULT_COLUMNS] for row in rows))

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


class Sheet:
    """XLSX; every cell is a text, so none is a formula."""

    ROWS = 1_048_576
    CELL = 32_767

    def __init__(self, path: Path) -> None:
        import xlsxwriter

        path.touch()  # it is written when it is closed, which is late to hear that it cannot be
        self._failure: type[Exception] = xlsxwriter.exceptions.XlsxWriterException
        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False})
        self._sheet = self._book.add_worksheet("results")
        self._line = 0
        self._write(RESULT_COLUMNS)

    def _write(self, cells: Iterable[str]) -> None:
        if self._line == self.ROWS:
            raise CannotWrite(f"a sheet has no more than {self.ROWS:,} rows; name a .csv, .ndjson or .parquet")
        for place, cell in enumerate(cells):
            cut = cell if len(cell) <= self.CELL else f"{cell[: self.CELL - 1]}…"
            self._sheet.write_string(self._line, place, cut)
        self._line += 1

    def put(self, answer: Json, rows: Iterable[Mapping[str, str]]) -> None:
        """Write the rows."""
        for row in rows:
            self._write(row[column] for column in RESULT_COLUMNS)

    def close(self) -> None:
        """Finish the file."""
        try:
            self._book.close()
        except self._failure as error:
            raise CannotWrite(str(error)) from None


class Columnar:
    """Parquet, over a CSV beside it, in which cells stand as they are: no spreadsheet opens either. Empty is NULL."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._between = path.with_name(path.name + ".csv")
        self._connection = connect()
        self._file = self._between.open("w", encoding="utf-8", newline="")
        self._rows = csv.writer(self._file, lineterminator="\n")

    def put(self, answer: Json, rows: Iterable[Mapping[str, str]]) -> None:
        """Write the rows."""
        self._rows.writerows([row[column] for column in RESULT_COLUMNS] for row in rows)

    def close(self) -> None:
        """Turn the CSV into Parquet."""
        self._file.close()
        columns = ", ".join(f"'{name}': 'VARCHAR'" for name in RESULT_COLUMNS)
        try:
            self._connection.execute(
                f"COPY (SELECT * FROM read_csv(?, columns = {{{columns}}}, auto_detect = false, header = false, "
                "delim = ',', quote = '\"', escape = '\"', parallel = false, max_line_size = 16777216)) "
                f"TO '{str(self._path).replace(chr(39), chr(39) * 2)}' (FORMAT parquet)",
                [str(self._between)],
            )
        except Exception as error:  # DuckDB's errors share no base that is exported
            raise CannotWrite(str(error).splitlines()[0]) from None
        finally:
            self._connection.close()
            self._between.unlink()


SINKS: dict[str, type[Lines] | type[Comma] | type[Sheet] | type[Columnar]] = {
    ".ndjson": Lines,
    ".jsonl": Lines,
    ".csv": Comma,
    ".xlsx": Sheet,
    ".parquet": Columnar,
}
