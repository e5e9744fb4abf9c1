"""Reports of the content security policy in the database: how often a page was refused what."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from greenlane.core.store.console_schema import csp_reports
from greenlane.core.store.database import Database
from greenlane.core.store.records import from_microseconds

Kind = tuple[str, str, str]
"""What was refused: the directive that did, what it was, and on which page."""


@dataclass(frozen=True, slots=True)
class CspReport:
    """What browsers reported of a kind. `times` is how often, from `first_at` to `last_at`."""

    directive: str
    blocked: str
    page: str
    times: int
    first_at: datetime
    last_at: datetime


class CspStore:
    """Counts reports, and reads them. Every method can raise StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    def add(self, counted: dict[Kind, int], *, most: int, rest: Kind) -> None:
        """Count reports by kind. There are at most `most` kinds: a new one that finds no room is counted as `rest`."""
        with self._database.writing() as connection:
            now = self._database.now(connection)
            if connection.dialect.name == "postgresql":  # else two that count at once would both find the last room
                connection.exec_driver_sql("LOCK TABLE csp_reports IN SHARE ROW EXCLUSIVE MODE")
            for kind, times in sorted(counted.items()):
                known = connection.execute(sa.select(csp_reports.c.times).where(*_is(kind))).first() is not None
                room = sa.select(sa.func.count()).select_from(csp_reports)
                full = not known and connection.execute(room).scalar_one() >= most - 1
                row = dict(zip(("directive", "blocked", "page"), rest if full else kind, strict=True))
                put = _put(connection.dialect.name, {**row, "times": times, "first_at": now, "last_at": now})
                connection.execute(put)

    def all(self) -> list[CspReport]:
        """All of them, the newest first."""
        query = sa.select(csp_reports).order_by(csp_reports.c.last_at.desc(), *csp_reports.primary_key)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [
            CspReport(
                row.directive,
                row.blocked,
                row.page,
                row.times,
                from_microseconds(row.first_at),
                from_microseconds(row.last_at),
            )
            for row in rows
        ]


def _is(kind: Kind) -> tuple[sa.ColumnElement[bool], ...]:
    directive, blocked, page = kind
    return csp_reports.c.directive == directive, csp_reports.c.blocked == blocked, csp_reports.c.page == page


def _put(dialect: str, row: dict[str, object]) -> sa.Executable:
    insert = postgresql.insert(csp_reports) if dialect == "postgresql" else sqlite.insert(csp_reports)
    statement = insert.values(row)
    new = statement.excluded
    changed = {"times": csp_reports.c.times + new.times, "last_at": new.last_at}
    return statement.on_conflict_do_update(index_elements=["directive", "blocked", "page"], set_=changed)
