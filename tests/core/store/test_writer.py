"""The writer groups what threads hand it, and survives forks and shutdowns."""

from __future__ import annotations

import os
import threading
import time
import warnings
from collections.abc import Callable

import pytest

from greenlane.core.store import DecisionRecord, Store, StoreUnavailable

Make = Callable[..., DecisionRecord]


def test_eight_threads_share_commits(ruled: Store, decision: Make) -> None:
    made = [[decision() for _ in range(50)] for _ in range(8)]

    def record(mine: list[DecisionRecord]) -> None:
        for one in mine:
            ruled.writer.record([one], 1)

    threads = [threading.Thread(target=record, args=(mine,)) for mine in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ruled.writer.stored == 400
    assert ruled.writer.commits < 300
    assert len(list(ruled.decisions())) == 400


def test_a_group_larger_than_one_statement_is_stored_whole(ruled: Store, decision: Make) -> None:
    made = [decision() for _ in range(150)]
    with ruled.writer._storing:
        threads = [threading.Thread(target=ruled.writer.record, args=([one], 1)) for one in made]
        for thread in threads:
            thread.start()
        time.sleep(0.2)
    for thread in threads:
        thread.join()
    assert list(ruled.decisions()) == made
    assert ruled.writer.commits <= 4


def test_the_thread_starts_with_the_first_record(ruled: Store, decision: Make) -> None:
    assert ruled.writer._thread is None
    ruled.writer.record([decision()], 1)
    assert ruled.writer._thread is not None


def test_a_forked_child_records_beside_its_parent(ruled: Store, decision: Make) -> None:
    ruled.writer.record([decision()], 1)
    of_parent, of_child = decision(), decision()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # that threads are running is the point
        child = os.fork()
    if child == 0:
        status = 1
        try:
            ruled.writer.record([of_child], 1)
            status = 0 if ruled.decision(of_child.decision_id) == of_child else 2
        finally:
            os._exit(status)
    ruled.writer.record([of_parent], 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert len(list(ruled.decisions())) == 3


def test_closing_stores_what_is_queued_and_refuses_what_comes_later(ruled: Store, decision: Make) -> None:
    made = [decision() for _ in range(5)]
    ruled.writer._storing.acquire()
    threads = [threading.Thread(target=ruled.writer.record, args=([one], 1)) for one in made]
    for thread in threads:
        thread.start()
    time.sleep(0.1)
    closing = threading.Thread(target=ruled.writer.close)
    closing.start()
    time.sleep(0.1)
    ruled.writer._storing.release()
    for thread in (*threads, closing):
        thread.join()
    assert sorted(one.decision_id for one in ruled.decisions()) == [one.decision_id for one in made]
    with pytest.raises(StoreUnavailable, match="closed"):
        ruled.writer.record([decision()], 1)
