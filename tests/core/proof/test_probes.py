"""Probes: on both sides of everything that two rule sets differ in, with what each of them answers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from greenlane.core.proof.probes import Probe, Said, probes
from greenlane.core.ruleset import assemble
from greenlane.core.terms import shared_documents, shared_facts
from tests.core.making import charge, pack, restriction, rule, ruleset
from tests.core.proof.test_lint import real

TODAY = date(2026, 11, 22)
Json = dict[str, Any]


def between(before: Json, after: Json, **more: Any) -> list[Probe]:
    return probes(ruleset(before), ruleset(after), on=TODAY, **more)


def of(*rules: Json, **more: Any) -> Json:
    return pack("MY", *rules, **more)


def answers(found: list[Probe], threshold: str) -> dict[str, tuple[str | None, str | None]]:
    """Of one threshold, by side, the verdict before and after."""
    return {one.side: (one.before.verdict, one.after.verdict) for one in found if one.threshold == threshold}


def limit(percent: str, **more: Any) -> Json:
    return restriction("MY-PURE", {"impurity_percent": f"<= {percent}"}, codes=["3915"], **more)


def test_rule_sets_that_are_the_same_have_no_probe() -> None:
    assert between(of(limit("2")), of(limit("2"))) == []


def test_a_limit_that_moved_is_probed_on_both_sides_of_the_old_and_the_new() -> None:
    found = between(of(limit("2")), of(limit("0.5")))

    assert answers(found, "impurity_percent <= 0.5") == {
        "below": ("clear", "clear"),
        "at": ("clear", "clear"),
        "above": ("clear", "restricted"),
    }
    assert answers(found, "impurity_percent <= 2") == {
        "below": ("clear", "restricted"),
        "at": ("clear", "restricted"),
        "above": ("restricted", "restricted"),
    }
    assert [one.flips for one in found] == [False, False, True, True, True, False]
    assert {one.address for one in found} == {"MY/rules/MY-PURE"}
    assert [one.declaration["items"][0]["facts"]["impurity_percent"] for one in found] == [
        "0.49", "0.5", "0.51", "1.99", "2", "2.01"
    ]  # fmt: skip


def test_the_rest_of_the_rule_is_in_order_so_that_the_threshold_decides() -> None:
    def both(percent: str) -> Json:
        papers = {"documents": {"MY-L": {"label": "licence"}}}
        conditions: tuple[Json, ...] = (
            {"document": "MY-L"},
            {"any": [{"purpose": "repair"}, {"impurity_percent": f"<= {percent}"}]},
        )
        scope: Json = {"codes": ["3915"], "when": {"used": "true"}, "regimes": ["free_zone"]}
        return of(restriction("MY-A", *conditions, **scope), **papers)

    found = between(both("2"), both("3"))

    assert answers(found, "impurity_percent <= 3") == {
        "below": ("restricted", "clear"),
        "at": ("restricted", "clear"),
        "above": ("restricted", "restricted"),
    }
    item = found[0].declaration["items"][0]
    assert found[0].declaration["regime"] == "free_zone"
    assert item["documents"] == [{"code": "MY-L"}]
    assert item["facts"]["used"] is True
    assert item["facts"]["purpose"] != "repair"


def test_a_count_is_probed_by_whole_numbers() -> None:
    found = between(of(rule("MY-A", when={"gr_item": "> 3"})), of(rule("MY-A", when={"gr_item": "> 4"})))

    assert [one.declaration["items"][0]["facts"]["gr_item"] for one in found[:3]] == [3, 4, 5]
    assert answers(found, "gr_item > 4") == {
        "below": ("clear", "clear"),
        "at": ("prohibited", "clear"),
        "above": ("prohibited", "prohibited"),
    }


def test_a_quantity_is_probed_in_its_own_unit() -> None:
    def over(tonnes: str) -> Json:
        return of(rule("MY-A", when={"quantity": {"unit": "TNE", "is": f">= {tonnes}"}}))

    found = between(over("500"), over("100"))

    assert answers(found, "quantity TNE >= 100") == {
        "below": ("clear", "clear"),
        "at": ("clear", "prohibited"),
        "above": ("clear", "prohibited"),
    }
    assert found[0].declaration["items"][0]["quantity"] == {"value": "99.99", "unit": "TNE"}


def test_a_day_of_issue_is_probed_on_the_day_and_its_neighbours() -> None:
    def before(day: str) -> Json:
        papers = {"documents": {"MY-L": {"label": "licence"}}}
        return of(restriction("MY-A", {"document": {"code": "MY-L", "issued": f"< {day}"}}), **papers)

    found = between(before("2023-06-01"), before("2024-06-01"))

    assert answers(found, "document MY-L issued < 2024-06-01") == {
        "below": ("restricted", "clear"),
        "at": ("restricted", "restricted"),
        "above": ("restricted", "restricted"),
    }
    assert found[0].declaration["items"][0]["documents"] == [{"code": "MY-L", "issued": "2024-05-31"}]


def test_a_day_of_validity_is_probed_on_the_day_and_its_neighbours() -> None:
    found = between(of(rule("MY-A")), of(rule("MY-A", valid={"to": "2025-06-30"})))

    assert answers(found, "valid to 2025-06-30") == {
        "below": ("prohibited", "prohibited"),
        "at": ("prohibited", "prohibited"),
        "above": ("prohibited", "clear"),
    }
    assert [one.declaration["date"] for one in found] == ["2025-06-29", "2025-06-30", "2025-07-01"]


def duty(*rows: tuple[str | None, str | None, str]) -> Json:
    written = [{k: v for k, v in (("from", a), ("to", b), ("percent", p)) if v} for a, b, p in rows]
    scale = {"by": {"quantity": "TNE"}, "includes": "upper", "rows": written}
    return charge("MY-DUTY", {"base": "value", "scale": scale}, codes=["3915"])


def test_an_edge_of_a_scale_is_probed_with_what_is_charged() -> None:
    found = between(
        of(duty((None, "100", "1"), ("100", "500", "3"), ("500", None, "9"))),
        of(duty((None, "200", "1"), ("200", "500", "3"), ("500", None, "9"))),
        # 500 is an edge of a row that changed, too.
    )

    charged = {(one.threshold, one.side): (one.before.charges, one.after.charges) for one in found}
    low, high = (("duty", "100.00", "USD"),), (("duty", "300.00", "USD"),)
    assert charged["quantity:TNE 200", "at"] == (high, low)
    assert charged["quantity:TNE 200", "above"] == (high, high)
    assert charged["quantity:TNE 100", "at"] == (low, low)
    assert charged["quantity:TNE 100", "above"] == (high, low)
    assert {threshold for threshold, _ in charged} == {"quantity:TNE 100", "quantity:TNE 200", "quantity:TNE 500"}


def test_codes_that_came_and_went_are_probed() -> None:
    found = between(of(rule("MY-A", codes=["391510", "391520"])), of(rule("MY-A", codes=["391510", "391530"])))

    assert answers(found, "code 391520") == {"at": ("prohibited", "clear")}
    assert answers(found, "code 391530") == {"at": ("clear", "prohibited")}
    assert [one.declaration["items"][0]["commodity_code"] for one in found] == ["39153000", "39152000"]


def test_a_code_that_is_newly_excluded_is_probed() -> None:
    found = between(of(rule("MY-A", codes=["3915"])), of(rule("MY-A", codes=["3915"], exclude=["391530"])))

    assert answers(found, "code 391530") == {"at": ("prohibited", "clear")}


def test_a_code_of_an_example_is_a_real_one_where_the_nomenclature_is_known() -> None:
    (found,) = between(
        of(rule("MY-A", codes=["3916"])),
        of(rule("MY-A", codes=["3916", "3915"])),
        nomenclatures={"MY": ["39151", "39151090", "39151010"]},
    )

    assert found.declaration["items"][0]["commodity_code"] == "39151010"


def test_a_yes_or_no_test_is_probed_both_ways() -> None:
    found = between(of(rule("MY-A", when={"used": "true"})), of(rule("MY-A", when={"contaminated": "true"})))

    new, old = answers(found, "contaminated true"), answers(found, "used true")
    assert new == {"holds": ("incomplete", "prohibited"), "fails": ("incomplete", "clear")}
    assert old == {"holds": ("prohibited", "incomplete"), "fails": ("clear", "incomplete")}


@pytest.mark.parametrize(
    ("before", "after", "verdicts"),
    [
        ([], [rule("MY-A", codes=["3915"])], ("clear", "prohibited")),
        ([rule("MY-A", codes=["3915"])], [], ("prohibited", "clear")),
    ],
    ids=["new", "gone"],
)
def test_a_rule_that_is_new_or_gone_is_probed_at_all_it_names(
    before: list[Json], after: list[Json], verdicts: tuple[str, str]
) -> None:
    assert answers(between(of(*before), of(*after)), "code 3915") == {"at": verdicts}


def test_a_change_of_the_rule_itself_has_an_example() -> None:
    found = between(of(rule("MY-A", codes=["3915"])), of(rule("MY-A", "notice", codes=["3915"])))

    assert answers(found, "the rule itself") == {"at": ("prohibited", "clear")}
    assert [(one.before.rule, one.after.rule) for one in found] == [("prohibited", "clear")]


def test_a_value_of_a_series_is_probed_around_its_days() -> None:
    def priced(value: str) -> Json:
        values = [
            {"from": "2025-01-01", "to": "2025-01-31", "value": "1000", "evidence": "legal_text", "source": "Gazette"},
            {"from": "2025-02-01", "value": value, "evidence": "legal_text", "source": "Gazette"},
        ]
        base = {"base": {"quantity": "TNE", "times": "price"}, "currency": "MYR", "percent": "10"}
        return of(
            charge("MY-DUTY", base, codes=["1511"]),
            facts={"price": {"type": "decimal", "label": "price", "provider": "gazetted"}},
            parameters={"gazetted": {"title": "Price", "unit": "MYR/TNE", "period": "dated", "values": values}},
        )

    found = between(priced("2000"), priced("3000"))

    assert [(one.address, one.side, one.declaration["date"]) for one in found] == [
        ("MY/parameters/gazetted", "below", "2025-01-31"),
        ("MY/parameters/gazetted", "at", "2025-02-01"),
        ("MY/parameters/gazetted", "above", "2025-02-02"),
    ]
    assert [[said.charges[0][1] for said in (one.before, one.after)] for one in found] == [
        ["10000.00", "10000.00"],
        ["20000.00", "30000.00"],
        ["20000.00", "30000.00"],
    ]


def test_a_fact_that_only_the_draft_knows_is_refused_before() -> None:
    new = of(rule("MY-A", when={"glow": "true"}), facts={"glow": {"type": "boolean", "label": "it glows"}})

    found = between(of(), new)

    assert {one.side: one.after.verdict for one in found} == {"holds": "prohibited", "fails": "clear"}
    assert all(one.before == Said(None, None, (), one.before.refused) for one in found)
    assert found[0].before.refused.startswith("no declaration: /items/0/facts/glow: ")


def test_of_a_long_list_that_changes_some_codes_are_probed_and_the_rest_counted() -> None:
    found = between(of(rule("MY-A", codes=["39"])), of(rule("MY-A", codes=[f"72{one}" for one in range(10, 30)])))

    mine = [one.threshold for one in found if one.threshold.startswith("code 72")]
    assert mine == [*(f"code 72{one}" for one in range(10, 17)), "code 7217, and 12 more that are not probed"]


@pytest.mark.parametrize("economy", ["KR", "TH", "VN"])
def test_every_rule_of_a_pack_would_be_probed_with_goods_that_it_speaks_of(economy: str) -> None:
    _, rules = real()
    mine = rules.packs[economy]
    with_rules, without = (
        assemble({economy: one}, shared_facts(), shared_documents())
        for one in (mine, type(mine)(mine.economy, mine.facts, mine.documents, mine.parameters, ()))
    )

    found = probes(without, with_rules, on=TODAY)

    assert [one for one in found if one.after.refused] == []
    probed = {one.address for one in found}
    spoke = {one.address for one in found if one.after.rule is not None}
    assert probed == {f"{economy}/rules/{rule.id}" for rule in mine.rules}
    # Its condition is unknown where nobody states the lead, and an example states what is asked.
    assert probed - spoke <= {"KR/rules/KR-WASTE-WIRE-CHECK"}
