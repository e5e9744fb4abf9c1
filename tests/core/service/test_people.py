"""Accounts: who may make, change and close them, and what nobody may."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from greenlane.core.rights import RIGHTS, ROLES, Actor, Forbidden, Grant
from greenlane.core.service.guard import demand
from greenlane.core.service.people import ADMIN, Contradicts, NoSuch, People, Refused, SignInFailed
from greenlane.core.store import Store, open_store
from tests.core.service.crowd import SECRET, Crowd, cheap_passwords, held

TABLE = {
    "check": "broker editor approver admin",
    "read own decisions": "broker editor approver admin",
    "read decisions": "viewer editor approver admin",
    "erase decisions": "admin",
    "read drafts": "viewer editor approver admin",
    "edit drafts": "editor",
    "submit drafts": "editor",
    "review drafts": "approver",
    "publish": "approver",
    "roll back": "approver",
    "run impact": "viewer editor approver admin",
    "import nomenclatures": "editor admin",
    "read changes": "viewer editor approver admin",
    "manage people": "admin",
    "manage keys": "admin",
    "manage own keys": "broker viewer editor approver admin",
    "read jobs": "viewer editor approver admin",
    "manage jobs": "admin",
    "manage plugins": "admin",
    "read metrics": "viewer admin",
}
"""Said once more, so that nobody widens a right by the way."""


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url, patience=10)
    opened.upgrade()
    yield opened
    opened.close()


@pytest.fixture
def crowd(store: Store) -> Iterator[Crowd]:
    with cheap_passwords():
        yield Crowd(store)


def refused(crowd: Crowd, actor: Actor, act: Callable[[], object]) -> None:
    """Fail unless it is forbidden and the change log says so."""
    with pytest.raises(Forbidden):
        act()
    newest = crowd.log()[0]
    assert (newest.actor, newest.action) == (actor.name, "denied")


def test_the_table_of_rights_is_the_one_that_was_agreed() -> None:
    assert {action: " ".join(role for role in ROLES if role in RIGHTS[action]) for action in RIGHTS} == TABLE


def test_a_role_may_what_the_table_says_where_it_is_held_and_nothing_else(crowd: Crowd) -> None:
    for action, role in itertools.product(RIGHTS, ROLES):
        for economy, asked, allowed in (("*", "TH", True), ("TH", "TH", True), ("VN", "TH", False)):
            actor = Actor("ana", held(f"{role}@{economy}"))
            if role in TABLE[action].split() and allowed:
                demand(crowd.store, actor, action, [asked])
            else:
                refused(crowd, actor, partial(demand, crowd.store, actor, action, [asked]))


def test_a_right_in_every_economy_is_not_the_sum_of_some() -> None:
    assert not Actor("ana", held("admin@TH", "admin@VN")).may("manage people", ["*"])
    assert Actor("ana", held("admin")).may("manage people", ["*"])


def test_the_first_user_needs_nobody_and_is_admin_everywhere(store: Store) -> None:
    people = People(store)
    assert people.nobody()
    with pytest.raises(Refused, match="admin in every economy"):
        people.add_user(None, "ana", password=SECRET, grants=held("admin@TH"))
    with pytest.raises(Refused, match="needs a password"):
        people.add_user(None, "ana", grants=[ADMIN])
    made = people.add_user(None, "ana", password=SECRET, grants=[ADMIN])
    assert (made.name, set(made.grants)) == ("ana", {ADMIN})
    assert not people.nobody()
    with pytest.raises(Contradicts, match="There are users already"):
        people.add_user(None, "eve", password=SECRET, grants=[ADMIN])
    assert [entry.action for entry in store.change_log.read()] == ["user.added"]


def test_of_many_who_would_be_first_one_is(store: Store, url: str) -> None:
    outcomes: list[str] = []
    start = threading.Barrier(6)

    def found(name: str) -> None:
        other = open_store(url, patience=10)
        try:
            start.wait()
            People(other).add_user(None, name, password=SECRET, grants=[ADMIN])
            outcomes.append("first")
        except Contradicts:
            outcomes.append("late")
        finally:
            other.close()

    with cheap_passwords():
        threads = [threading.Thread(target=found, args=(f"user{number}",)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(outcomes) == ["first", *["late"] * 5]
    assert len(store.people.users()) == 1


def test_who_is_added_has_the_roles_given_and_the_log_says_by_whom_and_why(crowd: Crowd) -> None:
    crowd.people.add_user(crowd.boss, "suda", password=SECRET, grants=held("broker@TH"), reason="new desk")
    entry = crowd.log(subject="user:suda")[0]
    assert crowd.who("suda").grants == held("broker@TH")
    assert (entry.actor, entry.action, entry.reason, entry.economies) == ("boss", "user.added", "new desk", ("TH",))
    assert entry.detail == {"roles": ["broker@TH"], "password": True}


@pytest.mark.parametrize(
    ("name", "password", "roles", "pointer"),
    [
        ("", SECRET, "viewer", "/name"),
        ("Minh", SECRET, "viewer", "/name"),
        ("a b", SECRET, "viewer", "/name"),
        ("a" * 65, SECRET, "viewer", "/name"),
        ("minh\n", SECRET, "viewer", "/name"),
        ("greenlane", SECRET, "viewer", "/name"),
        ("anonymous", SECRET, "viewer", "/name"),
        ("minh", "x" * 11, "viewer", "/password"),
        ("minh", "elevenchars", "viewer", "/password"),
        ("minh", "abababababab", "viewer", "/password"),
        ("minh-nguyen", "minh-nguyen-1", "viewer", "/password"),
        ("minh", "ab" * 101, "viewer", "/password"),
        ("minh", SECRET, "boss", "/roles/0/role"),
        ("minh", SECRET, "viewer@XX", "/roles/0/economy"),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field(
    crowd: Crowd, name: str, password: str, roles: str, pointer: str
) -> None:
    with pytest.raises(Refused) as caught:
        crowd.people.add_user(crowd.boss, name, password=password, grants=list(held(roles)))
    assert [fault.pointer for fault in caught.value.faults] == [pointer]
    assert len(crowd.store.people.users()) == 1


def test_twelve_characters_are_enough(crowd: Crowd) -> None:
    crowd.people.add_user(crowd.boss, "minh", password="twelve chars", grants=[])
    assert crowd.people.authenticate("minh", "twelve chars").name == "minh"


def test_a_name_is_never_given_again(crowd: Crowd) -> None:
    crowd.add("minh", "viewer")
    crowd.people.disable(crowd.boss, "minh")
    with pytest.raises(Contradicts, match="given before"):
        crowd.add("minh", "viewer")


@pytest.mark.parametrize("role", [one for one in ROLES if one != "admin"])
def test_only_an_admin_manages_people(crowd: Crowd, role: str) -> None:
    actor = crowd.add("ana", role)
    people = crowd.people
    crowd.add("minh", "viewer")
    for act in (
        lambda: people.add_user(actor, "eve", password=SECRET),
        lambda: people.users(actor),
        lambda: people.user(actor, "minh"),
        lambda: people.grant(actor, "ana", held("admin")),
        lambda: people.revoke(actor, "minh", held("viewer")),
        lambda: people.disable(actor, "minh"),
        lambda: people.set_password(actor, "minh", SECRET + "!"),
    ):
        refused(crowd, actor, act)
    assert people.user(actor, "ana").grants == held(role)
    assert crowd.who("minh").grants == held("viewer")


def test_an_admin_of_one_economy_gives_takes_and_touches_nothing_beyond_it(crowd: Crowd) -> None:
    local = crowd.add("lan", "admin@VN")
    crowd.add("minh", "viewer@VN")
    crowd.add("suda", "viewer@TH")
    people = crowd.people
    people.grant(local, "minh", held("editor@VN"))
    assert crowd.who("minh").grants == held("viewer@VN", "editor@VN")
    for act in (
        lambda: people.grant(local, "minh", held("editor@TH")),
        lambda: people.grant(local, "lan", held("admin")),
        lambda: people.revoke(local, "suda", held("viewer@TH")),
        lambda: people.add_user(local, "eve", password=SECRET, grants=held("viewer@TH")),
        # Whose account one can open, as whom one can act.
        lambda: people.set_password(local, "boss", SECRET + "!"),
        lambda: people.set_password(local, "suda", SECRET + "!"),
        lambda: people.disable(local, "suda"),
        lambda: people.grant(local, "suda", held("viewer@VN")),
        lambda: people.disable(local, "boss"),
    ):
        refused(crowd, local, act)


def test_roles_are_given_and_taken_and_each_is_logged(crowd: Crowd) -> None:
    crowd.add("minh", "viewer@VN")
    crowd.people.change_user(
        crowd.boss, "minh", grant=held("editor@VN", "viewer@VN"), revoke=held("viewer@VN", "broker@TH"), reason="moved"
    )
    assert crowd.who("minh").grants == held("editor@VN")
    logged = [(entry.action, entry.detail, entry.reason) for entry in crowd.log(subject="user:minh")[:2]]
    assert logged == [("role.revoked", ["viewer@VN"], "moved"), ("role.granted", ["editor@VN"], "moved")]


def test_who_is_not_there_cannot_be_changed(crowd: Crowd) -> None:
    with pytest.raises(NoSuch):
        crowd.people.grant(crowd.boss, "nobody", held("viewer"))
    for name in ("nobody", "a\0b", "", "x" * 5000):
        with pytest.raises(NoSuch):
            crowd.people.user(crowd.boss, name)


def test_the_last_admin_stays(crowd: Crowd) -> None:
    crowd.add("lan", "admin@VN")
    with pytest.raises(Contradicts, match="last admin"):
        crowd.people.disable(crowd.boss, "boss")
    with pytest.raises(Contradicts, match="last admin"):
        crowd.people.revoke(crowd.boss, "boss", [ADMIN])
    assert crowd.who("boss").grants == {ADMIN}
    crowd.add("ben", "admin")
    crowd.people.disable(crowd.boss, "boss")
    assert crowd.store.people.user("boss").disabled_at is not None  # type: ignore[union-attr]


def test_two_admins_who_dismiss_each_other_at_once_do_not_leave_nobody(crowd: Crowd, url: str) -> None:
    crowd.add("ben", "admin")
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def dismiss(by: Actor, name: str) -> None:
        other = open_store(url, patience=10)
        try:
            start.wait()
            People(other).revoke(by, name, [ADMIN])
            outcomes.append("done")
        except Contradicts:
            outcomes.append("refused")
        finally:
            other.close()

    pairs = [(crowd.boss, "ben"), (crowd.who("ben"), "boss")]
    threads = [threading.Thread(target=dismiss, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "refused"]
    assert sum(ADMIN in user.grants for user in crowd.store.people.users()) == 1


def test_ones_own_password_is_changed_by_who_knows_it(crowd: Crowd) -> None:
    minh = crowd.add("minh", "broker@VN")
    with pytest.raises(Refused, match="give the one in use"):
        crowd.people.set_password(minh, "minh", "another password")
    with pytest.raises(SignInFailed):
        crowd.people.set_password(minh, "minh", "another password", current="a guess")
    crowd.people.set_password(minh, "minh", "another password", current=SECRET)
    assert crowd.people.authenticate("minh", "another password").name == "minh"
    with pytest.raises(SignInFailed):
        crowd.people.authenticate("minh", SECRET)


def test_with_a_password_nothing_else_of_ones_own_is_changed(crowd: Crowd) -> None:
    minh = crowd.add("minh", "broker@VN")
    with pytest.raises(Forbidden):
        crowd.people.change_user(
            minh, "minh", password="another password", current=SECRET, grant=[Grant("admin", "*")]
        )
    assert crowd.who("minh").grants == held("broker@VN")


def test_a_change_that_is_refused_midway_is_undone_as_a_whole(crowd: Crowd) -> None:
    with pytest.raises(Contradicts):
        crowd.people.change_user(crowd.boss, "boss", grant=held("viewer@TH"), disabled=True)
    assert crowd.who("boss").grants == {ADMIN}
    assert crowd.actions(subject="user:boss") == ["user.added"]


def test_a_closed_account_is_opened_again(crowd: Crowd) -> None:
    crowd.add("minh", "viewer")
    crowd.people.disable(crowd.boss, "minh")
    crowd.people.disable(crowd.boss, "minh")
    with pytest.raises(SignInFailed):
        crowd.people.authenticate("minh", SECRET)
    crowd.people.change_user(crowd.boss, "minh", disabled=False)
    assert crowd.people.authenticate("minh", SECRET).grants == held("viewer")
    assert crowd.actions(subject="user:minh")[:4] == [
        "user.added", "user.disabled", "user.sign_in_failed", "user.enabled",
    ]  # fmt: skip
