"""What the image holds, and what it refuses to hold."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.core import reference
from greenlane.core.ask import Ask, Hit
from greenlane.core.compile import TooLarge, antichain, compile_rules
from greenlane.core.engine import CompiledEngine, plain
from greenlane.core.model import All, Any, Condition, Fact, Not, Presumption, Requirement, Rule, Test
from greenlane.ext import _matcher
from tests.core.making import Agreeing, item, pack, rule, ruleset

FACTS = {"used": Fact("used", "boolean"), "flags": Fact("flags", "list")}
USED = Test("used", "is", True)
codes = st.lists(st.text("0189", min_size=2, max_size=6), max_size=8)


def of(when: Condition | None = None, **more: object) -> Rule:
    return Rule("FJ-A", "FJ", "prohibition", ("import",), when=when, **more)  # type: ignore[arg-type]


def same(rule: Rule, **facts: object) -> None:
    """Hold the matcher to the reference."""
    ask = Ask("FJ", "import", date(2025, 1, 1), "39", facts=facts)  # type: ignore[arg-type]
    matcher = _matcher.Matcher(compile_rules([rule], FACTS, {}))
    assert [Hit(*one) for one in matcher.check(*plain(ask))] == reference.check([rule], {}, ask)


def nested(depth: int) -> Condition:
    condition: Condition = USED
    for _ in range(depth):
        condition = Not(condition)
    return condition


@pytest.mark.parametrize("whole", [All, Any])
def test_sixty_parts_fit_and_sixty_one_do_not(whole: type[All] | type[Any]) -> None:
    for used in (True, False):
        same(of(whole((USED,) * 60)), used=used)
    with pytest.raises(TooLarge, match="FJ-A: more than 60 parts"):
        compile_rules([of(whole((USED,) * 61))], FACTS, {})


def test_sixty_one_nots_fit_and_sixty_two_do_not() -> None:
    same(of(nested(61)), used=True)
    with pytest.raises(TooLarge, match="FJ-A: a condition nested more than 60 deep"):
        compile_rules([of(nested(62))], FACTS, {})


def test_parts_that_wait_for_a_later_part_are_counted() -> None:
    """The matcher's stack holds 64 values: parts before a wide one wait on it."""
    fits = Any((USED,) * 29 + (Any((USED,) * 30),))
    for used in (True, False):
        same(of(fits), used=used)
    with pytest.raises(TooLarge, match="counting those before it"):
        compile_rules([of(Any((USED,) * 59 + (Any((USED,) * 60),)))], FACTS, {})
    with pytest.raises(TooLarge, match="counting those before it"):
        compile_rules([of(Any((USED,) * 31 + (Any((USED,) * 30),)))], FACTS, {})


def test_a_requirement_is_bounded_too() -> None:
    with pytest.raises(TooLarge, match="FJ-A"):
        compile_rules([of(requires=(Requirement(All((USED,) * 61)),))], FACTS, {})


def test_a_presumption_is_bounded_too() -> None:
    with pytest.raises(TooLarge, match="a presumption: more than 60 parts"):
        compile_rules([of(USED)], FACTS, {("FJ", "used"): Presumption(False, All((USED,) * 61))})


def test_sixty_two_values_of_a_list_fit_and_sixty_three_do_not() -> None:
    words = [f"W{number:02}" for number in range(63)]

    same(of(Test("flags", "any", frozenset(words[:62]))), flags=["W61"])
    same(of(Test("flags", "only", frozenset(words[:62]))), flags=["W61", "other"])
    with pytest.raises(TooLarge, match="more than 62 different values of flags"):
        compile_rules([of(Test("flags", "any", frozenset(words)))], FACTS, {})


def test_what_a_pack_may_say_can_be_compiled() -> None:
    """The bound of a written condition is no wider than the image's."""
    widest = {"any": [{"used": "true"}] * 57 + [{"not": {"works": "true"}}]}
    engine = Agreeing(ruleset(pack("FJ", rule("FJ-A", when=widest))))

    assert engine.check(Ask("FJ", "import", date(2025, 1, 1), "39", facts={"used": False, "works": False}))
    assert item()["commodity_code"]


@given(codes)
def test_an_antichain_covers_the_same_codes_and_holds_none_below_another(some: list[str]) -> None:
    kept = antichain(some)

    assert set(kept) <= set(some)
    assert kept == sorted(set(kept))
    assert not [(a, b) for a in kept for b in kept if a != b and a.startswith(b)]
    assert all(any(code.startswith(short) for short in kept) for code in some)


@given(codes, st.text("0189", min_size=2, max_size=8))
def test_an_antichain_decides_as_all_its_codes_do(some: list[str], declared: str) -> None:
    assert reference.under(declared, antichain(some)) == reference.under(declared, some)


def test_an_image_of_another_rule_set_is_refused() -> None:
    one = ruleset(pack("FJ", rule("FJ-A")))
    two = ruleset(pack("FJ", rule("FJ-A"), rule("FJ-B")))

    with pytest.raises(ValueError, match="the image is of another rule set"):
        CompiledEngine(two, CompiledEngine(one).image)


def test_many_asks_are_answered_as_one_by_one() -> None:
    rules = ruleset(pack("FJ", rule("FJ-A", codes=["39"]), rule("FJ-B", "risk", codes=["391510"])))
    engine = CompiledEngine(rules)
    asks = [Ask("FJ", flow, date(2025, 1, 1), code) for flow in ("import", "export") for code in ("39", "391510", "40")]

    assert engine.check_many(asks) == [
        [(hit.rule, hit.verdict, hit.match) for hit in engine.check(ask)] for ask in asks
    ]
    assert engine.check_many(asks)[1] == [(0, 5, 2), (1, 2, 2)]
    assert engine.check_many([]) == []


def test_the_same_rules_make_the_same_image() -> None:
    rules = ruleset(pack("FJ", rule("FJ-A", codes=["39", "40"], when={"polymers": {"any": ["PE", "PET", "PVC"]}})))

    images = {compile_rules(rules.rules, rules.facts, rules.presumptions) for _ in range(3)}

    assert len(images) == 1
