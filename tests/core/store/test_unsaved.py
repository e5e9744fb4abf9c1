"""Unsaved work in the database, where several tabs and several people save at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from greenlane.core.store import Store, open_store

DAYS = timedelta(days=30)


@pytest.fixture
def busy(url: str) -> Iterator[Store]:
    store = open_store(url, patience=30)
    store.upgrade()
    with store.people.changing() as changing:
        for name in ("ana", "ben"):
            changing.add_user(f"id of {name}", name, None)
    yield store
    store.close()


def test_tabs_that_save_at_once_find_no_more_room_than_there_is(busy: Store) -> None:
    def save(tab: int) -> None:
        for number in range(6):
            busy.unsaved.keep("ana", f"/console/{tab}/{number}", "x=1", most=5, kept_for=DAYS)

    tabs = [threading.Thread(target=save, args=(tab,)) for tab in range(4)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert len(busy.unsaved.all("ana", DAYS)) == 5


def test_people_who_save_at_once_do_not_wait_for_what_is_being_forgotten(busy: Store) -> None:
    for name in ("ana", "ben"):
        for number in range(20):
            busy.unsaved.keep(name, f"/console/old/{number}", "x=1", most=50, kept_for=DAYS)
    failed: list[Exception] = []

    def save(name: str) -> None:
        try:
            for number in range(10):
                busy.unsaved.keep(name, f"/console/new/{number}", "x=2", most=50, kept_for=timedelta(0))
        except Exception as error:
            failed.append(error)

    both = [threading.Thread(target=save, args=(name,)) for name in ("ana", "ben")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert failed == []
    assert [one for one in busy.unsaved.all("ana", DAYS) if "old" in one.place] == []


def test_of_nobody_nothing_is_kept(busy: Store) -> None:
    assert busy.unsaved.keep("nobody", "/console", "x=1", most=5, kept_for=DAYS) is None
    assert busy.unsaved.get("nobody", "/console", DAYS) is None
