"""A plugin that one process suspends is suspended in all, over restarts, until somebody resumes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import pytest

from greenlane.core.extension import Stopped
from greenlane.core.rights import EVERY, Actor, Forbidden, Grant
from greenlane.core.service.suspensions import NotSuspended, Suspensions
from greenlane.core.store import Store, StoreUnavailable, open_store

AT = datetime(2026, 11, 23, 9, 30, 5, 123456, tzinfo=UTC)
LATER = datetime(2099, 1, 1, tzinfo=UTC)
ADMIN = Actor("eva", frozenset({Grant("admin", "NR")}), "session")
VERSIONS = {"NR": "acme-nr 1.0, pack 1, code abc", "TO": "acme-to 1.0, pack 1, code def"}


class Switch:
    """What stops plugins in a process that is made up."""

    def __init__(self) -> None:
        self.now: dict[tuple[str, str], Stopped] = {}

    def stopped(self, plugin: str | None = None) -> tuple[Stopped, ...]:
        return tuple(one for one in self.now.values() if plugin in (None, one.plugin))

    def stop(self, one: Stopped) -> None:
        self.now[one.plugin, one.hook] = one

    def resume(self, plugin: str, hooks: Iterable[str] | None = None) -> None:
        for key in [key for key in self.now if key[0] == plugin and (hooks is None or key[1] in hooks)]:
            del self.now[key]

    def fails(self, plugin: str = "NR", hook: str = "", at: datetime = AT) -> None:
        """It sees a plugin fail once too often."""
        self.stop(Stopped(plugin, hook, "3 faults in a row", "ValueError: secret", at))

    @property
    def units(self) -> set[tuple[str, str]]:
        return set(self.now)


class Process(Suspensions):
    """A process of a server, or of another."""

    def __init__(self, store: Store, versions: dict[str, str] = VERSIONS) -> None:
        self.switch = Switch()
        super().__init__(store, self.switch, versions)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url, patience=10)
    opened.upgrade()
    yield opened
    opened.close()


def actions(store: Store) -> list[tuple[str, str, str]]:
    return [(one.actor, one.action, one.subject) for one in store.change_log.read()]


def test_what_one_suspends_all_suspend_and_it_is_logged_once(store: Store) -> None:
    one, two = Process(store), Process(store)
    one.switch.fails()
    for _ in range(2):
        one.sync()
        two.sync()
    assert one.switch.units == two.switch.units == {("NR", "")}
    assert two.switch.now["NR", ""] == Stopped("NR", "", "3 faults in a row", "", AT)
    assert actions(store) == [("greenlane", "plugin.suspended", "plugin:NR")]


def test_what_its_error_said_is_not_kept(store: Store) -> None:
    one = Process(store)
    one.switch.fails()
    one.sync()
    assert "secret" not in repr(store.suspensions.all()) and "secret" not in repr(list(store.change_log.read()))
    assert one.switch.now["NR", ""].detail == "ValueError: secret", "the process that saw it still shows it"


def test_two_that_see_it_at_once_keep_it_once(store: Store) -> None:
    one, two = Process(store), Process(store)
    one.switch.fails()
    two.switch.fails()
    one.sync()
    two.sync()
    assert len(store.suspensions.all()) == len(actions(store)) == 1


def test_it_outlives_a_restart(store: Store) -> None:
    one = Process(store)
    one.switch.fails()
    one.sync()
    later = Process(store)
    later.sync()
    assert later.switch.units == {("NR", "")}


def test_another_version_of_it_is_called(store: Store) -> None:
    one = Process(store)
    one.switch.fails()
    one.sync()
    mended = Process(store, {**VERSIONS, "NR": "acme-nr 1.1, pack 1, code eee"})
    mended.sync()
    assert mended.switch.units == set()
    mended.switch.fails()
    mended.sync()
    one.sync()
    assert one.switch.units == mended.switch.units == {("NR", "")}
    one.resume(ADMIN, "NR", "both were wrong")
    mended.sync()
    assert one.switch.units == mended.switch.units == set()


def test_whoever_may_resumes_it_everywhere(store: Store) -> None:
    one, two = Process(store), Process(store)
    one.switch.fails()
    one.switch.fails("NR", "greenlane_decided")
    one.switch.fails("TO")
    one.sync()
    two.sync()
    two.resume(ADMIN, "NR", "  mended ")
    assert two.switch.units == {("TO", "")}
    one.sync()
    two.sync()
    assert one.switch.units == two.switch.units == {("TO", "")}
    entry = next(iter(store.change_log.read()))
    assert (entry.actor, entry.via, entry.action, entry.reason, entry.economies) == (
        "eva", "session", "plugin.resumed", "mended", ("NR",),
    )  # fmt: skip
    one.switch.fails(at=LATER)
    one.sync()
    two.sync()
    assert two.switch.units == {("NR", ""), ("TO", "")}, "it failed again"


def test_what_a_process_stopped_before_it_was_resumed_and_told_nobody_is_called_too(store: Store) -> None:
    one, two = Process(store), Process(store)
    one.switch.fails()
    one.sync()
    two.switch.fails()
    two.switch.fails("NR", "greenlane_decided")
    one.resume(ADMIN, "NR", "mended")
    two.sync()
    assert two.switch.units == set() and store.suspensions.all() == []
    for at in (LATER, LATER):
        two.switch.fails(at=at)
        two.sync()
        assert two.switch.units == {("NR", "")}
        one.resume(ADMIN, "NR", "once more")
        two.sync()
        two.switch.resume("NR")


def test_it_can_be_resumed_before_the_others_were_told(store: Store) -> None:
    one = Process(store)
    one.switch.fails()
    one.resume(ADMIN, "NR", "x")
    assert one.switch.units == set() and store.suspensions.all() == []


@pytest.mark.parametrize("role", ["broker", "viewer", "editor", "approver"])
def test_nobody_else_resumes_it(role: str, store: Store) -> None:
    one = Process(store)
    one.switch.fails()
    one.sync()
    for actor in (Actor("x", frozenset({Grant(role, EVERY)})), Actor("y", frozenset({Grant("admin", "TO")}))):
        with pytest.raises(Forbidden):
            one.resume(actor, "NR", "x")
    one.sync()
    assert one.switch.units == {("NR", "")}
    assert actions(store)[0] == ("y", "denied", "plugin:NR")


@pytest.mark.parametrize("name", ["TO", "ZZ", "", "NR'; --"])
def test_what_is_called_cannot_be_resumed(name: str, store: Store) -> None:
    everywhere = Actor("eva", frozenset({Grant("admin", EVERY)}))
    with pytest.raises(NotSuspended):
        Process(store).resume(everywhere, name, "x")


def test_while_the_database_is_away_each_stands_by_itself(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Process(store)
    one.switch.fails()

    def away(*_: object) -> None:
        raise StoreUnavailable("away")

    with monkeypatch.context() as patch:
        patch.setattr(store.suspensions, "add", away)
        patch.setattr(store.suspensions, "all", away)
        with pytest.raises(StoreUnavailable):
            one.sync()
    assert one.switch.units == {("NR", "")}
    one.sync()
    two = Process(store)
    two.sync()
    assert two.switch.units == {("NR", "")}
