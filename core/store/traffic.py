"""Stored decisions of a span of time, in pages: what was decided when, as little of it as a replay needs."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from greenlane.core.store.database import Database
from greenlane.core.store.records import to_microseconds
from greenlane.core.store.schema import decisions

PAGE: Final = 2000
"""Decisions that are in memory at a time."""

Row = tuple[str, int, int, str, int | None, bytes | None]
"""Id, instant, rule set, economies asked (separated by spaces), instant of erasure, body."""


@dataclass(frozen=True, slots=True)
class Span:
    """Instants in microseconds: from `since`, before `until`."""

    since: int
    until: int

    @classmethod
    def of(cls, since: datetime, until: datetime) -> "Span":
        """The span between two aware instants."""
        return cls(to_microseconds(since), to_microseconds(until))


class Traffic:
    """Reads decisions by when they were made. Every method can raise StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, span: Span) -> int:
        """How many decisions there are."""
        query = sa.select(sa.func.count()).where(_within(span))
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def parts(self, span: Span, size: int) -> Iterator[Span]:
        """The span in parts of about `size` decisions; more where several were made in one microsecond."""
        since = span.since
        while since < span.until:
            query = (
                sa.select(decisions.c.created_at)
                .where(_within(Span(since, span.until)))
                .order_by(decisions.c.created_at)
                .offset(size)
                .limit(1)
            )
            with self._database.reading() as connection:
                last = connection.execute(query).scalar_one_or_none()
            until = span.until if last is None else max(int(last), since + 1)
            yield Span(since, until)
            since = until

    def pages(self, span: Span, size: int = PAGE, *, asked: Collection[str] | None = None) -> Iterator[list[Row]]:
        """The decisions of a span, oldest first, at most `size` at a time.

        `asked`: the body comes only with those that asked one of these economies; None: with all.
        """
        table = decisions.c
        # Without its type, which would copy each body once more.
        body: sa.ColumnElement[Any] = sa.literal_column("body")
        if asked is not None:
            spaced = sa.literal(" ").concat(table.economies).concat(" ")
            body = sa.case((sa.or_(sa.false(), *(spaced.contains(f" {one} ") for one in sorted(asked))), body))
        since, after = span.since, ""
        while True:
            query = (
                sa.select(table.decision_id, table.created_at, table.rule_set, table.economies, table.erased_at, body)
                .where(_within(Span(since, span.until)), sa.or_(table.created_at > since, table.decision_id > after))
                .order_by(table.created_at, table.decision_id)
                .limit(size)
            )
            with self._database.reading() as connection:
                # All at once: a reader that lingers would keep the write-ahead log from being reset.
                page: list[Row] = connection.execute(query).all()  # type: ignore[assignment]
            if page:
                yield page
            if len(page) < size:
                return
            after, since = page[-1][:2]


def _within(span: Span) -> sa.ColumnElement[bool]:
    return sa.and_(decisions.c.created_at >= span.since, decisions.c.created_at < span.until)
