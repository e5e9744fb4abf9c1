"""`greenlane work` beside the server: a process of its own, started again when it dies, and gone when the server is."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Final

PAUSE: Final = 5.0
"""Seconds between two starts, at the least: what cannot start does not keep the machine busy."""

SLOW: Final = 10.0
"""Seconds that it is given to end in good order."""

COMMAND: Final = (sys.executable, "-P", "-m", "greenlane.web.cli", "work")


class Beside:
    """One process, held by the one that calls. `command` gets `--with-parent` and our process id."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._command = tuple(command)
        self._process: subprocess.Popen[bytes] | None = None
        #: Its end of this pipe is closed when it ends, whoever else takes note of that.
        self._alive = -1
        self._start_at = 0.0

    @property
    def pid(self) -> int | None:
        """Its process id, while it lives."""
        return self._process.pid if self._process is not None and not self._ended() else None

    def see_to_it(self) -> None:
        """Start it, or start it again; to be called every second or so. Returns at once."""
        now = time.monotonic()
        if self.pid is not None or now < self._start_at:
            return
        self._let_go()
        self._start_at = now + PAUSE
        ours, theirs = os.pipe()
        try:
            self._process = subprocess.Popen(
                [*self._command, "--with-parent", str(os.getpid())], stdin=subprocess.DEVNULL, pass_fds=(theirs,)
            )
        finally:
            os.close(theirs)
        self._alive = ours

    def stop(self) -> None:
        """Ask it to end. It gives back the job it is doing."""
        self._signal(signal.SIGTERM)

    def wait(self) -> None:
        """Until it has ended; it is killed if that takes long."""
        end = time.monotonic() + SLOW
        while self.pid is not None and time.monotonic() < end:
            time.sleep(0.02)
        self._signal(signal.SIGKILL)
        self._let_go()

    def _signal(self, number: int) -> None:
        pid = self.pid
        if pid is not None:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass

    def _ended(self) -> bool:
        """Whether nobody holds the other end of the pipe any more."""
        os.set_blocking(self._alive, False)
        try:
            return os.read(self._alive, 1) == b""
        except BlockingIOError:
            return False

    def _let_go(self) -> None:
        if self._process is not None:
            try:
                self._process.wait(1)  # gunicorn may have been told of its end before us
            except subprocess.TimeoutExpired:
                pass
            os.close(self._alive)
            self._process = None
