"""Which widget a definition of a schema has. Every definition has one: what no other can show is `data`."""

from typing import Any, Final

from greenlane.core.declaration.schema import PROSE
from greenlane.core.pack import schema
from greenlane.core.pack.schema import Schema

WIDGETS: Final = {
    "line": "a line of text",
    "prose": "text of several lines",
    "day": "a day",
    "number": "a decimal",
    "choice": "one of a few",
    "checks": "some of a few",
    "lines": "a list, one a line",
    "codes": "commodity codes, one a line",
    "texts": "a text by language",
    "speech": "a list by language",
    "condition": "a condition",
    "group": "some fields together",
    "few": "some of many fields",
    "rows": "a group again and again",
    "shape": "a field of several forms",
    "pairs": "names and values, one pair a line",
    "data": "JSON",
}
MANY: Final = 16
"""Fields of a group from which on only those are shown that are filled in."""
_NUMBERS: Final = ("decimal", "integer")
_SCALARS: Final = ("string", "date", "datetime", "boolean", "commodity_code", "economy", "currency", "unit", *_NUMBERS)


def meta(definition: Schema) -> dict[str, Any]:
    """What a definition says of itself in words."""
    said: dict[str, Any] = definition.get("meta", {})
    return said


def widget(definition: Schema) -> str:
    """The name of its widget."""
    kind = definition.get("type", "string")
    said = meta(definition)
    if definition.get("text"):
        return "texts"
    if definition.get("codes"):
        return "codes"
    if said.get("condition"):
        return "condition"
    if "shapes" in said:
        return "shape"
    if kind == "list":
        return _list(definition)
    if kind == "dict":
        return _dict(definition)
    return _scalar(kind, definition) if kind in _SCALARS else "data"


def _scalar(kind: str, definition: Schema) -> str:
    pattern = definition.get("regex")
    if "allowed" in definition or kind == "boolean":
        return "choice"
    if kind == "date" or pattern == schema.DATE["regex"]:
        return "day"
    if kind in _NUMBERS or pattern == schema.DECIMAL["regex"]:
        return "number"
    return "prose" if meta(definition).get("lines") or pattern == PROSE else "line"


def _list(definition: Schema) -> str:
    inner = definition.get("schema", {})
    if inner.get("type") == "dict":
        return "rows"
    if inner.get("type", "") not in _SCALARS:
        return "data"
    return "checks" if "allowed" in inner and not meta(definition).get("ordered") else "lines"


def _dict(definition: Schema) -> str:
    if "schema" in definition:
        return "few" if len(definition["schema"]) >= MANY else "group"
    values = definition.get("valuesrules", {})
    if meta(definition).get("keys") == "languages" and values.get("type") == "list":
        return "speech"
    return "pairs" if values.get("type", "") in _SCALARS else "data"
