"""A process hears of new rule sets, wherever they were published, and goes on listening after an outage."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from greenlane.core.store import Store, open_store


@pytest.fixture
def heard(store: Store) -> Iterator[list[float]]:
    """When this store heard that there may be a new rule set."""
    found: list[float] = []
    stop = threading.Event()

    def listen() -> None:
        for announced in store.notices(stop):
            if announced:
                found.append(time.monotonic())

    thread = threading.Thread(target=listen)
    thread.start()
    until(lambda: found)
    yield found
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


def until(true: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_it_looks_when_it_begins_to_listen(heard: list[float]) -> None:
    assert len(heard) == 1


def test_a_publication_elsewhere_is_heard_at_once(postgresql_url: str) -> None:
    here, elsewhere = open_store(postgresql_url), open_store(postgresql_url)
    here.upgrade()
    stop = threading.Event()
    found: list[float] = []

    def listen() -> None:
        for announced in here.notices(stop):
            if announced:
                found.append(time.monotonic())

    thread = threading.Thread(target=listen)
    thread.start()
    try:
        until(lambda: len(found) == 1)
        for number in range(2, 5):
            said = time.monotonic()
            elsewhere.publish(b"{}", f"sha256:{number}", reason="law", by="test")
            until(lambda wanted=number: len(found) == wanted)  # type: ignore[misc]
            assert found[-1] - said < 0.5
    finally:
        stop.set()
        thread.join(10)
        here.close()
        elsewhere.close()


def test_a_lost_connection_is_made_again(postgresql_url: str) -> None:
    store = open_store(postgresql_url)
    store.upgrade()
    stop = threading.Event()
    found: list[float] = []

    def listen() -> None:
        for announced in store.notices(stop):
            if announced:
                found.append(time.monotonic())

    thread = threading.Thread(target=listen)
    thread.start()
    try:
        until(lambda: len(found) == 1)
        with store._database.writing() as connection:
            ended = connection.exec_driver_sql(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND query LIKE 'LISTEN%%'"
            ).scalar_one()
        assert ended == 1
        until(lambda: len(found) == 2)
        store.publish(b"{}", "sha256:1", reason="law", by="test")
        until(lambda: len(found) == 3)
    finally:
        stop.set()
        thread.join(10)
        store.close()


def test_it_ends_within_a_moment(store: Store, heard: list[float]) -> None:
    stop = threading.Event()
    stop.set()
    assert list(store.notices(stop)) == []
