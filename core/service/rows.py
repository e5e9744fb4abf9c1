"""Declarations as the rows of a table, one goods item a row, and answers as rows: for CSV, XLSX and Parquet.

Cells are text; an empty one says nothing. Rows with the same reference, wherever they stand, are one
declaration; a row without one is a declaration of its own. What a row says of the whole declaration may be left
empty in the others, but not be said otherwise.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from greenlane.core.declaration import Fault, NotADeclaration
from greenlane.core.model import Fact
from greenlane.core.service.columns import BadColumns, Column, columns_of, put

__all__ = ["RESULT_COLUMNS", "BadColumns", "Grouped", "RowReader", "neutral", "result_rows"]

Row = Mapping[str, str]
Document = dict[str, Any]

RESULT_COLUMNS = (
    "reference",
    "number",
    "verdict",
    "rules",
    "missing",
    "charges",
    "error",
    "decision_id",
    "row",
)
"""`row`: where the item stands in the table that was read; the header is row 1."""


class Grouped(NamedTuple):
    """One declaration. `rows`: of each item, in order. `document`: it, or why its rows make none."""

    reference: str | None
    rows: tuple[int, ...]
    document: Document | NotADeclaration


class RowReader:
    """Reads rows under these columns. Raises BadColumns, with a fault for each that is wrong or wanting."""

    def __init__(self, columns: Sequence[str], facts: Mapping[str, Fact]) -> None:
        self._columns = columns_of(columns, facts)
        self._whole = [one for one in self._columns if one.whole]

    def declarations(self, rows: Iterable[Row]) -> Iterator[Grouped]:
        """The declarations in the order of their last rows. Rows without a cell are passed over, but counted.

        Rows that can be gone through twice (a list, say, not a generator) are, and then only declarations that
        are still open are held; otherwise those with a reference are held to the end.
        """
        last = None if iter(rows) is rows else self._last_rows(rows)
        waiting: dict[str, list[tuple[int, Row]]] = {}
        for number, row in enumerate(rows, 2):
            if not any(row.values()):
                continue
            reference = row.get("reference")
            if not reference:
                yield self._grouped(None, [(number, row)])
                continue
            waiting.setdefault(reference, []).append((number, row))
            if last is not None and last[reference] == number:
                yield self._grouped(reference, waiting.pop(reference))
        for reference, held in waiting.items():
            yield self._grouped(reference, held)

    @staticmethod
    def _last_rows(rows: Iterable[Row]) -> dict[str, int]:
        return {reference: number for number, row in enumerate(rows, 2) if (reference := row.get("reference"))}

    def _grouped(self, reference: str | None, held: list[tuple[int, Row]]) -> Grouped:
        document: Document = {}
        items: list[Document] = []
        for _, row in held:
            item: Document = {}
            for column in self._columns:
                if not column.whole and (cell := row.get(column.name)):
                    put(item, column, cell)
            items.append(item)
        faults: list[Fault] = []
        for column in self._whole:
            said = [(number, cell) for number, row in held if (cell := row.get(column.name))]
            if said:
                put(document, column, said[0][1])
                faults += _contradictions(column, said)
        document["items"] = items
        numbers = tuple(number for number, _ in held)
        return Grouped(reference, numbers, NotADeclaration(tuple(faults)) if faults else document)


def _contradictions(column: Column, said: list[tuple[int, str]]) -> Iterator[Fault]:
    first, before = said[0]
    for number, cell in said:
        if cell != before:
            message = (
                f"{column.name} is {cell[:60]!r} in row {number} and {before[:60]!r} in row {first}: "
                "rows with the same reference are one declaration."
            )
            yield Fault(column.pointer, "contradiction", message)
            return


def result_rows(grouped: Grouped, answer: Mapping[str, Any] | Sequence[Fault]) -> list[dict[str, str]]:
    """The rows that answer a declaration, one an item, by RESULT_COLUMNS. `answer`: a decision, or faults."""
    if not isinstance(answer, Mapping):
        return list(_refused(grouped, answer))
    return [
        {
            "reference": grouped.reference or "",
            "number": str(item["number"]),
            "verdict": item["verdict"],
            "rules": ";".join(dict.fromkeys(finding["rule"] for finding in item["findings"])),
            "missing": ";".join(dict.fromkeys(_missing(item))),
            "charges": ";".join(map(_charge, item["charges"])),
            "error": "",
            "decision_id": answer["decision_id"],
            "row": str(row),
        }
        for row, item in zip(grouped.rows, answer["items"], strict=True)
    ]


def neutral(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: with an apostrophe before what would begin one."""
    return f"'{cell}" if cell.startswith(_SIGNS) else cell


_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""The wide ones too: where people type such letters, spreadsheets take them for the others."""


def _missing(item: Mapping[str, Any]) -> Iterator[str]:
    for finding in item["findings"]:
        for names in finding["missing"].values():
            yield from names


def _charge(charge: Mapping[str, Any]) -> str:
    amount = charge["amount"]
    return f"{charge['economy']} {charge['kind']} {amount['amount']} {amount['currency']}"


def _refused(grouped: Grouped, faults: Sequence[Fault]) -> Iterator[dict[str, str]]:
    """An item's own faults stand in its row, those of the whole declaration in each."""
    for index, row in enumerate(grouped.rows):
        own = f"/items/{index}"
        said = [
            f"{fault.pointer}: {fault.message}" if fault.pointer else fault.message
            for fault in faults
            if f"{fault.pointer}/".startswith(f"{own}/") or not fault.pointer.startswith("/items/")
        ]
        yield {
            **dict.fromkeys(RESULT_COLUMNS, ""),
            "reference": grouped.reference or "",
            "error": " ".join(said) or "Not answered: another item of the same declaration is wrong.",
            "row": str(row),
        }
