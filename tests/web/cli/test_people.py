"""`greenlane users` and `greenlane keys`: the first admin, then everybody by who they are."""

from __future__ import annotations

from collections.abc import Iterator

import pyotp
import pytest
from click.testing import Result

from greenlane.core.rights import Actor
from greenlane.core.service.people import People
from greenlane.core.store import Store
from tests.core.service.crowd import SECRET, cheap_passwords, held
from tests.web.cli.conftest import Program, Run

TYPED = f"{SECRET}\n"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("GREENLANE_KEY", raising=False)
    with cheap_passwords():
        yield


@pytest.fixture
def boss(run: Run) -> str:
    assert run("users", "add", "boss", "--role", "admin", "--role", "broker", input=TYPED * 2).exit_code == 0
    return "boss"


def failed(done: Result, status: int, said: str) -> None:
    assert (done.exit_code, done.stdout) == (status, ""), done.output
    assert said in done.stderr


def test_the_first_admin_needs_nobody(run: Run, store: Store) -> None:
    failed(run("users"), 2, "There is no user yet. Make the first: greenlane users add NAME --role admin")
    done = run("users", "add", "minh", "--role", "admin", input=TYPED * 2)
    assert done.exit_code == 0 and SECRET not in done.output
    assert "minh is added: admin." in done.stdout and "--as minh" in done.stdout
    user = store.people.user("minh")
    assert user is not None and user.grants == held("admin")
    failed(run("users", "add", "eve", "--role", "admin", input=TYPED * 2), 2, "say who you are with --as NAME")


def test_the_first_is_an_admin_everywhere(run: Run, store: Store) -> None:
    for roles in ((), ("--role", "viewer"), ("--role", "admin@TH")):
        failed(run("users", "add", "minh", *roles, input=TYPED * 2), 2, "greenlane users add minh --role admin")
    assert store.people.users() == []


def test_a_short_password_is_refused_with_the_length_that_would_be_right(run: Run, store: Store) -> None:
    done = run("users", "add", "minh", "--role", "admin", input="short\nshort\n")
    failed(done, 1, "at least 12 characters")
    assert store.people.users() == []


def test_a_password_is_read_from_standard_input(run: Run, store: Store) -> None:
    assert run("users", "add", "minh", "--role", "admin", "--password-stdin", input=TYPED).exit_code == 0
    assert People(store).authenticate("minh", SECRET).name == "minh"


def test_who_says_who_they_are_manages_people(run: Run, boss: str, store: Store) -> None:
    done = run("users", "add", "suda", "--role", "broker@TH", "--reason", "new", "--as", boss, input=TYPED * 3)
    assert (done.exit_code, done.stdout) == (0, "suda is added: broker@TH.\n")
    assert run("users", "grant", "suda", "viewer", "--as", boss, input=TYPED).stdout == "suda: broker@TH viewer.\n"
    assert run("users", "revoke", "suda", "broker@TH", "--as", boss, input=TYPED).stdout == "suda: viewer.\n"
    assert run("users", "disable", "suda", "--as", boss, input=TYPED).stdout == "suda: viewer, closed.\n"
    assert "closed" in run("users", "--as", boss, input=TYPED).stdout
    assert run("users", "enable", "suda", "--as", boss, input=TYPED).stdout == "suda: viewer.\n"
    new = "another password\n"
    assert run("users", "password", "suda", "--as", boss, input=TYPED + new * 2).exit_code == 0
    assert People(store).authenticate("suda", new.strip()).via == "command"
    logged = [(entry.actor, entry.via, entry.reason) for entry in store.change_log.read(action="user.added")]
    assert logged == [("boss", "command", "new"), ("boss", "command", "")]


def test_a_wrong_password_is_nobody(run: Run, boss: str) -> None:
    failed(run("users", "--as", boss, input="wrong\n"), 2, "The name or the password is wrong.")
    failed(run("users", "--as", "nobody", input=TYPED), 2, "The name or the password is wrong.")


def test_what_is_not_theirs_is_refused_and_noted(run: Run, boss: str, store: Store) -> None:
    assert run("users", "add", "suda", "--role", "broker", "--as", boss, input=TYPED * 3).exit_code == 0
    failed(run("users", "grant", "suda", "admin", "--as", "suda", input=TYPED), 1, "suda may not manage people in *")
    assert next(store.change_log.read()).action == "denied"
    failed(run("users", "disable", "boss", "--as", boss, input=TYPED), 1, "last admin")
    failed(run("users", "disable", "nobody", "--as", boss, input=TYPED), 1, "There is no user 'nobody'")


@pytest.mark.parametrize("role", ["boss", "admin@", "@TH", ""])
def test_what_is_no_role_is_a_wrong_call(run: Run, role: str) -> None:
    done = run("users", "add", "minh", "--role", role)
    assert done.exit_code == 2


