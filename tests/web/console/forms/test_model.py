"""A form is made of its schema, and says just the entry that it was made of."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.core.declaration.schema import declaration_schema
from greenlane.core.draft.entries import parts
from greenlane.core.draft.forms import ENTRIES
from greenlane.core.pack import schema as packs
from greenlane.core.terms import Terms, shared_documents, shared_facts
from greenlane.web.console.forms.fields import Field, flat, slug
from greenlane.web.console.forms.model import Context, model
from greenlane.web.console.forms.posted import Posted
from greenlane.web.console.forms.reading import read
from greenlane.web.console.forms.widgets import WIDGETS, widget

Schema = dict[str, Any]
TERMS = Terms(shared_facts(), shared_documents(), {})
CONTEXT = Context(("en", "th"), shared_facts())


def back(schema: Schema, entry: Mapping[str, Any], context: Context = CONTEXT) -> dict[str, Any]:
    """The entry that the form of an entry says."""
    return read(schema, Posted(flat(model(schema, entry, context))))


def every(fields: tuple[Field, ...]) -> Iterator[Field]:
    for one in fields:
        yield one
        yield from every(one.parts)


def definitions(schema: Schema, path: str = "") -> Iterator[tuple[str, Schema]]:
    """Every definition in a schema, with where it stands."""
    for name, one in schema.items():
        here = f"{path}/{name}"
        yield here, one
        inner = one.get("schema")
        if isinstance(inner, dict):
            yield from definitions(inner if one.get("type") == "dict" else inner.get("schema", {}), here)


@pytest.mark.parametrize("part", ENTRIES)
def test_every_field_of_every_schema_has_a_widget_and_is_called_something(part: str) -> None:
    for place, one in definitions(ENTRIES[part]):
        assert widget(one) in WIDGETS, place
        if not place.startswith("/declaration/items/"):
            assert one["meta"]["title"], place


@pytest.mark.parametrize("facts", [{}, shared_facts()], ids=["untyped", "typed"])
def test_every_entry_of_the_packs_survives_its_form(entries: dict[str, Any], facts: Any) -> None:
    assert len(entries) > 1000
    for place, entry in entries.items():
        assert back(ENTRIES[parts(place).part], entry, Context(("en",), facts)) == entry, place


def test_every_case_of_the_packs_survives_the_form_with_the_schema_of_declarations(entries: dict[str, Any]) -> None:
    own = ENTRIES["cases"]
    schema = {**own, "declaration": {**own["declaration"], "schema": declaration_schema(TERMS)}}
    cases = {place: entry for place, entry in entries.items() if parts(place).part == "cases"}
    assert len(cases) > 700
    for place, entry in cases.items():
        assert back(schema, entry) == entry, place


def test_a_form_holds_little_that_only_a_programmer_could_fill_in(entries: dict[str, Any]) -> None:
    for place, entry in entries.items():
        if parts(place).part != "cases":
            fields = model(ENTRIES[parts(place).part], entry, CONTEXT)
            assert not [one.pointer for one in every(fields) if one.widget == "data"], place


NEW_FIELDS: list[tuple[Schema, Any]] = [
    ({"type": "string"}, "some text"),
    ({"type": "string", "allowed": ["a", "b"]}, "b"),
    (packs.DATE, "2025-02-28"),
    (packs.DECIMAL, "-1.50"),
    (packs.TEXT, {"en": "one", "th": "สอง"}),
    (packs.TEXT, "one"),
    (packs.CONDITION, {"any": [{"used": "true"}, {"not": {"document": "TH-DIW"}}]}),
    (packs.CODES, ["3915", "470790"]),
    ({"type": "boolean"}, "true"),
    (packs.listed({"type": "string"}), ["x", "y"]),
    (packs.listed({"type": "string", "allowed": ["a", "b", "c"]}), ["c", "a"]),
    (packs.listed({"type": "dict", "schema": {"deep": {"type": "string"}}}), [{"deep": "x"}, {}]),
    ({"type": "dict", "valuesrules": {"type": "string"}}, {"one": "x", "two words": "[y]"}),
    ({"type": "dict"}, {"any": {"thing": ["at", "all"]}}),
    ({"type": "something new"}, {"a": ["b"]}),
]


@pytest.mark.parametrize(("definition", "value"), NEW_FIELDS)
@pytest.mark.parametrize("part", ["rules", "facts", "economy"])
def test_a_new_field_of_a_schema_is_on_the_form_at_once(part: str, definition: Schema, value: Any) -> None:
    schema = {**ENTRIES[part], "brand_new": {**definition, "meta": {"title": "Brand new", "description": "Told."}}}
    if definition.get("meta"):
        schema["brand_new"]["meta"] |= definition["meta"]
    (field,) = [one for one in model(schema, {"brand_new": value}, CONTEXT) if one.pointer == "/brand_new"]
    assert (field.label, field.help) == ("Brand new", "Told.")
    assert back(schema, {"brand_new": value})["brand_new"] == value
    assert "brand_new" not in back(schema, {})


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), min_size=1, max_size=12).map(
    lambda text: text.strip() or "x"
)
WRONG: st.SearchStrategy[Any] = st.recursive(
    TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=6
)


def _sound(definition: Schema) -> st.SearchStrategy[Any]:
    """Values of the form that a definition asks for."""
    kind = widget(definition)
    match kind:
        case "texts":
            return TEXTS | st.dictionaries(st.sampled_from(["en", "th", "zh-Hant"]), TEXTS, min_size=1)
        case "codes":
            return st.lists(st.from_regex("[0-9]{2,12}", fullmatch=True), min_size=1, max_size=4)
        case "lines":
            return st.lists(TEXTS, min_size=1, max_size=4)
        case "checks":
            return st.lists(st.sampled_from(definition["schema"]["allowed"]), min_size=1, unique=True)
        case "rows":
            inner = definition["schema"].get("schema")
            return st.lists(_entries(inner) if inner else st.just({"a": "b"}), min_size=1, max_size=2)
        case "group":
            return _entries(definition["schema"])
        case "choice":
            return st.sampled_from(definition["allowed"])
        case "speech":
            return st.dictionaries(st.sampled_from(["en", "ko"]), st.lists(TEXTS, min_size=1, max_size=3), min_size=1)
        case "condition":
            return st.sampled_from(
                [{"used": "true"}, {"any": [{"used": "true"}, {"all": []}]}, {"": ""}, {"impurity_percent": "<=2"}]
            )
        case "shape":
            if "quantity" in definition["meta"]["schema"]:
                return st.sampled_from(["value", {"quantity": "TNE", "times": "reference_price"}])
            return TEXTS | st.lists(TEXTS) | st.sampled_from([{"not": "x"}, {"is": "y", "unless": {"used": "true"}}])
    return TEXTS


def _entries(schema: Schema) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={name: _sound(one) for name, one in schema.items()}).filter(bool)


@pytest.mark.parametrize("part", ENTRIES)
@given(data=st.data())
def test_any_entry_survives_its_form(part: str, data: st.DataObject) -> None:
    entry = data.draw(_entries(ENTRIES[part]))
    found = back(ENTRIES[part], entry)
    for name, one in ENTRIES[part].items():
        if one.get("required") and one.get("type") in ("dict", "list"):
            # What must be there is there, be it empty.
            found = {key: value for key, value in found.items() if key in entry or key != name}
    assert _full(found) == _full(entry)


def _full(value: Any) -> Any:
    """A value without the groups that hold nothing: a form says that they must be filled in."""
    if isinstance(value, dict):
        return {key: one for key, inner in value.items() if (one := _full(inner)) not in ({}, [])}
    return [_full(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("part", ["rules", "cases", "parameters"])
@given(data=st.data())
def test_an_entry_of_the_wrong_form_is_shown_and_kept(part: str, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(ENTRIES[part])))
    value = data.draw(WRONG)
    found = back(ENTRIES[part], {name: value})
    if name in found:
        assert _full(found[name]) == _full(value) or _full(value) in ({}, [])
    else:
        assert _full(value) in ({}, [])


def test_reading_and_showing_change_nothing(entries: dict[str, Any]) -> None:
    before = copy.deepcopy(entries["CN/rules/CN-RISK-CONDITION"])
    back(ENTRIES["rules"], entries["CN/rules/CN-RISK-CONDITION"])
    assert entries["CN/rules/CN-RISK-CONDITION"] == before


@given(st.text(max_size=10), st.text(max_size=10))
def test_every_pointer_has_an_id_of_its_own(one: str, other: str) -> None:
    assert (slug(one) == slug(other)) is (one == other)


def test_each_language_of_the_economy_has_its_field() -> None:
    (title,) = [one for one in model(ENTRIES["rules"], {}, CONTEXT) if one.pointer == "/title"]
    assert [(one.name, one.label) for one in title.parts] == [("/title/en", "English"), ("/title/th", "Thai")]
