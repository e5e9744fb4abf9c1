"""XLSX: a workbook out, whose cells are all texts, and a workbook in."""

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any, Final

from greenlane.core.exchange.cells import LONGEST
from greenlane.core.exchange.imported import Imported, ImportFault, ImportRefused
from greenlane.core.exchange.rows import assembled
from greenlane.core.exchange.sheets import CannotExport, sheets_of

ROWS: Final = 1_048_576
UNPACKED: Final = 256 << 20
"""Bytes that a workbook may unpack to."""
ABOUT: Final = "about"
"""A sheet for people; it is not read."""
_FORMULA: Final = re.compile(rb'<(?:\w+:)?c [^>]*?\br="([A-Z]+[0-9]+)"[^>]*>\s*<(?:\w+:)?f[\s/>]')
_WIDE: Final = {"title": 50, "message": 60, "remedy": 60, "when": 50, "requires": 60, "declaration": 80, "name": 40}


def write_xlsx(entries: Mapping[str, Any], heading: str = "") -> bytes:
    """All entries as a workbook. Raises CannotExport where a cell cannot hold what it must: YAML can.

    Every cell is a text, marked as one that was quoted: no program takes it for a formula, also not when a person
    goes into the cell and out of it.
    """
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    text = book.add_format({"quote_prefix": True, "num_format": "@", "valign": "top"})
    bold = book.add_format({"bold": True, "num_format": "@"})
    for name, one in sheets_of(entries).items():
        if len(one.rows) >= ROWS:
            raise CannotExport(f"the sheet {name} would have {len(one.rows):,} rows; export as YAML instead")
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(one.header):
            sheet.set_column(place, place, _WIDE.get(column.partition(".")[0], 16), text)
            sheet.write_string(0, place, column, bold)
        for line, row in enumerate(one.rows, 1):
            for place, column in enumerate(one.header):
                if (cell := row.get(column, "")) == "":
                    continue
                if len(cell.encode("utf-16-le")) // 2 > LONGEST:
                    where = f"{next(iter(row.values()))} {name}, row {line + 1}, column {column}"
                    raise CannotExport(f"{where}: longer than the {LONGEST:,} characters of a cell; export as YAML")
                sheet.write_string(line, place, cell, text)
    about = book.add_worksheet(ABOUT)
    for line, said in enumerate(heading.splitlines()):
        about.write_string(line, 0, said)
    book.close()
    return out.getvalue()


def read_xlsx(content: bytes, name: str) -> Imported:
    """The entries of a workbook. Raises ImportRefused with every fault of its form; what it says is not looked at.

    A sheet that is there holds its part whole, for each economy that the workbook names anywhere.
    """
    try:
        faults = list(_formulas(content))
    except ImportRefused:
        raise
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError, zlib.error):
        raise ImportRefused([ImportFault(name, "not an XLSX file", "save the workbook as .xlsx")]) from None
    if faults:
        raise ImportRefused(faults)
    return assembled(_lines(content, name))


def _lines(content: bytes, name: str) -> dict[str, list[list[Any]]]:
    """The cells of each sheet."""
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return {
            sheet: book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            for sheet in book.sheet_names
            if sheet != ABOUT
        }
    except BaseException as error:  # one kind for each way a file can be broken, and panics, which are no Exception
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise ImportRefused([ImportFault(name, f"not a readable XLSX file: {error}", "save it as .xlsx")]) from None


def _formulas(content: bytes) -> Any:
    """Each cell that holds a formula: its value was computed elsewhere, and may be old."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        left = UNPACKED
        sheets = [one for one in archive.namelist() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", one)]
        if not sheets:
            raise ValueError("no sheet")
        for one in archive.infolist():
            # What the directory says is not believed: an archive of a few kilobytes can unpack to gigabytes.
            with archive.open(one) as stream:
                said = stream.read(left + 1) if one.filename in sheets else _counted(stream, left)
            size = said if isinstance(said, int) else len(said)
            left -= size
            if left < 0:
                message = f"the workbook unpacks to more than {UNPACKED >> 20} MiB"
                raise ImportRefused([ImportFault(one.filename, message, "split it, or use YAML")])
            if isinstance(said, bytes):
                for found in _FORMULA.finditer(said):
                    where = f"{one.filename.rpartition('/')[2]} cell {found[1].decode()}"
                    yield ImportFault(where, "a formula", "put its value in its place, as text")


def _counted(stream: Any, most: int) -> int:
    size = 0
    while size <= most and (block := stream.read(1 << 16)):
        size += len(block)
    return size
