"""API keys: as good as their owner is at the time, for a while, and never in clear."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from greenlane.core.rights import ROLES, Actor, Forbidden
from greenlane.core.service.people import BELIEVED, Contradicts, NewKey, NoSuch, People, Refused, owner_of
from greenlane.core.store import Store, open_store
from greenlane.core.store.control_schema import change_log, keys
from tests.core.service.crowd import Crowd, cheap_passwords, held


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
        made.add("minh", "broker@VN", "viewer")
        yield made


def key(crowd: Crowd, name: str = "minh", *scopes: str, days: int = 365) -> NewKey:
    return crowd.people.add_key(crowd.who(name), "filing", held(*(scopes or ("broker@VN",))), days=days)


def opened(crowd: Crowd, made: NewKey) -> Actor | None:
    """Who acts by a key, as a process sees it that has not met the key before."""
    return People(crowd.store).actor_of_key(made.secret)


def test_a_key_acts_in_the_place_of_its_owner(crowd: Crowd) -> None:
    made = key(crowd)
    actor = opened(crowd, made)
    assert actor == Actor("minh", held("broker@VN"), "key", made.key.key_id)
    assert made.secret.startswith(f"gl_{made.key.key_id}_") and len(made.secret) == 73


def test_only_a_hash_of_it_is_kept(crowd: Crowd) -> None:
    made = key(crowd)
    with crowd.store._database.reading() as connection:
        kept = repr([connection.execute(table.select()).all() for table in (keys, change_log)])
    assert made.key.key_id in kept and made.secret not in kept and made.secret[30:] not in kept
    assert made.secret not in repr(made)


def test_whatever_is_not_the_key_opens_nothing(crowd: Crowd) -> None:
    made, other = key(crowd), key(crowd)
    mixed = made.secret[:30] + other.secret[30:]
    for secret in ("", "gl_", made.secret[:-1], made.secret + "A", made.secret.lower(), mixed, made.secret + "\n",
                   made.secret.replace(made.key.key_id, "01JMTPVBWZ9S2CJ4S4E1S1T1N2"), "gl_\udc80"):  # fmt: skip
        assert People(crowd.store).actor_of_key(secret) is None


@pytest.mark.parametrize(
    ("scopes", "roles", "effective"),
    [
        (["broker"], ["broker"], ["broker"]),
        (["broker"], ["broker@VN", "broker@TH"], ["broker@VN", "broker@TH"]),
        (["broker@VN"], ["broker"], ["broker@VN"]),
        (["broker@VN", "viewer@TH"], ["broker@VN", "viewer@VN"], ["broker@VN"]),
        (["broker@VN"], ["editor@VN", "admin"], []),
        (["broker@VN"], [], []),
    ],
)
def test_it_opens_what_both_its_scopes_and_its_owner_hold(
    crowd: Crowd, scopes: list[str], roles: list[str], effective: list[str]
) -> None:
    crowd.add("lan", *scopes)
    made = key(crowd, "lan", *scopes)
    gone = held(*scopes) - held(*roles)
    crowd.people.change_user(crowd.boss, "lan", grant=held(*roles), revoke=gone)
    actor = opened(crowd, made)
    assert actor is not None and actor.grants == held(*effective)


def test_nobody_makes_a_key_for_more_than_they_hold(crowd: Crowd) -> None:
    for scope in ("broker", "broker@TH", "admin@VN", "editor@VN"):
        with pytest.raises(Refused, match="does not hold") as caught:
            key(crowd, "minh", "broker@VN", scope)
        assert {fault.code for fault in caught.value.faults} == {"not_held"}
    key(crowd, "minh", "broker@VN", "viewer@TH")


def test_a_key_expires(crowd: Crowd) -> None:
    made = key(crowd, days=1)
    crowd.age(23.9)
    assert opened(crowd, made) is not None
    crowd.age(0.2)
    assert opened(crowd, made) is None


@pytest.mark.parametrize("days", [0, -1, 731])
def test_no_key_is_for_ever(crowd: Crowd, days: int) -> None:
    with pytest.raises(Refused, match="1 to 730 days"):
        key(crowd, days=days)


def test_without_a_name_or_a_scope_there_is_none(crowd: Crowd) -> None:
    with pytest.raises(Refused) as caught:
        crowd.people.add_key(crowd.who("minh"), " ", ())
    assert [fault.pointer for fault in caught.value.faults] == ["/name", "/scopes"]


def test_a_revoked_key_works_a_second_more_at_most(crowd: Crowd) -> None:
    made = key(crowd)
    elsewhere = People(crowd.store)
    assert elsewhere.actor_of_key(made.secret) is not None
    crowd.people.revoke_key(crowd.who("minh"), made.key.key_id)
    revoked = time.monotonic()
    assert opened(crowd, made) is None
    while elsewhere.actor_of_key(made.secret) is not None:
        assert time.monotonic() - revoked <= BELIEVED
        time.sleep(0.01)
    assert crowd.actions(subject=f"key:{made.key.key_id}") == ["key.added", "key.revoked"]
    crowd.people.revoke_key(crowd.boss, made.key.key_id)
    assert crowd.actions(subject=f"key:{made.key.key_id}") == ["key.added", "key.revoked"]


def test_who_revokes_a_key_sees_it_gone_at_once(crowd: Crowd) -> None:
    made = key(crowd)
    assert crowd.people.actor_of_key(made.secret) is not None
    crowd.people.revoke_key(crowd.who("minh"), made.key.key_id)
    assert crowd.people.actor_of_key(made.secret) is None


def test_with_the_account_its_keys_are_closed(crowd: Crowd) -> None:
    made = key(crowd)
    crowd.people.disable(crowd.boss, "minh")
    assert opened(crowd, made) is None
    with pytest.raises(NoSuch):
        crowd.people.add_key(crowd.boss, "another", held("viewer"), owner="minh")


@pytest.mark.parametrize("role", ROLES)
def test_everybody_manages_their_own_keys_and_admins_those_of_all(crowd: Crowd, role: str) -> None:
    own = crowd.add("ana", role)
    theirs, others = key(crowd, "ana", role), key(crowd)
    listed = [one.key_id for one in crowd.people.keys(own)]
    if role == "admin":
        assert listed == [others.key.key_id, theirs.key.key_id]
        crowd.people.add_key(own, "for minh", held("broker@VN"), owner="minh")
        crowd.people.revoke_key(own, others.key.key_id)
    else:
        assert listed == [theirs.key.key_id]
        with pytest.raises(Forbidden):
            crowd.people.add_key(own, "for minh", held("broker@VN"), owner="minh")
        with pytest.raises(NoSuch):
            crowd.people.revoke_key(own, others.key.key_id)
        assert opened(crowd, others) is not None
    crowd.people.revoke_key(own, theirs.key.key_id)
    assert opened(crowd, theirs) is None


def test_an_admin_of_one_economy_makes_and_revokes_keys_of_that_one_only(crowd: Crowd) -> None:
    local = crowd.add("lan", "admin@VN")
    with pytest.raises(Forbidden):
        crowd.people.add_key(local, "as boss", held("admin"), owner="boss")
    wide = key(crowd, "boss", "admin")
    with pytest.raises(Forbidden):
        crowd.people.revoke_key(local, wide.key.key_id)
    crowd.people.revoke_key(local, key(crowd).key.key_id)


def test_a_key_makes_none_that_can_more_or_lives_longer(crowd: Crowd) -> None:
    parent = opened(crowd, key(crowd, days=30))
    assert parent is not None
    with pytest.raises(Refused, match="does not hold"):
        crowd.people.add_key(parent, "child", held("viewer"), days=1)
    with pytest.raises(Refused, match="outlives"):
        crowd.people.add_key(parent, "child", held("broker@VN"), days=31)
    assert crowd.people.add_key(parent, "child", held("broker@VN"), days=29).key.owner.name == "minh"


def test_a_server_that_others_reach_needs_a_key_that_may_check(crowd: Crowd) -> None:
    assert not crowd.people.somebody_may_check()
    key(crowd, "minh", "viewer")
    assert not crowd.people.somebody_may_check()
    made = key(crowd)
    assert crowd.people.somebody_may_check()
    crowd.people.revoke_key(crowd.boss, made.key.key_id)
    assert not crowd.people.somebody_may_check()


def test_a_decision_is_of_the_key_that_asked_and_so_of_its_owner_in_person(crowd: Crowd) -> None:
    one, other = key(crowd), key(crowd)
    person, by_one, by_other = crowd.who("minh"), opened(crowd, one), opened(crowd, other)
    assert by_one and by_other
    owns = crowd.people.owns
    assert owner_of(by_one) == one.key.key_id and owner_of(person) == "user:minh"
    assert owns(by_one, one.key.key_id) and owns(person, one.key.key_id) and owns(person, "user:minh")
    assert not owns(by_other, one.key.key_id) and not owns(by_one, "user:minh") and not owns(person, None)
    assert not owns(crowd.boss, one.key.key_id) and not owns(crowd.boss, "user:minh") and not owns(person, "gone")


def test_a_name_taken_says_so(crowd: Crowd) -> None:
    with pytest.raises(Contradicts):
        crowd.add("minh")
