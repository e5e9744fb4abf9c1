"""The cases of one economy run against a rule set, and what they cover: kept, as it takes long for a big one."""

import threading
from collections import Counter, OrderedDict
from typing import Final

from greenlane.core.draft.entries import join, parts
from greenlane.core.proof.cases import Proof, run
from greenlane.core.service.book import Edition, RuleBook

KEPT: Final = 32
"""Proofs that a process keeps."""


class EconomyProofs:
    """One a process; threads share it."""

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self._lock = threading.Lock()
        self._running = threading.Lock()
        self._counted: dict[int, Counter[str]] = {}
        self._kept: OrderedDict[tuple[str, str], Proof] = OrderedDict()

    def known(self, edition: Edition, economy: str) -> Proof | None:
        """The proof, where it was made before."""
        with self._lock:
            return self._kept.get((edition.header.digest, economy))

    def of(self, edition: Edition, economy: str) -> Proof:
        """The proof of an economy: one is made at a time, so that a process goes on answering."""
        found = self.known(edition, economy)
        if found is not None:
            return found
        with self._running:
            found = self.known(edition, economy)
            if found is None:
                found = self._made(edition, economy)
        with self._lock:
            self._kept[edition.header.digest, economy] = found
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found

    def cases(self, edition: Edition, economy: str) -> int:
        """How many cases there are."""
        with self._lock:
            found = self._counted.get(edition.version)
        if found is None:
            places = map(parts, self._book.entries(edition.version))
            found = Counter(place.economy for place in places if place.part == "cases")
            with self._lock:
                self._counted = {edition.version: found}
        return found[economy]

    def _made(self, edition: Edition, economy: str) -> Proof:
        entries = self._book.entries(edition.version)
        own = {place: entry for place, entry in entries.items() if parts(place).economy == economy}
        return run(edition.ruleset, join(own), [economy], services=self._book.plugins.services)
