"""The people of a demonstration: one of each role at least, some for one economy; passwords are made by chance."""

import secrets
from collections.abc import Mapping
from typing import Final

from greenlane.core.rights import EVERY, Actor, Grant
from greenlane.core.service.people import People

STAFF: Final[Mapping[str, tuple[str, ...]]] = {
    "amina": ("admin",),
    "mei": ("editor",),
    "jun": ("approver",),
    "noor": ("viewer",),
    "siti": ("editor@MY",),
    "hafiz": ("approver@MY", "viewer"),
    "minh": ("editor@VN", "viewer"),
    "lan": ("approver@VN",),
    "somchai": ("editor@TH", "approver@TH"),
    "broker-desk": ("broker",),
}
"""Name → roles, as the command line writes them. The first one is there first."""

GATES: Final = ("Single window of the port", "Desk of the brokers' association")
"""What the keys that declare are called."""


def actor(name: str) -> Actor:
    """Somebody of the staff, as signed in."""
    return Actor(name, frozenset(_grant(one) for one in STAFF[name]), "session")


def hired(people: People) -> dict[str, str]:
    """Add everybody; the password of each by name. Raises Contradicts where there is somebody already."""
    passwords = {}
    first: Actor | None = None
    for name, roles in STAFF.items():
        passwords[name] = secrets.token_urlsafe(15)
        grants = [_grant(one) for one in roles]
        people.add_user(first, name, password=passwords[name], grants=grants, reason="for the demonstration")
        first = first or actor(name)
    return passwords


def gates(people: People) -> list[str]:
    """Keys of the broker, and one that was revoked; the ids of those that declare. Nobody gets their secrets."""
    admin, scopes = actor(next(iter(STAFF))), [Grant("broker", EVERY)]
    owner = "broker-desk"
    made = [people.add_key(admin, name, scopes, owner=owner, reason="for the demonstration") for name in GATES]
    old = people.add_key(admin, "Test of the interface", scopes, owner=owner, days=60, reason="for the demonstration")
    people.revoke_key(admin, old.key.key_id, "the test is over")
    return [one.key.key_id for one in made]


def _grant(written: str) -> Grant:
    role, _, economy = written.partition("@")
    return Grant(role, economy or EVERY)
