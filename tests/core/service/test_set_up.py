"""The first account by a link: shown once, good once, and for nobody once somebody is there."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from greenlane.core.service.people import ADMIN, Contradicts, NoSuch, People, Refused
from greenlane.core.service.set_up import SetUp
from greenlane.core.store import Store, open_store
from greenlane.core.store.console_schema import set_up_links
from tests.core.service.crowd import SECRET, cheap_passwords


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url, patience=10)
    opened.upgrade()
    with cheap_passwords():
        yield opened
    opened.close()


@pytest.fixture
def set_up(store: Store) -> SetUp:
    return SetUp(store, People(store))


def begun(set_up: SetUp) -> str:
    made = set_up.begin()
    assert made is not None
    return made.token


def test_a_link_makes_the_first_account_an_admin_everywhere(set_up: SetUp, store: Store) -> None:
    made = set_up.begin()
    assert made is not None and set_up.holds(made.token) == made.until
    user = set_up.use(made.token, "minh", SECRET)
    assert user.name == "minh" and user.grants == {ADMIN}
    assert People(store).sign_in("minh", SECRET).user.name == "minh"
    logged = [(one.actor, one.via, one.action) for one in reversed(list(store.change_log.read(limit=10)))]
    assert logged[:2] == [("greenlane", "command", "set_up.link_made"), ("minh", "set-up link", "user.added")]


def test_it_works_once(set_up: SetUp, store: Store) -> None:
    token = begun(set_up)
    set_up.use(token, "minh", SECRET)
    for attempt in (lambda: set_up.holds(token), lambda: set_up.use(token, "eve", SECRET)):
        with pytest.raises(NoSuch):
            attempt()
    assert [one.name for one in store.people.users()] == ["minh"]


def test_a_new_start_voids_the_links_before(set_up: SetUp) -> None:
    old, new = begun(set_up), begun(set_up)
    with pytest.raises(NoSuch):
        set_up.use(old, "minh", SECRET)
    assert set_up.use(new, "minh", SECRET).name == "minh"


def test_it_ends_after_a_day(set_up: SetUp, store: Store) -> None:
    made = set_up.begin()
    assert made is not None
    with store._database.reading() as connection:
        row = connection.execute(set_up_links.select()).one()
    assert row.expires_at - row.made_at == timedelta(hours=24) // timedelta(microseconds=1)
    with store._database.writing() as connection:
        connection.execute(set_up_links.update().values(expires_at=row.made_at))
    for attempt in (lambda: set_up.holds(made.token), lambda: set_up.use(made.token, "minh", SECRET)):
        with pytest.raises(NoSuch):
            attempt()
    assert People(store).nobody()


@pytest.mark.parametrize("token", ["", "x", "\0", "\udc80", "x" * 5000])
def test_another_token_opens_nothing(set_up: SetUp, token: str) -> None:
    begun(set_up)
    with pytest.raises(NoSuch):
        set_up.use(token, "minh", SECRET)


def test_with_an_account_there_is_no_link_and_one_made_before_does_not_hold(set_up: SetUp, store: Store) -> None:
    token = begun(set_up)
    People(store).add_user(None, "boss", password=SECRET, grants=[ADMIN])
    assert set_up.begin() is None
    with pytest.raises(NoSuch):
        set_up.holds(token)


def test_what_is_refused_does_not_use_it_up(set_up: SetUp, store: Store) -> None:
    token = begun(set_up)
    for name, password, pointer in (("Minh", SECRET, "/name"), ("minh", "short", "/password")):
        with pytest.raises(Refused) as caught:
            set_up.use(token, name, password)
        assert [fault.pointer for fault in caught.value.faults] == [pointer]
    assert set_up.use(token, "minh", SECRET).name == "minh"


def test_the_token_is_kept_nowhere(set_up: SetUp, store: Store) -> None:
    token = begun(set_up)
    with store._database.reading() as connection:
        assert token not in repr(connection.execute(set_up_links.select()).all())
    assert token not in repr(list(store.change_log.read())) and token not in repr(set_up.begin())


def test_of_many_who_use_it_at_once_one_is_the_first(set_up: SetUp, url: str) -> None:
    token = begun(set_up)
    others = [open_store(url, patience=30) for _ in range(2)]
    outcomes: Counter[str] = Counter()
    start = threading.Barrier(8)

    def use(number: int) -> None:
        other = others[number % 2]
        start.wait()
        try:
            SetUp(other, People(other)).use(token, f"person{number}", SECRET)
        except (NoSuch, Contradicts):
            outcomes["refused"] += 1
        else:
            outcomes["made"] += 1

    threads = [threading.Thread(target=use, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == {"made": 1, "refused": 7}
    assert len(others[0].people.users()) == 1
    for other in others:
        other.close()
