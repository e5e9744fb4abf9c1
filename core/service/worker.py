"""A worker: takes jobs one after the other, holds their leases while it works, and stops when it is told to."""

import logging
import os
import socket
import time
import traceback
from collections.abc import Callable
from typing import Final

import orjson

from greenlane.core.service.jobs import Job, JobFailed, Jobs
from greenlane.core.store import StoreUnavailable
from greenlane.core.store.leases import LeaseLost

LEASE = 15.0
"""Seconds without a word after which a job is another's."""

BEAT = 1.0
"""Seconds between two heartbeats, at the least."""

DAILY = 60.0
"""Seconds between two looks whether the daily jobs are due."""

BETWEEN: Final = 0.5
"""Seconds for which decisions are filed before the next look for a job."""

WITHIN: Final = 0.2
"""The same at each heartbeat of a job."""

_log = logging.getLogger("greenlane.work")


class Cancelled(Exception):
    """Whoever asked for the job no longer wants it."""


class Stopping(Exception):
    """The worker is to end."""


class Worker:
    """Does the jobs of one process, one at a time, in the thread that calls. `lease` and `beat` are in seconds.

    `follow` is called between jobs, and during one as often as it shows that it lives, with the seconds that it may
    take; it says whether it has more to do (`Insight.follow`). In this thread: jobs fork, which a second one forbids.
    """

    def __init__(
        self, jobs: Jobs, *, lease: float = LEASE, beat: float = BEAT, follow: Callable[[float], bool] | None = None
    ) -> None:
        self.follow = follow or _nothing
        self.jobs = jobs
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self.stopping = False
        self._lease = lease
        self._beat = beat
        self._daily_due = 0.0

    def once(self) -> bool:
        """Do one job, if one waits, and follow; whether there may be more of either. What a job does wrong fails that
        job, not the worker.

        Raises StoreUnavailable: the job that was being done then is done again when its lease has run out.
        """
        now = time.monotonic()
        if now >= self._daily_due:
            self._daily_due = now + DAILY
            self.jobs.enqueue_daily()
        more = self.follow(BETWEEN)
        job = self.jobs.store.leases.take(self.name, seconds=self._lease)
        if job is None:
            return more
        try:
            self._do(job)
        except LeaseLost:  # this process was stopped for longer than its lease: another's result stands
            _log.warning("job %s was taken over", job.job_id)
        return True

    def _do(self, job: Job) -> None:
        leases = self.jobs.store.leases
        kind = self.jobs.kinds.get(job.kind)
        try:
            if kind is None:
                raise JobFailed(f"this server does not know how to do a job of the kind {job.kind}")
            result = orjson.dumps(kind.run(job, _Heart(self, job)))
        except Cancelled:
            leases.drop(job)
        except Stopping:
            leases.release(job)
        except (LeaseLost, StoreUnavailable):
            raise
        except JobFailed as error:
            leases.fail(job, str(error))
        except Exception as error:  # a mistake of ours: what it says may hold other people's data, where it was not
            where = "".join(traceback.format_tb(error.__traceback__))
            _log.error("job %s of the kind %s failed: %s\n%s", job.job_id, job.kind, type(error).__name__, where)
            leases.fail(job, f"a mistake of ours ({type(error).__name__}); it has been logged")
        else:
            leases.finish(job, result)

    def is_to_end(self) -> bool:
        """Whether it is to begin nothing more, and to give back what it is doing."""
        return self.stopping


class _Heart:
    """The progress of one job: a heartbeat whenever one is due."""

    def __init__(self, worker: Worker, job: Job) -> None:
        self._worker = worker
        self._job = job
        self._due = 0.0

    def __call__(self, done: int, total: int) -> None:
        """See Progress. Raises Cancelled, Stopping, LeaseLost, StoreUnavailable."""
        if self._worker.is_to_end():
            raise Stopping
        now = time.monotonic()
        if now < self._due:
            return
        self._due = now + self._worker._beat
        if not self._worker.jobs.store.leases.beat(self._job, done, total, seconds=self._worker._lease):
            raise Cancelled
        self._worker.follow(WITHIN)


def _nothing(seconds: float) -> bool:
    return False
