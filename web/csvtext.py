"""CSV as RFC 4180 means it, and UTF-8: read strictly, written so that no spreadsheet takes a cell for a formula.

Rows end with CR LF or LF; a byte-order mark before them is no part of them.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from greenlane.core.service.rows import neutral

LONGEST: Final = 1 << 20
"""Characters of a row."""
_CELL = r'(?:"(?:[^"]|"")*"|[^",\r\n]*)'
_ROW = re.compile(rf"{_CELL}(?:,{_CELL})*(?:\r\n|\n)?")


class NotCSV(ValueError):
    """The file is no CSV; `line` is where."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line


class Table:
    """The rows of a file, by the columns of its header. Can be gone through again; not by two at once.

    Raises NotCSV for the header when it is made, for a row when that is reached.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.columns = next(self._records(), (1, []))[1]

    def __iter__(self) -> Iterator[dict[str, str]]:
        records = self._records()
        next(records, None)
        columns = self.columns
        for line, cells in records:
            if cells and len(cells) != len(columns):
                raise NotCSV(line, f"there are {len(cells)} cells under {len(columns)} columns")
            yield dict(zip(columns, cells, strict=False))

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        self._file.seek(0)
        raw: list[str] = []
        reader = csv.reader(self._lines(raw), strict=True)
        line = 1
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise NotCSV(line, f"wrong quoting ({error})") from None
            # The module lets a quotation mark stand inside a bare cell.
            if any('"' in cell for cell in cells) and not _ROW.fullmatch("".join(raw)):
                raise NotCSV(line, 'wrong quoting (a cell with " stands in quotation marks, and doubles it)')
            yield line, cells
            raw.clear()
            line = reader.line_num + 1

    def _lines(self, raw: list[str]) -> Iterator[str]:
        """The lines of the file; those of the row that is being read are kept in `raw`."""
        number = 0
        while line := self._file.readline(LONGEST):
            number += 1
            try:
                text = line.decode()
            except UnicodeDecodeError:
                raise NotCSV(number, "it is not UTF-8") from None
            if number == 1:
                text = text.removeprefix("\ufeff")
            raw.append(text)
            if sum(map(len, raw)) >= LONGEST:
                raise NotCSV(number, "the row does not end within a million characters: is a quotation mark open?")
            yield text


def written(rows: Iterable[Iterable[str]]) -> bytes:
    """Rows as CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([neutral(cell) for cell in row] for row in rows)
    return text.getvalue().encode()
