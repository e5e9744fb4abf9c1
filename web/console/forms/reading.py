"""What was posted → the entry: plain JSON, every scalar a text, absent where nothing was filled in."""

from collections.abc import Mapping
from typing import Any

from greenlane.core.declaration.faults import pointer
from greenlane.core.pack.schema import Schema
from greenlane.web.console.forms.codelist import readings
from greenlane.web.console.forms.condition_reading import read_tree
from greenlane.web.console.forms.places import plain
from greenlane.web.console.forms.plain import listed, undata, unpairs
from greenlane.web.console.forms.posted import Posted
from greenlane.web.console.forms.widgets import meta, widget


def read(schema: Schema, posted: Posted, *, unfinished: bool = False) -> dict[str, Any]:
    """The entry that a form says. `unfinished`: with the fields that were opened and are empty yet."""
    return _fields("", schema, posted, unfinished)


def _fields(above: str, schema: Schema, posted: Posted, unfinished: bool) -> dict[str, Any]:
    found = {name: _value(above + pointer((name,)), one, posted, unfinished) for name, one in schema.items()}
    return {name: value for name, value in found.items() if value is not None}


def _value(place: str, definition: Schema, posted: Posted, unfinished: bool) -> Any:
    """The value of a field; None where it is empty."""
    if f"{place}#data" in posted:
        text = posted.one(f"{place}#data")
        return undata(text) if text else None
    kind = widget(definition)
    value = _of(kind, place, definition, posted, unfinished)
    if kind != "shape" and _hollow(value):
        if value and posted.below(place, "#empty"):
            return value
        if f"{place}#empty" in posted:
            return [] if kind in ("lines", "codes", "checks", "rows") else {}
        return value if definition.get("required") else None
    return value


def _hollow(value: Any) -> bool:
    """Whether nothing was filled in anywhere in it."""
    return isinstance(value, list | dict) and (
        not value or (isinstance(value, dict) and all(_hollow(one) for one in value.values()))
    )


def _of(kind: str, place: str, definition: Schema, posted: Posted, unfinished: bool) -> Any:
    match kind:
        case "texts":
            return _texts(place, posted)
        case "codes":
            return [code for one in readings(posted.whole(place)) for code in one.codes]
        case "lines":
            return listed(posted.whole(place))
        case "checks":
            # Whoever wrote the list may have had another order: what was not touched keeps it.
            chosen, was = posted.many(place), listed(posted.whole(f"{place}#was"))
            return was if set(was) == set(chosen) else chosen
        case "speech":
            return _by_key(place, posted)
        case "group":
            return _group(place, definition, posted, unfinished)
        case "few":
            opened = definition["schema"]
            found = _group(place, definition, posted, unfinished)
            if unfinished:
                found |= {
                    name: ""
                    for name in opened
                    if name not in found and place + pointer((name,)) in posted
                }
            return found
        case "rows":
            return [_row(f"{place}/{index}", definition["schema"], posted, unfinished) for index in posted.rows(place)]
        case "pairs":
            return unpairs(posted.whole(f"{place}#pairs"))
        case "condition":
            return read_tree(posted, place)
        case "shape":
            return _shaped(place, definition, posted, unfinished)
    return posted.one(place) or None


def _texts(place: str, posted: Posted) -> Any:
    texts = _by_key(place, posted, scalar=True)
    if set(texts) == {"en"} and f"{place}#by" not in posted:
        return texts["en"]
    return texts or None


def _by_key(place: str, posted: Posted, scalar: bool = False) -> dict[str, Any]:
    """What stands below a pointer, by key: texts, or lists of them."""
    found: dict[str, Any] = {}
    for name, _ in posted.pairs():
        above, _, key = name.rpartition("/")
        if above == place and "#" not in key:
            value = posted.one(name) if scalar else listed(posted.whole(name))
            if value:
                found[plain(key)] = value
    return found


def _group(place: str, definition: Mapping[str, Any], posted: Posted, unfinished: bool) -> dict[str, Any]:
    found = _fields(place, definition["schema"], posted, unfinished)
    if "allow_unknown" in definition:
        more = unpairs(posted.whole(f"{place}#more#pairs"))
        if f"{place}#more#data" in posted:
            read_more = undata(posted.one(f"{place}#more#data"))
            more = read_more if isinstance(read_more, dict) else {"": read_more}
        found |= {name: value for name, value in more.items() if name not in found}
    return found


def _row(place: str, definition: Schema, posted: Posted, unfinished: bool) -> Any:
    if f"{place}#data" in posted:
        return undata(posted.one(f"{place}#data"))
    return _of(widget(definition), place, definition, posted, unfinished)


def _shaped(place: str, definition: Schema, posted: Posted, unfinished: bool) -> Any:
    said = meta(definition)
    match posted.one(f"{place}#shape"):
        case "string":
            only = said.get("allowed", ())
            return posted.one(place) or (only[0] if only else "" if unfinished else None)
        case "list":
            return listed(posted.whole(place))
        case "dict":
            return _fields(place, said["schema"], posted, unfinished)
    return None
