"""What people typed and did not save, in the database: one text for each place of the console."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from greenlane.core.store.console_schema import unsaved_work
from greenlane.core.store.control_schema import users
from greenlane.core.store.database import Database
from greenlane.core.store.records import from_microseconds


@dataclass(frozen=True, slots=True)
class Unsaved:
    """What somebody typed at a place, as its form was last sent."""

    place: str
    body: str
    saved_at: datetime


class UnsavedStore:
    """Reads and writes it, by the names of people. Every method can raise StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    def keep(self, name: str, place: str, body: str, *, most: int, kept_for: timedelta) -> datetime | None:
        """Keep a text in the place of what was there; when. None where nobody has this name.

        Of somebody's places the `most` newest stay; what is older than `kept_for` is removed, whosever it is.
        """
        with self._database.writing() as connection:
            # Held, so that two tabs that save at once do not both find room for one more place.
            query = sa.select(users.c.user_id).where(users.c.name == name).with_for_update()
            user_id = connection.execute(query).scalar_one_or_none()
            if user_id is None:
                return None
            now = self._database.now(connection)
            self._forget(connection, now, kept_for)
            row = {"user_id": user_id, "place": place, "saved_at": now, "body": body}
            connection.execute(_put(connection.dialect.name, row))
            own = unsaved_work.c.user_id == user_id
            newest = sa.select(unsaved_work.c.place).where(own)
            newest = newest.order_by(unsaved_work.c.saved_at.desc(), unsaved_work.c.place).limit(most)
            connection.execute(unsaved_work.delete().where(own, unsaved_work.c.place.not_in(newest)))
        return from_microseconds(now)

    def get(self, name: str, place: str, kept_for: timedelta) -> Unsaved | None:
        """What somebody typed at a place."""
        return next(iter(self._read(name, kept_for, unsaved_work.c.place == place)), None)

    def all(self, name: str, kept_for: timedelta) -> list[Unsaved]:
        """All that somebody typed, newest first."""
        return self._read(name, kept_for)

    def drop(self, name: str, place: str) -> None:
        """Forget what somebody typed at a place."""
        owner = sa.select(users.c.user_id).where(users.c.name == name).scalar_subquery()
        with self._database.writing() as connection:
            connection.execute(
                unsaved_work.delete().where(unsaved_work.c.user_id == owner, unsaved_work.c.place == place)
            )

    def _read(self, name: str, kept_for: timedelta, *where: sa.ColumnElement[bool]) -> list[Unsaved]:
        query = sa.select(unsaved_work).join(users, users.c.user_id == unsaved_work.c.user_id)
        query = query.where(users.c.name == name, *where)
        with self._database.reading() as connection:
            since = self._database.now(connection) - _microseconds(kept_for)
            query = query.where(unsaved_work.c.saved_at >= since)
            rows = connection.execute(query.order_by(unsaved_work.c.saved_at.desc(), unsaved_work.c.place)).all()
        return [Unsaved(row.place, row.body, from_microseconds(row.saved_at)) for row in rows]

    @staticmethod
    def _forget(connection: sa.Connection, now: int, kept_for: timedelta) -> None:
        # What somebody else is removing or writing just now is left to them: nobody waits for it.
        old = unsaved_work.c.saved_at < now - _microseconds(kept_for)
        query = sa.select(unsaved_work.c.user_id, unsaved_work.c.place).where(old)
        for row in connection.execute(query.with_for_update(skip_locked=True)).all():
            named = (unsaved_work.c.user_id == row.user_id, unsaved_work.c.place == row.place)
            connection.execute(unsaved_work.delete().where(*named))


def _microseconds(span: timedelta) -> int:
    return span // timedelta(microseconds=1)


def _put(dialect: str, row: dict[str, object]) -> sa.Executable:
    insert = postgresql.insert(unsaved_work) if dialect == "postgresql" else sqlite.insert(unsaved_work)
    changed = {name: row[name] for name in ("saved_at", "body")}
    return insert.values(row).on_conflict_do_update(index_elements=["user_id", "place"], set_=changed)
