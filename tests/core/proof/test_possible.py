"""Whether conditions can be true together: a "no" is never wrong, and the plain contradictions are found."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greenlane.core import reference
from greenlane.core.ask import Ask
from greenlane.core.conditions import parse
from greenlane.core.model import All, Condition, Not
from greenlane.core.proof.possible import asked, implies, possible
from greenlane.core.terms import shared_facts
from greenlane.core.vocabulary import TRUE
from tests.core.making import known

FACTS = shared_facts()
ECONOMIES = ["KR", "US", "VN"]
FLAGS = ["damaged", "dirty", "mouldy"]
CODES = ["39", "3915", "391510", "39151010", "7204"]
LIMITS = ["0", "0.5", "1", "2", "100"]


def condition(written: dict[str, Any]) -> Condition:
    return parse(written, FACTS, lambda code: known(code) or code.startswith("MY-"))


numbers = st.builds("{} {}".format, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), st.sampled_from(LIMITS))
dates = st.builds("{} {}".format, st.sampled_from(["<", ">="]), st.sampled_from(["2023-06-01", "2024-01-01"]))


def sets(values: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True)


leaves = st.one_of(
    st.fixed_dictionaries({"used": st.sampled_from(["true", "false"])}),
    st.fixed_dictionaries({"impurity_percent": numbers}),
    st.fixed_dictionaries({"gr_item": st.builds("{} {}".format, st.sampled_from(["<", ">", "="]), st.just("1"))}),
    st.fixed_dictionaries({"purpose": sets(["own_production", "repair", "cement"])}),
    st.builds(lambda op, some: {"condition_flags": {op: some}}, st.sampled_from(["any", "all", "only"]), sets(FLAGS)),
    st.fixed_dictionaries({"origin": sets(ECONOMIES)}),
    st.fixed_dictionaries({"regime": sets(["release", "free_zone", "processing"])}),
    st.fixed_dictionaries({"commodity_code": sets(CODES)}),
    st.builds(lambda unit, op: {"quantity": {"unit": unit, "is": op}}, st.sampled_from(["TNE", "KGM"]), numbers),
    st.just({"document": "MY-LICENCE"}),
    st.builds(lambda issued: {"document": {"code": "MY-LICENCE", "issued": issued}}, dates),
)
written = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=6,
)
goods = st.builds(
    lambda code, origin, regime, quantity, facts, papers: Ask(
        "MY", "import", date(2025, 2, 24), code, regime, origin, None, "", quantity, facts, papers
    ),
    st.sampled_from([*CODES, "610910"]),
    st.sampled_from(ECONOMIES),
    st.sampled_from(["release", "free_zone"]),
    st.tuples(st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(2), Decimal(2000)]), st.just("TNE")),
    st.fixed_dictionaries(
        {
            "used": st.booleans(),
            "impurity_percent": st.sampled_from([Decimal(limit) for limit in [*LIMITS, "0.75", "3"]]),
            "gr_item": st.integers(1, 3),
            "purpose": st.sampled_from(["own_production", "repair", "cement", "resale"]),
            "condition_flags": st.frozensets(st.sampled_from(FLAGS)),
        }
    ),
    st.sampled_from([{}, {"MY-LICENCE": (date(2023, 6, 1),)}, {"MY-LICENCE": (date(2020, 1, 1), date(2024, 1, 1))}]),
)


@settings(max_examples=400)
@given(written, written, goods)
def test_what_some_goods_make_true_is_possible(one: Any, other: Any, ask: Ask) -> None:
    both = [condition(one), condition(other)]

    for sides in (both, [both[0], Not(both[1])], [Not(All(tuple(both)))]):
        if all(reference.evaluate(side, {}, ask, []) == TRUE for side in sides):
            assert possible(sides, FACTS)


@settings(max_examples=200)
@given(written, written, goods)
def test_what_follows_is_true_of_all_goods_of_which_the_first_is(one: Any, other: Any, ask: Ask) -> None:
    first, second = condition(one), condition(other)

    if implies([first], second, FACTS) and reference.evaluate(first, {}, ask, []) == TRUE:
        assert reference.evaluate(second, {}, ask, []) == TRUE


@settings(max_examples=200)
@given(written)
def test_a_condition_follows_from_itself_and_never_goes_with_its_opposite(one: Any) -> None:
    whole = condition(one)

    assert implies([whole], whole, FACTS)
    assert not possible([whole, Not(whole)], FACTS)


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ({"used": "true"}, {"used": "false"}, False),
        ({"impurity_percent": "> 2"}, {"impurity_percent": "<= 2"}, False),
        ({"impurity_percent": ">= 2"}, {"impurity_percent": "<= 2"}, True),
        ({"impurity_percent": "> 0.000001"}, {"impurity_percent": "< 0.000002"}, True),
        ({"impurity_percent": "> 100"}, {"used": "true"}, False),
        ({"gr_item": "> 1"}, {"gr_item": "< 2"}, False),
        ({"gr_item": "> 1"}, {"gr_item": "< 3"}, True),
        ({"purpose": "cement"}, {"purpose": ["repair", "own_production"]}, False),
        ({"purpose": ["cement", "repair"]}, {"purpose": ["repair", "own_production"]}, True),
        ({"condition_flags": {"all": ["dirty"]}}, {"not": {"condition_flags": {"any": ["dirty", "damaged"]}}}, False),
        ({"condition_flags": {"any": ["dirty"]}}, {"not": {"condition_flags": {"all": ["dirty", "damaged"]}}}, True),
        ({"condition_flags": {"only": ["dirty"]}}, {"condition_flags": {"all": ["mouldy"]}}, False),
        ({"condition_flags": {"only": ["dirty"]}}, {"not": {"condition_flags": {"only": ["dirty", "mouldy"]}}}, False),
        ({"commodity_code": ["3915"]}, {"commodity_code": ["7204"]}, False),
        ({"commodity_code": ["3915"]}, {"commodity_code": ["39151010"]}, True),
        ({"commodity_code": ["39151010"]}, {"not": {"commodity_code": ["3915"]}}, False),
        ({"commodity_code": ["3915"]}, {"not": {"commodity_code": ["39151010"]}}, True),
        ({"quantity": {"unit": "TNE", "is": "> 2"}}, {"quantity": {"unit": "KGM", "is": "<= 2000"}}, False),
        ({"quantity": {"unit": "TNE", "is": ">= 2"}}, {"quantity": {"unit": "KGM", "is": "<= 2000"}}, True),
        ({"document": "MY-LICENCE"}, {"not": {"document": "MY-LICENCE"}}, False),
        # Of two licences each may be of its own time.
        (
            {"document": {"code": "MY-LICENCE", "issued": "< 2023-06-01"}},
            {"document": {"code": "MY-LICENCE", "issued": ">= 2023-06-01"}},
            True,
        ),
        (
            {"document": {"code": "MY-LICENCE", "issued": "< 2023-06-01"}},
            {"not": {"document": {"code": "MY-LICENCE", "issued": "< 2024-01-01"}}},
            False,
        ),
        ({"keyword": ["kraft"]}, {"not": {"keyword": ["kraft", "pulp"]}}, False),
        ({"keyword": ["kraft", "pulp"]}, {"not": {"keyword": ["kraft"]}}, True),
    ],
)
def test_two_conditions(one: dict[str, Any], other: dict[str, Any], together: bool) -> None:
    assert possible([condition(one), condition(other)], FACTS) == together
    assert possible([condition(other), condition(one)], FACTS) == together


def test_a_search_that_would_take_too_long_says_that_it_may_be() -> None:
    ways = [{"any": [{"impurity_percent": f"<= {one}"}, {"quantity": {"unit": "TNE", "is": f"<= {one}"}}]}
            for one in range(1, 13)]  # fmt: skip
    never = condition({"any": [{"impurity_percent": f"> {one}"} for one in (100, 101, 102)]})

    assert not possible([*map(condition, ways[:4]), never], FACTS)
    assert possible([*map(condition, ways), never], FACTS)


def test_what_is_asked_of_goods_is_told_by_subject() -> None:
    found = asked([condition({"used": "true", "any": [{"impurity_percent": "> 100"}, {"purpose": "cement"}]})], FACTS)

    assert found is not None
    assert {name: [literal.holds for literal in some] for name, some in found.items()} == {
        "used": [True],
        "purpose": [True],
    }
    assert asked([condition({"impurity_percent": "> 100"})], FACTS) is None
