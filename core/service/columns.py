"""The columns of a table of goods items: named as the fields of a declaration, a point between the levels.

Lists stand in one cell, `;` between their entries. `documents` holds codes; `documents.CODE.issued` and the like
say more of one of them, and present it too.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from greenlane.core.declaration import Fault
from greenlane.core.declaration.faults import pointer
from greenlane.core.declaration.repairs import nearest
from greenlane.core.model import Fact
from greenlane.core.terms.codes import CURRENCIES, ECONOMIES

Kind = Literal["text", "list", "integer", "boolean", "documents", "document"]

_PARTIES = tuple(
    f"parties.{role}.{field}" for role in ("exporter", "importer", "declarant") for field in ("id", "name", "size")
)
WHOLE: Mapping[str, Kind] = {
    **dict.fromkeys(("reference", "date", "known_at", "route.export", "route.import"), "text"),
    "route.transit": "list",
    **dict.fromkeys(("regime", *_PARTIES), "text"),
}
"""Columns about the declaration as a whole."""
ITEM: Mapping[str, Kind] = {
    "number": "integer",
    **dict.fromkeys(
        (
            "commodity_code",
            "description",
            "origin",
            "quantity.value",
            "quantity.unit",
            "value.amount",
            "value.currency",
            "value.basis",
        ),
        "text",
    ),
    "documents": "documents",
}
"""Columns about the item of the row; besides `national_codes.*`, `exchange_rates.*`, `documents.*.*` and `facts.*`."""
OF_FACTS: Mapping[str, Kind] = {"boolean": "boolean", "integer": "integer", "list": "list"}
_DOCUMENT = re.compile(r"documents\.([A-Z0-9-]{1,64})\.(reference|issued|expires|issuer)")
_ROUTE = ("route.import", "route.export", "route.transit")
_TRUTH = {"true": True, "false": False}


class BadColumns(ValueError):
    """A header that cannot be used, with a fault for each column that is wrong or wanting."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = tuple(faults)


class Column(NamedTuple):
    """A column. `path`: of its field. `whole`: it is about the declaration, not the item."""

    name: str
    kind: Kind
    path: tuple[str, ...]
    whole: bool

    @property
    def pointer(self) -> str:
        """The field of a declaration that it fills."""
        return pointer(self.path)


def columns_of(names: Sequence[str], facts: Mapping[str, Fact]) -> list[Column]:
    """The columns of a header. Raises BadColumns with everything that is wrong in it."""
    found = [_column(name, facts) for name in names]
    faults = list(_wrong(names, found, facts))
    if faults:
        raise BadColumns(faults)
    # A list of documents comes before what is said of one of them.
    return sorted((one for one in found if one), key=lambda one: one.kind == "document")


def put(target: dict[str, Any], column: Column, cell: str) -> None:
    """Write a cell where its field is. Text that is not of the field's type stays text, to be refused there."""
    if column.kind in ("documents", "document"):
        return _document(target, column, cell)
    for step in column.path[:-1]:
        target = target.setdefault(step, {})
    target[column.path[-1]] = _value(column.kind, cell)


def _value(kind: Kind, cell: str) -> object:
    if kind == "boolean":
        return _TRUTH.get(cell.lower(), cell)
    if kind == "integer":
        return int(cell) if re.fullmatch("-?[0-9]{1,15}", cell) else cell
    return _entries(cell) if kind == "list" else cell


def _entries(cell: str) -> list[str]:
    return [entry.strip() for entry in cell.split(";")]


def _document(item: dict[str, Any], column: Column, cell: str) -> None:
    documents = item.setdefault("documents", [])
    if column.kind == "documents":
        documents.extend({"code": code} for code in _entries(cell))
        return
    _, code, field = column.path
    own = next((one for one in documents if one["code"] == code), None)
    if own is None:
        own = {"code": code}
        documents.append(own)
    own[field] = cell


def _column(name: str, facts: Mapping[str, Fact]) -> Column | None:
    path = tuple(name.split("."))
    if name in WHOLE:
        return Column(name, WHOLE[name], path, True)
    if name in ITEM:
        return Column(name, ITEM[name], path, False)
    if _DOCUMENT.fullmatch(name):
        return Column(name, "document", path, False)
    if len(path) == 2 and path[0] == "facts" and path[1] in facts:
        return Column(name, OF_FACTS.get(facts[path[1]].type, "text"), path, False)
    if len(path) == 2 and path[0] == "national_codes" and path[1] in ECONOMIES:
        return Column(name, "text", path, False)
    if len(path) == 2 and path[0] == "exchange_rates" and path[1] in CURRENCIES:
        return Column(name, "text", path, False)
    return None


def _wrong(names: Sequence[str], found: Sequence[Column | None], facts: Mapping[str, Fact]) -> Iterator[Fault]:
    for place, (name, column) in enumerate(zip(names, found, strict=True), 1):
        if names.index(name) < place - 1:
            yield Fault(pointer((name,)), "repeated_column", f"Column {place} is named {_said(name)} as another is.")
        elif column is None:
            yield _unknown(place, name, facts)
    if "commodity_code" not in names:
        yield Fault("/commodity_code", "missing_column", "There is no column commodity_code.", "commodity_code")
    if not any(name in names for name in _ROUTE):
        message = "No column names an economy: there must be route.import, route.export or route.transit."
        yield Fault("/route", "missing_column", message, "route.import")


def _unknown(place: int, name: str, facts: Mapping[str, Fact]) -> Fault:
    known = [*WHOLE, *ITEM, *(f"facts.{fact}" for fact in facts)]
    ends = {one.rsplit(".", 1)[-1]: one for one in known}
    message = f"Column {place} is named {_said(name)}, and there is no such field."
    if not name:
        message = f"Column {place} has no name."
    elif place == 1 and any(mark in name for mark in ";\t|"):
        message += " Columns are separated by commas."
    elif name.split(".")[0] == "materials":
        message = "Materials do not fit into a row: send such a declaration as JSON."
    meant = nearest(name, known) or ends.get(nearest(name, ends) or "")
    return Fault(pointer((name[:100],)), "unknown_column", message, meant)


def _said(name: str) -> str:
    return repr(name if len(name) <= 60 else f"{name[:59]}…")
