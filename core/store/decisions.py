"""Reading decisions back. They are written by the writer alone."""

import datetime
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from greenlane.core.store.database import Database
from greenlane.core.store.records import DecisionRecord, from_microseconds
from greenlane.core.store.schema import decisions, idempotency

_ONE = sa.select(decisions).where(decisions.c.decision_id == sa.bindparam("decision_id"))
_SOME = (
    sa.select(decisions)
    .where(decisions.c.decision_id > sa.bindparam("after"))
    .order_by(decisions.c.decision_id)
    .limit(sa.bindparam("most"))
)
_REMEMBERED = sa.select(idempotency.c.body_digest, idempotency.c.decision_id).where(
    idempotency.c.key_hash == sa.bindparam("key_hash")
)


class Decisions:
    """Looks decisions up. Every method can raise StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    def one(self, decision_id: str) -> DecisionRecord | None:
        """The decision with this id."""
        with self._database.reading() as connection:
            row = connection.execute(_ONE, {"decision_id": decision_id}).first()
        return _record(row) if row else None

    def some(self, after: str | None, limit: int) -> Iterator[DecisionRecord]:
        """At most `limit` decisions in the order of their ids, those after the id `after`."""
        with self._database.reading() as connection:
            # All rows at once: a reader that lingers would keep the write-ahead log from being reset.
            rows = connection.execute(_SOME, {"after": after or "", "most": limit}).all()
        return map(_record, rows)

    def remembered(self, key_hash: str) -> tuple[str, str] | None:
        """The digest of the body that came under this key, and the id of its decision."""
        with self._database.reading() as connection:
            row = connection.execute(_REMEMBERED, {"key_hash": key_hash}).first()
        return (row.body_digest, row.decision_id) if row else None


def _record(row: "sa.Row[Any]") -> DecisionRecord:
    return DecisionRecord(
        decision_id=row.decision_id,
        reference=row.reference,
        created_at=from_microseconds(row.created_at),
        date=datetime.date.fromisoformat(row.date),
        verdict=row.verdict,
        rule_set=row.rule_set,
        owner=row.owner,
        economies=row.economies,
        body=row.body,
        erased_at=None if row.erased_at is None else from_microseconds(row.erased_at),
    )
