"""A database that is locked, gone or full is said to be so, soon; and nothing is acknowledged meanwhile."""

from __future__ import annotations

import contextlib
import fcntl
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from greenlane.core.store import DecisionRecord, Store, StoreUnavailable, open_store
from greenlane.core.store.sqlite import SqliteDatabase

Make = Callable[..., DecisionRecord]


def path_of(store: Store) -> Path:
    assert isinstance(store._database, SqliteDatabase)
    return store._database.path


@pytest.fixture
def hasty(url: str) -> Iterator[Store]:
    """A store with rule set 1 that waits for half a second only."""
    store = open_store(url, patience=0.5)
    store.upgrade()
    store.publish_first(b"{}", "sha256:00", reason="first start", by="packs")
    yield store
    store.close()


@pytest.fixture
def kept(sqlite_url: str) -> Iterator[Store]:
    """The same on SQLite."""
    store = open_store(sqlite_url, patience=0.5)
    store.upgrade()
    store.publish_first(b"{}", "sha256:00", reason="first start", by="packs")
    yield store
    store.close()


@contextlib.contextmanager
def locked_by_a_stranger(url: str) -> Iterator[None]:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN EXCLUSIVE")
        else:
            connection.exec_driver_sql("LOCK TABLE decisions, rule_sets IN ACCESS EXCLUSIVE MODE")
        yield
    engine.dispose()


def test_a_locked_database_is_unavailable_and_comes_back(url: str, hasty: Store, decision: Make) -> None:
    made = decision()
    with locked_by_a_stranger(url):
        for records in ([made], [made, decision()]):
            began = time.monotonic()
            with pytest.raises(StoreUnavailable):
                hasty.writer.record(records, 1)
            assert time.monotonic() - began < 2
        with pytest.raises(StoreUnavailable):
            hasty.publish(b"{}", "sha256:01", reason="test", by="test")
    time.sleep(0.6)  # what timed out while it was queued is given up
    again = decision()
    hasty.writer.record([again], 1)
    assert hasty.decision(again.decision_id) == again


def test_without_tables_nothing_is_acknowledged(url: str, decision: Make) -> None:
    store = open_store(url, patience=0.5)
    with pytest.raises(StoreUnavailable):
        store.writer.record([decision()], 1)
    with pytest.raises(StoreUnavailable):
        store.in_force()
    store.close()


def test_a_process_that_stops_while_it_commits_does_not_hang_the_others(kept: Store, decision: Make) -> None:
    with open(f"{path_of(kept)}.lock", "w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        for ask in (
            lambda: kept.writer.record([decision()], 1),
            lambda: kept.publish(b"{}", "sha256:01", reason="test", by="test"),
        ):
            began = time.monotonic()
            with pytest.raises(StoreUnavailable):
                ask()
            assert time.monotonic() - began < 2
    kept.writer.record([decision()], 1)
    assert len(list(kept.decisions())) == 1


def test_a_file_that_was_deleted_under_the_writer_is_noticed(kept: Store, decision: Make) -> None:
    kept.writer.record([decision()], 1)
    path_of(kept).unlink()
    for _ in range(2):
        with pytest.raises(StoreUnavailable):
            kept.writer.record([decision()], 1)
    with pytest.raises(StoreUnavailable):
        kept.ping()


def test_a_file_that_is_no_database_is_noticed(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "greenlane.db").write_bytes(b"not a database " * 1000)
    with pytest.raises(StoreUnavailable, match="not a database"):
        open_store(sqlite_url)


def test_a_file_that_cannot_be_opened_is_noticed(sqlite_url: str, tmp_path: Path) -> None:
    # A folder in its place, as root may open any file whatever its mode.
    (tmp_path / "kept" / "greenlane.db").mkdir(parents=True)
    with pytest.raises(StoreUnavailable, match="directory"):
        open_store(sqlite_url)


def test_a_folder_that_cannot_be_made_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file")
    with pytest.raises(StoreUnavailable):
        open_store(f"sqlite:///{tmp_path}/kept/greenlane.db")


def test_a_dropped_connection_costs_at_most_one_refusal(postgresql_url: str, decision: Make) -> None:
    store = open_store(postgresql_url, patience=2)
    store.upgrade()
    store.publish_first(b"{}", "sha256:00", reason="first start", by="packs")
    store.writer.record([decision()], 1)
    engine = sa.create_engine(postgresql_url)
    with engine.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    engine.dispose()
    with contextlib.suppress(StoreUnavailable):
        store.writer.record([decision()], 1)
    made = decision()
    store.writer.record([made], 1)
    assert store.decision(made.decision_id) == made
    store.close()


def test_a_postgresql_that_is_away_is_unavailable_but_can_be_opened(decision: Make) -> None:
    pytest.importorskip("psycopg")
    store = open_store("postgresql://nobody@127.0.0.1:1/nothing", patience=0.5)
    assert not store.is_current()
    for ask in (store.ping, store.in_force, lambda: store.writer.record([decision()], 1)):
        with pytest.raises(StoreUnavailable):
            ask()
    store.close()


def test_a_database_of_a_newer_version_is_refused_in_words(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'greenlane.db'}")
    store.upgrade()
    with sqlite3.connect(tmp_path / "greenlane.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    with pytest.raises(StoreUnavailable, match="another version of Greenlane"):
        store.upgrade()
    store.close()


def test_no_error_quotes_what_was_to_be_stored(hasty: Store) -> None:
    with pytest.raises(StoreUnavailable) as caught, hasty._database.reading() as connection:
        connection.execute(sa.text("SELECT * FROM nowhere WHERE reference = :one"), {"one": "SECRET-REFERENCE"})
    assert "nowhere" in str(caught.value.__cause__) and "SECRET" not in f"{caught.value} {caught.value.__cause__}"
