"""A thread of each worker that reads new rule sets before a request needs them."""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final

from greenlane.core.service.book import RuleBook
from greenlane.core.store import StoreError

MOST: Final = 2
"""Rule sets of later that are read ahead: a process keeps few."""
log = logging.getLogger(__name__)


class Warmer:
    """Started in a worker, after the fork. `stop` ends it within a second or two. `also`: what else is to be made
    ready of each rule set that comes into force; done again at each look, so cheap where it is ready.
    """

    def __init__(self, book: RuleBook, also: Sequence[Callable[[], None]] = ()) -> None:
        self._book = book
        self._also = tuple(also)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="greenlane-warmer", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """End it, and wait for that."""
        self._stop.set()
        self._thread.join(10)

    def _run(self) -> None:
        for announced in self._book.store.notices(self._stop):
            try:
                self._book.current(fresh=True)
                for make_ready in self._also:
                    make_ready()
                if announced:
                    warm_later(self._book)
            except StoreError as error:
                log.debug("nothing to warm: %s", error)
            except Exception:  # a rule set that cannot be read is said where it is asked for
                log.exception("a rule set could not be read ahead")


def warm_later(book: RuleBook) -> None:
    """Have ready the next rule sets that come into force at a set time. Raises StoreError."""
    now = datetime.now(UTC)
    for header in [header for header in book.store.rule_sets() if header.effective_at > now][:MOST]:
        book.edition(header)
