"""All that the written form of a condition can say, the builder can say; and it changes nothing by looking at it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from greenlane.core.conditions import parse
from greenlane.core.draft.entries import parts
from greenlane.core.terms import shared_documents, shared_facts
from greenlane.core.vocabulary import REGIMES
from greenlane.web.console.forms.condition_acts import acted, place_of
from greenlane.web.console.forms.condition_reading import read_node, read_tree
from greenlane.web.console.forms.conditions import EMPTY, RAW, Node, operators, tree, write
from greenlane.web.console.forms.picker import face, groups
from greenlane.web.console.forms.posted import Posted
from tests.core.making import known

FACTS = shared_facts()
FLAGS = FACTS["condition_flags"].values


def back(written: Any, facts: Any = FACTS) -> Any:
    """What the form of a condition says."""
    return read_tree(Posted(tree(written, facts).flat("/when")), "/when")


def conditions(entries: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for place, entry in entries.items():
        if parts(place).part == "rules":
            if "when" in entry:
                yield place, entry["when"]
            yield from ((place, one["that"]) for one in entry.get("requires", ()))
        if parts(place).part == "facts" and isinstance(entry.get("presume"), dict) and "unless" in entry["presume"]:
            yield place, entry["presume"]["unless"]


def test_every_condition_of_the_packs_comes_back_as_it_was_written(entries: dict[str, Any]) -> None:
    found = list(conditions(entries))
    assert len(found) > 150
    for place, written in found:
        assert back(written) == written, place
        assert back(written, None) == written, place


def test_no_condition_of_the_packs_has_to_be_written_by_hand(entries: dict[str, Any]) -> None:
    facts = {**FACTS}
    for place, written in conditions(entries):
        assert not [one for one in _nodes(tree(written, facts)) if one.op == RAW], place


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for part in node.parts:
        yield from _nodes(part)


NUMBERS = st.sampled_from(["2", "2.50", "-1", "0.000001"])
TESTS: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.sampled_from(
        [
            {"used": "true"},
            {"works": "false"},
            {"document": "TH-DIW"},
            {"document": {"code": "CO-RCEP"}},
            {"purpose": "cement"},
            {"statistical_code": "899"},
            {"scientific_name": ["Tectona grandis"]},
            {"collected_in": ["NO", "US"]},
            {"commodity_code": ["3915", "470790"]},
            {"origin": "US"},
            {"partner": ["US", "FJ"]},
            {"keyword": ["kraft paper", "牛皮纸"]},
        ]
    ),
    st.builds(
        lambda name, op, number: {name: f"{op}{number}"},
        st.sampled_from(["impurity_percent", "gr_item"]),
        st.sampled_from(["", "<", "<= ", ">", ">= ", "= ", "!= "]),
        NUMBERS,
    ),
    st.builds(
        lambda op, number: {"quantity": {"unit": "TNE", "is": f"{op} {number}"}}, st.sampled_from(["<", ">="]), NUMBERS
    ),
    st.builds(
        lambda op, day: {"document": {"code": "TH-DIW", "issued": f"{op} {day}"}},
        st.sampled_from(["<", ">=", "="]),
        st.dates().map(str),
    ),
    st.builds(
        lambda op, flags: {"condition_flags": {op: flags}},
        st.sampled_from(["any", "all", "only"]),
        st.lists(st.sampled_from(FLAGS), min_size=1, unique=True),
    ),
    st.lists(st.sampled_from(REGIMES), min_size=1, unique=True).map(lambda some: {"regime": some}),
)
WRITTEN: st.SearchStrategy[dict[str, Any]] = st.recursive(
    TESTS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map(lambda some: {"all": some}),
        st.lists(inner, min_size=1, max_size=4).map(lambda some: {"any": some}),
        inner.map(lambda one: {"not": one}),
        st.lists(inner, min_size=2, max_size=3).map(lambda some: {k: v for one in some for k, v in one.items()}),
    ),
    max_leaves=10,
)


@given(WRITTEN)
def test_whatever_is_written_comes_back(written: dict[str, Any]) -> None:
    parse(written, FACTS, known)
    assert back(written) == written
    assert back(written, None) == written
    again = tree(written, FACTS)
    assert read_node(Posted(again.flat("/a")), "/a") is not None
    assert tree(write(again), FACTS) == again


WORDS = ["all", "any", "not", "used", "document", "quantity", "commodity_code", "y", ""]
JUNK: st.SearchStrategy[Any] = st.recursive(
    st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(WORDS), inner, max_size=3),
    max_leaves=8,
)


@example({"all": "", "": []})
@example({"": {}, "y": "x"})
@given(st.dictionaries(st.sampled_from(WORDS), JUNK, min_size=1))
def test_what_nobody_can_read_is_kept(written: dict[str, Any]) -> None:
    assert back(written) == written


@pytest.mark.parametrize("name", sorted(FACTS))
def test_every_fact_can_be_asked_with_each_of_its_operators(name: str) -> None:
    fact = FACTS[name]
    value = {"boolean": "true", "decimal": "2", "integer": "2", "economy": "US"}.get(fact.type, "PE")
    value = fact.values[0] if fact.values else "899" if fact.pattern == "[0-9]{3}" else value
    for op in operators(name, fact.type):
        written = write(Node("test", fact=name, op=op, values=(value,)))
        node = tree(written, FACTS)
        assert (node.fact, node.op, node.values) == (name, op, (value,))
        parse(written, FACTS, known)


def test_the_picker_groups_what_can_be_asked() -> None:
    found = dict(groups({**FACTS}, ["used"]))
    assert list(found) == ["Goods", "Route", "Papers", "Facts", "Facts of this economy"]
    assert [choice.value for choice in found["Facts of this economy"]] == ["used"]
    assert len(found["Facts"]) == len(FACTS) - 1


@pytest.mark.parametrize(
    ("written", "widget"),
    [
        ({"used": "true"}, "yesno"),
        ({"impurity_percent": "> 2"}, "number"),
        ({"condition_flags": {"any": ["dirty"]}}, "checks"),
        ({"polymers": {"any": ["PE"]}}, "lines"),
        ({"regime": ["release"]}, "checks"),
        ({"commodity_code": ["39"]}, "codes"),
        ({"document": "TH-DIW"}, "none"),
        ({"document": {"code": "TH-DIW", "issued": "< 2024-01-01"}}, "day"),
        ({"quantity": {"unit": "TNE", "is": "> 1"}}, "number"),
        ({"unheard_of": "x"}, "lines"),
        ({"used": ["true", "false"]}, "raw"),
        (EMPTY, "none"),
    ],
)
def test_each_test_has_the_field_of_its_type(written: Any, widget: str) -> None:
    assert face(tree(written, FACTS), FACTS, shared_documents()).widget == widget


def test_another_fact_begins_anew() -> None:
    form = dict(tree({"used": "true"}, FACTS).flat("/when"))
    form["/when#fact"] = "condition_flags"
    written = read_tree(Posted(form.items()), "/when")
    assert written == {"condition_flags": ""}
    node = tree(written, FACTS)
    assert (node.op, node.values) == ("any", ())


def test_codes_of_a_test_are_read_as_they_are_pasted() -> None:
    form = [*dict(tree({"commodity_code": ["39"]}, FACTS).flat("/when")).items()]
    form = [(name, "3915.10\tplastic\n4707 90" if name == "/when#value" else value) for name, value in form]
    assert read_tree(Posted(form), "/when") == {"commodity_code": ["391510", "470790"]}


A, B, C = ({"used": "true"}, {"works": "true"}, {"document": "TH-DIW"})


@pytest.mark.parametrize(
    ("written", "act", "path", "after"),
    [
        (None, "test", [], {"": ""}),
        (None, "group", [], {"any": [{"": ""}]}),
        (None, "remove", [], None),
        (A, "test", [], {"all": [A, {"": ""}]}),
        (A, "group", [], {"all": [A, {"any": [{"": ""}]}]}),
        (A, "remove", [], None),
        (A, "not", [], {"not": A}),
        ({"not": A}, "not", [], A),
        ({"all": [A, B]}, "test", [], {"all": [A, B, {"": ""}]}),
        ({"any": [A, B]}, "group", [], {"any": [A, B, {"all": [{"": ""}]}]}),
        ({"all": [A, B]}, "remove", [0], {"all": [B]}),
        ({"all": [A]}, "remove", [0], None),
        ({"all": [A, {"any": [B]}]}, "remove", [1, 0], {"all": [A]}),
        ({"all": [A, B, C]}, "up", [2], {"all": [A, C, B]}),
        ({"all": [A, B, C]}, "down", [0], {"all": [B, A, C]}),
        ({"all": [A, B]}, "up", [0], {"all": [A, B]}),
        ({"all": [A, B]}, "down", [1], {"all": [A, B]}),
        ({"all": [A, {"any": [B, C]}]}, "not", [1], {"all": [A, {"not": {"any": [B, C]}}]}),
        ({"all": [A, B]}, "any", [], {"any": [A, B]}),
        ({**A, **C}, "test", [], {"used": "true", "document": "TH-DIW", "": ""}),
        ({"all": [A, B]}, "remove", [7], {"all": [A, B]}),
        ({"all": [A, B]}, "dance", [0], {"all": [A, B]}),
    ],
)
def test_what_the_buttons_do(written: Any, act: str, path: list[int], after: Any) -> None:
    node = acted(None if written is None else tree(written, FACTS), act, path)
    assert (None if node is None else write(node)) == after


@pytest.mark.parametrize(
    ("written", "path", "place"),
    [
        ({"used": "x"}, ["used"], "/when"),
        ({"all": [A, {"used": "x"}]}, ["all", "1", "used"], "/when/1"),
        ({"not": {"any": [A, {"not": {"used": "x"}}]}}, ["not", "any", "1", "not", "used"], "/when/1"),
        ({"used": "true", "document": "NO"}, ["document"], "/when/1"),
        ({"all": [A, {"any": []}]}, ["all", "1", "any"], "/when/1"),
        ({"all": [A]}, ["all", "9"], "/when"),
    ],
)
def test_a_fault_leads_to_its_part_of_the_tree(written: Any, path: list[str], place: str) -> None:
    assert place_of(tree(written, FACTS), path, "/when") == place


def test_a_tree_that_is_nested_without_end_is_cut() -> None:
    place, form = "/when", []
    for _ in range(500):
        form += [(f"{place}#kind", "all"), (f"{place}/0#row", "1")]
        place += "/0"
    assert read_tree(Posted(form), "/when") is not None
