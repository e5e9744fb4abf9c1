"""`greenlane work`: does jobs (impact, retention …), one after the other, and files decisions for search and charts.

`greenlane serve` starts one.
"""

import os
import select
import signal
from typing import Any, Final

import click

from greenlane.core.service.insight import Insight
from greenlane.core.service.jobs import Jobs
from greenlane.core.service.worker import Worker
from greenlane.core.store import StoreUnavailable
from greenlane.web import logs
from greenlane.web.cli.desk import open_desk

PAUSE: Final = 1.0
"""Seconds between two looks for a job."""


@click.command()
@click.option("--once", is_flag=True, help="do the jobs that wait now, then end")
@click.option("--with-parent", type=int, metavar="PID", help="end when this process, which started it, has ended")
def command(once: bool, with_parent: int | None) -> None:
    """Do jobs, and file decisions for search and charts, until told to stop.

    A job that is stopped midway is done again, by this or another worker.
    """
    os.nice(5)  # who waits for an answer goes first
    desk = open_desk()
    desk.host.rest()  # few jobs ask plugins
    logs.configure(desk.settings.log)
    worker = _Worker(desk.jobs, desk.insight, with_parent)
    with _Signals(worker) as signals:
        while not worker.is_to_end():
            try:
                desk.suspensions.sync()
                busy = worker.once()
            except StoreUnavailable as error:
                if once:
                    raise click.ClickException(f"The store cannot be used: {error}") from error
                busy = False
            if once and not busy:
                break
            if not busy:
                signals.wait(PAUSE)


class _Worker(Worker):
    """Ends also when its parent does."""

    def __init__(self, jobs: Jobs, insight: Insight, parent: int | None) -> None:
        super().__init__(jobs, follow=insight.follow)
        self._parent = parent

    def is_to_end(self) -> bool:
        """Whether it was told to stop, or its parent is gone."""
        return super().is_to_end() or (self._parent is not None and os.getppid() != self._parent)


class _Signals:
    """SIGTERM and SIGINT end the worker in good order, and wake it."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._woken, self._wake = os.pipe()
        self._before: dict[int, Any] = {}

    def __enter__(self) -> "_Signals":
        for number in (signal.SIGTERM, signal.SIGINT):
            self._before[number] = signal.signal(number, self._stop)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        os.close(self._woken)
        os.close(self._wake)

    def wait(self, seconds: float) -> None:
        """Sleep, or until a signal came."""
        select.select([self._woken], [], [], seconds)

    def _stop(self, *_: object) -> None:
        self._worker.stopping = True
        os.write(self._wake, b".")
