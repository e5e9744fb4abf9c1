"""The written form of a condition and its nodes say the same."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any as Anything

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.core import conditions as written_form
from greenlane.core.conditions import ConditionError, parse, write
from greenlane.core.model import All, Any, Condition, Not, Test
from greenlane.core.terms import shared_facts
from greenlane.core.vocabulary import REGIMES
from tests.core.making import known

FACTS = shared_facts()
COMPARED = ["<", "<=", ">", ">=", "=", "!="]
FLAGS = FACTS["condition_flags"].values


def read(written: Anything) -> Condition:
    return parse(written, FACTS, known)


@pytest.mark.parametrize(
    ("written", "nodes"),
    [
        ({"used": "true"}, Test("used", "is", True)),
        ({"used": "false"}, Test("used", "is", False)),
        ({"impurity_percent": "<= 2"}, Test("impurity_percent", "<=", Decimal(2))),
        ({"impurity_percent": "2.50"}, Test("impurity_percent", "=", Decimal("2.50"))),
        ({"gr_item": "!= 3"}, Test("gr_item", "!=", Decimal(3))),
        ({"impurity_percent": ">=0.000001"}, Test("impurity_percent", ">=", Decimal("0.000001"))),
        ({"purpose": "cement"}, Test("purpose", "in", frozenset({"cement"}))),
        ({"purpose": ["repair", "reuse"]}, Test("purpose", "in", frozenset({"repair", "reuse"}))),
        ({"collected_in": ["NO", "US"]}, Test("collected_in", "in", frozenset({"NO", "US"}))),
        ({"polymers": {"only": ["PE"]}}, Test("polymers", "only", frozenset({"PE"}))),
        ({"condition_flags": {"any": ["dirty"]}}, Test("condition_flags", "any", frozenset({"dirty"}))),
        ({"document": "TH-DIW"}, Test("document:TH-DIW", "presented", None)),
        ({"document": {"code": "TH-DIW"}}, Test("document:TH-DIW", "presented", None)),
        ({"document": "CO-RCEP"}, Test("document:CO-RCEP", "presented", None)),
        (
            {"document": {"code": "TH-DIW", "issued": "< 2023-06-01"}},
            Test("document:TH-DIW", "issued <", date(2023, 6, 1)),
        ),
        ({"commodity_code": ["3915", "470790"]}, Test("commodity_code", "under", frozenset({"3915", "470790"}))),
        ({"origin": "US"}, Test("origin", "in", frozenset({"US"}))),
        ({"partner": ["US"]}, Test("partner", "in", frozenset({"US"}))),
        ({"regime": ["free_zone"]}, Test("regime", "in", frozenset({"free_zone"}))),
        ({"quantity": {"unit": "TNE", "is": ">= 500"}}, Test("quantity:TNE", ">=", Decimal(500))),
        ({"keyword": ["kraft"]}, Test("keyword", "any", frozenset({"kraft"}))),
        ({"not": {"used": "true"}}, Not(Test("used", "is", True))),
        ({"any": [{"used": "true"}]}, Any((Test("used", "is", True),))),
        (
            {"used": "true", "works": "false"},
            All((Test("used", "is", True), Test("works", "is", False))),
        ),
    ],
)
def test_a_written_condition_becomes_nodes(written: Anything, nodes: Condition) -> None:
    assert read(written) == nodes


@pytest.mark.parametrize(
    ("written", "path", "message"),
    [
        ({}, (), "a condition is a mapping"),
        ("used", (), "a condition is a mapping"),
        ({"all": []}, ("all",), "all needs a list of conditions"),
        ({"any": {"used": "true"}}, ("any",), "any needs a list of conditions"),
        ({"not": [{"used": "true"}]}, ("not",), "a condition is a mapping"),
        ({"any": [{"used": "true"}, {"usde": "true"}]}, ("any", 1, "usde"), "did you mean used?"),
        ({"alll": []}, ("alll",), "did you mean all?"),
        ({"qqqqq": "true"}, ("qqqqq",), "qqqqq is no fact this pack knows"),
        ({"used": "TRUE"}, ("used",), 'used is "true" or "false"'),
        ({"used": True}, ("used",), 'used is "true" or "false"'),
        ({"impurity_percent": ""}, ("impurity_percent",), "is no comparison"),
        ({"impurity_percent": "<="}, ("impurity_percent",), "'' is no number"),
        ({"impurity_percent": "< 1e3"}, ("impurity_percent",), "'1e3' is no number"),
        ({"impurity_percent": "< 1_0"}, ("impurity_percent",), "'1_0' is no number"),
        ({"impurity_percent": "< NaN"}, ("impurity_percent",), "'NaN' is no number"),
        ({"impurity_percent": "< ٣"}, ("impurity_percent",), "'٣' is no number"),
        ({"impurity_percent": "< 1000000000000.1"}, ("impurity_percent",), "out of range"),
        ({"purpose": "fun"}, ("purpose", 0), "'fun' is no purpose: one of own_production"),
        ({"purpose": ["trade", "fun"]}, ("purpose", 1), "'fun' is no purpose"),
        ({"purpose": []}, ("purpose",), "an empty list is never true"),
        ({"scientific_name": [["Tectona"]]}, ("scientific_name", 0), "is no scientific_name: a text"),
        ({"collected_in": "Korea"}, ("collected_in", 0), "is not an economy's two capital letters"),
        ({"statistical_code": "89"}, ("statistical_code", 0), "its form is [0-9]{3}"),
        ({"polymers": {"any": ["pet"]}}, ("polymers", "any", 0), "'pet' is not a polymers"),
        ({"condition_flags": {"any": ["dirty"], "all": ["dirty"]}}, ("condition_flags",), "condition_flags is a list"),
        ({"condition_flags": {"none": ["dirty"]}}, ("condition_flags",), "condition_flags is a list"),
        ({"condition_flags": {"any": ["dusty"]}}, ("condition_flags", "any", 0), "'dusty' is no condition_flags"),
        ({"document": "XX-1"}, ("document",), "'XX-1' is no document this pack knows"),
        ({"document": ["TH-DIW"]}, ("document",), "is no document this pack knows"),
        ({"document": {"code": "TH-DIW", "expires": "> 2025-01-01"}}, ("document", "expires"), "only code and issued"),
        ({"document": {"code": "TH-DIW", "issued": "< 2023-02-30"}}, ("document", "issued"), "is no date"),
        ({"commodity_code": "7204.10"}, ("commodity_code", 0), "'7204.10' is not 2 to 12 digits"),
        ({"commodity_code": "7"}, ("commodity_code", 0), "'7' is not 2 to 12 digits"),
        ({"commodity_code": []}, ("commodity_code",), "an empty list is never true"),
        ({"origin": "usa"}, ("origin", 0), "is not an economy's two capital letters"),
        ({"regime": "storage"}, ("regime", 0), "'storage' is no regime: one of release"),
        ({"keyword": "x"}, ("keyword", 0), "is not 2 to 80 characters"),
        ({"keyword": "?!"}, ("keyword",), "'?!' has neither letters nor digits"),
        ({"quantity": ">= 5"}, ("quantity",), "a quantity is asked as {unit: TNE"),
        ({"quantity": {"unit": "XXX", "is": ">= 5"}}, ("quantity", "unit"), "XXX is no unit we convert"),
        ({"quantity": {"unit": "TNE", "is": ">= five"}}, ("quantity", "is"), "'five' is no number"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(
    written: Anything, path: tuple[str | int, ...], message: str
) -> None:
    with pytest.raises(ConditionError) as caught:
        read(written)

    assert message in str(caught.value)
    assert caught.value.path == path


def sets(values: list[str]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(values), min_size=1)


numbers = st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False, places=6) | st.integers(
    -(10**12), 10**12
).map(Decimal)
leaves = st.one_of(
    st.builds(Test, st.sampled_from(["used", "works"]), st.just("is"), st.booleans()),
    st.builds(Test, st.sampled_from(["impurity_percent", "gr_item"]), st.sampled_from(COMPARED), numbers),
    st.builds(Test, st.just("purpose"), st.just("in"), sets(list(FACTS["purpose"].values))),
    st.builds(Test, st.just("collected_in"), st.just("in"), sets(["NO", "US", "YE"])),
    st.builds(Test, st.just("condition_flags"), st.sampled_from(["any", "all", "only"]), sets(list(FLAGS))),
    st.builds(Test, st.sampled_from(["document:TH-DIW", "document:CO-RCEP"]), st.just("presented"), st.none()),
    st.builds(
        Test,
        st.just("document:VN-QCVN"),
        st.sampled_from([f"issued {op}" for op in COMPARED]),
        st.dates(),
    ),
    st.builds(Test, st.just("commodity_code"), st.just("under"), sets(["39", "0901", "720449"])),
    st.builds(Test, st.sampled_from(["origin", "partner"]), st.just("in"), sets(["NO", "US"])),
    st.builds(Test, st.just("regime"), st.just("in"), sets(list(REGIMES))),
    st.builds(Test, st.just("keyword"), st.just("any"), sets(["kraft", "废纸", "used: yes"])),
    st.builds(Test, st.sampled_from(["quantity:TNE", "quantity:NAR"]), st.sampled_from(COMPARED), numbers),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map(lambda parts: All(tuple(parts))),
        st.lists(inner, min_size=1, max_size=4).map(lambda parts: Any(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=8,
)


@given(conditions)
def test_what_is_written_of_nodes_is_read_as_the_same_nodes(nodes: Condition) -> None:
    assert read(write(nodes)) == nodes


@given(conditions)
def test_writing_is_settled_after_once(nodes: Condition) -> None:
    assert write(read(write(nodes))) == write(nodes)


def test_the_tests_of_a_condition_come_in_the_order_of_writing() -> None:
    condition = read({"any": [{"used": "true"}, {"not": {"works": "true"}}], "document": "TH-DIW"})

    assert [test.subject for test in written_form.tests(condition)] == ["used", "works", "document:TH-DIW"]
    assert list(written_form.tests(None)) == []
