"""The change log: who did what, when and why. Append-only: the database itself refuses anything else."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from greenlane.core.store.control_schema import change_log
from greenlane.core.store.database import Database
from greenlane.core.store.records import from_microseconds


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be logged. `subject`: what it was done to, as `draft:01J…` or `user:minh`.

    `detail`: anything JSON can say, such as a diff; never a secret, never a declaration.
    """

    actor: str
    via: str
    action: str
    subject: str
    reason: str = ""
    economies: Sequence[str] = ()
    detail: Any = None


@dataclass(frozen=True, slots=True)
class LoggedEntry:
    """An entry as it stands in the log, with its number and the instant."""

    number: int
    at: datetime
    actor: str
    via: str
    action: str
    subject: str
    economies: tuple[str, ...]
    reason: str
    detail: Any


def append(connection: sa.Connection, at: int, entry: Entry) -> None:
    """Log within the transaction that does what is logged."""
    connection.execute(
        change_log.insert().values(
            at=at,
            actor=entry.actor,
            via=entry.via,
            action=entry.action,
            subject=entry.subject,
            economies=" ".join(sorted(entry.economies)),
            reason=entry.reason,
            detail=json.dumps(entry.detail, ensure_ascii=False, sort_keys=True),
        )
    )


class ChangeLog:
    """Reads the log, and adds what stands for itself. Every method can raise StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, *entries: Entry) -> None:
        """Log these, durably."""
        with self._database.writing() as connection:
            now = self._database.now(connection)
            for entry in entries:
                append(connection, now, entry)

    def read(
        self,
        *,
        before: int | None = None,
        limit: int = 100,
        actor: str | None = None,
        action: str | None = None,
        subject: str | None = None,
        economy: str | None = None,
    ) -> Iterator[LoggedEntry]:
        """Newest first: at most `limit`, those before the number `before`."""
        query = sa.select(change_log).order_by(change_log.c.number.desc()).limit(limit)
        for column, wanted in (("actor", actor), ("action", action), ("subject", subject)):
            if wanted is not None:
                query = query.where(change_log.c[column] == wanted)
        if before is not None:
            query = query.where(change_log.c.number < before)
        if economy is not None:
            query = query.where((" " + change_log.c.economies + " ").contains(f" {economy} ", autoescape=True))
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        for row in rows:
            yield LoggedEntry(
                row.number,
                from_microseconds(row.at),
                row.actor,
                row.via,
                row.action,
                row.subject,
                tuple(row.economies.split()),
                row.reason,
                json.loads(row.detail),
            )
