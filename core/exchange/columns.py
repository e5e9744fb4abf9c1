"""One entry ↔ the cells of one row, by column name. The columns come from the schema of the entry.

`valid: {from: …}` stands in a column `valid.from`, `title: {en: …, th: …}` in `title.en` and `title.th`, one text for
every language in `title`; whatever else is no text and no list of words is a line of YAML.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from greenlane.core.exchange.cells import BadCell, plain, split_words, structure, structured, words, written
from greenlane.core.pack.schema import Schema

Row = dict[str, str]
_MISSING: Final = object()


class Unwritable(ValueError):
    """An entry that has not the form of its part: no row can hold it."""


class Columns:
    """The columns of one kind of entry."""

    def __init__(self, schema: Schema, without: Iterable[str] = ()) -> None:
        left_out = set(without)
        self._fields = {name: one for name, one in schema.items() if name not in left_out}

    def row(self, entry: Mapping[str, Any]) -> Row:
        """The cells of an entry; fields that the schema does not know are not looked at. Raises Unwritable."""
        fields = ((name, one) for name, one in self._fields.items() if name in entry)
        return {column: cell for name, one in fields for column, cell in _cells(name, entry[name], one)}

    def header(self, rows: Iterable[Row], languages: Iterable[str] = ()) -> list[str]:
        """Column names in the schema's order: all that rows use, and all that one may want to fill in."""
        used = {column for row in rows for column in row}
        spoken = sorted(languages, key=lambda one: (one != "en", one))
        return [column for name, one in self._fields.items() for column in _offered(name, one, used, spoken)]

    def knows(self, column: str) -> bool:
        """Whether a column is one of these."""
        return self._field(column) is not None

    @property
    def names(self) -> list[str]:
        """The columns there can be, but those by language."""
        return [column for name, one in self._fields.items() for column in _offered(name, one, set(), ())]

    def entry(self, row: Mapping[str, str]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """The entry of a row whose empty cells are left out; and of each bad cell the column and what is wrong."""
        entry: dict[str, Any] = {}
        faults: list[tuple[str, str]] = []
        for column, cell in row.items():
            path = self._field(column)
            if path is None:
                continue
            try:
                value = _value(cell, self._definition(path), len(path) > 1)
            except BadCell as error:
                faults.append((column, str(error)))
                continue
            taken = _put(entry, path, value)
            if not taken:
                message = f"{path[0]} stands in another column too"
                faults.append((column, message))
        return entry, faults

    def column_of(self, tokens: list[str], header: Iterable[str]) -> str | None:
        """The column of the header in which the field at a path stands."""
        known = set(header)
        for end in range(len(tokens), 0, -1):
            if (column := ".".join(tokens[:end])) in known:
                return column
        return None

    def _field(self, column: str) -> tuple[str, ...] | None:
        """The path of a column; None where there is no such column."""
        name, _, rest = column.partition(".")
        one = self._fields.get(name)
        if one is None:
            return None
        if not rest:
            return (name,)
        if one.get("text"):
            return (name, rest)
        inner = one.get("schema", {}) if one.get("type") == "dict" else {}
        return (name, rest) if rest in inner else None

    def _definition(self, path: tuple[str, ...]) -> Schema:
        one: Schema = self._fields[path[0]]
        if len(path) == 1:
            return one
        return {"type": "string"} if one.get("text") else one["schema"][path[1]]


def _cells(name: str, value: Any, one: Schema) -> Iterator[tuple[str, str]]:
    """The columns of a field and their cells."""
    if one.get("text") and isinstance(value, Mapping):
        if not value:
            raise Unwritable(f"{name} holds no text")
        for language, said in value.items():
            if written(language) != language:
                raise Unwritable(f"{name} has a text in the language {language!r}")
            yield f"{name}.{language}", written(_text(said, name))
    elif one["type"] == "string" or one.get("text"):
        yield name, written(_text(value, name))
    elif _is_words(one) and isinstance(value, list):
        yield name, words(value)
    elif _opens(value, one):
        for inner, definition in one["schema"].items():
            if inner in value:
                yield from _cells(f"{name}.{inner}", value[inner], definition)
    else:
        yield name, structure(value)


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise Unwritable(f"{name} is no text")
    return value


def _is_words(one: Schema) -> bool:
    return bool(one["type"] == "list" and one.get("schema", {}).get("type") == "string")


def _flat(one: Schema) -> bool:
    """Whether each field of a structure fits into one cell."""
    inside = one.get("schema", {}).values() if one["type"] == "dict" else ()
    return bool(inside) and all(inner["type"] == "string" or _is_words(inner) for inner in inside)


def _opens(value: Any, one: Schema) -> bool:
    """Whether a structure's fields have columns of their own."""
    return _flat(one) and isinstance(value, Mapping) and bool(value) and set(value) <= set(one["schema"])


def _offered(name: str, one: Schema, used: set[str], languages: Iterable[str]) -> Iterator[str]:
    if one.get("text"):
        yield name
        by_language = [f"{name}.{language}" for language in languages]
        yield from by_language
        yield from sorted(column for column in used if column.startswith(f"{name}.") and column not in by_language)
    elif _flat(one):
        if name in used:
            yield name
        yield from (f"{name}.{inner}" for inner in one["schema"])
    else:
        yield name


def _value(cell: str, one: Schema, inner: bool) -> Any:
    if one.get("text") or one["type"] == "string":
        return plain(cell)
    if _is_words(one):
        return split_words(cell)
    return structured(cell)


def _put(entry: dict[str, Any], path: tuple[str, ...], value: Any) -> bool:
    """Put a value at its path; False where something else stands there."""
    if len(path) == 1:
        if path[0] in entry:
            return False
        entry[path[0]] = value
        return True
    inner = entry.setdefault(path[0], {})
    if not isinstance(inner, dict) or inner.get(path[1], _MISSING) is not _MISSING:
        return False
    inner[path[1]] = value
    return True
