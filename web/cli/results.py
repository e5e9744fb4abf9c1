"""Results into files: NDJSON with whole decisions, or tables with one row an item."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

import orjson

from greenlane.core.service.rows import RESULT_COLUMNS
from greenlane.web.cli.tables import connect
from greenlane.web.csvtext import written

Json = Mapping[str, Any]


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

    def __init__(self, path: Path) -> None:
        import xlsxwriter

        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False})
        self._sheet = self._book.add_worksheet("results")
        self._line = 0
        self._write(RESULT_COLUMNS)

    def _write(self, cells: Iterable[str]) -> None:
        for place, cell in enumerate(cells):
            self._sheet.write_string(self._line, place, cell[:32_767])
        self._line += 1

    def put(self, answer: Json, rows: Iterable[Mapping[str, str]]) -> None:
        """Write the rows."""
        for row in rows:
            self._write(row[column] for column in RESULT_COLUMNS)

    def close(self) -> None:
        """Finish the file."""
        self._book.close()


class Columnar(Comma):
    """Parquet, over a CSV beside it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._between = path.with_name(path.name + ".csv")
        self._connection = connect()
        super().__init__(self._between)

    def close(self) -> None:
        """Turn the CSV into Parquet."""
        super().close()
        try:
            self._connection.execute(
                "COPY (SELECT * FROM read_csv(?, all_varchar = true, header = true, quote = '\"', escape = '\"')) "
                f"TO '{str(self._path).replace(chr(39), chr(39) * 2)}' (FORMAT parquet)",
                [str(self._between)],
            )
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
