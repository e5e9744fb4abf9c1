"""Decided by one rule set, stored before it is answered, and found again as it was."""

from __future__ import annotations

import json
import threading
import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pytest

from greenlane.core.declaration import NotADeclaration, NotJSON
from greenlane.core.extension import ChargeResult, Fault, RiskSignal
from greenlane.core.render import Renderer
from greenlane.core.service import Checks, InFlight, KeyReused, records
from greenlane.core.store import RuleSetMoved, StoreUnavailable
from tests import installed
from tests.core.making import Plugins as Answering
from tests.core.making import charge, pack, rule
from tests.core.service.bureau import EASY, STRICT, Bureau, declared, plugins

CASES = [
    pytest.param(economy, index, id=f"{economy}: {case.name}")
    for economy in sorted(installed.FOLDERS)
    for index, case in enumerate(installed.cases(economy))
]


def test_a_decision_is_stored_before_it_is_answered(bureau: Bureau) -> None:
    answer = bureau.checks.check(declared("39", reference="INV-7"), owner="key-1").decision

    kept = bureau.store.decision(answer["decision_id"])
    assert kept is not None
    assert (kept.verdict, kept.rule_set, kept.reference, kept.owner) == ("prohibited", 1, "INV-7", "key-1")
    assert (kept.economies, str(kept.date)) == ("FJ", "2025-02-24")
    assert answer["ruleset"]["version"] == 1


def test_the_record_holds_the_declaration_byte_for_byte_and_what_it_was_decided_by(bureau: Bureau) -> None:
    body = b'{"items" : [{"commodity_code":"3915", "quantity":{"value":1.50,"unit":"TNE"}}],"route":{"import":"FJ"}}'

    answer = bureau.checks.check(body).decision

    kept = bureau.store.decision(answer["decision_id"])
    assert kept is not None
    assert body in kept.body
    record = records.read(kept.body)
    assert record["ruleset"] == [1, answer["ruleset"]["digest"]]
    assert record["plugins"] == {"FJ": "FJ 1"}
    assert str(record["input"]["items"][0]["quantity"]["value"]) == "1.50"


def test_what_is_no_declaration_is_not_stored(bureau: Bureau) -> None:
    bureau.checks.check(declared("39"))
    with pytest.raises(NotJSON):
        bureau.checks.check(b"{")
    with pytest.raises(NotADeclaration):
        bureau.checks.check(b"{}")

    assert len(bureau.kept()) == 1


def test_a_decision_that_does_not_exist_is_none(bureau: Bureau) -> None:
    bureau.book.current()

    assert bureau.checks.decision("01JTEST0000000000000000000") is None


# The rule set that decides


def moving(bureau: Bureau, monkeypatch: pytest.MonkeyPatch, *publications: Any) -> list[int]:
    """Publish just before each of the next records is stored; the numbers of rule sets that were tried."""
    record = bureau.store.writer.record
    waiting = list(publications)
    tried: list[int] = []

    def stored(made: Any, rule_set: int | None) -> Any:
        tried.extend(one.rule_set for one in made)
        if made and waiting:
            bureau.publish(waiting.pop(0))
        return record(made, rule_set)

    monkeypatch.setattr(bureau.store.writer, "record", stored)
    return tried


