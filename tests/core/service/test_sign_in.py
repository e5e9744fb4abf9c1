"""Sign-in: who knows the password comes in, and whoever guesses learns nothing."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from greenlane.core.service import passwords
from greenlane.core.service.people import LockedOut, NoSuch, People, SignInFailed, csrf_of
from greenlane.core.store import Store, open_store
from greenlane.core.store.control_schema import sessions, users
from tests.core.service.crowd import SECRET, Crowd, cheap_passwords, held


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url, patience=10)
    opened.upgrade()
    yield opened
    opened.close()


@pytest.fixture
def crowd(store: Store) -> Iterator[Crowd]:
    with cheap_passwords():
        made = Crowd(store)
        made.add("minh", "broker@VN")
        yield made


def fail(crowd: Crowd, name: str, times: int) -> None:
    for _ in range(times):
        with pytest.raises(SignInFailed):
            crowd.people.sign_in(name, "not the password")


def test_who_signs_in_acts_until_signing_out(crowd: Crowd) -> None:
    made = crowd.people.sign_in("minh", SECRET, agent="a browser")
    actor = crowd.people.actor_of_session(made.token)
    assert actor is not None
    assert (actor.name, actor.grants, actor.via, actor.key_id) == ("minh", held("broker@VN"), "session", None)
    assert [one.agent for one in crowd.people.sessions(actor)] == ["a browser"]
    crowd.people.sign_out(made.token)
    assert crowd.people.actor_of_session(made.token) is None
    assert crowd.people.sessions(actor) == []
    crowd.people.sign_out(made.token)
    assert crowd.actions(subject="user:minh") == ["user.added", "user.signed_in", "user.signed_out"]


def test_neither_token_nor_password_is_kept(crowd: Crowd) -> None:
    made = crowd.people.sign_in("minh", SECRET)
    with crowd.store._database.reading() as connection:
        kept = repr([connection.execute(table.select()).all() for table in (users, sessions)])
    assert made.token not in kept and made.csrf not in kept and SECRET not in kept
    assert hashlib.sha256(made.token.encode()).hexdigest() in kept
    assert kept.count("$argon2id$") == 2
    assert made.csrf == csrf_of(made.token) != made.token


def test_a_wrong_token_is_nobodys(crowd: Crowd) -> None:
    made = crowd.people.sign_in("minh", SECRET)
    for token in ("", "x", made.token[:-1], made.session_id, hashlib.sha256(made.token.encode()).hexdigest(), "\udc80"):
        assert crowd.people.actor_of_session(token) is None


@pytest.mark.parametrize(("used_every", "for_hours", "holds"), [(11.9, 11.9, True), (12.1, 12.1, False),
                                                                (8, 160, True), (8, 168.1, False)])  # fmt: skip
def test_a_session_ends_unused_after_12_hours_and_anyhow_after_7_days(
    crowd: Crowd, used_every: float, for_hours: float, holds: bool
) -> None:
    token = crowd.people.sign_in("minh", SECRET).token
    passed = 0.0
    while passed < for_hours:
        step = min(used_every, for_hours - passed)
        crowd.age(step)
        passed += step
        actor = crowd.people.actor_of_session(token)
    assert (actor is not None) is holds


def test_a_role_that_is_taken_away_is_gone_from_sessions_at_once(crowd: Crowd) -> None:
    token = crowd.people.sign_in("minh", SECRET).token
    crowd.people.revoke(crowd.boss, "minh", held("broker@VN"))
    actor = crowd.people.actor_of_session(token)
    assert actor is not None and not actor.may("check")


def test_sessions_end_when_the_account_closes_or_the_password_changes_but_for_the_one_that_changed_it(
    crowd: Crowd,
) -> None:
    people = crowd.people
    one, other = people.sign_in("minh", SECRET), people.sign_in("minh", SECRET)
    people.change_user(
        crowd.who("minh"), "minh", password="another password", current=SECRET, keep_session=one.session_id
    )
    assert people.actor_of_session(one.token) is not None and people.actor_of_session(other.token) is None
    people.disable(crowd.boss, "minh")
    assert people.actor_of_session(one.token) is None
    people.change_user(crowd.boss, "minh", disabled=False)
    assert people.actor_of_session(one.token) is None


def test_ones_own_other_session_may_be_ended_and_nobody_elses(crowd: Crowd) -> None:
    made = crowd.people.sign_in("minh", SECRET)
    with pytest.raises(NoSuch):
        crowd.people.end_session(crowd.boss, made.session_id)
    crowd.people.end_session(crowd.who("minh"), made.session_id)
    assert crowd.people.actor_of_session(made.token) is None


def test_a_wrong_name_and_a_wrong_password_are_the_same_work_and_the_same_words(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd.add("kai", "broker", password=None)
    verified: list[str] = []
    hasher = passwords._HASHER

    class Counting:
        def hash(self, password: bytes) -> str:
            return hasher.hash(password)

        def verify(self, kept: str, password: bytes) -> bool:
            verified.append(kept)
            return bool(hasher.verify(kept, password))

    monkeypatch.setattr(passwords, "_HASHER", Counting())
    said = set()
    for name in ("minh", "nobody", "kai", "", "x" * 5000, "a\0b", "\udc80"):
        verified.clear()
        with pytest.raises(SignInFailed) as caught:
            crowd.people.sign_in(name, "not the password")
        assert len(verified) == 1
        parameters = {kept.rpartition("$")[0].rpartition("$")[0] for kept in verified}
        said.add((str(caught.value), *parameters))
    assert len(said) == 1


def test_ten_failures_close_a_name_for_15_minutes_to_the_right_password_too(crowd: Crowd) -> None:
    fail(crowd, "minh", 10)
    for password in (SECRET, "not the password"):
        with pytest.raises(LockedOut) as caught:
            crowd.people.sign_in("minh", password)
        assert 890 < caught.value.seconds <= 900
    crowd.age(0.24)
    with pytest.raises(LockedOut):
        crowd.people.sign_in("minh", SECRET)
    crowd.age(0.02)
    assert crowd.people.sign_in("minh", SECRET).user.name == "minh"


def test_nine_failures_do_not_and_a_success_forgets_them(crowd: Crowd) -> None:
    for _ in range(3):
        fail(crowd, "minh", 9)
        crowd.people.sign_in("minh", SECRET)


def test_a_name_that_nobody_has_is_closed_like_any_other(crowd: Crowd) -> None:
    fail(crowd, "nobody", 10)
    with pytest.raises(LockedOut) as caught:
        crowd.people.sign_in("nobody", "not the password")
    assert 890 < caught.value.seconds <= 900
    fail(crowd, "another", 1)


def test_what_strangers_typed_is_not_in_the_log(crowd: Crowd) -> None:
    fail(crowd, "my password, typed into the wrong field", 1)
    fail(crowd, "minh", 1)
    logged = crowd.log(action="user.sign_in_failed")
    assert "typed" not in repr(logged) and "not the password" not in repr(logged)
    assert logged[0].subject == "user:minh" and logged[1].subject.startswith("stranger:")
    assert {entry.actor for entry in logged} == {"anonymous"}


def test_an_admin_who_sets_the_password_opens_the_name_again(crowd: Crowd) -> None:
    fail(crowd, "minh", 10)
    crowd.people.set_password(crowd.boss, "minh", "another password")
    assert crowd.people.sign_in("minh", "another password").user.name == "minh"


def test_over_several_workers_exactly_ten_guesses_are_looked_at(crowd: Crowd, url: str) -> None:
    """Two stores stand for two workers. Whoever comes after the tenth failure is refused, right or wrong."""
    others = [open_store(url, patience=30) for _ in range(2)]
    outcomes: Counter[str] = Counter()
    start = threading.Barrier(24)

    def guess(people: People) -> None:
        start.wait()
        try:
            people.sign_in("minh", "not the password")
        except (SignInFailed, LockedOut) as error:
            outcomes[type(error).__name__] += 1

    threads = [threading.Thread(target=guess, args=(People(others[number % 2]),)) for number in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for other in others:
        other.close()
    assert outcomes == {"SignInFailed": 10, "LockedOut": 14}
    assert crowd.actions(subject="user:minh").count("user.sign_in_failed") == 10


def test_a_password_counts_however_its_letters_are_composed(crowd: Crowd) -> None:
    crowd.add("lan", password="mật khẩu của tôi")
    assert crowd.people.authenticate("lan", "mật khẩu của tôi").via == "command"


def test_a_hash_of_other_costs_is_made_anew(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(2, 16, 1))
    crowd.people.sign_in("minh", SECRET)
    kept = crowd.store.people.user("minh")
    assert kept is not None and kept.password_hash is not None and "m=16,t=2" in kept.password_hash
    crowd.people.sign_in("minh", SECRET)
