"""A process reads new rule sets before a request needs them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from greenlane.core.service import RuleBook
from greenlane.core.service.warming import MOST, Warmer, warm_later
from greenlane.core.store import Store, open_store
from tests.core.service.bureau import EASY, STRICT, plugins


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url)
    opened.upgrade()
    yield opened
    opened.close()


@pytest.fixture
def book(store: Store, tmp_path: Path) -> RuleBook:
    made = RuleBook(store, plugins(STRICT), tmp_path / "images")
    made.current()
    return made


@pytest.fixture
def warmer(book: RuleBook) -> Iterator[Warmer]:
    made = Warmer(book)
    made.start()
    yield made
    made.stop()


def until(true: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def publish(store: Store, effective_at: datetime | None = None) -> int:
    elsewhere = RuleBook(store, plugins(EASY))
    header = elsewhere.store.in_force()
    assert header is not None
    content = elsewhere.baseline()
    return store.publish(content, "sha256:easy", reason="law", by="test", effective_at=effective_at)


def test_what_is_published_elsewhere_is_current_here_though_nobody_asked(
    store: Store, book: RuleBook, warmer: Warmer
) -> None:
    number = publish(store)
    until(lambda: book.hot().version == number)


def test_what_comes_into_force_later_is_read_before(store: Store, book: RuleBook) -> None:
    later = [publish(store, datetime.now(UTC) + timedelta(hours=hours)) for hours in range(1, 5)]
    warm_later(book)
    assert book.hot().version == 1
    assert [number in book._editions for number in later] == [True] * MOST + [False] * (4 - MOST)


def test_it_comes_into_force_by_the_clock(store: Store, book: RuleBook, warmer: Warmer) -> None:
    number = publish(store, datetime.now(UTC) + timedelta(seconds=2))
    until(lambda: book.hot().version == number)


def test_a_rule_set_that_cannot_be_read_does_not_end_it(
    store: Store, book: RuleBook, warmer: Warmer, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed: list[int] = []
    current = RuleBook.current

    def fail(self: RuleBook, *, fresh: bool = False) -> object:
        if len(failed) < 2:
            failed.append(1)
            raise RuntimeError("cannot")
        return current(self, fresh=fresh)

    monkeypatch.setattr(RuleBook, "current", fail)
    until(lambda: len(failed) == 2)
    number = publish(store)
    until(lambda: book._current is not None and book._current.version == number)


def test_it_stops(book: RuleBook) -> None:
    made = Warmer(book)
    made.start()
    began = time.monotonic()
    made.stop()
    assert not made._thread.is_alive() and time.monotonic() - began < 5
