"""Which rules and economies a change can be felt in: no fewer, and not all of them for a word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from greenlane.core.impact.comparison import Comparison
from greenlane.core.impact.touched import Touched, touched
from greenlane.core.model import Fact, Pack, Presumption, Test
from greenlane.core.ruleset import RuleSet
from tests.core.making import Json, Plugins, charge, pack, rule, ruleset

PRICE = {
    "price": {
        "title": "Price",
        "unit": "USD/TNE",
        "period": "month",
        "values": [{"period": "2025-02", "value": "100", "evidence": "secondary", "source": "gazette"}],
    }
}
USED = rule("FJ-USED", codes=["84"], when={"used": "true"})
WASTE = rule("FJ-WASTE", codes=["39"], when={"identified_as_waste": "true"})
DUTY = charge(
    "FJ-DUTY",
    {"base": {"quantity": "TNE", "times": "reference_price"}, "percent": "5", "currency": "USD"},
    codes=["15"],
)
PERU = pack("PE", rule("PE-BAN", codes=["39"]))


def fiji(*rules: Json, **more: Json) -> Json:
    facts = {"reference_price": {"provider": "price"}, **more.pop("facts", {})}
    return pack("FJ", *(rules or (USED, WASTE, DUTY)), facts=facts, parameters=more.pop("parameters", PRICE), **more)


def between(before: Json, after: Json, coded: frozenset[str] = frozenset()) -> Touched:
    return touched(ruleset(before, PERU), ruleset(after, PERU), coded)


NOTHING = Touched(frozenset(), frozenset(), frozenset(), frozenset(), False)


def test_nothing_is_touched_by_nothing_and_by_words() -> None:
    other = {**USED, "title": "Another", "message": "Other words.", "remedy": "Ask.", "review_by": "2030-01-01"}
    assert between(fiji(), fiji()) == NOTHING
    assert between(fiji(), fiji(other, WASTE, DUTY)) == NOTHING


@pytest.mark.parametrize(
    "changed",
    [
        {"codes": ["85"]},
        {"exclude": ["8471"]},
        {"when": {"used": "false"}},
        {"valid": {"from": "2025-01-01"}},
        {"kind": "risk"},
        {"evidence": "unverified"},
        {"flows": ["export"]},
        {"partners": ["JP"]},
        {"regimes": ["free_zone"]},
        {"keywords": {"en": ["scrap"]}},
    ],
    ids=lambda one: next(iter(one)),
)
def test_whatever_decides_touches_its_rule_and_its_economy(changed: Json) -> None:
    found = between(fiji(), fiji({**USED, **changed}, WASTE, DUTY))

    assert found == Touched(
        frozenset({"FJ-USED"}), frozenset({"FJ-USED"}), frozenset({"FJ"}), frozenset(), everywhere=False
    )


def test_a_rule_that_comes_or_goes_is_touched_on_its_side() -> None:
    found = between(fiji(USED, WASTE), fiji(USED, DUTY))
    assert (found.before, found.after) == ({"FJ-WASTE"}, {"FJ-DUTY"})


def test_a_value_of_a_series_touches_what_is_computed_from_it() -> None:
    dearer = {"price": {**PRICE["price"], "values": [{**PRICE["price"]["values"][0], "value": "120"}]}}  # type: ignore[dict-item]
    found = between(fiji(), fiji(parameters=dearer))
    assert (found.before, found.after, found.whole) == ({"FJ-DUTY"}, {"FJ-DUTY"}, frozenset())

    weaker = {"price": {**PRICE["price"], "values": [{**PRICE["price"]["values"][0], "evidence": "workshop"}]}}  # type: ignore[dict-item]
    assert between(fiji(), fiji(parameters=weaker)) == NOTHING


def test_a_presumption_touches_what_looks_at_its_fact_and_what_hangs_on_it() -> None:
    presumed = fiji(facts={"used": {"presume": "false"}})
    assert between(fiji(), presumed).after == {"FJ-USED"}

    guarded = {"identified_as_waste": {"presume": {"is": "false", "unless": {"used": "true"}}}}
    found = between(fiji(facts=guarded), fiji(facts={**guarded, "used": {"presume": "false"}}))
    assert found.after == {"FJ-USED", "FJ-WASTE"}


def with_fact(rules: RuleSet, fact: Fact) -> RuleSet:
    """The rule set with another fact in Fiji."""
    old = rules.packs["FJ"]
    new: Pack = replace(old, facts={**old.facts, fact.name: fact})
    return replace(rules, packs={**rules.packs, "FJ": new})


def test_where_a_provided_fact_may_take_back_a_presumption_the_whole_economy_is_touched() -> None:
    hanging = Fact("used", "boolean", presumption=Presumption(False, Test("reference_price", ">", None)))
    before = with_fact(ruleset(fiji(), PERU), hanging)
    after = with_fact(ruleset(fiji(USED, WASTE), PERU), hanging)

    assert touched(before, after).whole == {"FJ"}
    assert touched(before, before) == NOTHING


def test_an_economy_whose_plugin_has_code_is_touched_as_a_whole_once_it_is_touched() -> None:
    coded = frozenset({"FJ", "PE"})
    assert between(fiji(), fiji(USED, WASTE), coded).whole == {"FJ"}
    assert between(fiji(), fiji(), coded) == NOTHING


@pytest.mark.parametrize(
    "more",
    [
        {"coverage": []},
        {"nomenclature": {"name": "T", "family": "X", "shared_digits": "6", "lengths": ["8"]}},
        {"nomenclature": {"name": "T", "family": "FJ", "shared_digits": "8", "lengths": ["8"]}},
    ],
)
def test_what_an_economy_is_touches_all_of_it(more: Json) -> None:
    found = between(fiji(), fiji(**more))
    assert (found.economies, found.whole, found.everywhere) == ({"FJ"}, {"FJ"}, False)


def test_who_answers_for_whom_touches_everything() -> None:
    assert between(fiji(), fiji(members=["WS"])).everywhere


def test_an_economy_that_comes_or_goes_is_touched_as_a_whole() -> None:
    found = touched(ruleset(fiji()), ruleset(fiji(), PERU))
    assert found.whole == {"PE"}


def treaties(*rules: Json, **more: Json) -> Json:
    """A pack without an economy."""
    six = {"name": "HS 2022", "family": "HS", "shared_digits": "6", "lengths": ["6"]}
    return pack("XT", *rules, **{"everywhere": "true", "nomenclature": six, **more})


def notice(code: str) -> Json:
    return rule("XT-A", "notice", codes=[code], flows=["import"])


def test_a_change_of_a_pack_without_an_economy_concerns_every_decision() -> None:
    """No decision names it among its economies, though each asked it."""
    before, after = ruleset(PERU, treaties(notice("39"))), ruleset(PERU, treaties(notice("3915")))
    found = touched(before, after)

    assert (found.economies, found.placeless, found.everywhere) == ({"XT"}, True, False)
    comparison = Comparison(before, after, Plugins(), {})
    assert comparison.concerned is None
    assert not touched(before, before).placeless
    assert not touched(ruleset(PERU, treaties(notice("39"))), ruleset(fiji(), PERU, treaties(notice("39")))).placeless


def test_where_such_a_pack_comes_or_speaks_of_another_flow_declarations_are_read_anew() -> None:
    spans = [{"flow": "export", "from": "2020-01-01", "status": "covered", "scope": "all"}]
    without, with_it = ruleset(PERU), ruleset(PERU, treaties(notice("39")))
    otherwise = ruleset(PERU, treaties(notice("39"), coverage=spans))  # type: ignore[arg-type]

    assert touched(without, with_it).everywhere
    assert touched(with_it, otherwise).everywhere
    assert not touched(with_it, with_it).everywhere
