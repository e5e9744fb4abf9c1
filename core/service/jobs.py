"""Jobs: what is too long for a request is put into a queue, done by a worker, and looked at meanwhile."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

import orjson
from ulid import ULID

from greenlane.core.rights import SYSTEM, Actor, Forbidden
from greenlane.core.service.guard import demand
from greenlane.core.store import RecordRefused, Store
from greenlane.core.store.change_log import Entry
from greenlane.core.store.jobs import Job

Json = dict[str, Any]


class NoSuchJob(LookupError):
    """There is no job with this id."""


class BadRequest(ValueError):
    """A job cannot be asked for like this; the message says what would be right."""


class JobFailed(Exception):
    """Raised by a runner that cannot do its job; the message is for whoever asked for it."""


class Progress(Protocol):
    """How a runner says that it lives, at least every five seconds: so much is done, of so much.

    Raises what ends the job's work (it was cancelled, the worker is to stop, another has the job): let it pass.
    """

    def __call__(self, done: int, total: int) -> None:
        """Say so; cheap, as most times nothing is due."""
        ...


Runner = Callable[[Job, Progress], Mapping[str, Any]]
"""Does a job and says what it came to, as JSON can say it. A job may be begun again after its worker was killed."""


def _as_asked(request: Json, by: Actor) -> Json:
    return request


def _whole(result: Json, reader: Actor) -> Json:
    return result


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job. `right`: the action of the table of rights that starting it is.

    `prepare`: a request as it is kept, of one as it was asked for (raises BadRequest). `shown`: of a result what a
    reader may see. `daily`: workers see to it that one is done each day (UTC).
    """

    run: Runner
    right: str
    prepare: Callable[[Json, Actor], Json] = _as_asked
    shown: Callable[[Json, Actor], Json] = _whole
    daily: bool = False


class Jobs:
    """Jobs by kind. Every method can raise StoreUnavailable."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.kinds: dict[str, Kind] = {}

    def register(self, name: str, kind: Kind) -> None:
        """Know how to do jobs of a kind."""
        self.kinds[name] = kind

    def enqueue(self, kind: str, *, subject: str, request: Json, by: Actor) -> Job:
        """Put a job into the queue; it is durable when this returns. Raises Forbidden and BadRequest."""
        known = self.kinds[kind]
        if by is not SYSTEM:
            demand(self.store, by, known.right, subject=subject)
        return self.store.jobs.enqueue(kind, subject=subject, request=known.prepare(request, by), by=by.name)

    def get(self, job_id: str, by: Actor) -> Job:
        """A job. Raises Forbidden and NoSuchJob."""
        demand(self.store, by, "read jobs", subject=f"job:{job_id}")
        job = self.store.jobs.get(job_id)
        if job is None:
            raise NoSuchJob(job_id)
        return job

    def result(self, job: Job, by: Actor) -> Json | None:
        """What of the result of a job this reader may see; None where it is not done. Raises Forbidden."""
        demand(self.store, by, "read jobs", subject=f"job:{job.job_id}")
        kept = self.store.jobs.result(job.job_id)
        if kept is None:
            return None
        found: Json = orjson.loads(kept)
        kind = self.kinds.get(job.kind)
        return found if kind is None else kind.shown(found, by)

    def list(
        self,
        by: Actor,
        *,
        before: str | None = None,
        limit: int = 100,
        kind: str | None = None,
        state: str | None = None,
        subject: str | None = None,
    ) -> Sequence[Job]:
        """Newest first: at most `limit`, those before the id `before`. Raises Forbidden."""
        demand(self.store, by, "read jobs")
        return self.store.jobs.list(before=before, limit=limit, kind=kind, state=state, subject=subject)

    def cancel(self, job_id: str, by: Actor) -> Job:
        """Cancel a job: one's own, or with the right to manage jobs any. One that is over stays as it is.

        Raises Forbidden and NoSuchJob.
        """
        job = self.get(job_id, by)
        if job.created_by != by.name:
            demand(self.store, by, "manage jobs", subject=f"job:{job_id}")
        entry = Entry(by.name, by.via, "job.cancelled", f"job:{job_id}", detail={"kind": job.kind, "of": job.subject})
        return self.store.jobs.cancel(job_id, entry) or job

    def enqueue_daily(self, now: datetime | None = None) -> None:
        """Put today's jobs into the queue, unless somebody did."""
        today = (now or datetime.now(UTC)).replace(hour=0, minute=0, second=0, microsecond=0)
        for name, kind in self.kinds.items():
            if not kind.daily:
                continue
            # One id a day and kind: of several workers one succeeds.
            job_id = str(ULID(ULID.from_datetime(today).bytes[:6] + hashlib.sha256(name.encode()).digest()[:10]))
            if self.store.jobs.get(job_id) is None:
                try:
                    self.store.jobs.enqueue(name, subject=name, request={}, by=SYSTEM.name, job_id=job_id)
                except RecordRefused:  # another worker was quicker
                    pass


def said(job: Job) -> Json:
    """A job as the doors show it."""
    return {
        "id": job.job_id,
        "kind": job.kind,
        "subject": job.subject,
        "request": job.request,
        "state": job.state,
        "progress": {"done": job.done, "total": job.total},
        "attempts": job.attempts,
        "created_at": job.created_at.isoformat(),
        "created_by": job.created_by,
        "updated_at": job.updated_at.isoformat(),
        "cancelled": job.cancelled,
        "error": job.error,
    }


__all__ = [
    "BadRequest",
    "Forbidden",
    "Job",
    "JobFailed",
    "Jobs",
    "Kind",
    "NoSuchJob",
    "Progress",
    "Runner",
    "said",
]
