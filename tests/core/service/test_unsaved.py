"""What was typed and not saved is there again, for who typed it and for nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode

import pytest

from greenlane.core.rights import SYSTEM
from greenlane.core.service.people import NoSuch, Refused
from greenlane.core.service.unsaved import LONGEST, UnsavedWork
from greenlane.core.store import open_store
from greenlane.core.store.console_schema import unsaved_work
from tests.core.service.crowd import HOUR, Crowd, cheap_passwords

PLACE = "/console/drafts/01J/rules/FJ-BAN"


@pytest.fixture
def crowd(url: str) -> Iterator[Crowd]:
    store = open_store(url)
    store.upgrade()
    with cheap_passwords():
        made = Crowd(store)
        made.add("minh", "editor")
        yield made
    store.close()


@pytest.fixture
def unsaved(crowd: Crowd) -> UnsavedWork:
    return UnsavedWork(crowd.store)


def pass_days(crowd: Crowd, days: float) -> None:
    with crowd.store._database.writing() as connection:
        back = round(days * 24 * HOUR)
        connection.execute(unsaved_work.update().values(saved_at=unsaved_work.c.saved_at - back))


def test_the_newest_of_a_place_is_kept_till_it_is_dropped(crowd: Crowd, unsaved: UnsavedWork) -> None:
    minh = crowd.who("minh")
    assert unsaved.get(minh, PLACE) is None
    unsaved.keep(minh, PLACE, "title=Old")
    at = unsaved.keep(minh, PLACE, "title=New&codes=3915%0A3916")
    found = unsaved.get(minh, PLACE)
    assert found is not None
    assert (found.place, found.body, found.saved_at) == (PLACE, "title=New&codes=3915%0A3916", at)
    unsaved.drop(minh, PLACE)
    unsaved.drop(minh, PLACE)
    assert unsaved.get(minh, PLACE) is None


def test_nobody_else_sees_it(crowd: Crowd, unsaved: UnsavedWork) -> None:
    unsaved.keep(crowd.who("minh"), PLACE, "title=Mine")
    assert unsaved.get(crowd.boss, PLACE) is None and unsaved.all(crowd.boss) == []
    unsaved.drop(crowd.boss, PLACE)
    unsaved.keep(crowd.boss, PLACE, "title=Theirs")
    found = unsaved.get(crowd.who("minh"), PLACE)
    assert found is not None and found.body == "title=Mine"
    with pytest.raises(NoSuch):
        unsaved.keep(SYSTEM, PLACE, "title=x")


def test_passwords_and_tokens_in_a_form_are_not_kept(crowd: Crowd, unsaved: UnsavedWork) -> None:
    sent = [("csrf", "abc"), ("name", "suda"), ("password", "secret"), ("new_Password", "secret"), ("_csrf_token", "x")]
    unsaved.keep(crowd.boss, "/console/people", urlencode(sent))
    found = unsaved.get(crowd.boss, "/console/people")
    assert found is not None and found.body == "name=suda"


@pytest.mark.parametrize(
    "typed", ["", " \t\r\n", "<script>alert(1)</script>", "=1+1", "a\0b", "ạ 海关 🚢", "&=%+", "\u202e", "'; --"]
)
def test_whatever_was_typed_comes_back(crowd: Crowd, unsaved: UnsavedWork, typed: str) -> None:
    unsaved.keep(crowd.boss, PLACE, urlencode([("title", typed), ("title", typed)]))
    found = unsaved.get(crowd.boss, PLACE)
    assert found is not None
    assert parse_qsl(found.body, keep_blank_values=True) == [("title", typed), ("title", typed)]


@pytest.mark.parametrize(
    "place",
    ["", "/", "console", "/console/../admin\n", "/consoles", "//elsewhere.example/console", "https://x.example/console",
     "/console/a b", "/console/ạ", "/console/" + "x" * 500, "/console/account", "/console/account/password",
     "/console/sign-in?next=/console", "/console/set-up/token"],
)  # fmt: skip
def test_elsewhere_and_where_secrets_are_typed_nothing_is_kept(crowd: Crowd, unsaved: UnsavedWork, place: str) -> None:
    with pytest.raises(Refused) as caught:
        unsaved.keep(crowd.boss, place, "title=x")
    assert [fault.pointer for fault in caught.value.faults] == ["/place"]
    assert unsaved.get(crowd.boss, place) is None
    unsaved.drop(crowd.boss, place)


@pytest.mark.parametrize("place", ["/console", "/console/drafts/1/rules/new?copy=FJ-BAN", "/console/accounts"])
def test_of_the_consoles_pages_it_is(crowd: Crowd, unsaved: UnsavedWork, place: str) -> None:
    unsaved.keep(crowd.boss, place, "title=x")
    assert [one.place for one in unsaved.all(crowd.boss)] == [place]


def test_a_form_is_kept_up_to_256_kib(crowd: Crowd, unsaved: UnsavedWork) -> None:
    unsaved.keep(crowd.boss, PLACE, "x=" + "a" * (LONGEST - 2))
    for body in ("x=" + "a" * (LONGEST - 1), "title=ạ"):
        with pytest.raises(Refused) as caught:
            unsaved.keep(crowd.boss, PLACE, body)
        assert [fault.pointer for fault in caught.value.faults] == ["/body"]
    found = unsaved.get(crowd.boss, PLACE)
    assert found is not None and len(found.body) == LONGEST


def test_of_more_than_50_places_the_one_saved_longest_ago_is_forgotten(crowd: Crowd, unsaved: UnsavedWork) -> None:
    unsaved.keep(crowd.who("minh"), PLACE, "title=Mine")
    for number in range(52):
        unsaved.keep(crowd.boss, f"/console/rules/R{number}", f"title={number}")
    kept = [one.place for one in unsaved.all(crowd.boss)]
    assert kept == [f"/console/rules/R{number}" for number in range(51, 1, -1)]
    unsaved.keep(crowd.boss, "/console/rules/R2", "title=again")
    assert len(unsaved.all(crowd.boss)) == 50 and len(unsaved.all(crowd.who("minh"))) == 1


def test_after_30_days_it_is_forgotten_and_removed_whosever_it_is(crowd: Crowd, unsaved: UnsavedWork) -> None:
    minh = crowd.who("minh")
    unsaved.keep(minh, PLACE, "title=Mine")
    pass_days(crowd, 29.9)
    assert unsaved.get(minh, PLACE) is not None
    pass_days(crowd, 0.2)
    assert unsaved.get(minh, PLACE) is None and unsaved.all(minh) == []
    unsaved.keep(crowd.boss, PLACE, "title=Theirs")
    with crowd.store._database.reading() as connection:
        assert [row.body for row in connection.execute(unsaved_work.select())] == ["title=Theirs"]
