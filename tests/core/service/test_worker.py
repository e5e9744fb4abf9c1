"""A worker does what waits, fails a job and not itself, and when it is killed another does its job to the same end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from greenlane.core.rights import EVERY, SYSTEM, Actor, Forbidden, Grant
from greenlane.core.service import Checks, RuleBook
from greenlane.core.service.jobs import BadRequest, Job, JobFailed, Jobs, Kind, NoSuchJob, Progress
from greenlane.core.service.worker import Worker
from greenlane.core.store import Store, StoreUnavailable, open_store
from tests.core.making import pack
from tests.core.service import working
from tests.core.service.bureau import STRICT, Bureau, declared, plugins

ROOT = Path(__file__).resolve().parents[3]
MINH = Actor("minh", frozenset({Grant("editor", EVERY)}))
VERA = Actor("vera", frozenset({Grant("viewer", EVERY)}))
ADA = Actor("ada", frozenset({Grant("admin", EVERY)}))
BO = Actor("bo", frozenset({Grant("broker", EVERY)}))


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url, patience=5)
    opened.upgrade()
    yield opened
    opened.close()


@pytest.fixture
def jobs(store: Store) -> Jobs:
    return Jobs(store)


def doing(jobs: Jobs, run: Callable[[Job, Progress], Mapping[str, Any]], **more: Any) -> Job:
    """A job that waits and that is done like this."""
    jobs.register("impact", Kind(run, "run impact", **more))
    return jobs.enqueue("impact", subject="draft:1", request={"draft": "1"}, by=MINH)


def worker(jobs: Jobs) -> Worker:
    return Worker(jobs, beat=0)


def test_a_worker_does_what_waits_and_then_has_nothing_to_do(jobs: Jobs) -> None:
    def run(job: Job, progress: Progress) -> dict[str, Any]:
        progress(1, 2)
        during = jobs.get(job.job_id, MINH)
        assert (during.state, during.done, during.total) == ("running", 1, 2)
        return {"of": job.request["draft"]}

    job = doing(jobs, run)
    one = worker(jobs)

    assert jobs.result(job, MINH) is None
    assert (one.once(), one.once()) == (True, False)
    assert jobs.get(job.job_id, MINH).state == "done"
    assert jobs.result(job, MINH) == {"of": "1"}


def test_a_runner_says_why_a_job_fails(jobs: Jobs) -> None:
    def run(job: Job, progress: Progress) -> dict[str, Any]:
        raise JobFailed("there is no draft 1 any more")

    job = doing(jobs, run)
    assert worker(jobs).once()

    assert (jobs.get(job.job_id, MINH).state, jobs.get(job.job_id, MINH).error) == (
        "failed",
        "there is no draft 1 any more",
    )


def test_a_mistake_of_ours_fails_the_job_and_tells_nobodys_data(jobs: Jobs, caplog: pytest.LogCaptureFixture) -> None:
    def run(job: Job, progress: Progress) -> dict[str, Any]:
        return {"number": int("of " + job.subject)}  # whose message holds what it was given

    job = doing(jobs, run)
    assert worker(jobs).once()

    found = jobs.get(job.job_id, MINH)
    assert (found.state, found.error) == ("failed", "a mistake of ours (ValueError); it has been logged")
    assert "ValueError" in caplog.text and job.job_id in caplog.text and "test_worker.py" in caplog.text
    assert "of draft:1" not in caplog.text


def test_a_kind_that_nobody_knows_fails(jobs: Jobs, store: Store) -> None:
    job = store.jobs.enqueue("newer", subject="", request={}, by="minh")
    assert worker(jobs).once()

    assert "does not know how to do a job of the kind newer" in str(jobs.get(job.job_id, MINH).error)


def test_a_job_that_is_cancelled_ends_at_its_next_sign_of_life(jobs: Jobs) -> None:
    def run(job: Job, progress: Progress) -> dict[str, Any]:
        progress(1, 9)
        jobs.cancel(job.job_id, MINH)
        progress(2, 9)
        raise AssertionError("it went on")

    job = doing(jobs, run)
    assert worker(jobs).once()

    assert jobs.get(job.job_id, MINH).state == "cancelled"


def test_a_worker_that_is_told_to_stop_gives_its_job_back(jobs: Jobs) -> None:
    one = worker(jobs)

    def run(job: Job, progress: Progress) -> dict[str, Any]:
        one.stopping = True
        progress(1, 9)
        raise AssertionError("it went on")

    job = doing(jobs, run)
    assert one.once()

    assert (jobs.get(job.job_id, MINH).state, jobs.get(job.job_id, MINH).attempts) == ("queued", 0)


def test_a_store_that_goes_away_leaves_the_job_to_whoever_comes_next(jobs: Jobs) -> None:
    def run(job: Job, progress: Progress) -> dict[str, Any]:
        raise StoreUnavailable("away")

    job = doing(jobs, run)
    with pytest.raises(StoreUnavailable):
        worker(jobs).once()

    assert jobs.get(job.job_id, MINH).state == "running"


def test_one_whose_lease_ran_out_writes_nothing_over_anothers_result(jobs: Jobs, store: Store) -> None:
    def run(job: Job, progress: Progress) -> dict[str, Any]:
        time.sleep(0.1)
        other = store.leases.take("other", seconds=60)
        assert other is not None
        store.leases.finish(other, b'{"by":"other"}')
        return {"by": "slow"}

    job = doing(jobs, run)
    assert Worker(jobs, lease=0.02, beat=0).once()

    assert jobs.result(job, MINH) == {"by": "other"}


# Who may


def nothing(job: Job, progress: Progress) -> dict[str, Any]:
    return {}


def test_who_has_no_right_starts_reads_and_cancels_nothing(jobs: Jobs, store: Store) -> None:
    job = doing(jobs, nothing)

    for forbidden in (
        lambda: jobs.enqueue("impact", subject="draft:1", request={}, by=BO),
        lambda: jobs.get(job.job_id, BO),
        lambda: jobs.result(job, BO),
        lambda: jobs.list(BO),
        lambda: jobs.cancel(job.job_id, BO),
        lambda: jobs.cancel(job.job_id, VERA),  # may read it, and it is not hers
    ):
        with pytest.raises(Forbidden):
            forbidden()
    assert [one.job_id for one in jobs.list(VERA)] == [job.job_id]
    assert jobs.get(job.job_id, VERA).state == "queued"
    denied = {(one.actor, one.action) for one in store.change_log.read()}
    assert {("bo", "denied"), ("vera", "denied")} <= denied


@pytest.mark.parametrize("who", [MINH, ADA])
def test_one_cancels_ones_own_and_an_admin_any(jobs: Jobs, store: Store, who: Actor) -> None:
    job = doing(jobs, nothing)

    assert jobs.cancel(job.job_id, who).state == "cancelled"
    (logged,) = store.change_log.read(action="job.cancelled")
    assert (logged.actor, logged.subject, logged.detail) == (
        who.name,
        f"job:{job.job_id}",
        {"kind": "impact", "of": "draft:1"},
    )


def test_a_job_that_is_not_there_is_said_not_to_be(jobs: Jobs) -> None:
    with pytest.raises(NoSuchJob):
        jobs.get("01JNONE", MINH)
    with pytest.raises(NoSuchJob):
        jobs.cancel("01JNONE", ADA)


def test_a_request_that_is_wrong_is_refused_before_it_waits(jobs: Jobs) -> None:
    def prepare(request: dict[str, Any], by: Actor) -> dict[str, Any]:
        raise BadRequest("since is no instant")

    with pytest.raises(BadRequest):
        doing(jobs, nothing, prepare=prepare)
    assert jobs.list(MINH) == []


def test_a_reader_is_shown_what_is_theirs(jobs: Jobs) -> None:
    job = doing(jobs, nothing, shown=lambda result, reader: {"for": reader.name})
    assert worker(jobs).once()

    assert jobs.result(job, VERA) == {"for": "vera"}


def test_daily_jobs_are_put_into_the_queue_once_a_day_whoever_looks(jobs: Jobs, store: Store) -> None:
    others = Jobs(store)
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    for one in (jobs, others):
        one.register("retention", Kind(nothing, "erase decisions", daily=True))
        one.register("impact", Kind(nothing, "run impact"))

    for when in (noon, noon + timedelta(hours=11), noon + timedelta(hours=13)):
        for one in (jobs, others):
            one.enqueue_daily(when)

    assert [(job.kind, job.created_by) for job in jobs.list(MINH)] == [("retention", SYSTEM.name)] * 2


# Killed midway


@pytest.fixture
def start(url: str) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts a worker whose lease runs out after a second."""
    started: list[subprocess.Popen[bytes]] = []

    def begin() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.core.service.working", url, "1"]
        started.append(subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}))
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.wait()


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.02)


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_worker_killed_midway_is_followed_by_another_that_comes_to_the_same(
    store: Store, start: Callable[[], subprocess.Popen[bytes]]
) -> None:
    bureau = Bureau(Checks(RuleBook(store, plugins(STRICT))))
    bureau.checks.check_many([declared(["39", "40", "72"][k % 3]) for k in range(300)])
    assert bureau.publish(pack("FJ", *STRICT["rules"][1:])) == 2
    jobs = working.jobs_of(store, 0)
    job = jobs.enqueue("impact", subject="draft:1", request={}, by=MINH)

    victim = start()
    until(lambda: jobs.get(job.job_id, MINH).done >= 30)
    helpers = children(victim.pid)
    assert len(helpers) == 2
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    killed = jobs.get(job.job_id, MINH)
    assert (killed.state, killed.done < 300) == ("running", True)
    # What it had started does not go on without it.
    until(lambda: not any(Path(f"/proc/{pid}").exists() and _runs(pid) for pid in helpers), 10)

    start()
    until(lambda: jobs.get(job.job_id, MINH).state == "done")

    over = jobs.get(job.job_id, MINH)
    assert (over.attempts, over.done, over.total) == (2, 300, 300)
    alone = jobs.kinds["impact"].run(over, lambda done, total: None)
    assert jobs.result(over, MINH) == orjson.loads(orjson.dumps(alone))
    assert alone["decisions"]["flips"] == [{"before": "prohibited", "after": "clear", "count": 100}]


def _runs(pid: int) -> bool:
    """Whether a process is more than an entry that nobody has waited for."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
