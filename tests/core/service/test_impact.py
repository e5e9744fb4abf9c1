"""What a changed rule set would have done to stored decisions: told by economy, kind and rule, exactly, and masked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from greenlane.core.extension import ChargeResult, RiskSignal
from greenlane.core.ruleset import RuleSet
from greenlane.core.service import impact
from greenlane.core.service.impact import Impact
from greenlane.core.store import StoreUnavailable
from tests import installed
from tests.core.making import Json, charge, pack, restriction, rule, ruleset
from tests.core.making import Plugins as Answering
from tests.core.service.bureau import STRICT, Bureau, plugins

LONG_AGO, SOME_DAY = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def fj(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Bureau]:
    """A bureau that is to replay, on each database."""
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else None
    with installed.opened(tmp_path, plugins(STRICT), url=url) as checks:
        yield Bureau(checks)


def sent(*codes: str, date: str = "2025-02-24", route: Json | None = None, **more: Any) -> bytes:
    items = [{"commodity_code": code, **more} for code in codes]
    return json.dumps({"date": date, "route": route or {"import": "FJ"}, "reference": "INV-7", "items": items}).encode()


def replayed(bureau: Bureau, *packs: Json, since: datetime = LONG_AGO, until: datetime = SOME_DAY, **more: Any) -> Json:
    before = bureau.book.current().ruleset
    after = packs[0] if len(packs) == 1 and isinstance(packs[0], RuleSet) else ruleset(*packs)
    return Impact(bureau.store, bureau.book.plugins, 1).run(before, after, since, until, **more)


def only(found: Json) -> Json:
    (economy,) = found["economies"]
    assert isinstance(economy, dict)
    return economy


def money(amount: str, currency: str = "USD") -> Json:
    return {"value": {"amount": amount, "currency": currency}}


def test_a_ban_that_goes_is_told_by_verdict_economy_kind_and_rule(fj: Bureau) -> None:
    plastic = fj.checks.check(sent("39151010")).decision["decision_id"]
    fj.checks.check(sent("72"))

    found = replayed(fj, pack("FJ", *STRICT["rules"][1:]))

    assert found["decisions"] == {
        "found": 2,
        "replayed": 2,
        "of_other_rule_sets": 0,
        "not_replayed": {"erased": 0, "other_plugin": 0, "unreadable": 0},
        "flipped": 1,
        "flips": [{"before": "prohibited", "after": "clear", "count": 1}],
    }
    assert found["items"] == {"flipped": 1, "flips": [{"before": "prohibited", "after": "clear", "count": 1}]}
    fiji = only(found)
    assert (fiji["economy"], fiji["flipped"], fiji["kinds"]) == ("FJ", 1, {"prohibition": 1})
    (ban,) = fiji["rules"]
    assert ban.pop("examples") == [
        {
            "decision": plastic,
            "item": 1,
            "flow": "import",
            "chapter": "39",
            "before": "prohibited",
            "after": "clear",
        }
    ]
    assert ban == {
        "rule": "FJ-BAN",
        "kind": "prohibition",
        "title": "Title of FJ-BAN",
        "appeared": 0,
        "gone": 1,
        "harder": 0,
        "easier": 0,
        "surer": 0,
        "less_sure": 0,
        "flipped": 1,
    }
    assert (fiji["charges"], fiji["charges_computable"], fiji["examples"]) == ([], [], [])


def test_each_decision_is_replayed_on_its_own_date(fj: Bureau) -> None:
    fj.checks.check(sent("72", date="2025-02-24"))
    fj.checks.check(sent("72", date="2025-02-25"))

    found = replayed(fj, pack("FJ", *STRICT["rules"], rule("FJ-STEEL", codes=["72"], valid={"from": "2025-02-25"})))

    assert found["decisions"]["flips"] == [{"before": "clear", "after": "prohibited", "count": 1}]


def test_the_date_that_nobody_declared_is_the_one_it_was_decided_on(fj: Bureau) -> None:
    body = json.dumps({"route": {"import": "FJ"}, "items": [{"commodity_code": "72"}]}).encode()
    on = fj.checks.check(body).decision["date"]

    for first, flips in ((on, 1), ((datetime.fromisoformat(on) + timedelta(1)).date().isoformat(), 0)):
        found = replayed(fj, pack("FJ", rule("FJ-STEEL", codes=["72"], valid={"from": first})))
        assert found["decisions"]["flipped"] == flips


def test_only_the_span_that_is_asked_for_is_replayed(fj: Bureau) -> None:
    first, second = (fj.store.decision(fj.checks.check(sent("39")).decision["decision_id"]) for _ in range(2))
    assert first is not None and second is not None
    easy = pack("FJ")

    assert replayed(fj, easy, until=second.created_at)["decisions"]["flipped"] == 1
    assert replayed(fj, easy, since=second.created_at)["decisions"]["flipped"] == 1
    assert replayed(fj, easy, since=first.created_at)["decisions"]["flipped"] == 2
    assert replayed(fj, easy, until=first.created_at)["decisions"]["found"] == 0


def test_a_duty_that_changes_is_told_to_the_cent_by_currency(fj: Bureau) -> None:
    for amount, currency in (("100.10", "USD"), ("200", "USD"), ("7000000000000000000000000000.01", "EUR")):
        fj.checks.check(sent("41", **money(amount, currency)))
    rules = [*STRICT["rules"][:2], charge("FJ-DUTY", {"base": "value", "percent": "7.5"}, codes=["41"])]

    fiji = only(replayed(fj, pack("FJ", *rules)))

    change = "175000000000000000000000000.00"
    assert fiji["flipped"] == 0
    assert fiji["charges"] == [
        {
            "kind": "duty",
            "currency": "EUR",
            "items": 1,
            "change": change,
            "raised": change,
            "lowered": "0",
            "of_prohibited_goods": "0",
        },
        {
            "kind": "duty",
            "currency": "USD",
            "items": 2,
            # 5 % of 100.10 is 5.01 (half up), 7.5 % is 7.51; of 200 it is 10.00 and 15.00.
            "change": "7.50",
            "raised": "7.50",
            "lowered": "0",
            "of_prohibited_goods": "0",
        },
    ]


def test_a_duty_that_falls_away_with_a_ban_is_told_apart(fj: Bureau) -> None:
    fj.checks.check(sent("41", **money("200")))

    (fiji,) = replayed(fj, pack("FJ", *STRICT["rules"], rule("FJ-HIDES", codes=["4101", "41"])))["economies"]

    (duty,) = fiji["charges"]
    assert (duty["change"], duty["lowered"], duty["of_prohibited_goods"]) == ("-10.00", "-10.00", "-10.00")


def test_a_charge_that_can_no_longer_be_computed_is_counted_and_not_summed(fj: Bureau) -> None:
    fj.checks.check(sent("41", **money("200")))
    by_quantity = charge(
        "FJ-DUTY",
        {"base": {"quantity": "TNE", "times": "reference_price"}, "percent": "5", "currency": "USD"},
        codes=["41"],
    )

    fiji = only(replayed(fj, pack("FJ", *STRICT["rules"][:2], by_quantity)))

    assert fiji["charges"] == []
    assert fiji["charges_computable"] == [{"kind": "duty", "after_only": 0, "before_only": 1}]
    assert fiji["flips"] == [{"before": "clear", "after": "incomplete", "count": 1}]


def test_a_changed_value_of_a_series_is_felt_where_nobody_declared_the_fact(tmp_path: Path) -> None:
    def priced(value: str) -> Json:
        base = {"quantity": "TNE", "times": "reference_price"}
        held = {"period": "2025-02", "value": value, "evidence": "secondary", "source": "the gazette"}
        return pack(
            "FJ",
            charge("FJ-DUTY", {"base": base, "percent": "10", "currency": "USD"}, codes=["15"]),
            facts={"reference_price": {"provider": "price"}},
            parameters={"price": {"title": "Price", "unit": "USD/TNE", "period": "month", "values": [held]}},
        )

    with installed.opened(tmp_path, plugins(priced("100"))) as checks:
        bureau = Bureau(checks)
        weight = {"quantity": {"value": "2", "unit": "TNE"}}
        checks.check(sent("1511", **weight))
        checks.check(sent("1511", **weight, facts={"reference_price": "90"}))

        (duty,) = only(replayed(bureau, priced("130")))["charges"]

    assert (duty["items"], duty["change"]) == (1, "6.00")


def test_numbers_keep_all_their_digits(fj: Bureau) -> None:
    """A fraction sent as a JSON number is no float: as one, 1.0000000000000001 would be 1."""
    fj.book.current()
    fj.publish(pack("FJ", rule("FJ-PURE", codes=["72"], when={"purity_percent": "> 1"})))
    fj.book.current(fresh=True)
    body = (
        '{"date":"2025-02-24","route":{"import":"FJ"},"items":[{"commodity_code":"72","facts":{"purity_percent":%s}}]}'
    )
    for number in ("1.0000000000000001", "1", "1.0"):
        fj.checks.check((body % number).encode())

    found = replayed(fj, pack("FJ", rule("FJ-PURE", "risk", codes=["72"], when={"purity_percent": "> 1"})))

    assert found["decisions"]["flips"] == [{"before": "prohibited", "after": "referred", "count": 1}]


def test_a_declaration_of_many_items_counts_each_item_and_itself_once(fj: Bureau) -> None:
    fj.checks.check(sent("39", "3901", "72", "40"))

    found = replayed(fj, pack("FJ", *STRICT["rules"][1:]))

    assert found["decisions"]["flips"] == [{"before": "prohibited", "after": "restricted", "count": 1}]
    assert found["items"]["flips"] == [{"before": "prohibited", "after": "clear", "count": 2}]
    assert [one["item"] for one in only(found)["rules"][0]["examples"]] == [1, 2]


def test_decisions_of_another_rule_set_show_what_the_draft_does_and_not_what_was_published_since(fj: Bureau) -> None:
    fj.checks.check(sent("39"))
    fj.publish(pack("FJ", rule("FJ-NOTE", "notice", codes=["39"])))
    fj.book.current(fresh=True)

    found = replayed(fj, pack("FJ", rule("FJ-NOTE", "notice", codes=["39"]), rule("FJ-RISK", "risk", codes=["39"])))

    assert found["decisions"]["of_other_rule_sets"] == 1
    assert found["decisions"]["flips"] == [{"before": "clear", "after": "referred", "count": 1}]


def test_an_economy_that_covers_less_flips_without_any_rule(fj: Bureau) -> None:
    decision = fj.checks.check(sent("72")).decision["decision_id"]

    fiji = only(replayed(fj, {**STRICT, "economy": {**STRICT["economy"], "coverage": []}}))

    assert (fiji["flips"], fiji["rules"]) == ([{"before": "clear", "after": "not_covered", "count": 1}], [])
    assert [one["decision"] for one in fiji["examples"]] == [decision]


def test_another_nomenclature_changes_which_code_counts(tmp_path: Path) -> None:
    ban = rule("FJ-BAN", codes=["39151010"])
    family = {"name": "HS", "family": "X", "shared_digits": "8", "lengths": ["8"]}
    peru = pack("PE", nomenclature=family)
    with installed.opened(tmp_path, plugins(pack("FJ", ban), peru)) as checks:
        checks.check(sent("39151010", route={"export": "FJ", "transit": ["FJ"], "import": "PE"}))
        transit = {**ban, "flows": ["transit"]}
        bureau = Bureau(checks)
        bureau.publish(pack("FJ", transit), peru)
        bureau.book.current(fresh=True)

        found = replayed(bureau, pack("FJ", transit, nomenclature=family), peru)

    assert found["decisions"]["flips"] == [{"before": "incomplete", "after": "prohibited", "count": 1}]


def test_nothing_of_a_declaration_is_in_the_report_but_chapter_and_item(fj: Bureau) -> None:
    body = sent("39151010", description="Secret polymer of ACME", origin="JP", **money("123456.78"))
    fj.checks.check(body)

    said = json.dumps(replayed(fj, pack("FJ")))

    for private in ("INV-7", "Secret", "ACME", "39151010", "123456", "JP"):
        assert private not in said


@pytest.mark.parametrize(
    ("change", "counted"),
    [
        ('UPDATE decisions SET erased_at = 1, body = \'{"v":1,"erased":{}}\'', "erased"),
        ("UPDATE decisions SET body = substr(body, 1, length(body) - 3)", "unreadable"),
    ],
)
def test_what_cannot_be_replayed_is_counted_and_the_others_go_on(
    fj: Bureau, change: str, counted: str
) -> None:
    lost = fj.checks.check(sent("39")).decision["decision_id"]
    fj.checks.check(sent("39"))
    with fj.store._database.writing() as connection:
        connection.exec_driver_sql(f"{change} WHERE decision_id = '{lost}'")

    found = replayed(fj, pack("FJ"))["decisions"]

    assert (found["found"], found["replayed"], found["flipped"]) == (2, 1, 1)
    assert found["not_replayed"] == {"erased": 0, "other_plugin": 0, "unreadable": 0, counted: 1}


CODED = pack(
    "FJ",
    rule("FJ-USED", codes=["84"], when={"used": "true"}),
    charge("FJ-FEE", {"base": "value", "formula": "fee"}, codes=["85"]),
)


def test_what_a_plugin_said_then_is_said_again_without_asking_it(tmp_path: Path) -> None:
    asked: list[str] = []

    def fact(name: str, *_: object) -> bool:
        asked.append(name)
        return len(asked) == 1

    services = Answering(
        {
            ("FJ", "greenlane_fact"): fact,
            ("FJ", "greenlane_risk"): lambda *_: [RiskSignal("FJ-ODD", "Odd", "Look.")] if not asked else [],
        }
    )
    with installed.opened(tmp_path, plugins(CODED, services=services)) as checks:
        checks.check(sent("8471"))
        assert asked == ["used"]

        found = replayed(Bureau(checks), pack("FJ", {**CODED["rules"][0], "kind": "risk"}, CODED["rules"][1]))[
            "decisions"
        ]

    assert asked == ["used"]
    assert found["flips"] == [{"before": "prohibited", "after": "referred", "count": 1}]


def test_a_formula_is_asked_of_the_plugin_once_for_both_sets(tmp_path: Path) -> None:
    asked: list[str] = []

    def fee(formula: str, *_: object) -> ChargeResult:
        asked.append(formula)
        return ChargeResult(Decimal(1), Decimal(len(asked)), Decimal(len(asked)), "USD")

    services = Answering({("FJ", "greenlane_charge"): fee})
    with installed.opened(tmp_path, plugins(CODED, services=services)) as checks:
        checks.check(sent("8501", **money("100")))
        asked.clear()

        found = replayed(Bureau(checks), pack("FJ", *CODED["rules"], rule("FJ-NEW", "risk", codes=["85"])))

    assert asked == ["fee"]
    assert only(found)["charges"] == []
    assert found["decisions"]["flips"] == [{"before": "clear", "after": "referred", "count": 1}]


def test_a_plugin_of_another_version_cannot_say_what_it_said_then(tmp_path: Path) -> None:
    services = Answering({("FJ", "greenlane_fact"): lambda *_: True})
    with installed.opened(tmp_path, plugins(CODED, services=services)) as checks:
        checks.check(sent("8471"))
        bureau = Bureau(checks)
        bureau.book.plugins = replace(bureau.book.plugins, versions={"FJ": "FJ 2"})

        found = replayed(bureau, pack("FJ"))["decisions"]

    assert (found["replayed"], found["not_replayed"]["other_plugin"], found["flipped"]) == (0, 1, 0)


def test_a_plugin_of_data_alone_may_have_any_version(fj: Bureau) -> None:
    fj.checks.check(sent("39"))
    fj.book.plugins = replace(fj.book.plugins, versions={"FJ": "FJ 2"})

    assert replayed(fj, pack("FJ"))["decisions"]["flipped"] == 1


def test_an_economy_that_failed_then_is_taken_as_failed(tmp_path: Path) -> None:
    with installed.opened(tmp_path, plugins(STRICT)) as checks:
        checks.book.current()
        checks.book.plugins = plugins(STRICT, failed={"FJ": "its plugin raised"})
        elsewhere = Bureau(type(checks)(type(checks.book)(checks.store, checks.book.plugins)))
        assert elsewhere.checks.check(sent("39")).decision["verdict"] == "referred"

        assert replayed(elsewhere, pack("FJ"))["decisions"]["flipped"] == 0


def test_only_the_decisions_of_the_economies_asked_for_are_looked_at(tmp_path: Path) -> None:
    ban = rule("PE-BAN", codes=["39"])
    with installed.opened(tmp_path, plugins(STRICT, pack("PE", ban))) as checks:
        checks.check(sent("39"))
        checks.check(sent("39", route={"import": "PE"}))
        bureau = Bureau(checks)

        found = replayed(bureau, pack("FJ"), pack("PE"), economies=frozenset({"PE"}))

    assert found["decisions"]["found"] == 1
    assert only(found)["economy"] == "PE"


def many(bureau: Bureau, number: int) -> None:
    codes = ["39", "40", "41", "72"]
    bureau.checks.check_many([sent(codes[k % 4], **money(str(100 + k))) for k in range(number)])


def test_several_processes_say_the_same_as_one(fj: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    many(fj, 500)
    after = ruleset(pack("FJ", charge("FJ-DUTY", {"base": "value", "percent": "6"}, codes=["41", "39"])))
    alone = replayed(fj, after)
    monkeypatch.setattr(impact, "PART", 40)
    monkeypatch.setattr(impact, "FEW", 0)
    seen: list[tuple[int, int]] = []

    together = Impact(fj.store, fj.book.plugins, 2).run(
        fj.book.current().ruleset, after, LONG_AGO, SOME_DAY, progress=lambda *so_far: seen.append(so_far)
    )

    assert together == alone
    assert alone["decisions"]["flipped"] == 250
    assert seen[0] == (0, 500) and seen[-1] == (500, 500) and seen == sorted(seen)
    assert len({done for done, _ in seen}) > 5


@pytest.mark.parametrize("processes", [1, 2])
def test_it_ends_with_what_progress_raises(fj: Bureau, monkeypatch: pytest.MonkeyPatch, processes: int) -> None:
    many(fj, 100)
    monkeypatch.setattr(impact, "PART", 10)
    monkeypatch.setattr(impact, "FEW", 0)

    class Enough(Exception):
        pass

    def progress(done: int, total: int) -> None:
        if done:
            raise Enough

    ruleset_ = fj.book.current().ruleset
    with pytest.raises(Enough):
        Impact(fj.store, fj.book.plugins, processes).run(
            ruleset_, ruleset(pack("FJ")), LONG_AGO, SOME_DAY, None, progress
        )


def test_a_database_that_goes_away_is_said_to_be_so(
    fj: Bureau, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    many(fj, 50)
    monkeypatch.setattr(impact, "PART", 10)
    monkeypatch.setattr(impact, "FEW", 0)

    def away(*_: object, **__: object) -> Iterator[Any]:
        raise StoreUnavailable("the disk is gone")

    monkeypatch.setattr(fj.store.traffic, "pages", away)
    with pytest.raises(StoreUnavailable, match="the disk is gone"):
        Impact(fj.store, fj.book.plugins, 2).run(fj.book.current().ruleset, ruleset(pack("FJ")), LONG_AGO, SOME_DAY)


def test_a_requirement_that_changes_makes_a_finding_harder_or_easier(fj: Bureau) -> None:
    fj.checks.check(sent("40", facts={"used": False}))
    strict, lax = (
        restriction("FJ-NEW", {"used": "false"}, codes=["40"]),
        restriction("FJ-NEW", {"used": "true"}, codes=["40"]),
    )
    for before, after, effect in ((strict, lax, "harder"), (lax, strict, "easier")):
        fj.publish(pack("FJ", before))
        fj.book.current(fresh=True)

        (new,) = only(replayed(fj, pack("FJ", after)))["rules"]

        assert {name: new[name] for name in ("appeared", "gone", "harder", "easier", "flipped")} == {
            "appeared": 0,
            "gone": 0,
            "harder": 0,
            "easier": 0,
            "flipped": 1,
            effect: 1,
        }
