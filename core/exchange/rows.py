"""The rows of a workbook's sheets → entries, every fault put at its sheet, row and column."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from greenlane.core.declaration.repairs import nearest
from greenlane.core.draft.entries import ECONOMY, address
from greenlane.core.exchange.cells import text_of
from greenlane.core.exchange.imported import Imported, ImportFault, ImportRefused, Part
from greenlane.core.exchange.sheets import (
    BY_SHEET,
    CODES,
    COMPANION,
    GOODS,
    KINDS,
    LISTS,
    OWNER,
    SHEETS,
    VALUE_KEYS,
    VALUES,
    Kind,
    unwritten,
)

Cells = Mapping[str, list[list[Any]]]
_DIGITS: Final = {"code", "codes"}
"""Columns whose leading noughts, or noughts after a point, a number has lost."""
_MONTHS: Final = {"period"}


@dataclass(slots=True)
class Table:
    """A sheet that was read: its columns, and its rows by their number, without empty cells."""

    name: str
    header: list[str]
    rows: dict[int, dict[str, str]] = field(default_factory=dict)

    def at(self, row: int, column: str | None = None) -> str:
        """Where something stands, for people."""
        where = f"sheet {self.name}, row {row}"
        if column is None or column not in self.header:
            return where
        return f"{where}, column {column} ({letters(self.header.index(column))})"


def letters(index: int) -> str:
    """The name a spreadsheet gives a column: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def assembled(cells: Cells) -> Imported:
    """The entries of all sheets. Raises ImportRefused."""
    return _Reading(cells).imported()


