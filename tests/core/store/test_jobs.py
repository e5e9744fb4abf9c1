"""Jobs in the store: one worker has a job at a time, and one that is killed loses it to another."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from greenlane.core.store import RecordRefused, Store
from greenlane.core.store.change_log import Entry
from greenlane.core.store.jobs import Job
from greenlane.core.store.leases import ATTEMPTS, LeaseLost

SHORT = 0.05


def queued(store: Store, subject: str = "draft:1", kind: str = "impact", **request: Any) -> Job:
    return store.jobs.enqueue(kind, subject=subject, request=request, by="minh")


def taken(store: Store, worker: str = "w", seconds: float = 60) -> Job:
    job = store.leases.take(worker, seconds=seconds)
    assert job is not None
    return job


def now(store: Store, job: Job) -> Job:
    found = store.jobs.get(job.job_id)
    assert found is not None
    return found


def test_a_job_is_kept_as_it_was_asked_for(store: Store) -> None:
    job = queued(store, draft="01J", since="2026-01-01T00:00:00+00:00")

    assert now(store, job) == job
    assert (job.kind, job.subject, job.created_by) == ("impact", "draft:1", "minh")
    assert job.request == {"draft": "01J", "since": "2026-01-01T00:00:00+00:00"}
    assert (job.state, job.done, job.total, job.attempts) == ("queued", 0, 0, 0)
    assert (job.lease, job.cancelled, job.error, store.jobs.result(job.job_id)) == (None, False, None, None)
    assert store.jobs.get("01JNONE") is None


def test_an_id_that_is_taken_is_refused(store: Store) -> None:
    job = queued(store)
    with pytest.raises(RecordRefused):
        store.jobs.enqueue("retention", subject="", request={}, by="greenlane", job_id=job.job_id)


def test_the_oldest_is_taken_first_and_by_one_only(store: Store) -> None:
    first, second = queued(store), queued(store)

    assert (taken(store).job_id, taken(store, "v").job_id) == (first.job_id, second.job_id)
    assert store.leases.take("u", seconds=60) is None


def test_of_many_workers_at_once_each_job_is_one_workers(store: Store) -> None:
    wanted = {queued(store).job_id for _ in range(12)}
    got: list[str] = []

    def work(name: str) -> None:
        while (job := store.leases.take(name, seconds=60)) is not None:
            got.append(job.job_id)

    threads = [threading.Thread(target=work, args=(f"w{k}",)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # One that looked while the others held the last rows went home; what is left is still there to be taken.
    while (job := store.leases.take("last", seconds=60)) is not None:
        got.append(job.job_id)

    assert sorted(got) == sorted(wanted)


def test_a_worker_says_how_far_it_is_and_then_what_it_came_to(store: Store) -> None:
    queued(store)
    job = taken(store)

    assert store.leases.beat(job, 3, 10, seconds=60) is True
    assert (now(store, job).state, now(store, job).done, now(store, job).total) == ("running", 3, 10)
    assert store.jobs.result(job.job_id) is None

    store.leases.finish(job, b'{"flips":1}')
    over = now(store, job)
    assert (over.state, over.done, over.total, over.lease) == ("done", 10, 10, None)
    assert store.jobs.result(job.job_id) == b'{"flips":1}'


def test_a_lease_that_ran_out_is_anothers_and_the_first_learns_of_it(store: Store) -> None:
    queued(store)
    lost = taken(store, "slow", SHORT)
    time.sleep(SHORT * 2)
    job = taken(store, "other")

    assert (job.job_id, job.attempts) == (lost.job_id, 2)
    for end in (lambda: store.leases.beat(lost, 1, 2, seconds=1), lambda: store.leases.finish(lost, b"{}")):
        with pytest.raises(LeaseLost, match=lost.job_id):
            end()
    store.leases.finish(job, b'{"by":"other"}')
    with pytest.raises(LeaseLost):
        store.leases.fail(lost, "too late")
    assert (now(store, job).state, store.jobs.result(job.job_id)) == ("done", b'{"by":"other"}')


def test_a_heartbeat_holds_the_lease(store: Store) -> None:
    queued(store)
    job = taken(store, seconds=SHORT)
    store.leases.beat(job, 0, 0, seconds=60)
    time.sleep(SHORT * 2)

    assert store.leases.take("other", seconds=60) is None


def test_a_job_that_kills_its_workers_is_given_up(store: Store) -> None:
    job = queued(store)
    for attempt in range(ATTEMPTS):
        assert taken(store, f"w{attempt}", SHORT).attempts == attempt + 1
        time.sleep(SHORT * 2)

    assert store.leases.take("next", seconds=60) is None
    over = now(store, job)
    assert over.state == "failed"
    assert over.error is not None and f"{ATTEMPTS} times" in over.error


def test_a_job_given_back_waits_again_and_has_lost_no_attempt(store: Store) -> None:
    queued(store)
    for _ in range(ATTEMPTS + 1):
        job = taken(store)
        assert job.attempts == 1
        store.leases.release(job)
        assert now(store, job).state == "queued"


def test_a_job_that_fails_says_why_and_is_not_begun_again(store: Store) -> None:
    queued(store)
    job = taken(store)
    store.leases.fail(job, "there is no draft 01J any more")

    assert (now(store, job).state, now(store, job).error) == ("failed", "there is no draft 01J any more")
    assert store.leases.take("w", seconds=60) is None


def test_a_job_that_waits_is_cancelled_at_once(store: Store) -> None:
    job = queued(store)
    entry = Entry("minh", "command", "job.cancelled", f"job:{job.job_id}")

    for _ in range(2):
        found = store.jobs.cancel(job.job_id, entry)
        assert found is not None and (found.state, found.cancelled) == ("cancelled", True)
    assert store.leases.take("w", seconds=60) is None
    # The second time nothing changed, so nothing is logged.
    assert [one.subject for one in store.change_log.read(action="job.cancelled")] == [f"job:{job.job_id}"]
    assert store.jobs.cancel("01JNONE", entry) is None


def test_a_job_that_runs_is_cancelled_at_its_next_heartbeat(store: Store) -> None:
    queued(store)
    job = taken(store)
    store.jobs.cancel(job.job_id)

    assert (now(store, job).state, now(store, job).cancelled) == ("running", True)
    assert store.leases.beat(job, 1, 2, seconds=60) is False
    store.leases.drop(job)
    assert now(store, job).state == "cancelled"


def test_a_job_to_be_cancelled_whose_worker_died_is_cancelled(store: Store) -> None:
    queued(store)
    job = taken(store, seconds=SHORT)
    store.jobs.cancel(job.job_id)
    time.sleep(SHORT * 2)

    assert store.leases.take("w", seconds=60) is None
    assert now(store, job).state == "cancelled"


def test_a_job_that_is_over_stays_as_it_is(store: Store) -> None:
    queued(store)
    job = taken(store)
    store.leases.finish(job, b"{}")

    found = store.jobs.cancel(job.job_id, Entry("minh", "command", "job.cancelled", f"job:{job.job_id}"))

    assert found is not None and (found.state, found.cancelled) == ("done", False)
    assert list(store.change_log.read(action="job.cancelled")) == []


def test_the_list_is_newest_first_in_pages_and_by_what_is_asked(store: Store) -> None:
    made = [queued(store, f"draft:{k % 2}", "impact" if k < 3 else "retention").job_id for k in range(5)]
    taken(store)

    def ids(**asked: Any) -> list[str]:
        return [job.job_id for job in store.jobs.list(**asked)]

    newest = sorted(made, reverse=True)
    assert ids() == newest
    assert ids(limit=2) == newest[:2]
    assert ids(limit=2, before=newest[1]) == newest[2:4]
    assert set(ids(kind="retention")) == set(made[3:])
    assert ids(state="running") == [made[0]]
    assert set(ids(subject="draft:1")) == {made[1], made[3]}
    assert store.jobs.counts() == {("impact", "running"): 1, ("impact", "queued"): 2, ("retention", "queued"): 2}
