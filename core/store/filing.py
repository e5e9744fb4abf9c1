"""Stored decisions filed for search and charts, each once, in the order in which they were stored.

The order: in SQLite, where one transaction writes at a time and no decision is ever deleted, the number of the row; in
PostgreSQL the column `entered`, whose numbers are handed out before they are committed. There nothing is read beyond a
number until every transaction has ended that may hold a lower one: whoever stores decisions holds the publication lock
(shared) before he gets a number, so it is enough to see who holds it and to wait until they do not. Nobody waits for
us.
"""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from greenlane.core.store.database import Database
from greenlane.core.store.insight_schema import (
    filed_codes,
    filed_decisions,
    filed_economies,
    filed_rules,
    filing,
    rule_hits,
    verdict_counts,
)
from greenlane.core.store.postgresql import PostgresqlDatabase
from greenlane.core.store.postgresql_committer import PUBLICATION_LOCK
from greenlane.core.store.records import from_microseconds
from greenlane.core.store.schema import decisions

DAY: Final = 86_400_000_000
"""Microseconds of a day."""
EVERY: Final = "*"
"""In the place of an economy: each decision once."""
STUCK: Final = 2.0
"""Seconds for which a transaction under way is waited for, before the next look."""
SECOND: Final = 1_000_000

_HOLDERS = sa.text(
    "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    f" AND classid = {PUBLICATION_LOCK >> 32} AND objid = {PUBLICATION_LOCK & 0xFFFFFFFF}"
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A decision that is not filed yet. `number`: its place in the order of storing; `at`: microseconds."""

    number: int
    decision_id: str
    at: int
    verdict: str
    rule_set: int
    owner: str | None
    reference: str | None
    economies: str
    body: bytes
    erased: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """What a decision is found by: its codes (digits), and the worst that each rule said (rule → verdict)."""

    codes: Sequence[str]
    rules: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AsOf:
    """How fresh it is: the last decision filed, when that was done, and how many wait (`more`: at the least)."""

    decision_id: str | None
    filed_at: datetime | None
    waiting: int
    more: bool


class Filing:
    """Reads what waits and files it. Every method can raise StoreUnavailable."""

    MANY: Final = 10_000
    """Beyond this, what waits is not counted."""

    def __init__(self, database: Database) -> None:
        self._database = database
        postgresql_ = isinstance(database, PostgresqlDatabase)
        self._order: sa.ColumnElement[int] = sa.literal_column(
            "decisions.entered" if postgresql_ else "decisions.rowid", sa.BigInteger()
        )
        #: PostgreSQL: after this position, and up to this number, nothing can come in between any more.
        self._settled: tuple[int, int] | None = (0, 0) if postgresql_ else None

    def as_of(self) -> AsOf:
        """How fresh search and charts are."""
        with self._database.reading() as connection:
            standing = connection.execute(sa.select(filing).where(filing.c.name == "decisions")).one()
            beyond = sa.select(sa.literal(1)).where(self._order > standing.position).limit(self.MANY + 1)
            beyond = beyond.select_from(decisions)
            count = connection.execute(sa.select(sa.func.count()).select_from(beyond.subquery())).scalar_one()
        filed_at = None if standing.filed_at is None else from_microseconds(standing.filed_at)
        return AsOf(standing.decision_id, filed_at, min(count, self.MANY), count > self.MANY)

    def waiting(self, worker: str, limit: int) -> tuple[int, list[Waiting]]:
        """The position, and at most `limit` decisions after it; none while the lease is another worker's."""
        with self._database.reading() as connection:
            standing = connection.execute(sa.select(filing).where(filing.c.name == "decisions")).one()
            if standing.leased_by not in (None, worker) and standing.leased_until >= self._database.now(connection):
                return standing.position, []
            query = (
                sa.select(self._order.label("number"), *(decisions.c[name] for name in _READ))
                .where(self._order > standing.position)
                .order_by(self._order)
                .limit(limit)
            )
            if self._settled is not None:
                query = query.where(self._order <= self._settle(connection, standing.position))
            rows = connection.execute(query).all()
        return standing.position, [
            Waiting(
                row.number, row.decision_id, row.created_at, row.verdict, row.rule_set, row.owner, row.reference,
                row.economies, row.body, row.erased_at is not None,
            )
            for row in rows
        ]  # fmt: skip

    def _settle(self, connection: sa.Connection, position: int) -> int:
        """The newest number there is, once all have ended that may hold a lower one; `position` where they do not."""
        assert self._settled is not None
        if self._settled[0] == position < self._settled[1]:
            return self._settled[1]
        newest = connection.execute(sa.select(sa.func.max(self._order)).select_from(decisions)).scalar() or 0
        under_way = set(connection.execute(_HOLDERS).scalars())
        end = time.monotonic() + STUCK
        while under_way:
            if time.monotonic() > end:
                return position
            time.sleep(0.005)
            under_way &= set(connection.execute(_HOLDERS).scalars())
        self._settled = position, int(newest)
        return int(newest)

    def file(self, position: int, done: Sequence[tuple[Waiting, Terms]], worker: str, *, seconds: float) -> bool:
        """File these, which come after `position`, count them, and hold the lease for `seconds`: all or nothing.

        False, with nothing done, where another worker has filed meanwhile or holds the lease.
        """
        last = done[-1][0]
        with self._database.writing() as connection:
            now = self._database.now(connection)
            free = sa.or_(filing.c.leased_by.is_(None), filing.c.leased_by == worker, filing.c.leased_until < now)
            moved = connection.execute(
                filing.update()
                .where(filing.c.name == "decisions", filing.c.position == position, free)
                .values(
                    position=last.number,
                    decision_id=last.decision_id,
                    filed_at=now,
                    leased_by=worker,
                    leased_until=now + round(seconds * SECOND),
                )
            )
            if not moved.rowcount:
                return False
            # Erased since they were read; whoever erases waits for this transaction, or this one waited for him.
            span = sa.and_(self._order > position, self._order <= last.number, decisions.c.erased_at.is_not(None))
            erased = set(connection.execute(sa.select(self._order).select_from(decisions).where(span)).scalars())
            _insert(connection, [(one, terms, one.number in erased) for one, terms in done])
        if self._settled is not None:
            self._settled = last.number, self._settled[1]
        return True


_READ = (
    "decision_id", "created_at", "verdict", "rule_set", "owner", "reference", "economies", "body", "erased_at",
)  # fmt: skip


def heads(code: str) -> list[str]:
    """The beginnings under which a code is filed."""
    return [code[:size] for size in (2, 4, 6) if len(code) >= size]


def forget(connection: sa.Connection, decision_id: str) -> None:
    """Within the transaction that erases a declaration: take its codes and reference out, if they are filed."""
    # A decision is either filed before this, and forgotten here, or filed after it, and then known to be erased.
    connection.execute(sa.select(filing.c.position).where(filing.c.name == "decisions").with_for_update())
    found = connection.execute(sa.select(filed_decisions).where(filed_decisions.c.decision_id == decision_id)).first()
    if found is None:
        return
    for head in sorted({head for code in found.codes.split() for head in heads(code)}):
        connection.execute(
            filed_codes.delete().where(
                filed_codes.c.head == head, filed_codes.c.at == found.at, filed_codes.c.number == found.number
            )
        )
    connection.execute(
        filed_decisions.update().where(filed_decisions.c.number == found.number).values(reference=None, codes="")
    )


def _insert(connection: sa.Connection, done: Sequence[tuple[Waiting, Terms, bool]]) -> None:
    """The rows of decisions; `True` for one whose declaration is erased."""
    rows: dict[sa.Table, list[dict[str, Any]]] = {
        table: [] for table in (filed_decisions, filed_economies, filed_rules, filed_codes)
    }
    verdicts: Counter[tuple[str, int, str]] = Counter()
    hits: Counter[tuple[str, int, str]] = Counter()
    for one, terms, erased in done:
        key = {"at": one.at, "number": one.number}
        codes = [] if erased else sorted(set(terms.codes))
        economies = list(dict.fromkeys(one.economies.split()))
        rows[filed_decisions].append(
            {
                **key,
                "decision_id": one.decision_id,
                "verdict": one.verdict,
                "rule_set": one.rule_set,
                "owner": one.owner,
                "reference": None if erased else one.reference,
                "economies": one.economies,
                "codes": " ".join(codes),
            }
        )
        rows[filed_economies] += [{"economy": economy, **key} for economy in economies]
        rows[filed_rules] += [{"rule": rule, **key, "verdict": said} for rule, said in terms.rules.items()]
        rows[filed_codes] += [{"head": head, **key, "code": code} for code in codes for head in heads(code)]
        day = one.at // DAY
        verdicts.update((economy, day, one.verdict) for economy in (EVERY, *economies))
        hits.update((rule, day, said) for rule, said in terms.rules.items())
    for table, many in rows.items():
        if many:
            # In the order of the key: neighbours share a page.
            many.sort(key=lambda row: [row[column.name] for column in table.primary_key])
            connection.execute(table.insert(), many)
    _count(connection, verdict_counts, "economy", verdicts)
    _count(connection, rule_hits, "rule", hits)


def _count(connection: sa.Connection, table: sa.Table, of: str, counted: Counter[tuple[str, int, str]]) -> None:
    """Add to what is counted already."""
    if not counted:
        return
    rows = [{of: name, "day": day, "verdict": said, "decisions": n} for (name, day, said), n in sorted(counted.items())]
    insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)
    more = {"decisions": table.c.decisions + insert.excluded.decisions}
    connection.execute(insert.on_conflict_do_update(index_elements=[of, "day", "verdict"], set_=more), rows)
