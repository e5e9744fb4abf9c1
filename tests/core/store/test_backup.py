"""A backup is whole, and comes back; nothing is lost by restoring in the wrong place."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from greenlane.core.store import DecisionRecord, Store, StoreError, open_store
from greenlane.core.store.backup import NotRestored
from greenlane.core.store.change_log import Entry

Decision = Callable[..., DecisionRecord]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backup"


def fill(store: Store, decision: Decision, count: int = 20) -> list[str]:
    made = [decision() for _ in range(count)]
    store.writer.record(made, 1)
    store.change_log.add(Entry("minh", "command", "tested", "backup"))
    return [one.decision_id for one in made]


def test_everything_comes_back(ruled: Store, decision: Decision, file: Path) -> None:
    ids = fill(ruled, decision)
    ruled.back_up(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path for path in file.parent.iterdir() if path.name.startswith(".")] == []
    later = fill(ruled, decision, 3)
    ruled.restore(file, force=True)
    assert [one.decision_id for one in ruled.decisions()] == ids
    assert not set(later) & set(ids)
    assert ruled.content(1) == b'{"rules":[]}'
    assert [one.actor for one in ruled.change_log.read()] == ["minh", "packs"]
    assert ruled.is_current()
    fill(ruled, decision, 1)
    assert len(list(ruled.change_log.read())) == 3
    with pytest.raises(StoreError, match="append-only"), ruled._database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM change_log")


def test_a_database_that_holds_something_is_not_lost_unasked(ruled: Store, decision: Decision, file: Path) -> None:
    ids = fill(ruled, decision)
    ruled.back_up(file)
    with pytest.raises(NotRestored, match="holds 1 rule_sets, 20 decisions, 2 change_log: .*--force"):
        ruled.restore(file)
    assert len(list(ruled.decisions())) == len(ids)


def test_it_comes_back_into_an_empty_database(
    ruled: Store, decision: Decision, file: Path, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    ids = fill(ruled, decision)
    ruled.back_up(file)
    if request.node.callspec.params["url"] == "sqlite":
        elsewhere = open_store(f"sqlite:///{tmp_path}/elsewhere/greenlane.db", patience=5)
        elsewhere.restore(file)
        assert [one.decision_id for one in elsewhere.decisions()] == ids
        elsewhere.close()
    else:
        with ruled._database.writing() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
        ruled.restore(file)
        assert [one.decision_id for one in ruled.decisions()] == ids


def test_a_running_server_is_in_the_way(ruled: Store, decision: Decision, file: Path) -> None:
    ids = fill(ruled, decision)
    ruled.back_up(file)
    stop = threading.Event()
    serving = ruled.notices(stop)
    next(serving)
    with pytest.raises(NotRestored, match="a server runs on this database"):
        ruled.restore(file, force=True)
    ruled.back_up(file.with_name("another"))
    stop.set()
    assert not list(serving)
    fill(ruled, decision, 1)
    ruled.restore(file, force=True)
    assert [one.decision_id for one in ruled.decisions()] == ids


def test_a_backup_is_never_written_over(ruled: Store, file: Path) -> None:
    file.write_text("mine")
    with pytest.raises(FileExistsError, match="never written over"):
        ruled.back_up(file)
    assert file.read_text() == "mine"


def test_what_is_no_backup_is_refused(ruled: Store, decision: Decision, file: Path) -> None:
    ids = fill(ruled, decision)
    file.write_bytes(os.urandom(20_000))
    with pytest.raises(StoreError):
        ruled.restore(file, force=True)
    assert len(list(ruled.decisions())) == len(ids)


def test_a_newer_database_is_refused(ruled: Store, decision: Decision, file: Path) -> None:
    ids = fill(ruled, decision)
    with ruled._database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    ruled.back_up(file)
    with pytest.raises(NotRestored, match="9999"):
        ruled.restore(file, force=True)
    assert len(list(ruled.decisions())) == len(ids)


def test_a_damaged_backup_changes_nothing(tmp_path: Path, decision: Decision, file: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/kept/greenlane.db", patience=5)
    store.upgrade()
    store.publish_first(b"{}", "sha256:00", reason="first", by="packs")
    ids = fill(store, decision, 500)
    store.back_up(file)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(NotRestored):
        store.restore(file, force=True)
    assert len(list(store.decisions())) == len(ids)
    store.close()


def test_a_backup_is_of_one_instant_while_others_write(tmp_path: Path, decision: Decision, file: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/kept/greenlane.db", patience=5)
    store.upgrade()
    store.publish_first(b"{}", "sha256:00", reason="first", by="packs")
    fill(store, decision, 2000)
    from greenlane.core.store import backup

    backup.PAGES, before = 1, backup.PAGES  # type: ignore[misc]
    calls = 0

    def write(done: int, total: int) -> None:
        nonlocal calls
        calls += 1
        if calls % 20 == 0:
            fill(store, decision, 1)

    try:
        backup.back_up(store._database, file, write)
    finally:
        backup.PAGES = before  # type: ignore[misc]
    assert calls > 40
    copy = sqlite3.connect(file)
    assert copy.execute("SELECT count(*) FROM decisions").fetchone() == (2000,)
    copy.close()
    assert len(list(store.decisions(limit=5000))) > 2000
    store.close()
