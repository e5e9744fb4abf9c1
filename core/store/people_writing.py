"""What a transaction over people, sessions and keys can do, together with its entries in the change log."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from greenlane.core.rights import EVERY, Grant
from greenlane.core.store.change_log import Entry, append
from greenlane.core.store.control_schema import change_log, keys, roles, sessions, users
from greenlane.core.store.people_rows import Key, User, read_keys, read_users, scopes_text
from greenlane.core.store.records import from_microseconds, to_microseconds
from greenlane.core.store.second_factors import SecondFactorWriting
from greenlane.core.store.set_up_links import SetUpLinkWriting


class PeopleWriting:
    """One transaction. `now`: its instant, by the clock that all share.

    `second`: what it can do to second factors; `links`: to set-up links.
    """

    def __init__(self, connection: sa.Connection, now: int) -> None:
        self._connection = connection
        self._now = now
        self.now: datetime = from_microseconds(now)
        self.second = SecondFactorWriting(connection, now)
        self.links = SetUpLinkWriting(connection, now)

    def log(self, entry: Entry) -> None:
        """Write an entry that stands if and only if this transaction does."""
        append(self._connection, self._now, entry)

    def logged(self, action: str, subject: str) -> tuple[int, datetime | None]:
        """How often an action on a subject is in the log, and when last."""
        query = sa.select(sa.func.count(), sa.func.max(change_log.c.at))
        count, last = self._connection.execute(
            query.where(change_log.c.subject == subject, change_log.c.action == action)
        ).one()
        return count, None if last is None else from_microseconds(last)

    def nobody(self) -> bool:
        """Whether there never was a user."""
        return self._connection.execute(sa.select(users.c.user_id).limit(1)).first() is None

    def user(self, name: str) -> User | None:
        """The user of this name; nobody else changes it before this transaction ends."""
        return next(iter(read_users(self._connection, self._now, users.c.name == name, lock=True)), None)

    def admins(self) -> set[str]:
        """The enabled users who are admin in every economy; nobody else changes them before this transaction ends."""
        ids = sa.select(roles.c.user_id).where(roles.c.role == "admin", roles.c.economy == EVERY)
        found = read_users(self._connection, self._now, users.c.user_id.in_(ids), lock=True)
        every = Grant("admin", EVERY)
        return {user.name for user in found if user.disabled_at is None and every in user.grants}

    def add_user(self, user_id: str, name: str, password_hash: str | None) -> None:
        """Add a user without roles. RecordRefused, as the block ends, where the name was taken meanwhile."""
        values = {"user_id": user_id, "name": name, "password_hash": password_hash}
        self._connection.execute(users.insert().values(**values, created_at=self._now, failures=0))

    def set_password(self, user_id: str, password_hash: str) -> None:
        """Another password; failures are forgotten."""
        self._set(user_id, password_hash=password_hash, failures=0, locked_until=None)

    def set_disabled(self, user_id: str, disabled: bool) -> None:
        """Close an account, or open it again."""
        self._set(user_id, disabled_at=self._now if disabled else None)

    def set_failures(self, user_id: str, failures: int, locked_until: datetime | None) -> None:
        """Count failures of sign-in."""
        self._set(
            user_id,
            failures=failures,
            locked_until=None if locked_until is None else to_microseconds(locked_until),
        )

    def grant(self, user_id: str, grants: Iterable[Grant]) -> None:
        """Add roles that are not held."""
        for one in grants:
            self._connection.execute(roles.insert().values(user_id=user_id, role=one.role, economy=one.economy))

    def revoke(self, user_id: str, grants: Iterable[Grant]) -> None:
        """Take roles away."""
        for one in grants:
            held = (roles.c.user_id == user_id, roles.c.role == one.role, roles.c.economy == one.economy)
            self._connection.execute(roles.delete().where(*held))

    def add_session(self, user_id: str, session_id: str, token_hash: str, agent: str) -> None:
        """Begin a session."""
        values = {"token_hash": token_hash, "session_id": session_id, "user_id": user_id, "agent": agent}
        self._connection.execute(sessions.insert().values(**values, created_at=self._now, seen_at=self._now))

    def seen(self, session_id: str) -> None:
        """Note that a session was used."""
        self._connection.execute(sessions.update().where(sessions.c.session_id == session_id).values(seen_at=self._now))

    def end_session(self, session_id: str) -> None:
        """End a session."""
        self._end(sessions.c.session_id == session_id)

    def end_sessions(self, user_id: str, but: str | None = None) -> None:
        """End somebody's sessions, all but one."""
        self._end(sessions.c.user_id == user_id, sessions.c.session_id != (but or ""))

    def forget_sessions(self, user_id: str, before: datetime) -> None:
        """Remove somebody's sessions that began before an instant, and so ended long since."""
        old = (sessions.c.user_id == user_id, sessions.c.created_at < to_microseconds(before))
        self._connection.execute(sessions.delete().where(*old))

    def add_key(
        self, key_id: str, name: str, secret_hash: str, user_id: str, scopes: frozenset[Grant], expires_at: datetime
    ) -> None:
        """Add a key."""
        self._connection.execute(
            keys.insert().values(
                key_id=key_id,
                name=name,
                secret_hash=secret_hash,
                user_id=user_id,
                scopes=scopes_text(scopes),
                created_at=self._now,
                expires_at=to_microseconds(expires_at),
            )
        )

    def key(self, key_id: str) -> Key | None:
        """A key as it stands in this transaction."""
        return next(iter(read_keys(self._connection, self._now, keys.c.key_id == key_id)), None)

    def revoke_key(self, key_id: str) -> bool:
        """Revoke a key; whether it was this that did."""
        unrevoked = (keys.c.key_id == key_id, keys.c.revoked_at.is_(None))
        return self._connection.execute(keys.update().where(*unrevoked).values(revoked_at=self._now)).rowcount == 1

    def _set(self, user_id: str, **values: object) -> None:
        self._connection.execute(users.update().where(users.c.user_id == user_id).values(**values))

    def _end(self, *where: sa.ColumnElement[bool]) -> None:
        self._connection.execute(
            sessions.update().where(*where, sessions.c.ended_at.is_(None)).values(ended_at=self._now)
        )
