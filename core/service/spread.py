"""Work in parts over a few forked processes: what is in memory is shared, and a part's result comes back pickled."""

import gc
import os
import signal
from collections.abc import Callable, Generator, Iterable
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

from greenlane.core.store import StoreUnavailable

Part = TypeVar("Part")
Result = TypeVar("Result")


class ProcessDied(RuntimeError):
    """A process of ours was killed, or ran out of memory, before it answered."""


def spread(
    parts: Iterable[Part], work: Callable[[Part], Result], processes: int, tick: Callable[[], None]
) -> Generator[Result, None, None]:
    """The result of each part, as they come. `tick` is called at least once a second; what it raises ends it all.

    What `work` raises is raised here. No process outlives this one, however it ends: each stops when nobody is left
    to ask it.
    """
    waiting = iter(parts)
    with_forks = get_context("fork")
    started: list[Any] = []
    idle: list[Connection] = []
    busy: list[Connection] = []
    try:
        for _ in range(processes):
            ours, theirs = with_forks.Pipe()
            process = with_forks.Process(target=_serve, args=(theirs, [ours, *idle], work), daemon=True)
            process.start()
            theirs.close()
            started.append(process)
            idle.append(ours)
        while True:
            while idle and (part := next(waiting, None)) is not None:
                idle[-1].send(part)
                busy.append(idle.pop())
            if not busy:
                return
            for ready in wait(busy, 1.0):
                assert isinstance(ready, Connection)
                busy.remove(ready)
                yield _received(ready)
                idle.append(ready)
            tick()
    finally:
        for connection in (*idle, *busy):
            connection.close()
        for process in started:
            process.kill()
            process.join()


def _received(connection: Connection) -> Any:
    try:
        error, result = connection.recv()
    except (EOFError, OSError):
        raise ProcessDied("a process that was working on it ended without a word") from None
    if error is not None:
        raise error
    return result


def _serve(connection: Connection, inherited: list[Connection], work: Callable[[Any], Any]) -> None:
    for one in inherited:  # else nobody would notice that the parent is gone
        one.close()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all; the parent says what comes of it
    gc.freeze()
    gc.disable()  # results are made of values that nothing refers back to
    while True:
        try:
            part = connection.recv()
        except (EOFError, OSError):
            os._exit(0)
        try:
            connection.send((None, work(part)))
        except StoreUnavailable as error:
            connection.send((StoreUnavailable(str(error)), None))
        except Exception as error:  # another process's traceback cannot be sent
            connection.send((RuntimeError(type(error).__name__), None))
