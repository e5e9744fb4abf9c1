"""Entries ↔ the rows of the sheets of a workbook: which sheets there are, and what stands in them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from greenlane.core.draft import forms
from greenlane.core.draft.entries import ECONOMY, LISTED, Parts, parts
from greenlane.core.exchange.cells import plain, written
from greenlane.core.exchange.columns import Columns, Row

OWNER: Final = "economy"
"""The first column of every sheet: whose row it is."""
GOODS: Final = "goods"
"""A column of the rules: `listed` (in the sheet of codes) or `all`; so that no rule comes to apply to all goods
because its codes were lost on the way."""
LISTS: Final = ("codes", "exclude")
LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Kind:
    """A sheet of entries. `key`: the column of their name, in the entry itself where `inside`."""

    sheet: str
    part: str
    key: str
    columns: Columns
    inside: bool = True
    extra: tuple[str, ...] = ()


KINDS: Final = (
    Kind("rules", "rules", "id", Columns(forms.RULE, ("id", *LISTS)), extra=(GOODS,)),
    Kind("parameters", "parameters", "name", Columns(forms.ENTRIES["parameters"], ("values",)), inside=False),
    Kind("cases", "cases", "name", Columns(forms.CASE, ("name",))),
    Kind("facts", "facts", "name", Columns(forms.ENTRIES["facts"]), inside=False),
    Kind("documents", "documents", "code", Columns(forms.ENTRIES["documents"]), inside=False),
    Kind("agreements", "agreements", "id", Columns(forms.AGREEMENT, ("id",))),
    Kind("product_rules", "product_rules", "id", Columns(forms.PRODUCT_RULE, ("id",))),
    Kind("streams", "streams", "id", Columns(forms.ENTRIES["streams"], ("id",))),
    Kind("groups", "groups", "name", Columns(forms.ENTRIES["groups"]), inside=False),
    Kind("regimes", "regimes", "id", Columns(forms.ENTRIES["regimes"], ("id",))),
    Kind("economies", ECONOMY, OWNER, Columns(forms.ENTRIES[ECONOMY], (OWNER,))),
)
BY_SHEET: Final = {kind.sheet: kind for kind in KINDS}
VALUES: Final = Columns(forms.VALUE)
CODES: Final = (OWNER, "rule", "list", "code")
VALUE_KEYS: Final = (OWNER, "parameter")
COMPANION: Final = {"rules": "codes", "codes": "rules", "parameters": "values", "values": "parameters"}
"""Sheets that say nothing without each other."""
SHEETS: Final = (
    "rules", "codes", "parameters", "values", "cases", "facts", "documents", "agreements", "product_rules", "streams",
    "groups", "regimes", "economies"
)  # fmt: skip


class CannotExport(ValueError):
    """A content that a workbook cannot hold: the message says what, and what would."""


@dataclass(slots=True)
class Sheet:
    """A sheet to be written."""

    header: list[str]
    rows: list[Row] = field(default_factory=list)


def sheets_of(entries: Mapping[str, Any]) -> dict[str, Sheet]:
    """The sheets, in their order. Raises CannotExport."""
    filed: dict[str, list[tuple[Parts, Any]]] = {}
    for place in sorted(entries):
        filed.setdefault(parts(place).part, []).append((parts(place), entries[place]))
    spoken = {one for _, entry in filed.get(ECONOMY, ()) for one in _listed(entry.get("languages"))}
    languages = {one for one in spoken if LANGUAGE.fullmatch(str(one))} | {"en"}
    made: dict[str, Sheet] = {"codes": Sheet(list(CODES)), "values": Sheet([])}
    for kind in KINDS:
        rows = [_row(kind, place, entry) for place, entry in filed.get(kind.part, ())]
        own = [OWNER] if kind.key == OWNER else [OWNER, kind.key]
        made[kind.sheet] = Sheet([*own, *kind.extra, *kind.columns.header(rows, languages)], rows)
    for rule, entry in filed.get("rules", ()):
        made["codes"].rows += _codes(rule, entry)
    for series, entry in filed.get("parameters", ()):
        key = {OWNER: series.economy, "parameter": written(series.name)}
        made["values"].rows += [{**key, **_cells(VALUES, series, one)} for one in _listed(entry.get("values"))]
    made["values"].header = [*VALUE_KEYS, *VALUES.header(made["values"].rows)]
    return {name: made[name] for name in SHEETS}


def _row(kind: Kind, place: Parts, entry: Any) -> Row:
    row = {OWNER: place.economy, kind.key: written(place.name or place.economy)}
    if kind.part == "rules":
        row[GOODS] = "listed" if "codes" in entry else "all"
    named = LISTED.get(kind.part)
    if named and entry.get(named) != place.name:
        raise CannotExport(f"{place.economy}/{place.part}/{place.name} says it is {entry.get(named)!r}: mend it first")
    return {**row, **_cells(kind.columns, place, entry)}


def _cells(columns: Columns, place: Parts, entry: Any) -> Row:
    try:
        return columns.row(entry)
    except ValueError as error:
        raise CannotExport(f"{place.economy}/{place.part}/{place.name}: {error}; mend it first") from None


def _codes(place: Parts, rule: Mapping[str, Any]) -> Iterator[Row]:
    """A row a code; an empty list has one row without a code."""
    for name in LISTS:
        if name in rule:
            for code in _listed(rule[name]) or [""]:
                yield {OWNER: place.economy, "rule": written(place.name), "list": name, "code": code}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def unwritten(row: Mapping[str, str], columns: Iterable[str]) -> dict[str, str]:
    """The texts of some columns of a row that was read."""
    return {column: plain(row[column]) for column in columns if column in row}
