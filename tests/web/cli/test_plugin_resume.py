"""`greenlane plugin resume`: who may has a suspended plugin called again; the doctor says that one is suspended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from greenlane.core.extension import Stopped
from greenlane.core.rights import EVERY, Actor, Grant
from greenlane.core.service.people import People
from greenlane.core.store import Store
from greenlane.core.store.change_log import Entry
from greenlane.web.wiring import Desk
from tests.core.service.crowd import cheap_passwords
from tests.web.cli.conftest import Run

PASSWORD = "a long enough one"
EVA = Actor("eva", frozenset({Grant("admin", EVERY)}))


@pytest.fixture
def suspended(store: Store, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A database in which TH is suspended, and two people."""
    monkeypatch.delenv("GREENLANE_KEY", raising=False)
    at = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    entry = Entry("greenlane", "job", "plugin.suspended", "plugin:TH")
    version = desk.host.recorded["TH"]
    store.suspensions.add(Stopped("TH", "", "3 faults in a row, the last: it raised", "", at), version, entry)
    with cheap_passwords():
        people = People(store)
        people.add_user(None, "eva", password=PASSWORD, grants=EVA.grants)
        people.add_user(EVA, "dev", password=PASSWORD, grants=[Grant("viewer", EVERY)])
        yield store
    desk.host.boundary.resume("TH")


def test_a_suspension_is_said_by_the_doctor_and_by_the_list(suspended: Store, run: Run) -> None:
    done = run("doctor")
    assert done.exit_code == 1
    assert ": suspended" in done.output and "not called since 2026-11-23 09:30 UTC, after 3 faults" in done.output
    assert "suspended" in run("plugin", "list").output


def test_an_admin_resumes_it(suspended: Store, run: Run) -> None:
    done = run("plugin", "resume", "TH", "--as", "eva", "--reason", "mended", input=f"{PASSWORD}\n")
    assert (done.exit_code, "The code of TH is called again" in done.output) == (0, True), done.output
    entry = next(iter(suspended.change_log.read()))
    assert (entry.actor, entry.via, entry.action, entry.subject, entry.reason) == (
        "eva", "command", "plugin.resumed", "plugin:TH", "mended",
    )  # fmt: skip
    again = run("plugin", "resume", "TH", "--as", "eva", input=f"{PASSWORD}\n")
    assert again.exit_code == 1 and "TH is not suspended. Suspended: none." in again.output
    assert run("doctor").exit_code == 0


@pytest.mark.parametrize(
    ("who", "status", "said"),
    [(["--as", "dev"], 1, "dev may not manage plugins in TH"), ([], 2, "say who you are")],
)
def test_nobody_else_does(who: list[str], status: int, said: str, suspended: Store, run: Run) -> None:
    done = run("plugin", "resume", "TH", *who, input=f"{PASSWORD}\n")
    assert done.exit_code == status and said in done.output
    assert len(suspended.suspensions.all()) == 1


def test_a_mistyped_name_is_told_which_are_suspended(suspended: Store, run: Run) -> None:
    done = run("plugin", "resume", "TT", "--as", "eva", input=f"{PASSWORD}\n")
    assert done.exit_code == 1 and "TT is not suspended. Suspended: TH." in done.output
