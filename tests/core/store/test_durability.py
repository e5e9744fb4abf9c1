"""Nothing acknowledged is lost, and no database is used that could lose it."""

from __future__ import annotations

import os
import random
import sqlite3
import stat
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from greenlane.core.store import Store, UnsafeDatabase, open_store, postgresql, sqlite

Child = Callable[..., subprocess.Popen[str]]


def kept(store: Store) -> set[str]:
    found: set[str] = set()
    after = None
    while page := list(store.decisions(after)):
        found |= {decision.decision_id for decision in page}
        after = page[-1].decision_id
    return found


@pytest.mark.slow
def test_decisions_outlive_processes_that_are_killed(ruled: Store, child: Child, tmp_path: Path) -> None:
    acknowledged = tmp_path / "acknowledged"
    chance = random.Random(20261122)
    end = time.monotonic() + 20
    kills = 0
    while kills < 30 and time.monotonic() < end:
        size = acknowledged.stat().st_size if kills else 0
        with acknowledged.open("ab") as out:
            recording = [child("forever", "8", stdout=out) for _ in range(2)]
        while acknowledged.stat().st_size == size and time.monotonic() < end:
            time.sleep(0.01)
        time.sleep(chance.uniform(0.02, 0.4))
        for process in recording:
            process.kill()
            process.wait()
            kills += 1
    lines = set(acknowledged.read_text().split())
    assert kills >= 6
    assert len(lines) > 100
    assert lines - kept(ruled) == set()
    if isinstance(ruled._database, sqlite.SqliteDatabase):
        with ruled._database.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)  # a PostgreSQL server's disk is not ours to fill
def test_a_full_disk_loses_nothing_that_was_acknowledged(ruled: Store, child: Child) -> None:
    *acknowledged, last = child("fill", "400000").communicate(timeout=60)[0].split()
    assert last == "unavailable"
    assert len(acknowledged) > 10
    assert set(acknowledged) - kept(ruled) == set()


def test_synchronous_normal_is_refused(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "PRAGMAS", ("synchronous=NORMAL", "foreign_keys=ON"))
    with pytest.raises(UnsafeDatabase, match="synchronous=1, must be 2: a power cut could lose"):
        open_store(sqlite_url)


def test_a_database_without_write_ahead_log_is_refused() -> None:
    with (
        sqlite3.connect(":memory:") as connection,
        pytest.raises(UnsafeDatabase, match="journal_mode=memory"),
    ):
        sqlite.assert_durable(connection)
    connection.close()


@pytest.mark.parametrize("name", ["fsync", "full_page_writes", "synchronous_commit"])
def test_a_postgresql_that_may_lose_commits_is_refused(name: str) -> None:
    safe = dict.fromkeys(("fsync", "full_page_writes", "synchronous_commit"), "on")
    postgresql.assert_durable(safe)
    with pytest.raises(UnsafeDatabase, match=f"{name}=off"):
        postgresql.assert_durable(safe | {name: "off"})


def test_every_connection_has_the_pragmas(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    found = {}
    with store._database.reading() as connection:
        for pragma in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout"):
            found[pragma] = connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
    store.close()
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


def test_folder_and_file_are_nobody_else_s_to_read(sqlite_url: str, tmp_path: Path) -> None:
    open_store(sqlite_url).close()
    assert stat.S_IMODE(os.stat(tmp_path / "kept").st_mode) == 0o700
    assert stat.S_IMODE(os.stat(tmp_path / "kept" / "greenlane.db").st_mode) == 0o600


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://host/db", "no url"])
def test_a_url_that_cannot_keep_anything_is_refused(url: str) -> None:
    with pytest.raises(ValueError):
        open_store(url)