class _Reading:
    """One workbook on its way in; faults are collected."""

    def __init__(self, cells: Cells) -> None:
        self.faults: list[ImportFault] = []
        self.tables = {name: table for name, lines in cells.items() if (table := self._table(name, lines))}
        self.entries: dict[str, Any] = {}
        self.places: dict[str, tuple[Table, int, Kind]] = {}
        self.values: dict[str, list[int]] = {}

    def fault(self, where: str, message: str, remedy: str = "") -> None:
        self.faults.append(ImportFault(where, message, remedy))

    def imported(self) -> Imported:
        for name in [one for one in self.tables if COMPANION.get(one) and COMPANION[one] not in self.tables]:
            self.fault(f"sheet {name}", f"the sheet {COMPANION[name]} is missing", "they are read together")
        if not self.tables and not self.faults:
            self.fault("the workbook", "no sheet holds rules", f"name the sheets {', '.join(SHEETS)}")
        if self.faults:
            raise ImportRefused(self.faults)
        for kind in KINDS:
            if kind.sheet in self.tables:
                self._read(kind, self.tables[kind.sheet])
        if "codes" in self.tables:
            self._codes(self.tables["codes"], self.tables["rules"])
        if "values" in self.tables:
            self._values(self.tables["values"])
        if self.faults:
            raise ImportRefused(self.faults)
        named = {row[OWNER] for table in self.tables.values() for row in table.rows.values()}
        held: set[Part] = {(code, kind.part) for kind in KINDS if kind.sheet in self.tables for code in named}
        return Imported(dict(sorted(self.entries.items())), frozenset(held), self.where)

    def where(self, place: str, pointer: str) -> str:
        if place not in self.places:
            return "the workbook"
        table, row, kind = self.places[place]
        tokens = pointer.split("/")[1:]
        if kind.sheet == "parameters" and tokens[:1] == ["values"] and len(tokens) > 1:
            rows = self.values.get(place, [])
            index = int(tokens[1]) if tokens[1].isdigit() else len(rows)
            if index < len(rows):
                return self.tables["values"].at(rows[index], VALUES.column_of(tokens[2:], self.tables["values"].header))
        column = kind.key if tokens[:1] == [kind.key] else kind.columns.column_of(tokens, table.header)
        return table.at(row, column)

    def _table(self, name: str, lines: list[list[Any]]) -> Table | None:
        """The sheet, if its header can be used."""
        where = f"sheet {name}"
        if name not in SHEETS:
            near = nearest(name, SHEETS)
            self.fault(where, "no such sheet", f"did you mean {near}?" if near else f"one of {', '.join(SHEETS)}")
            return None
        header = [text_of(cell) for cell in lines[0]] if lines else []
        while header and not header[-1]:
            header.pop()
        wanted = _keys(name)
        for index, column in enumerate(header):
            at = f"{where}, column {letters(index)}"
            if not _known(name, column):
                near = nearest(column, [*wanted, *_names(name)])
                remedy = f"did you mean {near}?" if near else "remove it"
                self.fault(at, f"no such column: {column!r}" if column else "a column without a name", remedy)
            elif column in header[:index]:
                self.fault(at, f"the column {column} stands twice", "keep one")
        for column in wanted:
            if column not in header:
                self.fault(where, f"the column {column} is missing", f"the first row names it: {', '.join(wanted)}")
        table = Table(name, header)
        for number, line in enumerate(lines[1:], 2):
            row = self._row(table, number, line)
            if row:
                table.rows[number] = row
        return table

    def _row(self, table: Table, number: int, line: list[Any]) -> dict[str, str]:
        row = {}
        for index, cell in enumerate(line):
            text = text_of(cell)
            if not text:
                continue
            if index >= len(table.header):
                self.fault(f"sheet {table.name}, row {number}, column {letters(index)}", "a cell without a heading")
                continue
            column = table.header[index]
            if column in _DIGITS and not isinstance(cell, str):
                lost = "a leading nought" if column == "code" else "a nought at its end"
                message = f"{text} is a number in the sheet, so {lost} may be lost"
                self.fault(table.at(number, column), message, "format the cell as text")
            elif column in _MONTHS and isinstance(cell, datetime.date):
                text = text[:7]  # a month that was typed is the first of it to a spreadsheet
            row[column] = text
        if row:
            for column in _keys(table.name):
                if column not in row and column != "code" and column in table.header:
                    self.fault(table.at(number, column), f"{column} is empty", "every row says whose it is")
            code = row.get(OWNER, "")
            if code and not (len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()):
                self.fault(table.at(number, OWNER), f"{code[:40]!r} is no economy", "two capital letters, as TH")
        return row

    def _read(self, kind: Kind, table: Table) -> None:
        for number, row in table.rows.items():
            key = unwritten(row, (kind.key,))[kind.key]
            place = address(row[OWNER], kind.part, "" if kind.part == ECONOMY else key)
            entry, wrong = kind.columns.entry(
                {column: cell for column, cell in row.items() if column not in (OWNER, kind.key, *kind.extra)}
            )
            for column, message in wrong:
                self.fault(table.at(number, column), message)
            if place in self.entries:
                self.fault(table.at(number, kind.key), f"{place} stands twice: row {self.places[place][1]}", "keep one")
            if kind.inside:
                entry = {kind.key: key, **entry}
            if kind.part == "rules":
                entry.setdefault("valid", {})
            if kind.part == "parameters":
                entry["values"] = []
            self.entries[place] = entry
            self.places[place] = (table, number, kind)

    def _codes(self, table: Table, rules: Table) -> None:
        for number, row in table.rows.items():
            place = address(row[OWNER], "rules", unwritten(row, ("rule",))["rule"])
            which = row["list"]
            if which not in LISTS:
                self.fault(table.at(number, "list"), f"{which!r} is no list", f"one of {', '.join(LISTS)}")
            elif place not in self.entries:
                self.fault(table.at(number, "rule"), f"the sheet rules has no {row['rule']} of {row[OWNER]}", "add it")
            else:
                codes = self.entries[place].setdefault(which, [])
                codes += [row["code"]] if "code" in row else []
        for number, row in rules.rows.items():
            place = address(row[OWNER], "rules", unwritten(row, ("id",))["id"])
            said, has = row.get(GOODS), "codes" in self.entries[place]
            if said not in (None, "all", "listed"):
                self.fault(rules.at(number, GOODS), f"{said!r} is not understood", "listed or all")
            elif said == "all" and has:
                self.fault(rules.at(number, GOODS), "the rule is for all goods, and has codes", "say listed")
            elif said != "all" and not has:
                message = "no row of the sheet codes names the rule, which would apply to all goods"
                self.fault(rules.at(number, GOODS), message, "add its codes, or say all")

    def _values(self, table: Table) -> None:
        for number, row in table.rows.items():
            place = address(row[OWNER], "parameters", unwritten(row, ("parameter",))["parameter"])
            value, wrong = VALUES.entry({column: cell for column, cell in row.items() if column not in VALUE_KEYS})
            for column, message in wrong:
                self.fault(table.at(number, column), message)
            if place not in self.entries:
                message = f"the sheet parameters has no {row['parameter']} of {row[OWNER]}"
                self.fault(table.at(number, "parameter"), message, "add it")
            else:
                self.entries[place]["values"].append(value)
                self.values.setdefault(place, []).append(number)


def _keys(sheet: str) -> tuple[str, ...]:
    """The columns that every row fills in (but a code: an empty list has none)."""
    if sheet == "codes":
        return CODES
    if sheet == "values":
        return VALUE_KEYS
    key = BY_SHEET[sheet].key
    return (OWNER,) if key == OWNER else (OWNER, key)


def _known(sheet: str, column: str) -> bool:
    if column in _keys(sheet):
        return True
    if sheet == "codes":
        return False
    kind = BY_SHEET.get(sheet)
    return VALUES.knows(column) if kind is None else column in kind.extra or kind.columns.knows(column)


def _names(sheet: str) -> Iterator[str]:
    kind = BY_SHEET.get(sheet)
    if kind is not None:
        yield from (*kind.extra, *kind.columns.names)
    elif sheet == "values":
        yield from VALUES.names
