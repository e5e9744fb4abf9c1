"""Nomenclatures as they are kept: replaced whole, on both databases."""

from __future__ import annotations

import datetime
import threading

import pytest

from greenlane.core.store import Store, StoreUnavailable
from greenlane.core.store.change_log import Entry
from greenlane.core.store.nomenclatures import AT_ONCE

HS = {"39": "Plastics", "3915": "Waste of plastics", "391510": "Waste of ethylene polymers"}


def put(store: Store, texts: dict[str, str], name: str = "HS", source: str = "UN, read 2026-11-22") -> None:
    entry = Entry("minh", "command", "nomenclature.imported", f"nomenclature:{name}", detail={"codes": len(texts)})
    store.nomenclatures.replace(name, texts, source=source, by="minh", entry=entry)


def test_there_is_none_at_first(store: Store) -> None:
    assert store.nomenclatures.all() == []
    assert store.nomenclatures.codes("HS") == frozenset()
    assert store.nomenclatures.texts("HS", ["39"]) == {}


def test_what_was_imported_is_read_back_with_where_it_came_from(store: Store) -> None:
    begun = datetime.datetime.now(datetime.UTC) - datetime.timedelta(seconds=5)

    put(store, HS)

    assert store.nomenclatures.codes("HS") == set(HS)
    assert store.nomenclatures.texts("HS", ["39", "391510", "7204"]) == {"39": HS["39"], "391510": HS["391510"]}
    (one,) = store.nomenclatures.all()
    assert (one.name, one.source, one.imported_by, one.codes) == ("HS", "UN, read 2026-11-22", "minh", 3)
    assert begun < one.imported_at < begun + datetime.timedelta(minutes=1)


def test_an_import_replaces_all_that_was_there_of_its_name_only(store: Store) -> None:
    put(store, HS)
    put(store, {"39151010": "of polyethylene"}, "TH")
    first = {one.name: one for one in store.nomenclatures.all()}

    put(store, {"39": "Plastics and articles", "40": "Rubber"}, source="WCO")

    second = {one.name: one for one in store.nomenclatures.all()}
    assert store.nomenclatures.codes("HS") == {"39", "40"}
    assert store.nomenclatures.texts("HS", ["39"]) == {"39": "Plastics and articles"}
    assert (second["HS"].source, second["HS"].codes) == ("WCO", 2)
    assert second["HS"].imported_at > first["HS"].imported_at
    assert second["TH"] == first["TH"]
    assert store.nomenclatures.codes("TH") == {"39151010"}


def test_a_long_one_is_written_whole(store: Store) -> None:
    texts = {f"{number:08}": f"line {number}" for number in range(10_000_000, 10_000_000 + 2 * AT_ONCE + 1)}

    put(store, texts)

    assert store.nomenclatures.codes("HS") == set(texts)


def test_an_import_that_fails_half_way_changes_nothing(store: Store) -> None:
    put(store, HS)
    bad: dict[str, str] = {**{f"{number:06}": "" for number in range(AT_ONCE)}, "720449": None}  # type: ignore[dict-item]

    with pytest.raises(Exception, match="(?i)null"):
        put(store, bad, source="broken")

    assert store.nomenclatures.codes("HS") == set(HS)
    assert store.nomenclatures.all()[0].source == "UN, read 2026-11-22"
    assert [one.detail for one in store.change_log.read()] == [{"codes": 3}]


def test_an_import_is_logged_with_it(store: Store) -> None:
    put(store, HS)

    (logged,) = store.change_log.read()

    assert (logged.actor, logged.action, logged.subject) == ("minh", "nomenclature.imported", "nomenclature:HS")


def test_two_that_import_at_once_leave_one_of_the_two_whole(store: Store) -> None:
    """Also the first import of a name, of which there is no row to wait for."""
    lists = [{f"{one}{number:05}": "" for number in range(3000)} for one in (1, 2)]
    start = threading.Barrier(2)
    failed: list[StoreUnavailable] = []

    def work(texts: dict[str, str]) -> None:
        start.wait()
        try:
            put(store, texts, source=next(iter(texts)))
        except StoreUnavailable as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(texts,)) for texts in lists]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    (one,) = store.nomenclatures.all()
    codes = store.nomenclatures.codes("HS")
    assert codes in ({*lists[0]}, {*lists[1]})
    assert one.source in codes
    assert len(list(store.change_log.read())) == 2


def test_a_reader_sees_the_old_one_or_the_new_one_never_both(store: Store) -> None:
    lists = [frozenset(f"{one}{number:05}" for number in range(2000)) for one in (1, 2)]
    put(store, dict.fromkeys(lists[0], ""))
    done = threading.Event()
    seen: list[frozenset[str]] = []

    def read() -> None:
        while not done.is_set():
            seen.append(store.nomenclatures.codes("HS"))

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(6):
        put(store, dict.fromkeys(lists[(number + 1) % 2], ""))
    done.set()
    reader.join()

    assert set(seen) <= set(lists)
    assert len(seen) > 1
