"""`greenlane serve` does jobs too: in a process of its own, that is started again, and that ends with the server."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from greenlane.core.store import Store, open_store
from tests.system.serving import Server, _command

pytestmark = pytest.mark.slow


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.05)


def working(server: Server) -> list[int]:
    return [pid for pid in server._children() if b"\0work\0" in _command(pid)]


def queued(store: Store) -> str:
    return store.jobs.enqueue("retention", subject="retention", request={}, by="greenlane").job_id


def test_jobs_are_done_beside_the_server_and_by_another_process_when_the_first_is_killed(tmp_path: Path) -> None:
    server = Server(tmp_path / "data", tmp_path)
    try:
        server.start()
        store = open_store(f"sqlite:///{tmp_path}/data/greenlane.db")

        def done(job_id: str) -> bool:
            job = store.jobs.get(job_id)
            return job is not None and job.state == "done"

        first = queued(store)
        until(lambda: done(first))
        (pid,) = working(server)
        os.kill(pid, signal.SIGKILL)
        second = queued(store)
        until(lambda: done(second))
        (other,) = working(server)
        assert other != pid
        store.close()
    finally:
        assert server.stop() == 0
    assert not Path(f"/proc/{other}").exists()
    assert "Traceback" not in server.said()
