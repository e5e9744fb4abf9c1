"""Putting something else in the place of a stored declaration."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from greenlane.core.store.change_log import Entry, append
from greenlane.core.store.database import Database
from greenlane.core.store.errors import StoreUnavailable, own_errors
from greenlane.core.store.filing import forget
from greenlane.core.store.records import from_microseconds, to_microseconds
from greenlane.core.store.schema import decisions, idempotency
from greenlane.core.store.sqlite import SqliteDatabase

ERASED = "erased"
"""In the place of the digest of a body that came under an idempotency key: no body has it."""

_OLD = (
    sa.select(decisions.c.decision_id)
    .where(decisions.c.created_at < sa.bindparam("before"), decisions.c.erased_at.is_(None))
    .order_by(decisions.c.created_at)
    .limit(sa.bindparam("most"))
)


class Left(NamedTuple):
    """What is left of a decision's body."""

    decision_id: str
    body: bytes


class Erasure:
    """Erases. Every method can raise StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def old(self, before: datetime, limit: int) -> list[str]:
        """Ids of at most `limit` decisions made before an instant whose declarations still stand, oldest first."""
        with self._database.reading() as connection:
            found = connection.execute(_OLD, {"before": to_microseconds(before), "most": limit}).scalars().all()
        return list(found)

    def now(self) -> datetime:
        """The instant by the clock that all processes share."""
        with self._database.reading() as connection:
            return from_microseconds(self._database.now(connection))

    def replace(self, left: Sequence[Left], at: datetime, *entries: Entry) -> int:
        """Put these in the place of bodies that are not erased yet, forget references (also in what is filed for
        search, and the codes there), and log it, as one.

        Returns how many were erased; where none was, nothing is logged.
        """
        with self._database.writing() as connection:
            _overwriting(connection)
            erased = 0
            for one in left:
                forget(connection, one.decision_id)
                erased += connection.execute(
                    decisions.update()
                    .where(decisions.c.decision_id == one.decision_id, decisions.c.erased_at.is_(None))
                    .values(body=one.body, reference=None, erased_at=to_microseconds(at))
                ).rowcount
                # A digest without salt would tell whoever guesses the body that he was right.
                connection.execute(
                    idempotency.update().where(idempotency.c.decision_id == one.decision_id).values(body_digest=ERASED)
                )
            if erased:
                now = self._database.now(connection)
                for entry in entries:
                    append(connection, now, entry)
        return erased

    def flush(self) -> None:
        """SQLite: bring what was overwritten out of the write-ahead log too. PostgreSQL's VACUUM does its part itself.

        Where readers are in the way for a second, a later checkpoint does it.
        """
        database = self._database
        if not isinstance(database, SqliteDatabase):
            return
        with own_errors(), database.gate.held(database.patience):
            try:
                with closing(database.open()) as connection:
                    connection.execute("PRAGMA busy_timeout=1000")
                    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite3.Error as error:
                raise StoreUnavailable(f"{database.path}: {error}") from error


def _overwriting(connection: sa.Connection) -> None:
    """SQLite leaves what is replaced in its free pages, unless it is told to write zeros over it."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")
