"""People in a store, with cheap passwords."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from argon2 import PasswordHasher

from greenlane.core.rights import EVERY, Actor, Grant
from greenlane.core.service import passwords
from greenlane.core.service.people import ADMIN, People
from greenlane.core.store import Store
from greenlane.core.store.change_log import LoggedEntry
from greenlane.core.store.control_schema import keys, sessions, users

SECRET = "seven green lanes"
HOUR = 3_600_000_000
"""In microseconds."""


@contextmanager
def cheap_passwords() -> Iterator[None]:
    """Hash as little as argon2 can: what costs are right is not these tests' question."""
    before = passwords._HASHER
    passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # type: ignore[misc]
    passwords._nobodys.cache_clear()
    yield
    passwords._HASHER = before  # type: ignore[misc]
    passwords._nobodys.cache_clear()


def held(*roles: str) -> frozenset[Grant]:
    """Grants as they are said: `editor@TH`, or `editor` for every economy."""
    split = (one.partition("@") for one in roles)
    return frozenset(Grant(role, economy or EVERY) for role, _, economy in split)


class Crowd:
    """A store's people, the first of them `boss`, an admin."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.people = People(store)
        self.people.add_user(None, "boss", password=SECRET, grants=[ADMIN])
        self.boss = self.who("boss")

    def who(self, name: str, via: str = "session") -> Actor:
        """Somebody as they are now."""
        user = self.store.people.user(name)
        assert user is not None
        return Actor(name, user.grants, via)

    def add(self, name: str, *roles: str, password: str | None = SECRET) -> Actor:
        """Add somebody with roles as `held` takes them."""
        self.people.add_user(self.boss, name, password=password, grants=held(*roles))
        return self.who(name)

    def log(self, **filters: str) -> list[LoggedEntry]:
        """The change log, newest first."""
        return list(self.store.change_log.read(**filters))  # type: ignore[arg-type]

    def actions(self, **filters: str) -> list[str]:
        """What stands in the change log, oldest first."""
        return [entry.action for entry in reversed(self.log(**filters))]

    def age(self, hours: float) -> None:
        """Let time pass for sessions, keys and lock-outs."""
        back = round(hours * HOUR)
        moved: list[tuple[sa.Table, tuple[str, ...]]] = [
            (sessions, ("created_at", "seen_at")),
            (keys, ("created_at", "expires_at")),
            (users, ("locked_until",)),
        ]
        with self.store._database.writing() as connection:
            for table, columns in moved:
                connection.execute(table.update().values({name: table.c[name] - back for name in columns}))
