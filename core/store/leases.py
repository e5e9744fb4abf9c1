"""Leases: a job is its worker's for as long as that says that it lives; then another takes it over."""

from typing import Any, Final

import sqlalchemy as sa

from greenlane.core.store.control_schema import jobs
from greenlane.core.store.database import Database
from greenlane.core.store.jobs import Job, find

ATTEMPTS: Final = 3
"""How often a job is begun before it is given up: what kills its worker each time would kill the next one too."""

_SECOND = 1_000_000


class LeaseLost(Exception):
    """Another worker has the job now, or it is over: whoever gets this stops and writes nothing."""


class Leases:
    """What workers do with jobs. Every method can raise StoreUnavailable, and all but `take` LeaseLost."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, worker: str, *, seconds: float) -> Job | None:
        """The oldest job that waits, or whose lease ran out, leased for `seconds`; None when there is none.

        A job whose lease ran out for the third time is given up, one that was to be cancelled is.
        """
        with self._database.reading() as connection:
            now = self._database.now(connection)
            waiting = connection.execute(_waiting(now)).first()
        if waiting is None:  # by far the most frequent: nothing is locked for it
            return None
        while True:
            with self._database.writing() as connection:
                now = self._database.now(connection)
                row = connection.execute(_waiting(now).with_for_update(skip_locked=True)).first()
                if row is None:
                    return None
                if row.cancelled_at is not None:
                    _put(connection, row, now, state="cancelled", leased_by=None, leased_until=None)
                elif row.attempts >= ATTEMPTS:
                    said = f"given up: its worker ended without a word, {ATTEMPTS} times"
                    _put(connection, row, now, state="failed", error=said, leased_by=None, leased_until=None)
                else:
                    _put(
                        connection,
                        row,
                        now,
                        state="running",
                        attempts=row.attempts + 1,
                        done=0,
                        leased_by=f"{worker}/{row.attempts + 1}",
                        leased_until=now + round(seconds * _SECOND),
                    )
                    return find(connection, row.job_id)

    def beat(self, job: Job, done: int, total: int, *, seconds: float) -> bool:
        """Hold the lease for `seconds` more and say how far the job is; False when it is to be cancelled.

        Raises LeaseLost.
        """
        with self._database.writing() as connection:
            now = self._database.now(connection)
            self._mine(connection, job, now, done=done, total=total, leased_until=now + round(seconds * _SECOND))
            wished = connection.execute(sa.select(jobs.c.cancelled_at).where(jobs.c.job_id == job.job_id)).scalar_one()
        return wished is None

    def finish(self, job: Job, result: bytes) -> None:
        """Its work is done. A cancellation that came too late changes nothing. Raises LeaseLost."""
        self._end(job, state="done", result=result, done=sa.case((jobs.c.total > 0, jobs.c.total), else_=jobs.c.done))

    def fail(self, job: Job, error: str) -> None:
        """It cannot be done. `error` is for its reader. Raises LeaseLost."""
        self._end(job, state="failed", error=error)

    def drop(self, job: Job) -> None:
        """It was cancelled, and its worker has stopped. Raises LeaseLost."""
        self._end(job, state="cancelled")

    def release(self, job: Job) -> None:
        """Its worker ends in good order: it waits again, and this attempt does not count. Raises LeaseLost."""
        self._end(job, state="queued", attempts=jobs.c.attempts - 1, done=0)

    def _end(self, job: Job, **values: Any) -> None:
        with self._database.writing() as connection:
            self._mine(connection, job, self._database.now(connection), leased_by=None, leased_until=None, **values)

    @staticmethod
    def _mine(connection: sa.Connection, job: Job, now: int, **values: Any) -> None:
        """Change a job for as long as it is this lease's."""
        changed = connection.execute(
            jobs.update()
            .where(jobs.c.job_id == job.job_id, jobs.c.state == "running", jobs.c.leased_by == job.lease)
            .values(updated_at=now, **values)
        )
        if not changed.rowcount:
            raise LeaseLost(f"job {job.job_id} is no longer leased to {job.lease}")


def _waiting(now: int) -> sa.Select[Any]:
    """The oldest job that somebody should take."""
    lapsed = sa.and_(jobs.c.state == "running", jobs.c.leased_until < now)
    return (
        sa.select(jobs.c.job_id, jobs.c.attempts, jobs.c.cancelled_at)
        .where(sa.or_(jobs.c.state == "queued", lapsed))
        .order_by(jobs.c.created_at, jobs.c.job_id)
        .limit(1)
    )


def _put(connection: sa.Connection, row: Any, now: int, **values: Any) -> None:
    connection.execute(jobs.update().where(jobs.c.job_id == row.job_id).values(updated_at=now, **values))
