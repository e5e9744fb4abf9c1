"""A lock file beside a SQLite database: whoever commits or migrates holds it."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from greenlane.core.store.errors import StoreUnavailable


class Gate:
    """Lets one writer at a time through, in the order in which they came, over all processes of a host.

    SQLite has a lock of its own, but waits for it by sleeping ever longer (measured with two busy processes:
    single waits of a second; 0.07 s with the gate). And as every commit happens behind the gate, so does
    every checkpoint: SQLite before 3.51.3 can lose commits when one connection resets the write-ahead log
    just as another starts a checkpoint.
    """

    def __init__(self, path: Path) -> None:
        """Use `path`, which is made when it is first needed and never deleted."""
        self._path = path

    def open(self) -> int:
        """A descriptor for `enter`; each thread that waits needs its own. OSError if the folder is gone."""
        return os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    @staticmethod
    def enter(descriptor: int) -> None:
        """Wait without end: for the writer thread, whose callers wait with a bound of their own."""
        fcntl.flock(descriptor, fcntl.LOCK_EX)

    @staticmethod
    def leave(descriptor: int) -> None:
        """Let the next one in; also when a forked child still holds a copy of the descriptor."""
        fcntl.flock(descriptor, fcntl.LOCK_UN)

    @contextmanager
    def held(self, patience: float) -> Iterator[None]:
        """Hold the gate for the block. StoreUnavailable after `patience` seconds in the queue."""
        descriptor = self.open()
        try:
            end = time.monotonic() + patience
            while not self._try(descriptor):
                if time.monotonic() > end:
                    raise StoreUnavailable(f"another process has held {self._path} for {patience:g} s")
                time.sleep(0.002)
            try:
                yield
            finally:
                self.leave(descriptor)
        finally:
            os.close(descriptor)

    @staticmethod
    def _try(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
