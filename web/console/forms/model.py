"""A schema and an entry → the fields of a form."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from babel import Locale

from greenlane.core.declaration.faults import pointer
from greenlane.core.model import Fact
from greenlane.core.pack.schema import Schema
from greenlane.web.console.forms.conditions import tree
from greenlane.web.console.forms.fields import Choice, Field
from greenlane.web.console.forms.plain import data, fits_lines, fits_pairs, pairs
from greenlane.web.console.forms.widgets import meta, widget


@dataclass(frozen=True)
class Context:
    """What a form needs of the economy: the languages of its texts, its facts, the lists that `meta.of` names."""

    languages: Sequence[str] = ("en",)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    lists: Mapping[str, Sequence[Choice]] = field(default_factory=dict)


def model(schema: Schema, entry: Mapping[str, Any], context: Context) -> tuple[Field, ...]:
    """The fields of an entry, in the schema's order."""
    return tuple(_field("", name, one, entry.get(name), context) for name, one in schema.items())


def named(name: str) -> str:
    """What a name without words of its own is called."""
    return name.replace("_", " ").capitalize()


def choices(values: Sequence[str]) -> tuple[Choice, ...]:
    """Some values with their names: underscores are for machines."""
    return tuple(Choice(value, value.replace("_", " ")) for value in values)


def spoken(code: str) -> str:
    """What a language is called in English; its code where nobody knows."""
    return _languages().get(code, code)


@cache
def _languages() -> dict[str, str]:
    return dict(Locale("en").languages)


def _field(above: str, name: str, definition: Schema, value: Any, context: Context) -> Field:
    place = above + pointer((name,))
    said = meta(definition)
    kind = widget(definition)
    made = Field(
        place, kind, said.get("title", named(name)), said.get("description", ""), bool(definition.get("required"))
    )
    if value is not None and not _fits(kind, definition, value):
        return replace(made, widget="data", value=data(value))
    if value in ([], {}) and not definition.get("required") and kind != "shape":
        made = replace(made, hidden=((f"{place}#empty", "1"),))
    return _filled(made, definition, value, context)


def _fits(kind: str, definition: Schema, value: Any) -> bool:
    """Whether a value has the form its widget shows; what has not is shown as it is."""
    match kind:
        case "texts":
            return isinstance(value, str) or (_all(value, str) and not any("#" in one for one in value))
        case "codes" | "lines":
            return fits_lines(value)
        case "checks":
            return fits_lines(value) and set(value) <= set(definition["schema"]["allowed"]) and _apart(value)
        case "speech":
            return isinstance(value, dict) and all(fits_lines(one) and one for one in value.values())
        case "group" | "few":
            known = definition["schema"]
            return isinstance(value, dict) and (set(value) <= set(known) or "allow_unknown" in definition)
        case "rows":
            row = {"type": "dict", **definition["schema"]}
            inner = "group" if "schema" in row else "data"
            return isinstance(value, list) and all(isinstance(one, dict) and _fits(inner, row, one) for one in value)
        case "pairs":
            return fits_pairs(value)
        case "condition":
            return isinstance(value, dict) and bool(value)
        case "shape":
            return _shape(definition, value) != ""
        case "data":
            return True
        case "choice":
            allowed = definition.get("allowed", ("true", "false"))
            return isinstance(value, str) and (value == "" or value in allowed)
        case _:
            return isinstance(value, str) and value == value.strip()


def _apart(value: list[str]) -> bool:
    return len(set(value)) == len(value)


def _all(value: Any, kind: type) -> bool:
    return isinstance(value, dict) and bool(value) and all(isinstance(one, kind) for one in value.values())


