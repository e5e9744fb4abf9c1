"""Jobs as whoever wants them sees them: put into the queue, looked at, cancelled. Workers lease them: `leases.py`."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from ulid import ULID

from greenlane.core.store.change_log import Entry, append
from greenlane.core.store.control_schema import jobs
from greenlane.core.store.database import Database
from greenlane.core.store.records import from_microseconds

STATES: Final = ("queued", "running", "done", "failed", "cancelled")
OVER: Final = frozenset({"done", "failed", "cancelled"})

_WITHOUT_RESULT = tuple(column for column in jobs.columns if column.name != "result")


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands. `done` of `total`: its progress, in the kind's own measure; `total` 0: not known yet.

    `subject`: what it is about, as `draft:01J…`. `lease`: whose it is while it is running; changes with each attempt.
    `error`: why it failed, for its reader.
    """

    job_id: str
    kind: str
    subject: str
    request: dict[str, Any]
    state: str
    done: int
    total: int
    attempts: int
    created_at: datetime
    created_by: str
    updated_at: datetime
    lease: str | None
    cancelled: bool
    error: str | None


class JobStore:
    """Every method can raise StoreUnavailable. Instants are the database's: hosts may differ in theirs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def enqueue(self, kind: str, *, subject: str, request: dict[str, Any], by: str, job_id: str | None = None) -> Job:
        """Put a job at the end of the queue. It is durable when this returns.

        `job_id`: a new one where none is given. Raises RecordRefused if the given one is taken.
        """
        job_id = job_id or str(ULID())
        with self._database.writing() as connection:
            now = self._database.now(connection)
            connection.execute(
                jobs.insert().values(
                    job_id=job_id,
                    kind=kind,
                    subject=subject,
                    request=json.dumps(request, ensure_ascii=False, sort_keys=True),
                    state="queued",
                    done=0,
                    total=0,
                    attempts=0,
                    created_at=now,
                    created_by=by,
                    updated_at=now,
                )
            )
            made = find(connection, job_id)
        assert made is not None
        return made

    def get(self, job_id: str) -> Job | None:
        """The job with this id."""
        with self._database.reading() as connection:
            return find(connection, job_id)

    def result(self, job_id: str) -> bytes | None:
        """What a job that is done came to; None of any other."""
        with self._database.reading() as connection:
            found: bytes | None = connection.execute(
                sa.select(jobs.c.result).where(jobs.c.job_id == job_id, jobs.c.state == "done")
            ).scalar_one_or_none()
            return found

    def list(
        self,
        *,
        before: str | None = None,
        limit: int = 100,
        kind: str | None = None,
        state: str | None = None,
        subject: str | None = None,
    ) -> Sequence[Job]:
        """Newest first: at most `limit`, those before the id `before`."""
        query = sa.select(*_WITHOUT_RESULT).order_by(jobs.c.job_id.desc()).limit(limit)
        for column, wanted in (("kind", kind), ("state", state), ("subject", subject)):
            if wanted is not None:
                query = query.where(jobs.c[column] == wanted)
        if before is not None:
            query = query.where(jobs.c.job_id < before)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [_job(row) for row in rows]

    def counts(self) -> dict[tuple[str, str], int]:
        """How many jobs there are, by kind and state."""
        query = sa.select(jobs.c.kind, jobs.c.state, sa.func.count()).group_by(jobs.c.kind, jobs.c.state)
        with self._database.reading() as connection:
            return {(kind, state): number for kind, state, number in connection.execute(query)}

    def cancel(self, job_id: str, entry: Entry | None = None) -> Job | None:
        """Cancel a job that waits, or have its worker do so at its next heartbeat; one that is over stays as it is.

        None when there is no such job. `entry` is logged if this changed anything.
        """
        with self._database.writing() as connection:
            now = self._database.now(connection)
            changed = connection.execute(
                jobs.update()
                .where(jobs.c.job_id == job_id, jobs.c.state.in_(("queued", "running")), jobs.c.cancelled_at.is_(None))
                .values(
                    cancelled_at=now,
                    updated_at=now,
                    state=sa.case((jobs.c.state == "queued", "cancelled"), else_=jobs.c.state),
                )
            )
            if changed.rowcount and entry is not None:
                append(connection, now, entry)
            return find(connection, job_id)


def find(connection: sa.Connection, job_id: str) -> Job | None:
    """The job with this id, as the transaction sees it."""
    row = connection.execute(sa.select(*_WITHOUT_RESULT).where(jobs.c.job_id == job_id)).first()
    return _job(row) if row else None


def _job(row: Any) -> Job:
    return Job(
        job_id=row.job_id,
        kind=row.kind,
        subject=row.subject,
        request=json.loads(row.request),
        state=row.state,
        done=row.done,
        total=row.total,
        attempts=row.attempts,
        created_at=from_microseconds(row.created_at),
        created_by=row.created_by,
        updated_at=from_microseconds(row.updated_at),
        lease=row.leased_by,
        cancelled=row.cancelled_at is not None,
        error=row.error,
    )
