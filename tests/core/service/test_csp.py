"""Reports of the content security policy: counted by kind, few kinds, few writes."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from greenlane.core.rights import Forbidden
from greenlane.core.service.csp import AT_ONCE, MOST, REST, CspReports
from greenlane.core.store import Store, StoreUnavailable, open_store
from tests.core.service.offices import ANA, EVA


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url)
    opened.upgrade()
    yield opened
    opened.close()


def counts(reports: CspReports) -> dict[tuple[str, str, str], int]:
    return {(one.directive, one.blocked, one.page): one.times for one in reports.reports(EVA)}


def test_reports_are_counted_by_kind_with_their_first_and_last_instant(store: Store) -> None:
    reports = CspReports(store)
    for _ in range(3):
        reports.note("script-src-elem", "inline", "/console")
    reports.note("img-src", "https://x.example/a.gif", "/")
    newest, older = reports.reports(EVA)
    said = (newest.directive, newest.blocked, newest.page, newest.times)
    assert said == ("img-src", "https://x.example/a.gif", "/", 1)
    assert older.times == 3 and older.first_at < older.last_at < newest.first_at == newest.last_at


def test_they_are_for_admins(store: Store) -> None:
    with pytest.raises(Forbidden):
        CspReports(store).reports(ANA)


def test_there_are_at_most_500_kinds_and_the_rest_is_counted_as_one(store: Store) -> None:
    reports = CspReports(store)
    many = {("img-src", f"https://x.example/{number:03}", "/"): 1 for number in range(MOST + 20)}
    store.csp.add(many, most=MOST, rest=REST)
    found = counts(reports)
    assert len(found) == MOST and found[REST] == 21
    reports.note("img-src", "https://x.example/000", "/")
    reports.note("img-src", "https://x.example/new", "/")
    found = counts(reports)
    assert len(found) == MOST and found[REST] == 22 and found["img-src", "https://x.example/000", "/"] == 2


def test_a_flood_is_written_seldom_and_counted_whole(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    reports = CspReports(store)
    written: list[int] = []
    add = store.csp.add

    def counting(counted: dict[tuple[str, str, str], int], **more: object) -> None:
        written.append(sum(counted.values()))
        add(counted, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(store.csp, "add", counting)
    monkeypatch.setattr("greenlane.core.service.csp.time.monotonic", lambda: reports._looked)
    for number in range(AT_ONCE + 1000):
        reports.note("img-src", f"https://x.example/{number % 700}", "/")
    assert len(written) == AT_ONCE
    assert sum(counts(reports).values()) == AT_ONCE + 1000 and len(written) == AT_ONCE + 1


def test_what_could_not_be_written_is_counted_the_next_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    reports = CspReports(store)
    with monkeypatch.context() as away:

        def unavailable(*_: object, **__: object) -> None:
            raise StoreUnavailable("away")

        away.setattr(store.csp, "add", unavailable)
        reports.note("img-src", "inline", "/")
    reports.note("img-src", "inline", "/")
    assert counts(reports) == {("img-src", "inline", "/"): 2}


def test_processes_that_count_at_once_lose_nothing(url: str, store: Store) -> None:
    others = [open_store(url, patience=30) for _ in range(2)]

    def count(other: Store) -> None:
        reports = CspReports(other)
        for number in range(10):
            reports.note("img-src", str(number % 2), "/")

    threads = [threading.Thread(target=count, args=(other,)) for other in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for other in others:
        other.close()
    assert counts(CspReports(store)) == {("img-src", "0", "/"): 10, ("img-src", "1", "/"): 10}
