"""People, their sessions and their keys, in the database. Who may change them is decided above this."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from greenlane.core.store.control_schema import keys, sessions, users
from greenlane.core.store.database import Database
from greenlane.core.store.people_rows import Key, Named, Session, User, read_keys, read_sessions, read_users
from greenlane.core.store.people_writing import PeopleWriting
from greenlane.core.store.second_factors import SecondFactor, read_second_factor
from greenlane.core.store.set_up_links import read_set_up_link


class PeopleStore:
    """Reads, and transactions that write. Every method can raise StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def user(self, name: str) -> User | None:
        """The user of this name, disabled or not."""
        return next(iter(self._users(users.c.name == name)), None)

    def users(self) -> list[User]:
        """Everybody there ever was, by name."""
        return self._users()

    def key(self, key_id: str) -> Key | None:
        """The key of this id, usable or not."""
        return next(iter(self._keys(keys.c.key_id == key_id)), None)

    def keys(self, owner: str | None = None) -> list[Key]:
        """All keys, or somebody's, newest first."""
        return self._keys(*(() if owner is None else (users.c.name == owner,)))

    def session(self, token_hash: str) -> Session | None:
        """The session whose token has this hash, ended or not."""
        return next(iter(self._sessions(sessions.c.token_hash == token_hash)), None)

    def sessions(self, owner: str) -> list[Session]:
        """Somebody's sessions that were not ended, newest first."""
        return self._sessions(users.c.name == owner, sessions.c.ended_at.is_(None))

    def second_factor(self, user: User) -> SecondFactor | None:
        """Somebody's second factor, confirmed or not."""
        with self._database.reading() as connection:
            return read_second_factor(connection, user.user_id)

    def set_up_link(self, token_hash: str) -> datetime | None:
        """Until when the set-up link holds whose token has this hash; None where it does not."""
        with self._database.reading() as connection:
            return read_set_up_link(connection, self._database.now(connection), token_hash)

    @contextmanager
    def changing(self) -> Iterator[PeopleWriting]:
        """A transaction; what is raised in its block undoes it, its log entries included."""
        with self._database.writing() as connection:
            yield PeopleWriting(connection, self._database.now(connection))

    @contextmanager
    def founding(self) -> Iterator[PeopleWriting]:
        """As `changing`, and overlapping no other such: for what only the first may do."""
        with self._database.publishing() as connection:
            yield PeopleWriting(connection, self._database.now(connection))

    def _users(self, *where: Named) -> list[User]:
        with self._database.reading() as connection:
            return read_users(connection, self._database.now(connection), *where)

    def _keys(self, *where: Named) -> list[Key]:
        with self._database.reading() as connection:
            return read_keys(connection, self._database.now(connection), *where)

    def _sessions(self, *where: Named) -> list[Session]:
        with self._database.reading() as connection:
            return read_sessions(connection, self._database.now(connection), *where)