def _filled(made: Field, definition: Schema, value: Any, context: Context) -> Field:
    place = made.pointer
    match made.widget:
        case "texts":
            return _texts(made, definition, value, context)
        case "speech":
            languages = [*context.languages, *(one for one in value or {} if one not in context.languages)]
            parts = [
                Field(place + pointer((one,)), "lines", spoken(one), value="\n".join((value or {}).get(one, ())))
                for one in languages
            ]
            return replace(made, parts=tuple(parts))
        case "codes" | "lines":
            return replace(made, value="\n".join(value or ()))
        case "checks":
            allowed = definition["schema"]["allowed"]
            was = ((f"{place}#was", "\n".join(value)),) if value else ()
            return replace(made, chosen=tuple(value or ()), choices=choices(allowed), hidden=(*made.hidden, *was))
        case "group" | "few":
            return _group(made, definition, value or {}, context)
        case "rows":
            return replace(made, parts=tuple(_rows(made, definition["schema"], value or (), context)))
        case "pairs":
            return replace(made, value=pairs(value or {}))
        case "condition":
            made = replace(made, hidden=(*made.hidden, (f"{place}#condition", "1")))
            return replace(made, tree=tree(value, context.facts) if value else None)
        case "shape":
            return _shaped(made, definition, value, context)
        case "data":
            return replace(made, value="" if value is None else data(value))
        case "choice":
            return replace(made, value=value or "", choices=choices(definition.get("allowed", ("true", "false"))))
    several = made.widget == "line" and "\n" in (value or "")
    of = tuple(context.lists.get(meta(definition).get("of", ""), ()))
    return replace(made, widget="prose" if several else made.widget, value=value or "", offered=of)


def _texts(made: Field, definition: Schema, value: Any, context: Context) -> Field:
    """A text in the languages of the economy, and in those in which it stands already."""
    texts = {"en": value} if isinstance(value, str) else value or {}
    languages = ["en", *(one for one in (*context.languages, *texts) if one != "en")]
    prose = meta(definition).get("lines") or any("\n" in one or len(one) > 80 for one in texts.values())
    parts = tuple(
        Field(
            made.pointer + pointer((one,)),
            "prose" if prose else "line",
            spoken(one),
            required=made.required and one == "en",
            value=texts.get(one, ""),
        )
        for one in dict.fromkeys(languages)
    )
    mapping = isinstance(value, dict)
    return replace(made, parts=parts, hidden=((f"{made.pointer}#by", "language"),) if mapping else ())


def _group(made: Field, definition: Schema, value: Mapping[str, Any], context: Context) -> Field:
    known = definition["schema"]
    shown = known if made.widget == "group" else {name: one for name, one in known.items() if name in value}
    parts = [_field(made.pointer, name, one, value.get(name), context) for name, one in shown.items()]
    more = {name: one for name, one in value.items() if name not in known}
    if "allow_unknown" in definition:
        kind = "pairs" if fits_pairs(more) else "data"
        text = pairs(more) if kind == "pairs" else data(more)
        parts.append(Field(f"{made.pointer}#more", kind, "Further fields", "One a line, as kind: deposit.", value=text))
    left = tuple(
        Choice(name, meta(one).get("title", named(name))) for name, one in known.items() if name not in shown
    )
    return replace(made, parts=tuple(parts), offered=tuple(sorted(left, key=lambda one: one.label.casefold())))


def _rows(made: Field, definition: Schema, value: Sequence[Any], context: Context) -> Iterator[Field]:
    for index, one in enumerate(value):
        place = f"{made.pointer}/{index}"
        row = Field(place, "row", f"{made.label} {index + 1}", hidden=((f"{place}#row", "1"),))
        if "schema" not in definition:
            yield replace(row, parts=(Field(place, "data", row.label, value=data(one)),))
            continue
        inner = replace(row, widget="group" if widget(definition) != "few" else "few")
        yield replace(_group(inner, definition, one, context), widget="row")


def _shape(definition: Schema, value: Any) -> str:
    """The name of the form that a value has; empty where it has none of them."""
    said = meta(definition)
    if isinstance(value, str) and "string" in said["shapes"] and value and value == value.strip():
        return "string"
    if "list" in said["shapes"] and fits_lines(value):
        return "list"
    if "dict" in said["shapes"] and isinstance(value, dict) and set(value) <= set(said["schema"]):
        return "dict"
    return ""


def _shaped(made: Field, definition: Schema, value: Any, context: Context) -> Field:
    said = meta(definition)
    shape = "" if value is None else _shape(definition, value)
    place = made.pointer
    parts: tuple[Field, ...] = ()
    if shape == "string" and not said.get("allowed") == [value]:
        parts = (Field(place, "line", made.label, required=True, value=value),)
    elif shape == "list":
        parts = (Field(place, "lines", made.label, value="\n".join(value)),)
    elif shape == "dict":
        parts = tuple(
            _field(place, name, one, value.get(name), context) for name, one in said["schema"].items()
        )
    offered = tuple(Choice(name, label) for name, label in said["shapes"].items())
    return replace(made, value=shape, choices=offered, parts=parts)
