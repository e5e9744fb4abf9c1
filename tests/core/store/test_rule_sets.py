"""Rule sets are numbered in the order of their publication and come into force at their time."""

from __future__ import annotations

import datetime
import subprocess
import time
from collections.abc import Callable

import pytest

from greenlane.core.store import Store, UnknownRuleSet

Child = Callable[..., subprocess.Popen[str]]
SECOND = datetime.timedelta(seconds=1)


def publish(store: Store, content: bytes = b"{}", effective_at: datetime.datetime | None = None) -> int:
    return store.publish(content, "sha256:02", reason="a new circular", by="lan@customs", effective_at=effective_at)


def test_before_the_first_publication_nothing_is_in_force(store: Store) -> None:
    assert store.in_force() is None
    assert store.first() is None
    assert store.rule_sets() == []


def test_what_is_published_is_read_back_as_it_was(store: Store) -> None:
    before = datetime.datetime.now(datetime.UTC)
    version = publish(store, b'{"rules":[1]}' * 1000)
    header = store.in_force()
    assert header is not None
    assert (header.version, header.digest, header.reason) == (version, "sha256:02", "a new circular")
    assert header.published_by == "lan@customs"
    assert header.published_at == header.effective_at
    # PostgreSQL tells the time by its own clock.
    assert abs(header.published_at - before) < 5 * SECOND
    assert header.published_at.tzinfo is datetime.UTC
    assert store.content(version) == b'{"rules":[1]}' * 1000


def test_an_unknown_number_has_no_content(ruled: Store) -> None:
    with pytest.raises(UnknownRuleSet, match="rule set 7"):
        ruled.content(7)


def test_the_next_publication_is_in_force_at_once_and_the_past_stays(ruled: Store) -> None:
    first = ruled.first()
    assert publish(ruled) == 2
    second = ruled.in_force()
    assert first is not None and second is not None
    assert second.version == 2
    assert ruled.in_force(second.effective_at - SECOND / 1_000_000) == first
    assert ruled.in_force(first.effective_at - SECOND) is None
    assert ruled.rule_sets() == [first, second]


def test_a_scheduled_one_comes_into_force_by_itself(ruled: Store) -> None:
    first = ruled.first()
    assert first is not None
    due = datetime.datetime.now(datetime.UTC) + SECOND / 2
    publish(ruled, effective_at=due)
    assert ruled.in_force() == first
    time.sleep(0.6)
    second = ruled.in_force()
    assert second is not None
    assert (second.version, second.effective_at) == (2, due)


def test_a_time_that_has_passed_means_at_once(ruled: Store) -> None:
    publish(ruled, effective_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    second = ruled.in_force()
    assert second is not None
    assert second.effective_at == second.published_at


def test_an_instant_without_time_zone_is_refused(ruled: Store) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        ruled.in_force(datetime.datetime(2026, 1, 1))


def test_processes_that_publish_at_once_get_numbers_of_their_own(ruled: Store, child: Child) -> None:
    racing = [child("publish", "10") for _ in range(3)]
    numbers = [int(line) for process in racing for line in process.communicate(timeout=60)[0].split()]
    assert sorted(numbers) == list(range(2, 32))
    assert [header.version for header in ruled.rule_sets()] == list(range(1, 32))


def test_processes_that_start_at_once_publish_one_first_rule_set(store: Store, child: Child) -> None:
    racing = [child("first") for _ in range(4)]
    assert [process.communicate(timeout=60)[0] for process in racing] == ["1\n"] * 4
    assert [header.version for header in store.rule_sets()] == [1]
