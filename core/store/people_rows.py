"""People, sessions and keys as frozen values, and how they are read."""

from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from greenlane.core.rights import Grant
from greenlane.core.store.console_schema import second_factors
from greenlane.core.store.control_schema import keys, roles, sessions, users
from greenlane.core.store.records import from_microseconds


@dataclass(frozen=True, slots=True)
class User:
    """Somebody with an account. `password_hash` is None for who only acts by keys.

    `read_at` is when this was read, by the clock that expiry and lock-outs are measured with.
    `second_factor`: whether sign-in takes one.
    """

    user_id: str
    name: str
    password_hash: str | None = field(repr=False)
    created_at: datetime
    disabled_at: datetime | None
    failures: int
    locked_until: datetime | None
    grants: frozenset[Grant]
    read_at: datetime
    second_factor: bool

    @property
    def locked(self) -> bool:
        """Whether sign-in is refused for now, whatever the password."""
        return self.locked_until is not None and self.locked_until > self.read_at


@dataclass(frozen=True, slots=True)
class Key:
    """An API key without its secret. `scopes`: what it may at most do in the place of its owner."""

    key_id: str
    name: str
    secret_hash: str = field(repr=False)
    owner: User
    scopes: frozenset[Grant]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None

    @property
    def usable(self) -> bool:
        """Whether it opened anything when it was read."""
        return self.revoked_at is None and self.expires_at > self.owner.read_at and self.owner.disabled_at is None


@dataclass(frozen=True, slots=True)
class Session:
    """A sign-in by a browser. `agent`: what the browser calls itself."""

    session_id: str
    owner: User
    created_at: datetime
    seen_at: datetime
    ended_at: datetime | None
    agent: str


Named = sa.ColumnElement[bool]
_SECOND = (
    sa.exists()
    .where(second_factors.c.user_id == users.c.user_id, second_factors.c.confirmed_at.is_not(None))
    .correlate(users)
)


def read_users(connection: sa.Connection, now: int, *where: Named, lock: bool = False) -> list[User]:
    """Users by name. `lock`: nobody else changes them before this transaction ends."""
    query = sa.select(users, _SECOND.label("second_factor")).where(*where).order_by(users.c.name)
    rows = connection.execute(query.with_for_update() if lock else query).all()
    held: dict[str, set[Grant]] = {row.user_id: set() for row in rows}
    for row in connection.execute(sa.select(roles).where(roles.c.user_id.in_(held))) if held else ():
        held[row.user_id].add(Grant(row.role, row.economy))
    return [
        User(
            row.user_id,
            row.name,
            row.password_hash,
            from_microseconds(row.created_at),
            _instant(row.disabled_at),
            row.failures,
            _instant(row.locked_until),
            frozenset(held[row.user_id]),
            from_microseconds(now),
            bool(row.second_factor),
        )
        for row in rows
    ]


def read_keys(connection: sa.Connection, now: int, *where: Named) -> list[Key]:
    """Keys with their owners, newest first; the condition may name columns of users too."""
    query = sa.select(keys).join(users, users.c.user_id == keys.c.user_id).where(*where)
    rows = connection.execute(query.order_by(keys.c.key_id.desc())).all()
    owners = _owners(connection, now, {row.user_id for row in rows})
    return [
        Key(
            row.key_id,
            row.name,
            row.secret_hash,
            owners[row.user_id],
            scopes_of(row.scopes),
            from_microseconds(row.created_at),
            from_microseconds(row.expires_at),
            _instant(row.revoked_at),
        )
        for row in rows
    ]


def read_sessions(connection: sa.Connection, now: int, *where: Named) -> list[Session]:
    """Sessions with their owners, newest first; the condition may name columns of users too."""
    query = sa.select(sessions).join(users, users.c.user_id == sessions.c.user_id).where(*where)
    rows = connection.execute(query.order_by(sessions.c.session_id.desc())).all()
    owners = _owners(connection, now, {row.user_id for row in rows})
    return [
        Session(
            row.session_id,
            owners[row.user_id],
            from_microseconds(row.created_at),
            from_microseconds(row.seen_at),
            _instant(row.ended_at),
            row.agent,
        )
        for row in rows
    ]


def scopes_of(text: str) -> frozenset[Grant]:
    """Scopes as they are stored: `role@economy`, separated by spaces."""
    return frozenset(Grant(*one.split("@")) for one in text.split())


def scopes_text(scopes: frozenset[Grant]) -> str:
    """Scopes in their stored form."""
    return " ".join(sorted(f"{one.role}@{one.economy}" for one in scopes))


def _owners(connection: sa.Connection, now: int, ids: set[str]) -> dict[str, User]:
    found = read_users(connection, now, users.c.user_id.in_(ids)) if ids else []
    return {user.user_id: user for user in found}


def _instant(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else from_microseconds(microseconds)
