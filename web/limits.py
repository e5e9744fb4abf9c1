"""How many requests a minute one caller may send, counted exactly over the workers of a host.

The counts lie in memory that is mapped before the workers are forked. One caller is one number there: the instant at
which all it has sent would be paid off at its rate (the generic cell rate algorithm). Whoever is paid up needs no
entry, so the table forgets exactly those that it may. A place is locked by a record lock of the kernel, which a killed
worker cannot leave behind; an uncontended lock costs 1.6 µs.
"""

import fcntl
import math
import mmap
import os
import threading
import time
import weakref
from typing import Final

WAYS: Final = 8
"""Places in which one caller may stand."""
SETS: Final = 1 << 13
WIDTH: Final = 16
"""Bytes of a place: who, and until when it is not paid."""

_open: "weakref.WeakSet[Limiter]" = weakref.WeakSet()


class Limiter:
    """Lets `rate` requests a minute of each caller through, at most that many at once. Made before the fork."""

    def __init__(self, rate: int, sets: int = SETS) -> None:
        self.rate = rate
        self._sets = sets
        self._step = 60_000_000_000 // rate
        self._file = os.memfd_create("greenlane-limits", os.MFD_CLOEXEC)
        os.ftruncate(self._file, sets * WAYS * WIDTH)
        self._places = memoryview(mmap.mmap(self._file, sets * WAYS * WIDTH)).cast("q")
        self._lock = threading.Lock()
        self._closed = weakref.finalize(self, os.close, self._file)
        _open.add(self)

    def take(self, who: str) -> int:
        """0 if the caller may send one now; else the whole seconds after which it may."""
        # The seed of hash() is the parent's in every worker. 0 is nobody.
        name = hash(who) or 1
        number = name % self._sets
        start = number * WAYS * WIDTH
        # A record lock is the whole process's: its threads queue before it.
        with self._lock:
            fcntl.lockf(self._file, fcntl.LOCK_EX, WIDTH, start)
            try:
                return self._taken(name, number * WAYS * 2)
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN, WIDTH, start)

    def _taken(self, name: int, first: int) -> int:
        places, now = self._places, time.monotonic_ns()
        place = oldest = first
        for place in range(first, first + WAYS * 2, 2):
            if places[place] == name:
                break
            if places[place + 1] < places[oldest + 1]:
                oldest = place
        else:
            # One that is paid up, if there is one; else the one that soonest will be, whose debt is forgiven.
            place = oldest
            places[place] = name
            places[place + 1] = 0
        paid = max(places[place + 1], now)
        early = paid - now - (self.rate - 1) * self._step
        if early > 0:
            return max(1, math.ceil(early / 1_000_000_000))
        places[place + 1] = paid + self._step
        return 0

    def close(self) -> None:
        """Give the memory back."""
        self._places.release()
        self._closed()


def _in_child() -> None:
    for limiter in list(_open):
        limiter._lock = threading.Lock()


os.register_at_fork(after_in_child=_in_child)
