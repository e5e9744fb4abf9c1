"""The process beside the server: started, started again, and gone when its server is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from greenlane.web import beside
from greenlane.web.beside import Beside

SLEEPS = (sys.executable, "-c", "import sys, time; print(*sys.argv[1:], flush=True); time.sleep(60)")


@pytest.fixture
def one() -> Iterator[Beside]:
    made = Beside(SLEEPS)
    yield made
    made.stop()
    made.wait()


def until(true: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.02)


def test_it_is_started_once_and_told_whose_it_is(one: Beside, capfd: pytest.CaptureFixture[str]) -> None:
    one.see_to_it()
    pid = one.pid
    one.see_to_it()

    assert pid is not None and one.pid == pid
    said: list[str] = []
    until(lambda: said.append(capfd.readouterr().out) or "".join(said).endswith("\n"))  # type: ignore[func-returns-value]
    assert "".join(said) == f"--with-parent {os.getpid()}\n"


def test_one_that_is_killed_is_started_again_after_a_pause(one: Beside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "PAUSE", 0.2)
    one.see_to_it()
    first = one.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    until(lambda: one.pid is None)
    until(lambda: one.see_to_it() or one.pid is not None)  # type: ignore[func-returns-value]

    assert one.pid != first


def test_one_that_ends_at_once_is_not_started_all_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    ends = Beside((sys.executable, "-c", ""))
    starts = 0
    real = subprocess.Popen

    def counted(*arguments: object, **more: object) -> object:
        nonlocal starts
        starts += 1
        return real(*arguments, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", counted)
    end = time.monotonic() + 1
    while time.monotonic() < end:
        ends.see_to_it()
        time.sleep(0.01)
    ends.wait()

    assert starts == 1


def test_it_may_have_been_waited_for_by_somebody_else(one: Beside, monkeypatch: pytest.MonkeyPatch) -> None:
    """gunicorn takes note of whatever child ends."""
    monkeypatch.setattr(beside, "PAUSE", 0)
    one.see_to_it()
    first = one.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    os.waitpid(first, 0)
    until(lambda: one.pid is None)
    one.see_to_it()

    assert one.pid not in (None, first)


def test_it_ends_when_it_is_asked_to_and_is_killed_when_it_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "SLOW", 0.3)
    for script in (
        "import time; time.sleep(60)",
        "import signal, time; signal.signal(15, lambda *_: 0); time.sleep(60)",
    ):
        deaf = Beside((sys.executable, "-c", script))
        deaf.see_to_it()
        pid = deaf.pid
        assert pid is not None
        time.sleep(0.3)
        deaf.stop()
        deaf.wait()

        assert deaf.pid is None
        assert not Path(f"/proc/{pid}").exists()
    Beside(SLEEPS).stop()  # never started: nothing to end