def test_a_key_is_printed_alone_and_acts(run: Run, boss: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = run("keys", "add", "nightly", "--scope", "admin", "--days", "30", "--as", boss, input=TYPED)
    secret = made.stdout.strip()
    assert made.exit_code == 0 and secret.startswith("gl_") and "not shown again" in made.stderr
    key_id = secret[3:29]
    monkeypatch.setenv("GREENLANE_KEY", secret)
    listed = run("keys")
    assert key_id in listed.stdout and "nightly" in listed.stdout and secret not in listed.output
    assert run("users", "add", "desk", "--no-password", "--role", "broker@TH").exit_code == 0
    assert run("keys", "add", "filing", "--owner", "desk", "--scope", "broker@TH").exit_code == 0
    failed(run("keys", "add", "filing", "--owner", "desk", "--scope", "broker"), 1, "desk does not hold broker@*")
    failed(run("keys", "revoke", "01JMTPVBWZ9S2CJ4S4E1S1T1N2"), 1, "There is no key with this id")
    assert run("keys", "revoke", key_id).stdout == f"Key {key_id} is revoked.\n"
    failed(run("keys"), 2, "GREENLANE_KEY opens nothing")


def test_a_name_given_goes_before_the_key_of_the_environment(
    run: Run, boss: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GREENLANE_KEY", "gl_nothing")
    failed(run("users"), 2, "GREENLANE_KEY opens nothing")
    assert run("users", "--as", boss, input=TYPED).exit_code == 0


def test_the_program_asks_without_warnings_where_there_is_no_terminal(program: Program) -> None:
    done = program("users", "add", "minh", "--role", "admin", "--password-stdin", sent=TYPED)
    assert (done.returncode, done.stderr) == (0, "")
    done = program("users", "--as", "minh", sent=TYPED)
    assert done.returncode == 0 and "minh" in done.stdout and SECRET not in done.stdout + done.stderr


def enrolled(store: Store, name: str) -> tuple[str, ...]:
    """Somebody's recovery codes, of a second factor that is in use."""
    user = store.people.user(name)
    assert user is not None
    actor, people = Actor(name, user.grants, "session"), People(store)
    begun = people.begin_second_factor(actor, SECRET)
    return people.confirm_second_factor(actor, pyotp.TOTP(begun.secret).now())


def test_who_has_a_second_factor_is_asked_for_a_code(run: Run, boss: str, store: Store) -> None:
    codes = enrolled(store, boss)
    done = run("users", "--as", boss, input=f"{TYPED}{codes[0]}\n")
    assert done.exit_code == 0 and "yes, second factor" in done.stdout
    assert "Code of boss's second factor" in done.stderr and codes[0] not in done.output
    failed(run("users", "--as", boss, input=f"{TYPED}{codes[0]}\n"), 2, "The code is wrong, or was used before")
    failed(run("users", "--as", boss, input="wrong\n"), 2, "The name or the password is wrong.")


def test_an_admin_removes_the_second_factor_of_who_lost_it(run: Run, boss: str, store: Store) -> None:
    assert run("users", "add", "suda", "--role", "broker", "--as", boss, input=TYPED * 3).exit_code == 0
    enrolled(store, "suda")
    assert run("users", "second-factor", "suda", "--as", boss, input=TYPED).exit_code == 2
    done = run("users", "second-factor", "suda", "--remove", "--reason", "lost phone", "--as", boss, input=TYPED)
    assert (done.exit_code, done.stdout) == (0, "suda signs in without a second factor now.\n")
    entry = next(store.change_log.read(action="user.second_factor_removed"))
    assert (entry.actor, entry.via, entry.subject, entry.reason) == ("boss", "command", "user:suda", "lost phone")
    failed(run("users", "second-factor", "suda", "--remove", "--as", boss, input=TYPED), 1, "suda has no second factor")
    failed(run("users", "second-factor", "boss", "--remove", "--as", "suda", input=TYPED), 1, "may not manage people")


def test_ones_own_is_removed_by_password_and_code(
    run: Run, boss: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = run("keys", "add", "nightly", "--scope", "admin", "--as", boss, input=TYPED).stdout.strip()
    codes = enrolled(store, boss)
    monkeypatch.setenv("GREENLANE_KEY", key)
    failed(run("users", "second-factor", boss, "--remove", input="wrong\n"), 1, "The name or the password is wrong")
    failed(run("users", "second-factor", boss, "--remove", input=f"{TYPED}wrong\n"), 1, "The code is wrong")
    done = run("users", "second-factor", boss, "--remove", input=f"{TYPED}{codes[0]}\n")
    assert (done.exit_code, done.stdout) == (0, "boss signs in without a second factor now.\n")
    monkeypatch.delenv("GREENLANE_KEY")
    codes = enrolled(store, boss)
    failed(run("users", "second-factor", boss, "--remove", "--as", boss, input=f"{TYPED}wrong\n"), 2, "The code is")
    assert run("users", "second-factor", boss, "--remove", "--as", boss, input=f"{TYPED}{codes[0]}\n").exit_code == 0


def test_ones_own_password_is_changed_with_a_code_too(
    run: Run, boss: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = run("keys", "add", "nightly", "--scope", "admin", "--as", boss, input=TYPED).stdout.strip()
    codes = enrolled(store, boss)
    monkeypatch.setenv("GREENLANE_KEY", key)
    new = "another password\n"
    failed(run("users", "password", boss, input=f"{TYPED}{new}{new}wrong\n"), 1, "The code is wrong")
    assert run("users", "password", boss, input=f"{TYPED}{new}{new}{codes[0]}\n").exit_code == 0
    assert People(store).authenticate(boss, new.strip(), codes[1]).name == boss
