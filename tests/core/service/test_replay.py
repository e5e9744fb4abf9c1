"""Decisions are decided again to the same, and a record that was changed is found."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from greenlane.core.service import Checks, RuleBook, records, replay
from tests import installed
from tests.core.making import Plugins as Answering
from tests.core.service.bureau import EASY, STRICT, Bureau, declared, plugins


def test_every_case_of_every_pack_is_decided_again_to_the_same(tmp_path: Path) -> None:
    bodies = [
        json.dumps(case.declaration).encode() for economy in installed.FOLDERS for case in installed.cases(economy)
    ]
    with installed.opened(tmp_path, installed.installed()) as checks:
        answers = checks.check_many(bodies)

        found = list(replay(checks))

        assert [one.decision_id for one in found] == [one["decision_id"] for one in answers if isinstance(one, dict)]
        assert len(found) == len(bodies) > 200
        assert [one for one in found if one.differences or one.plugins_changed] == []


def test_a_decision_is_decided_again_by_its_own_rule_set(bureau: Bureau) -> None:
    bureau.checks.check(declared("39"))
    bureau.publish(EASY)
    bureau.book.current(fresh=True)
    bureau.checks.check(declared("39"))

    assert [(verdict, rule_set) for _, rule_set, verdict in bureau.kept()] == [("prohibited", 1), ("clear", 2)]
    assert [one.differences for one in replay(bureau.checks)] == [(), ()]


def test_more_decisions_than_a_page_are_all_replayed(bureau: Bureau) -> None:
    bureau.checks.check_many([declared("39")] * 1001)

    assert len({one.decision_id for one in replay(bureau.checks)}) == 1001


def test_of_no_decision_nothing_is_said(bureau: Bureau) -> None:
    bureau.book.current()

    assert list(replay(bureau.checks)) == []


def test_a_plugin_of_another_version_is_named(bureau: Bureau) -> None:
    bureau.checks.check(declared("39"))
    newer = replace(bureau.book.plugins, versions={"FJ": "FJ 2"})

    (found,) = replay(Checks(RuleBook(bureau.store, newer)))

    assert (found.differences, found.plugins_changed) == ((), ("FJ",))


def test_a_plugin_that_answers_otherwise_now_is_found(tmp_path: Path) -> None:
    said = [True]
    services = Answering({("FJ", "greenlane_fact"): lambda *_: said[0]})
    rules = {**STRICT, "rules": [{**STRICT["rules"][0], "when": {"used": "true"}}]}
    with installed.opened(tmp_path, plugins(rules, services=services)) as checks:
        checks.check(declared("39"))
        said[0] = False

        (found,) = replay(checks)

    assert found.differences == (
        "prohibited then, clear now",
        "item 1: prohibited then, clear now",
        "item 1: FJ-BAN is another finding now",
    )


def verdict(record: Any) -> None:
    record["items"][0]["verdict"] = "clear"


def finding(record: Any) -> None:
    record["items"][0]["hits"][0][5] = 4


def no_finding(record: Any) -> None:
    record["items"][0]["hits"].clear()


def values(record: Any) -> None:
    record["items"][1]["hits"][0][6] = "02"


def amount(record: Any) -> None:
    record["items"][2]["charges"][0][4] = "9.99"


def currency(record: Any) -> None:
    record["items"][2]["charges"][0][5] = "KRW"


def no_charge(record: Any) -> None:
    del record["items"][2]["charges"]


def sent(record: Any) -> None:
    record["input"]["items"][0]["commodity_code"] = "42"


def item_verdict(record: Any) -> None:
    record["items"][1]["verdict"] = "clear"


def coverage(record: Any) -> None:
    record["coverage"] = ["partial"]


def signal(record: Any) -> None:
    record["items"][1]["signals"] = [[0, "FJ-ROUTE", "An odd route", "Look at it."]]


@pytest.mark.parametrize(
    ("tamper", "differences"),
    [
        (
            verdict,
            (
                "restricted then, prohibited now",
                "item 1: clear then, prohibited now",
                "filed as prohibited, recorded as restricted",
            ),
        ),
        (item_verdict, ("item 2: clear then, restricted now",)),
        (finding, ("item 1: FJ-BAN is another finding now",)),
        (no_finding, ("item 1: FJ-BAN is another finding now",)),
        (values, ("item 2: FJ-PAPER is another finding now",)),
        (amount, ("item 3: another charge now",)),
        (currency, ("item 3: another charge now",)),
        (no_charge, ("item 3: another charge now",)),
        (coverage, ("coverage partial then, covered now",)),
        (signal, ("item 2: other risk signals now",)),
        (
            sent,
            (
                "prohibited then, restricted now",
                "item 1: prohibited then, clear now",
                "item 1: FJ-BAN is another finding now",
            ),
        ),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_a_record_that_was_changed_is_found(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch, tamper: Callable[[Any], None], differences: tuple[str, ...]
) -> None:
    body = {
        "date": "2025-02-24",
        "route": {"import": "FJ"},
        "items": [
            {"commodity_code": "39"},
            {"commodity_code": "40"},
            {"commodity_code": "41", "value": {"amount": "200", "currency": "USD"}},
        ],
    }
    bureau.checks.check(json.dumps(body).encode())
    assert [one.differences for one in replay(bureau.checks)] == [()]
    (kept,) = bureau.store.decisions()
    record = records.read(kept.body)
    tamper(record)

    changed = replace(kept, body=json.dumps(record, default=str).encode())
    monkeypatch.setattr(bureau.store, "decisions", lambda after=None, limit=0: iter([] if after else [changed]))

    (found,) = replay(bureau.checks)
    assert found.differences == differences


@pytest.mark.parametrize(
    "change, said",
    [
        ("UPDATE decisions SET verdict = 'clear'", "filed as clear, recorded as prohibited"),
        ("UPDATE decisions SET body = substr(body, 1, length(body) - 3)", "cannot be replayed"),
        (
            "UPDATE decisions SET body = "
            "CAST(replace(CAST(body AS TEXT), '\"ruleset\":[1,', '\"ruleset\":[2,') AS BLOB)",
            "of another rule set than 1",
        ),
    ],
)
def test_whatever_is_changed_in_the_database_is_named_and_the_others_go_on(
    bureau: Bureau, tmp_path: Path, change: str, said: str
) -> None:
    first = bureau.checks.check(declared()).decision["decision_id"]
    bureau.checks.check(declared())
    with sqlite3.connect(tmp_path / "greenlane.db") as connection:
        connection.execute(f"{change} WHERE decision_id = ?", (first,))
    connection.close()

    found = list(replay(bureau.checks))

    assert [bool(one.differences) for one in found] == [True, False]
    assert said in found[0].differences[0]