def test_a_rule_set_that_comes_between_making_and_storing_decides_again(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    bureau.book.current()
    tried = moving(bureau, monkeypatch, EASY)

    answer = bureau.checks.check(declared("39")).decision

    assert tried == [1, 2]
    assert (answer["verdict"], answer["ruleset"]["version"]) == ("clear", 2)
    assert bureau.kept() == [(answer["decision_id"], 2, "clear")]


def test_several_rule_sets_in_a_row_decide_again_each(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    bureau.book.current()
    tried = moving(bureau, monkeypatch, EASY, STRICT, EASY)

    answer = bureau.checks.check(declared("39")).decision

    assert tried == [1, 2, 3, 4]
    assert bureau.kept() == [(answer["decision_id"], 4, "clear")]


def test_many_are_all_decided_again(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    bureau.book.current()
    moving(bureau, monkeypatch, EASY)

    answers = bureau.checks.check_many([declared("39"), declared("42"), declared("39")])

    assert [one["verdict"] for one in answers if isinstance(one, dict)] == ["clear", "clear", "clear"]
    assert [(rule_set, verdict) for _, rule_set, verdict in bureau.kept()] == [(2, "clear")] * 3


def test_an_idempotent_check_is_decided_again_too(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    bureau.book.current()
    moving(bureau, monkeypatch, EASY)

    first = bureau.checks.check(declared("39"), key="k")
    second = bureau.checks.check(declared("39"), key="k")

    assert first.decision["ruleset"]["version"] == 2
    assert second.json == first.json


def test_a_question_of_the_past_is_not_decided_again(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    first = bureau.book.current().header.effective_at
    tried = moving(bureau, monkeypatch, EASY)

    answer = bureau.checks.check(declared("39", known_at=first.isoformat())).decision

    assert tried == [1]
    assert bureau.kept() == [(answer["decision_id"], 1, "prohibited")]


def test_rule_sets_that_never_stand_still_are_unavailable(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    bureau.book.current()

    def moved(*_: Any) -> None:
        raise RuleSetMoved(2)

    monkeypatch.setattr(bureau.store.writer, "record", moved)

    with pytest.raises(StoreUnavailable):
        bureau.checks.check(declared("39"))
    with pytest.raises(StoreUnavailable):
        bureau.checks.check_many([declared("39")])
    assert bureau.kept() == []


def test_while_others_publish_no_decision_stands_under_a_rule_set_that_says_otherwise(bureau: Bureau) -> None:
    """Odd rule sets ban, even ones do not."""
    bureau.book.current()
    done = threading.Event()
    failures: list[BaseException] = []
    answered: list[Any] = []

    def publishing() -> None:
        try:
            for number in range(12):
                before = len(answered)
                bureau.publish(EASY if number % 2 == 0 else STRICT)
                deadline = time.monotonic() + 20
                while len(answered) < before + 6 and time.monotonic() < deadline:
                    time.sleep(0.005)
        except BaseException as error:
            failures.append(error)
        finally:
            done.set()

    def checking() -> None:
        try:
            while not done.is_set():
                answered.append(bureau.checks.check(declared("39")))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=publishing), *(threading.Thread(target=checking) for _ in range(3))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not failures
    kept = bureau.kept()
    assert {rule_set for _, rule_set, _ in kept} & {1, 3, 5, 7, 9, 11, 13}
    assert {rule_set for _, rule_set, _ in kept} & {2, 4, 6, 8, 10, 12}
    assert [one for one in kept if one[2] != ("prohibited" if one[1] % 2 else "clear")] == []


# Idempotency


def test_a_repeat_gives_the_same_decision_byte_for_byte(bureau: Bureau) -> None:
    body = declared("41", value={"amount": "200", "currency": "USD"})

    first = bureau.checks.check(body, owner="me", key="k-1")
    second = bureau.checks.check(body, owner="me", key="k-1")

    assert (first.replayed, second.replayed) == (False, True)
    assert second.json == first.json
    assert len(bureau.kept()) == 1


def test_a_repeat_after_the_rules_changed_gives_the_old_decision(bureau: Bureau) -> None:
    first = bureau.checks.check(declared("39"), key="k-1")
    bureau.publish(EASY)
    bureau.book.current(fresh=True)

    assert bureau.checks.check(declared("39"), key="k-1").json == first.json


def test_another_body_under_the_same_key_is_refused(bureau: Bureau) -> None:
    bureau.checks.check(declared("39"), owner="me", key="k-1")

    with pytest.raises(KeyReused):
        bureau.checks.check(declared("40"), owner="me", key="k-1")
    assert len(bureau.kept()) == 1


def test_the_same_key_of_another_owner_is_another_key(bureau: Bureau) -> None:
    first = bureau.checks.check(declared("39"), owner="me", key="k-1")
    second = bureau.checks.check(declared("40"), owner="you", key="k-1")

    assert (first.decision["verdict"], second.decision["verdict"]) == ("prohibited", "restricted")


def test_a_body_that_was_refused_leaves_its_key_free(bureau: Bureau) -> None:
    with pytest.raises(NotADeclaration):
        bureau.checks.check(b"{}", key="k-1")

    assert not bureau.checks.check(declared("39"), key="k-1").replayed


def test_a_key_that_is_being_answered_is_in_flight(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    bureau.book.current()
    record = bureau.store.writer.record
    inside, go_on = threading.Event(), threading.Event()

    def slowly(*arguments: Any) -> Any:
        inside.set()
        assert go_on.wait(20)
        return record(*arguments)

    monkeypatch.setattr(bureau.store.writer, "record", slowly)
    answers = []
    first = threading.Thread(target=lambda: answers.append(bureau.checks.check(declared("39"), key="k-1")))
    first.start()
    assert inside.wait(20)
    try:
        with pytest.raises(InFlight):
            bureau.checks.check(declared("39"), key="k-1")
    finally:
        go_on.set()
        first.join()

    assert bureau.checks.check(declared("39"), key="k-1").json == answers[0].json
    assert len(bureau.kept()) == 1


def test_of_two_processes_with_one_key_one_decides_and_both_answer_that(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Checks(bureau.book)
    remembered = bureau.store.remembered
    quicker: list[Any] = []

    def late(key: str) -> Any:
        before = remembered(key)
        if not quicker:
            quicker.append(None)
            quicker[0] = other.check(declared("39"), key="k-1")
        return before

    monkeypatch.setattr(bureau.store, "remembered", late)

    answer = bureau.checks.check(declared("39"), key="k-1")

    assert answer.replayed
    assert answer.json == quicker[0].json
    assert len(bureau.kept()) == 1


# Many


def test_many_are_answered_in_the_order_sent_with_faults_in_their_places(bureau: Bureau) -> None:
    sent: list[Any] = [
        declared("39", reference="a"),
        b"{",
        declared("40", reference="b"),
        b'{"route":{"import":"FJ"}}',
        {"date": "2025-02-24", "reference": "c", "route": {"import": "FJ"}, "items": [{"commodity_code": "42"}]},
    ]

    found = bureau.checks.check_many(sent, owner="me")

    assert [type(one) for one in found] == [dict, NotJSON, dict, NotADeclaration, dict]
    assert [one["reference"] for one in found if isinstance(one, dict)] == ["a", "b", "c"]
    assert isinstance(found[3], NotADeclaration)
    assert [fault.pointer for fault in found[3].faults] == ["/items"]
    assert [one[0] for one in bureau.kept()] == [one["decision_id"] for one in found if isinstance(one, dict)]
    assert [bureau.checks.decision(one["decision_id"]) for one in found if isinstance(one, dict)] == [
        one for one in found if isinstance(one, dict)
    ]


def test_none_of_none_is_stored(bureau: Bureau) -> None:
    bureau.book.current()

    assert bureau.checks.check_many([]) == []
    assert [type(one) for one in bureau.checks.check_many([b"{"])] == [NotJSON]
    assert bureau.kept() == []


def test_many_may_ask_of_the_past_and_of_now(bureau: Bureau) -> None:
    first = bureau.book.current().header.effective_at
    bureau.publish(EASY)
    bureau.book.current(fresh=True)

    found = bureau.checks.check_many([declared("39"), declared("39", known_at=first.isoformat()), declared("39")])

    assert [one["verdict"] for one in found if isinstance(one, dict)] == ["clear", "prohibited", "clear"]


# Found again


ODD = [
    *(
        b'{"date":"2025-02-24","route":{"import":"FJ"},"items":[{"commodity_code":"41","value":{"amount":%s}}]}'
        % amount
        for amount in (
            b'0.1,"currency":"USD"',
            b'1E+3,"currency":"USD"',
            b'12345678901234567890123,"currency":"USD"',
            b'0.123456789012345678901234567890,"currency":"KWD"',
        )
    ),
    '{"route":{"import":"FJ"},"items":[{"commodity_code":"39","description":"ขยะ 废纸 \\ud83d\\ude00 "}]}'.encode(),
    b'\n\t{"route":{"transit":["SG","FJ"]},"items":[{"commodity_code":"39"},{"commodity_code":"40"}]}\n',
]


@pytest.mark.parametrize("body", ODD, ids=range(len(ODD)))
def test_an_odd_declaration_is_found_as_it_was_answered(bureau: Bureau, body: bytes) -> None:
    answer = bureau.checks.check(body)

    kept = bureau.store.decision(answer.decision["decision_id"])
    assert kept is not None
    assert bureau.checks.rendered(kept, "en") == answer.json


@pytest.mark.parametrize("value", [Decimal("0.10"), Decimal("1E+3"), "200.00", 7, 10**30])
def test_a_decoded_declaration_is_found_as_it_was_answered(bureau: Bureau, value: Any) -> None:
    document = {
        "route": {"import": "FJ"},
        "items": [{"commodity_code": "41", "value": {"amount": value, "currency": "USD"}}],
    }

    (answer,) = bureau.checks.check_many([document])

    assert isinstance(answer, dict)
    assert bureau.checks.decision(answer["decision_id"]) == answer


PRICE = {
    "price": {
        "title": "Price",
        "unit": "USD/TNE",
        "period": "dated",
        "values": [{"from": "2020-01-01", "value": "4817.70", "evidence": "secondary", "source": "gazette"}],
    }
}


@pytest.mark.parametrize(
    ("hook", "answer"),
    [
        ("greenlane_fact", True),
        ("greenlane_fact", Fault("greenlane-fj", "greenlane_fact", "raised", "it raised an error")),
        ("greenlane_risk", [RiskSignal("FJ-ROUTE", "An odd route", "Look at it.")]),
        ("greenlane_risk", Fault("greenlane-fj", "greenlane_risk", "late", "it took too long")),
        (
            "greenlane_charge",
            ChargeResult(Decimal("7.50"), Decimal("1000.00"), Decimal("75.00"), "USD", ("as agreed",)),
        ),
        ("greenlane_charge", ChargeResult(None, Decimal(0), Decimal("5.00"), "USD")),
        ("greenlane_charge", Fault("greenlane-fj", "greenlane_charge", "malformed", "it answered nonsense")),
        ("greenlane_charge", None),
    ],
)
def test_what_a_plugin_said_is_found_as_it_was_answered(tmp_path: Path, hook: str, answer: Any) -> None:
    """Also when the plugin would say something else by now."""
    said = [answer]
    services = Answering({("FJ", hook): lambda *_: said[0]})
    rules = pack(
        "FJ",
        rule("FJ-A", codes=["39"], when={"used": "true"}),
        charge("FJ-B", {"base": "value", "formula": "levy"}),
        rule("FJ-C", "notice", when={"reference_price": "> 5"}),
        facts={"reference_price": {"provider": "price"}},
        parameters=PRICE,
    )
    with installed.opened(tmp_path, plugins(rules, services=services)) as checks:
        answered = checks.check(declared("40" if hook != "greenlane_fact" else "39"))
        said[0] = [] if hook == "greenlane_risk" else None

        kept = checks.store.decision(answered.decision["decision_id"])
        assert kept is not None
        assert checks.rendered(kept, "en") == answered.json


def test_a_plugin_is_told_of_a_decision_after_it_is_stored(tmp_path: Path) -> None:
    services = Answering({("FJ", "greenlane_decided"): lambda *_: None})
    with installed.opened(tmp_path, plugins(STRICT, services=services)) as checks:
        answer = checks.check(declared("39")).decision
        checks.check_many([declared("40"), b"{"])

        assert [one.verdict for one in services.told] == ["prohibited", "restricted"]
        told = services.told[0]
        assert (told.decision_id, told.ruleset_version, told.economies) == (answer["decision_id"], 1, ("FJ",))
        assert [(one.item, one.rule, one.flow, one.verdict) for one in told.findings] == [
            (1, "FJ-BAN", "import", "prohibited")
        ]


def test_a_plugin_that_does_not_listen_is_not_told(bureau: Bureau) -> None:
    bureau.checks.check(declared("39"))

    services = bureau.book.plugins.services
    assert isinstance(services, Answering)
    assert services.told == []


@pytest.mark.parametrize(("economy", "index"), CASES)
def test_a_case_is_found_as_it_was_answered(everyone: Checks, economy: str, index: int) -> None:
    """And what was worded for other declarations before is right for this one."""
    case = installed.cases(economy)[index]

    answer = everyone.check(json.dumps(case.declaration).encode())

    kept = everyone.store.decision(answer.decision["decision_id"])
    assert kept is not None
    assert everyone.rendered(kept, "en") == answer.json
    edition = everyone.book.numbered(1)
    edition._renderers["en"], shared = Renderer(edition.ruleset, "en"), edition.renderer("en")
    try:
        assert orjson.loads(everyone.rendered(kept, "en")) == answer.decision
    finally:
        edition._renderers["en"] = shared


def test_a_refusal_is_never_by_an_older_rule_set_than_is_in_force(bureau: Bureau) -> None:
    sent = declared(facts={"moisture_percent": "7"})
    with pytest.raises(NotADeclaration):
        bureau.checks.check(sent)
    wet = pack("FJ", rule("FJ-WET", codes=["39"], when={"moisture_percent": "> 5"}))
    wet["facts"] = {"moisture_percent": {"type": "decimal", "label": "moisture"}}
    number = bureau.publish(wet)

    answer = bureau.checks.check(sent).decision

    assert (answer["ruleset"]["version"], answer["verdict"]) == (number, "prohibited")


def test_a_fact_that_only_an_older_rule_set_knows_may_be_asked_of_it(bureau: Bureau) -> None:
    wet = pack("FJ", rule("FJ-WET", codes=["39"], when={"moisture_percent": "> 5"}))
    wet["facts"] = {"moisture_percent": {"type": "decimal", "label": "moisture"}}
    bureau.book.current()
    older = bureau.publish(wet)
    then = datetime.now(UTC).isoformat()
    bureau.publish(EASY)

    answer = bureau.checks.check(declared(known_at=then, facts={"moisture_percent": "7"})).decision

    assert (answer["ruleset"]["version"], answer["verdict"]) == (older, "prohibited")
