"""So many a minute, and not one more: over threads and processes, and also when one dies in the middle."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from greenlane.web.limits import WAYS, Limiter


@pytest.fixture
def limiter() -> Iterator[Limiter]:
    made = Limiter(60)
    yield made
    made.close()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The time, in nanoseconds, which passes only when a test says so."""
    now = [1_000_000_000_000]
    monkeypatch.setattr(time, "monotonic_ns", lambda: now[0])
    return now


def test_a_minutes_worth_at_once_and_then_one_a_second(limiter: Limiter, clock: list[int]) -> None:
    assert [limiter.take("a") for _ in range(60)] == [0] * 60
    assert limiter.take("a") == 1
    clock[0] += 999_999_999
    assert limiter.take("a") == 1
    clock[0] += 1
    assert limiter.take("a") == 0
    assert limiter.take("a") == 1


def test_what_was_refused_is_not_charged(limiter: Limiter, clock: list[int]) -> None:
    for _ in range(60):
        limiter.take("a")
    assert {limiter.take("a") for _ in range(1000)} == {1}
    clock[0] += 1_000_000_000
    assert limiter.take("a") == 0


def test_the_wait_it_names_is_enough(clock: list[int]) -> None:
    slow = Limiter(2)
    assert [slow.take("a"), slow.take("a")] == [0, 0]
    assert slow.take("a") == 30
    clock[0] += 29_000_000_000
    assert slow.take("a") == 1
    clock[0] += 1_000_000_000
    assert slow.take("a") == 0
    slow.close()


def test_callers_do_not_pay_for_each_other(limiter: Limiter, clock: list[int]) -> None:
    for _ in range(61):
        limiter.take("a")
    assert limiter.take("a") and not limiter.take("b")


def test_whoever_is_paid_up_gives_up_the_place(clock: list[int]) -> None:
    small = Limiter(60, sets=1)
    for number in range(WAYS):
        for _ in range(60):
            small.take(f"caller {number}")
    assert all(small.take(f"caller {number}") for number in range(WAYS))
    clock[0] += 60_000_000_000
    assert [small.take(f"other {number}") for number in range(WAYS)] == [0] * WAYS
    assert [small.take("caller 0") for _ in range(60)] == [0] * 60
    small.close()


def test_threads_together_get_no_more(limiter: Limiter) -> None:
    passed: list[int] = []

    def run() -> None:
        passed.extend(1 for _ in range(100) if limiter.take("a") == 0)

    began = time.monotonic()
    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 60 <= len(passed) <= 60 + int(time.monotonic() - began) + 1


def test_processes_together_get_no_more(limiter: Limiter) -> None:
    began = time.monotonic()
    pipes = []
    for _ in range(4):
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.write(writer, bytes([sum(limiter.take("a") == 0 for _ in range(100))]))
            os._exit(0)
        os.close(writer)
        pipes.append((child, reader))
    passed = 0
    for child, reader in pipes:
        passed += os.read(reader, 1)[0]
        os.close(reader)
        os.waitpid(child, 0)
    assert 60 <= passed <= 60 + int(time.monotonic() - began) + 1


def test_a_process_killed_in_the_middle_holds_up_nobody(limiter: Limiter) -> None:
    for _ in range(20):
        child = os.fork()
        if child == 0:
            while True:
                limiter.take("a")
        time.sleep(0.005)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        began = time.monotonic()
        limiter.take("a")
        assert time.monotonic() - began < 1
