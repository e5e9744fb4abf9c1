"""A condition's sentence is read one way only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations_with_replacement, product
from typing import Any as Anything

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.core.conditions import parse
from greenlane.core.model import All, Any, Condition, Not, Test
from greenlane.core.terms import shared_facts
from greenlane.core.vocabulary import FALSE, TRUE, UNKNOWN
from greenlane.core.wording import sentence
from tests.core.making import known

FACTS = shared_facts()
A, B, C = (Test(name, "is", True) for name in ("used", "works", "in_bulk"))
CODES = Test("commodity_code", "under", frozenset({"3915", "470790"}))
PAPER = Test("document:TH-DIW", "presented", None)
SHARE = Test("impurity_percent", ">", Decimal(2))


def said(written: dict[str, Anything]) -> str:
    return sentence(parse(written, FACTS, known), FACTS)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ({"used": "true"}, "“second-hand goods” applies"),
        ({"used": "false"}, "“second-hand goods” does not apply"),
        ({"not": {"used": "true"}}, "“second-hand goods” does not apply"),
        ({"impurity_percent": "> 2.50"}, "“foreign matter by weight” is more than 2.5 %"),
        ({"not": {"impurity_percent": "<= 2"}}, "“foreign matter by weight” is not at most 2 %"),
        ({"document": "TH-DIW"}, "TH-DIW was presented"),
        ({"not": {"document": "TH-DIW"}}, "TH-DIW was not presented"),
        (
            {"document": {"code": "TH-DIW", "issued": "< 2023-06-01"}},
            "TH-DIW was issued before 2023-06-01",
        ),
        ({"commodity_code": ["3915", "470790"]}, "the code is under one of 3915, 470790"),
        ({"origin": "US"}, "the origin is US"),
        ({"regime": ["free_zone", "processing"]}, "the procedure is one of free_zone, processing"),
        ({"quantity": {"unit": "TNE", "is": ">= 500"}}, "the quantity is at least 500 t"),
        ({"keyword": ["kraft", "all"]}, "the description holds one of “all”, kraft"),
        ({"condition_flags": {"only": ["dirty"]}}, "“condition seen at inspection” has nothing but dirty"),
        ({"used": "true", "works": "false"}, "“second-hand goods” applies and “still works” does not apply"),
        (
            {"all": [{"used": "true"}, {"any": [{"document": "TH-DIW"}, {"in_bulk": "false"}]}]},
            "“second-hand goods” applies, and either TH-DIW was presented or “shipped loose” does not apply",
        ),
        (
            {"any": [{"all": [{"used": "true"}, {"works": "true"}]}, {"document": "TH-DIW"}]},
            "both “second-hand goods” applies and “still works” applies, or TH-DIW was presented",
        ),
        (
            {"not": {"any": [{"used": "true"}, {"works": "true"}]}},
            "neither “second-hand goods” applies nor “still works” applies",
        ),
    ],
)
def test_a_condition_in_words(written: dict[str, Anything], told: str) -> None:
    assert said(written) == told


def test_what_is_nested_deeply_stands_in_numbered_lines() -> None:
    deep = All((A, Any((PAPER, All((B, Not(Any((C, SHARE)))))))))
    assert sentence(deep, FACTS).split("\n") == [
        "all of these:",
        "1. “second-hand goods” applies",
        "2. at least one of these:",
        "2.1. TH-DIW was presented",
        "2.2. all of these:",
        "2.2.1. “still works” applies",
        "2.2.2. neither “shipped loose” applies nor “foreign matter by weight” is more than 2 %",
    ]


def test_facts_that_are_called_the_same_are_told_apart() -> None:
    twins = {name: replace(FACTS[name], label={"en": "same"}) for name in ("used", "works")}
    assert sentence(A, twins) != sentence(B, twins)


def test_a_label_cannot_pass_for_a_part_of_the_sentence() -> None:
    sly = replace(FACTS["used"], label={"en": "a” applies and “b"})
    plain = {name: replace(FACTS[name], label={"en": one}) for name, one in (("works", "a"), ("in_bulk", "b"))}
    assert sentence(A, {"used": sly}) != sentence(All((B, C)), plain)


def _trees(leaves: Sequence[Condition], depth: int) -> Iterator[Condition]:
    """Every tree over some leaves up to a depth, groups of two and three parts, with and without a not."""
    if depth == 0:
        yield from leaves
        return
    below = list(_trees(leaves, depth - 1))
    yield from below
    for size in (1, 2):
        for parts in combinations_with_replacement(below[:40], size):
            for group in (All(tuple(parts)), Any(tuple(parts))):
                yield group
                yield Not(group)


def _value(condition: Condition, values: dict[str, int]) -> int:
    """What it comes to, where each test's subject has one of three values."""
    match condition:
        case Test():
            value = values[condition.subject]
            return TRUE - value if condition.value is False else value
        case Not(part):
            return TRUE - _value(part, values)
        case All(parts):
            return min(_value(part, values) for part in parts)
        case Any(parts):
            return max(_value(part, values) for part in parts)


def _table(condition: Condition) -> tuple[int, ...]:
    names = (A.subject, B.subject, PAPER.subject)
    return tuple(
        _value(condition, dict(zip(names, row, strict=True))) for row in product((FALSE, UNKNOWN, TRUE), repeat=3)
    )


def test_every_small_condition_has_a_sentence_that_means_nothing_else() -> None:
    leaves = [A, Not(A), Test("used", "is", False), B, PAPER, Not(PAPER)]
    meant: dict[str, tuple[int, ...]] = {}
    count = 0
    for one in _trees(leaves, 2):
        table = _table(one)
        assert meant.setdefault(sentence(one, FACTS), table) == table, sentence(one, FACTS)
        count += 1
    assert count > 2000
    assert len(set(meant.values())) > 50


TESTS = st.sampled_from([A, B, PAPER, Test("used", "is", False)])
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    TESTS,
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(All, st.lists(inner, min_size=1, max_size=7).map(tuple))
        | st.builds(Any, st.lists(inner, min_size=1, max_size=7).map(tuple))
    ),
    max_leaves=12,
)


@given(CONDITIONS, CONDITIONS)
def test_conditions_that_differ_in_meaning_have_different_sentences(one: Condition, other: Condition) -> None:
    if _table(one) != _table(other):
        assert sentence(one, FACTS) != sentence(other, FACTS)


VALUES = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), min_size=1, max_size=6)


@given(st.frozensets(VALUES, min_size=1, max_size=4), st.frozensets(VALUES, min_size=1, max_size=4))
def test_lists_that_differ_are_told_apart(one: frozenset[str], other: frozenset[str]) -> None:
    said_of = {sentence(Test("scientific_name", "in", members), FACTS) for members in (one, other)}
    assert len(said_of) == len({one, other})


@pytest.mark.parametrize("count", [12, 13, 500])
def test_a_long_list_is_counted(count: int) -> None:
    told = sentence(Test("commodity_code", "under", frozenset(str(10_000 + n) for n in range(count))), FACTS)
    assert told.endswith("10011" if count == 12 else f"10011 … ({count - 12} more)")
