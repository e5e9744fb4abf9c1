"""An erased declaration is gone, from the file as well; what its decision was stays, and so does who erased it."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from greenlane.core.rights import EVERY, SYSTEM, Actor, Forbidden, Grant
from greenlane.core.service import Checks, KeyReused, RuleBook, erasure, replay
from greenlane.core.service.erasure import Erased, NoSuchDecision, erase, retain, retention
from greenlane.core.service.jobs import Jobs
from greenlane.core.service.worker import Worker
from greenlane.core.store import Store, open_store
from tests.core.service.bureau import STRICT, declared, plugins

ADMIN = Actor("linh", frozenset({Grant("admin", EVERY)}))
SECRET = "the secret invoice of Mr Nguyen"


@pytest.fixture
def checks(url: str, tmp_path: Path) -> Iterator[Checks]:
    store = open_store(url)
    store.upgrade()
    yield Checks(RuleBook(store, plugins(STRICT), tmp_path / "images"))
    store.close()


def made(checks: Checks, **more: str | None) -> str:
    answered = checks.check(declared(reference=SECRET), key=more.get("key"))
    decision_id: str = answered.decision["decision_id"]
    return decision_id


def older(store: Store, decision_id: str, days: float) -> None:
    """Make a decision as old as that, which no door can."""
    moved = int(days * 24 * 3600 * 1_000_000)
    with store._database.writing() as connection:
        connection.exec_driver_sql(
            f"UPDATE decisions SET created_at = created_at - {moved} WHERE decision_id = '{decision_id}'"
        )


def test_what_was_declared_is_gone_and_what_was_decided_stays(checks: Checks) -> None:
    decision_id = made(checks)
    before = checks.store.decision(decision_id)
    assert before is not None and SECRET.encode() in before.body
    assert erase(checks.store, ADMIN, decision_id, "the importer asked") is True
    after = checks.store.decision(decision_id)
    assert after is not None and after.erased_at is not None
    assert SECRET.encode() not in after.body and after.reference is None
    assert (after.verdict, after.rule_set, after.date, after.economies, after.created_at) == (
        before.verdict,
        before.rule_set,
        before.date,
        before.economies,
        before.created_at,
    )
    left = orjson.loads(after.body)
    assert left["items"] == [{"verdict": "prohibited", "hits": [[0, "FJ-BAN"]]}]
    assert set(left) == {"v", "erased", "date", "known_at", "ruleset", "plugins", "coverage", "items"}
    salted = bytes.fromhex(left["erased"]["salt"]) + before.body
    assert left["erased"]["digest"] == f"sha256:{hashlib.sha256(salted).hexdigest()}"


def test_reading_it_again_says_so(checks: Checks) -> None:
    decision_id = made(checks)
    erase(checks.store, ADMIN, decision_id, "asked")
    with pytest.raises(Erased) as caught:
        checks.decision(decision_id)
    assert caught.value.left["items"][0]["verdict"] == "prohibited"


def test_the_change_log_says_who_and_why_and_nothing_of_what(checks: Checks) -> None:
    decision_id = made(checks)
    erase(checks.store, ADMIN, decision_id, " the importer asked ")
    entry = next(checks.store.change_log.read())
    assert (entry.actor, entry.action, entry.subject) == ("linh", "decision.erased", f"decision:{decision_id}")
    assert (entry.reason, entry.economies) == ("the importer asked", ("FJ",))


def test_it_is_erased_once(checks: Checks) -> None:
    decision_id = made(checks)
    assert erase(checks.store, ADMIN, decision_id, "asked") is True
    kept = checks.store.decision(decision_id)
    entries = len(list(checks.store.change_log.read()))
    assert erase(checks.store, ADMIN, decision_id, "asked again") is False
    assert checks.store.decision(decision_id) == kept
    assert len(list(checks.store.change_log.read())) == entries


@pytest.mark.parametrize(
    "grants",
    [
        set(),
        {Grant("admin", "TH")},
        {Grant("approver", EVERY), Grant("editor", EVERY), Grant("broker", EVERY), Grant("viewer", EVERY)},
    ],
)
def test_whoever_may_not_erases_nothing_and_is_noted(checks: Checks, grants: set[Grant]) -> None:
    decision_id = made(checks)
    with pytest.raises(Forbidden):
        erase(checks.store, Actor("mallory", frozenset(grants)), decision_id, "asked")
    kept = checks.store.decision(decision_id)
    assert kept is not None and kept.erased_at is None
    entry = next(checks.store.change_log.read())
    assert (entry.actor, entry.action, entry.subject) == ("mallory", "denied", f"decision:{decision_id}")


def test_an_admin_of_its_economy_may(checks: Checks) -> None:
    decision_id = made(checks)
    assert erase(checks.store, Actor("mere", frozenset({Grant("admin", "FJ")})), decision_id, "asked")


def test_there_is_a_reason_and_a_decision(checks: Checks) -> None:
    with pytest.raises(ValueError, match="why"):
        erase(checks.store, ADMIN, made(checks), "  ")
    with pytest.raises(NoSuchDecision):
        erase(checks.store, ADMIN, "01JTEST0000000000000000000", "asked")


def test_the_key_under_which_it_came_makes_no_new_decision(checks: Checks) -> None:
    decision_id = made(checks, key="k")
    erase(checks.store, ADMIN, decision_id, "asked")
    with pytest.raises(KeyReused):
        made(checks, key="k")
    assert len(list(checks.store.decisions())) == 1


def test_replay_passes_over_it_and_counts_it(checks: Checks) -> None:
    first, second = made(checks), made(checks)
    erase(checks.store, ADMIN, first, "asked")
    found = {one.decision_id: one for one in replay(checks)}
    assert found[first].erased and not found[second].erased
    assert not any(one.differences for one in found.values())


def test_nothing_of_it_is_left_in_the_file(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/greenlane.db")
    store.upgrade()
    checks = Checks(RuleBook(store, plugins(STRICT), None))
    ids = [made(checks) for _ in range(30)]
    checks.store.writer.close()
    assert held(tmp_path)
    for decision_id in ids:
        erase(store, ADMIN, decision_id, "asked")
    assert not held(tmp_path)
    store.close()


def held(folder: Path) -> bool:
    return any(SECRET.encode() in file.read_bytes() for file in folder.glob("greenlane.db*"))


def test_retention_erases_what_is_older_and_nothing_else(checks: Checks) -> None:
    old, new = [made(checks) for _ in range(3)], [made(checks) for _ in range(2)]
    for decision_id in old:
        older(checks.store, decision_id, 30.01)
    for decision_id in new:
        older(checks.store, decision_id, 29.99)
    assert retain(checks.store, 30) == 3
    assert {one.decision_id for one in checks.store.decisions() if one.erased_at} == set(old)
    entry = next(checks.store.change_log.read())
    assert (entry.actor, entry.action, entry.detail["count"]) == ("greenlane", "decisions.erased", 3)
    assert retain(checks.store, 30) == 0
    assert next(checks.store.change_log.read()) == entry


def test_retention_goes_in_portions_and_may_be_stopped_between(
    checks: Checks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasure, "PORTION", 2)
    for _ in range(5):
        older(checks.store, made(checks), 2)
    said: list[int] = []

    def stop(done: int) -> None:
        said.append(done)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        retain(checks.store, 1, stop)
    assert said == [2]
    assert sum(one.erased_at is not None for one in checks.store.decisions()) == 2
    assert retain(checks.store, 1, said.append) == 3
    assert said == [2, 2, 3]


def test_less_than_a_day_is_refused(checks: Checks) -> None:
    with pytest.raises(ValueError, match="at least one"):
        retain(checks.store, 0)


def test_a_worker_does_it_once_a_day(checks: Checks) -> None:
    jobs = Jobs(checks.store)
    jobs.register("retention", retention(checks.store, 7))
    decision_id = made(checks)
    older(checks.store, decision_id, 8)
    worker = Worker(jobs)
    assert worker.once() is True
    kept = checks.store.decision(decision_id)
    assert kept is not None and kept.erased_at is not None
    (job,) = checks.store.jobs.list()
    assert (job.kind, job.state, job.created_by) == ("retention", "done", SYSTEM.name)
    assert worker.once() is False


def test_where_declarations_are_kept_for_ever_nothing_is_due(checks: Checks) -> None:
    jobs = Jobs(checks.store)
    jobs.register("retention", retention(checks.store, 0))
    older(checks.store, made(checks), 10_000)
    assert Worker(jobs).once() is False
    assert datetime.datetime.now(datetime.UTC) > next(checks.store.decisions()).created_at
