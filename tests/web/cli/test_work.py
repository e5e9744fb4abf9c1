"""`greenlane work`: does what waits, ends when told to, and does not outlive who started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from greenlane.core.store import Store, open_store
from tests.web.cli.conftest import Run

ROOT = Path(__file__).resolve().parents[3]
COMMAND = (sys.executable, "-P", "-m", "greenlane.web.cli", "work")


def test_once_does_what_waits_and_ends(run: Run, home: Path) -> None:
    store = open_store(f"sqlite:///{home}/greenlane.db")
    job = store.jobs.enqueue("retention", subject="retention", request={}, by="greenlane")
    bad = store.jobs.enqueue("no such kind", subject="", request={}, by="greenlane")

    done = run("work", "--once")

    assert done.exit_code == 0, done.output
    found = {one.job_id: one.state for one in store.jobs.list()}
    assert (found[job.job_id], found[bad.job_id]) == ("done", "failed")
    store.close()


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{home}/greenlane.db")
    yield opened
    opened.close()


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.05)


def done(store: Store) -> bool:
    return [one.state for one in store.jobs.list()] == ["done"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_waits_for_jobs_until_it_is_told_to_stop(store: Store, number: signal.Signals) -> None:
    worker = subprocess.Popen(COMMAND, cwd=ROOT, stderr=subprocess.PIPE)
    try:
        store.jobs.enqueue("retention", subject="retention", request={}, by="greenlane")
        until(lambda: done(store))
        time.sleep(0.2)  # it sleeps now
        assert worker.poll() is None
        began = time.monotonic()
        worker.send_signal(number)
        _, said = worker.communicate(timeout=10)
        assert (worker.returncode, said) == (0, b"")
        assert time.monotonic() - began < 5
    finally:
        worker.kill()
        worker.communicate()


def test_it_ends_when_its_parent_is_gone(store: Store, tmp_path: Path) -> None:
    log = tmp_path / "pid"
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import os, subprocess, sys, time\n"
            "child = subprocess.Popen([*sys.argv[2:], '--with-parent', str(os.getpid())])\n"
            "open(sys.argv[1], 'w').write(str(child.pid))\n"
            "time.sleep(600)",
            str(log),
            *COMMAND,
        ],
        cwd=ROOT,
    )
    try:
        store.jobs.enqueue("retention", subject="retention", request={}, by="greenlane")
        until(lambda: done(store))
        child = int(log.read_text())
        os.kill(child, 0)
    finally:
        parent.kill()
        parent.wait()
    until(lambda: not _runs(child), 10)


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_parent_that_is_another_is_no_parent(run: Run, home: Path) -> None:
    assert run("work", "--with-parent", "1").exit_code == 0
