"""An example declaration of a rule: the goods it was made for are goods that the rule speaks of."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import example as example_of
from hypothesis import given, settings

from greenlane.core.model import Test
from greenlane.core.proof.answers import Answers
from greenlane.core.proof.example import decisive, example
from greenlane.core.proof.possible import possible
from tests.core.making import charge, pack, rule, ruleset
from tests.core.proof.test_possible import FACTS, condition, written

DAY = date(2025, 2, 24)
PAPERS = {"MY-LICENCE": {"label": "licence"}}
Json = dict[str, Any]


def made(one: Json, **more: Any) -> tuple[Json | None, Any]:
    rules = ruleset(pack("MY", one, documents=PAPERS, **more))
    return example(rules.rules[0], rules, DAY), rules


@settings(max_examples=80, deadline=None)
@example_of({"not": {"origin": ["KR"]}})
@example_of({"not": {"partner": ["KR"]}})
@given(written)
def test_the_example_of_a_condition_fulfils_it(when: Json) -> None:
    found, rules = made(rule("MY-A", codes=["3915"], when=when))

    if found is None:
        # None is said only where there are no such goods, or where what they must be is too much to ask for.
        assert not possible([Test("commodity_code", "under", frozenset({"3915"})), condition(when)], FACTS)
        return
    answer = Answers(rules).answer(found).answer
    assert [one["verdict"] for one in answer["items"][0]["findings"]] == ["prohibited"], found


@pytest.mark.parametrize("flow", ["import", "export", "transit"])
def test_the_route_is_one_that_the_rule_is_of(flow: str) -> None:
    found, rules = made(rule("MY-A", codes=["391510"], flows=[flow], partners=["US"]))

    assert found is not None
    assert Answers(rules).answer(found).answer["verdict"] == "prohibited"


def test_a_rule_of_any_goods_but_some_is_shown_with_others() -> None:
    found, rules = made(rule("MY-A", exclude=["940360", "61"]))

    assert found is not None
    assert found["items"][0]["commodity_code"] == "84713000"
    assert Answers(rules).answer(found).answer["verdict"] == "prohibited"


def test_words_are_in_the_description() -> None:
    found, rules = made(rule("MY-A", "risk", keywords={"en": ["scrap", "waste"]}))

    assert found is not None
    assert found["items"][0]["description"] == "scrap"
    assert Answers(rules).answer(found).answer["verdict"] == "referred"


@pytest.mark.parametrize(
    "base",
    [
        {"base": "value", "percent": "10"},
        {"base": {"quantity": "TNE", "times": "price"}, "currency": "MYR", "percent": "10"},
    ],
    ids=["value", "quantity"],
)
def test_a_charge_can_be_computed(base: Json) -> None:
    found, rules = made(charge("MY-A", base), facts={"price": {"type": "decimal", "label": "price"}})

    assert found is not None
    assert len(Answers(rules).answer(found).answer["items"][0]["charges"]) == 1


def test_goods_that_cannot_be_have_no_example() -> None:
    assert made(rule("MY-A", when={"impurity_percent": "> 100"}))[0] is None


def test_a_test_decides_where_its_whole_turns_with_it() -> None:
    limit = Test("impurity_percent", "<=", condition({"impurity_percent": "<= 2"}).value)  # type: ignore[union-attr]
    either = condition({"any": [{"impurity_percent": "<= 2"}, {"used": "true"}]})
    both = condition({"all": [{"impurity_percent": "<= 2"}, {"used": "true"}]})
    used = condition({"used": "true"})

    assert not possible([*decisive(either, limit), used], FACTS)
    assert possible([*decisive(both, limit), used], FACTS)
