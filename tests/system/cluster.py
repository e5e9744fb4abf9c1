"""A PostgreSQL server of one test's own, which the one of the test run is not: it can be stopped and killed."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.conftest import _free_port, _postgresql_programs


class Cluster:
    """Made by `made`."""

    def __init__(self, programs: Path, folder: Path, owner: dict[str, Any]) -> None:
        self._programs = programs
        self._folder = folder
        self._owner = owner
        self._process: subprocess.Popen[bytes] | None = None
        self.port = _free_port()
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    @classmethod
    @contextmanager
    def made(cls) -> Iterator[Cluster]:
        """A running one; skips, as the test run's does, where PostgreSQL is not installed."""
        programs = _postgresql_programs()
        # PostgreSQL refuses to run as root, and its user can't enter pytest's own folders.
        owner: dict[str, Any] = {}
        if os.geteuid() == 0:
            owner = {"user": "postgres", "group": "postgres", "extra_groups": []}
        with tempfile.TemporaryDirectory(prefix="greenlane-cluster-", ignore_cleanup_errors=True) as folder:
            if owner:
                os.chmod(folder, 0o700)
                subprocess.run(["chown", "postgres:postgres", folder], check=True)
            cluster = cls(programs, Path(folder), owner)
            subprocess.run(
                [programs / "initdb", "-D", Path(folder, "data"), "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8",
                 "--auth=trust", "-N"],
                check=True, capture_output=True, cwd=folder, timeout=120, **owner,
            )  # fmt: skip
            cluster.start()
            try:
                yield cluster
            finally:
                cluster.stop()

    def start(self) -> None:
        """Start it, and return once it answers."""
        self._process = subprocess.Popen(
            [self._programs / "postgres", "-D", self._folder / "data", "-h", "127.0.0.1", "-p", str(self.port),
             "-k", self._folder],
            cwd=self._folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            **self._owner,
        )  # fmt: skip
        end = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self.url, connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def stop(self) -> None:
        """End it at once, open sessions with it."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """Kill the server without a word to it; its backends see that it is gone and end."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(how)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
