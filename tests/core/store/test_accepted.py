"""The newest signed pack of an economy: remembered by all hosts, over restarts, and never made older by accident."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from greenlane.core.signing.accepted import AcceptedPack
from greenlane.core.store import Store, StoreUnavailable, open_store
from greenlane.core.store.change_log import Entry

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
PACK = AcceptedPack("NZ", "1.2", NOW, "0" * 16, "d" * 64)
ENTRY = Entry("minh", "command", "signed pack accepted", "pack:NZ", "the newer one is wrong", ["NZ"])


def test_nothing_is_accepted_at_first(store: Store) -> None:
    assert store.accepted_packs.of("NZ") is None


def test_what_was_accepted_outlives_the_process(store: Store, url: str) -> None:
    assert store.accepted_packs.accept(PACK) == PACK
    store.close()
    again = open_store(url)
    assert again.accepted_packs.of("NZ") == PACK
    assert again.accepted_packs.of("AU") is None
    again.close()


@pytest.mark.parametrize(
    "older",
    [
        replace(PACK, version="1.1"),
        replace(PACK, signed_at=NOW - timedelta(seconds=1)),
        replace(PACK, version="1.1", signed_at=NOW + timedelta(days=1)),
        replace(PACK, version="1.3", signed_at=NOW - timedelta(days=1)),
    ],
)
def test_an_older_one_leaves_the_newer_one_standing(store: Store, older: AcceptedPack) -> None:
    store.accepted_packs.accept(PACK)
    assert store.accepted_packs.accept(older) == PACK
    assert store.accepted_packs.of("NZ") == PACK


def test_a_newer_one_takes_its_place_and_is_logged(store: Store) -> None:
    newer = replace(PACK, version="1.10", signed_at=NOW + timedelta(days=1), digest="e" * 64)
    store.accepted_packs.accept(PACK)
    assert store.accepted_packs.accept(newer) == newer
    store.accepted_packs.accept(newer)
    last, first = store.change_log.read(subject="pack:NZ")
    assert first.detail["before"] is None
    assert last.detail["before"] == "1.2, signed on 2026-11-23 10:00:00 UTC"
    assert last.detail["after"] == "1.10, signed on 2026-11-24 10:00:00 UTC"
    assert (last.actor, last.action, last.economies) == ("greenlane", "signed pack accepted", ("NZ",))


def test_each_economy_has_its_own(store: Store) -> None:
    other = replace(PACK, economy="AU", version="0.1")
    store.accepted_packs.accept(PACK)
    assert store.accepted_packs.accept(other) == other
    assert store.accepted_packs.of("NZ") == PACK


@pytest.mark.parametrize("said", [replace(PACK, version="1.0"), None])
def test_somebody_may_go_back_and_that_is_logged(store: Store, said: AcceptedPack | None) -> None:
    store.accepted_packs.accept(PACK)
    store.accepted_packs.replace("NZ", said, ENTRY)
    assert store.accepted_packs.of("NZ") == said
    logged = next(iter(store.change_log.read(subject="pack:NZ")))
    assert (logged.actor, logged.reason) == ("minh", "the newer one is wrong")


def test_of_many_processes_that_race_the_newest_stays(
    store: Store, child: Callable[..., subprocess.Popen[str]]
) -> None:
    chance = random.Random(7)
    every = [str(number) for number in range(1, 61)]
    racing = [child("accept", " ".join(chance.sample(every, len(every)))) for _ in range(4)]
    for process in racing:
        stood = [int(line) for line in process.communicate(timeout=120)[0].split()]
        assert len(stood) == 60
        assert stood == sorted(stood), "what stood went back"
        assert stood[-1] == 60
    found = store.accepted_packs.of("NZ")
    assert found is not None and found.version == "60"


def test_tables_that_are_not_there_yet_are_said(url: str) -> None:
    opened = open_store(url)
    with pytest.raises(StoreUnavailable):
        opened.accepted_packs.of("NZ")
    opened.close()


def test_versions_and_times_both_tell_what_is_older() -> None:
    assert not PACK.is_older_than(PACK)
    assert PACK.is_older_than(replace(PACK, version="1.10"))
    assert not PACK.is_older_than(replace(PACK, version="1.1"))
    assert PACK.is_older_than(replace(PACK, signed_at=NOW + timedelta(seconds=1)))
    assert not PACK.is_older_than(replace(PACK, digest="f" * 64, key_id="1" * 16))
