"""The generated validator and Cerberus say the same of every document."""

import random
from typing import Any

import pytest
from cerberus import SchemaError
from hypothesis import given, settings
from hypothesis import strategies as st

from greenlane.core.declaration.generate import generate, generate_source
from greenlane.core.declaration.schema import declaration_schema
from greenlane.core.declaration.validator import StrictValidator
from greenlane.core.terms import Terms
from tests.core.declaration.samples import FULL, ODD, SMALL, TERMS, mutate, places, put

SCHEMA = declaration_schema(TERMS)
ACCEPTORS = generate(SCHEMA)
ACCEPTS = ACCEPTORS["declaration"]
# Without the acceptors Cerberus looks at everything itself.
SLOW = StrictValidator(SCHEMA)
QUICK = StrictValidator(SCHEMA, acceptors=ACCEPTORS)


def agree(document: Any) -> bool:
    slow = SLOW.misfits(document)
    assert ACCEPTS(document) is (not slow), (document, slow)
    assert [(misfit.path, misfit.rule) for misfit in QUICK.misfits(document)] == [
        (misfit.path, misfit.rule) for misfit in slow
    ]
    return not slow


def test_they_agree_on_5000_mutated_documents() -> None:
    chance = random.Random(20261122)
    taken = 0
    for count in range(5000):
        taken += agree(mutate(FULL if count % 3 else SMALL, chance, 1 + count % 2))
    assert 250 < taken < 4750, "mutations should leave some documents right and make some wrong"


def test_they_agree_on_every_odd_value_in_every_place() -> None:
    for path in places(FULL):
        for odd in ODD if path else ():
            document = put(FULL, path, odd)
            assert ACCEPTS(document) is SLOW.validate(document), document


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.text(max_size=12) | st.sampled_from(ODD),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from([path for path in places(FULL) if path]), JSON)
def test_they_agree_whatever_stands_in_a_place(path: tuple[str | int, ...], value: Any) -> None:
    agree(put(FULL, path, value))


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from([*SCHEMA, "x"]), JSON))
def test_they_agree_on_any_object(document: dict[str, Any]) -> None:
    agree(document)


def test_the_source_can_be_read_and_is_the_same_each_time() -> None:
    source = generate_source(SCHEMA)
    assert source == generate_source(declaration_schema(TERMS))
    assert "def accepts_GoodsItem(v):" in source and "Generated from a Cerberus schema" in source
    assert set(ACCEPTORS) == {"declaration", "GoodsItem", "Document", "Material", "Facts"}


def test_a_rule_that_the_generator_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="nullable"):
        generate({"a": {"type": "string", "nullable": True}})


@pytest.mark.parametrize(
    "schema",
    [
        {"a": {"minlength": 1}},
        {"a": {"type": "list", "schema": {"maxlength": 3}}},
        {"a": {"type": "dict", "schema": {"b": {"min": 1}}}},
        {"a": {"type": "dict", "valuesrules": {"regex": "x"}}},
        {"a": {"type": "float"}},
    ],
)
def test_a_field_without_a_type_of_ours_is_refused(schema: dict[str, Any]) -> None:
    with pytest.raises(SchemaError):
        StrictValidator(schema)


def test_terms_without_facts_documents_or_economies_still_make_a_schema() -> None:
    schema = declaration_schema(Terms({}, {}, {}))
    assert generate(schema)["declaration"](SMALL)
    assert StrictValidator(schema).misfits(SMALL) == []


@pytest.mark.parametrize("value", [True, 1.5, "1", float("nan"), float("inf"), None])
def test_strict_means_that_these_are_no_integers(value: Any) -> None:
    strict = StrictValidator({"n": {"type": "integer"}})
    assert not strict.validate({"n": value}) and not generate(strict.schema)["declaration"]({"n": value})
    assert strict.validate({"n": 1.0})
