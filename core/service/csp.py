"""Reports of the content security policy: counted by kind, and few enough to be read."""

import threading
import time
from typing import Final

from greenlane.core.rights import Actor
from greenlane.core.service.guard import demand
from greenlane.core.store import Store, StoreUnavailable
from greenlane.core.store.csp import CspReport, Kind

MOST: Final = 500
"""Kinds that are told apart."""
REST: Final[Kind] = ("any", "any", "any")
"""What is counted once there are so many."""
AT_ONCE: Final = 20
"""Reports that a process writes at once; after that one a second, with all that came meanwhile.

Anybody may send them, and each write keeps decisions waiting.
"""


class CspReports:
    """One a process; threads share it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._waiting: dict[Kind, int] = {}
        self._allowed = float(AT_ONCE)
        self._looked = time.monotonic()

    def note(self, directive: str, blocked: str, page: str) -> None:
        """Count a report: now, or with those that come in the next seconds. Raises nothing of the store's."""
        kind = (directive, blocked, page)
        with self._lock:
            if kind not in self._waiting and len(self._waiting) >= MOST - 1:
                kind = REST
            self._waiting[kind] = self._waiting.get(kind, 0) + 1
            now = time.monotonic()
            self._allowed = min(AT_ONCE, self._allowed + now - self._looked)
            self._looked = now
            if self._allowed < 1:
                return
            self._allowed -= 1
        self._write()

    def reports(self, actor: Actor) -> list[CspReport]:
        """All that is counted, newest first; what other processes hold back comes with their next. Raises Forbidden."""
        demand(self._store, actor, "manage people")
        self._write()
        return self._store.csp.all()

    def _write(self) -> None:
        with self._lock:
            counted, self._waiting = self._waiting, {}
        if not counted:
            return
        try:
            self._store.csp.add(counted, most=MOST, rest=REST)
        except StoreUnavailable:  # counted the next time
            with self._lock:
                for kind, times in counted.items():
                    self._waiting[kind] = self._waiting.get(kind, 0) + times
