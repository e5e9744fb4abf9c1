"""Search, charts and history: filed from stored decisions afterwards, and read by the console."""

import json
import logging
import os
import socket
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

import orjson

from greenlane.core.declaration.forms import digits
from greenlane.core.draft.entries import Entries, split
from greenlane.core.draft.merge import Change, diff
from greenlane.core.draft.words import Described, describe
from greenlane.core.rights import EVERY, Actor
from greenlane.core.service.keys import owner_of
from greenlane.core.service.publishing import turns
from greenlane.core.store import RuleSetHeader, Store, StoreUnavailable
from greenlane.core.store.filing import AsOf, Terms, Waiting
from greenlane.core.store.insight import Counted, Ranked
from greenlane.core.store.search import Key, Page, Readable, Wanted
from greenlane.core.vocabulary import VERDICTS

PORTION: Final = 250
"""Decisions filed in one transaction: in SQLite whoever stores one waits for it, about 10 ms."""
LEASE: Final = 15.0
"""Seconds without a word after which another worker goes on filing."""
RANK_AFTER: Final = 60.0
"""Seconds between two rankings, at the least."""
SHARE: Final = 20
"""Ranking rests for so many times as long as it took."""

_log = logging.getLogger("greenlane.work")


@dataclass(frozen=True, slots=True)
class Past:
    """What one rule set changed in an entry, in words. `follows`: the number before it; None for the first."""

    header: RuleSetHeader
    follows: int | None
    before: Any
    after: Any
    told: Described


class Insight:
    """Files what is stored, and reads what is filed. One a process; threads share it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._worker = f"{socket.gethostname()}:{os.getpid()}:{id(self):x}"
        self._rank_at = 0.0

    def catch_up(self, limit: int | None = None, *, portion: int = PORTION, seconds: float | None = None) -> int:
        """File decisions that wait, the oldest first; how many. Stops at `limit`, or after about `seconds`.

        Done by one worker at a time: 0 while another does it. Each decision is filed once, whatever is killed when.
        Raises StoreUnavailable.
        """
        return self._catch_up(limit, portion, seconds)[0]

    def _catch_up(self, limit: int | None, portion: int, seconds: float | None) -> tuple[int, bool]:
        """How many were filed, and whether it stopped before all were."""
        end = None if seconds is None else time.monotonic() + seconds
        filing, done = self._store.filing, 0
        while True:
            if (limit is not None and done >= limit) or (end is not None and time.monotonic() >= end):
                return done, True
            some = portion if limit is None else min(portion, limit - done)
            position, waiting = filing.waiting(self._worker, some)
            if not waiting:
                return done, False
            terms = [(one, terms_of(one)) for one in waiting]
            if not filing.file(position, terms, self._worker, seconds=LEASE):
                return done, False
            done += len(waiting)

    def follow(self, seconds: float) -> bool:
        """What `greenlane work` does beside its jobs: file for about so many seconds; whether more waits.

        When all is filed, the history of entries is completed and rules are ranked, as far as that is due. Raises
        nothing: what cannot be done now is done later.
        """
        try:
            if self._catch_up(None, PORTION, seconds)[1]:
                return True
            self.complete_history()
            if time.monotonic() >= self._rank_at and self._store.insight.rank_due(RANK_AFTER):
                self.rank()
        except StoreUnavailable as error:
            _log.debug("nothing is filed: %s", error)
        return False

    def as_of(self) -> AsOf:
        """The last decision filed, when that was, and how many wait."""
        return self._store.filing.as_of()

    def find(self, wanted: Wanted, readable: Readable, after: Key | None = None, limit: int = 50) -> Page:
        """Filed decisions, newest first, a page at a time; only what is readable."""
        return self._store.search.page(wanted, readable, after, limit)

    def readable(self, actor: Actor) -> Readable:
        """Which decisions somebody may read: of their economies, and their own. The same as at every other door."""
        theirs = actor.economies("read decisions")
        if EVERY in theirs:
            return Readable()
        owners: set[str] = set()
        if actor.may("read own decisions"):
            owners.add(owner_of(actor))
            if actor.key_id is None:
                owners.update(key.key_id for key in self._store.people.keys(actor.name))
        return Readable(theirs, frozenset(owners))

    def verdicts(self, since: date, until: date, economy: str = EVERY) -> list[Counted]:
        """Decisions by day (UTC) and verdict; of an economy those that asked it, with the verdict of the whole."""
        return self._store.insight.verdicts(since, until, economy)

    def economies(self, since: date, until: date) -> dict[str, dict[str, int]]:
        """By economy, the decisions that asked it by verdict."""
        return self._store.insight.economies(since, until)

    def hits(self, rule: str, since: date, until: date) -> list[Counted]:
        """Decisions in which a rule left a finding, by day and the worst that it said."""
        return self._store.insight.hits(rule, since, until)

    def ranks(self, days: int, economy: str = EVERY) -> list[Ranked]:
        """The rules that hit most in the last 7, 30 or 90 days."""
        return self._store.insight.ranks(days, economy)

    def ranked_at(self) -> datetime | None:
        """As of when the rules are ranked."""
        return self._store.insight.ranked_at()

    def history(self, address: str) -> list[Past]:
        """Each rule set that changed an entry, the highest number first: who, when, why, and the change in words."""
        if self._store.entry_history.missing():
            self.complete_history()
        headers = {header.version: header for header in self._store.rule_sets()}
        found = self._store.entry_history.of(address)
        told = describe(Change(address, one.before, one.after) for one in found)
        return [
            Past(headers[one.version], one.follows, one.before, one.after, words)
            for one, words in zip(found, told, strict=True)
        ]

    def complete_history(self) -> None:
        """Keep what rule sets changed that were published without saying it: those of an earlier Greenlane."""
        missing = self._store.entry_history.missing()
        headers = self._store.rule_sets() if missing else []
        read: dict[int, Entries] = {}
        for version in missing:
            before = _followed(headers, version)
            was = {} if before is None else self._entries(before, read)
            changes = [(one.address, one.before, one.after) for one in diff(was, self._entries(version, read))]
            self._store.entry_history.add(version, before, changes)

    def _entries(self, version: int, read: dict[int, Entries]) -> Entries:
        """The entries of a published set; the last two are kept."""
        if version not in read:
            while len(read) > 1:
                del read[next(iter(read))]
            try:
                read[version] = split(json.loads(self._store.content(version)))
            except (ValueError, TypeError, KeyError, AttributeError) as error:  # of a format of another time
                _log.warning("rule set %s has no entries that could be kept: %s", version, error)
                read[version] = {}
        return read[version]

    def rank(self) -> None:
        """Rank the rules by how often they hit, now. Raises StoreUnavailable."""
        began = time.monotonic()
        try:
            self._store.insight.rank()
        finally:
            now = time.monotonic()
            self._rank_at = now + SHARE * (now - began)


def _followed(headers: Sequence[RuleSetHeader], version: int) -> int | None:
    """The set that a published one follows: what would have been in force at its instant without it."""
    at = next(header.effective_at for header in headers if header.version == version)
    standing = [one for when, one in turns([one for one in headers if one.version < version]) if when <= at]
    return standing[-1].version if standing else None


def terms_of(one: Waiting) -> Terms:
    """What a stored decision is found by.

    Every rule that left a finding, also one that is clear: people ask as often why a rule did not stop goods as why it
    did. A declaration that was erased has left its rules, but neither codes nor what each rule said.
    """
    record = orjson.loads(one.body)
    rules: dict[str, str] = {}
    for item in record.get("items", ()):
        for hit in item.get("hits", ()):
            said = VERDICTS[hit[5]] if len(hit) > 5 else ""
            if hit[1] not in rules or said and VERDICTS.index(said) > VERDICTS.index(rules[hit[1]] or VERDICTS[0]):
                rules[hit[1]] = said
    return Terms(_codes(record.get("input")), rules)


def _codes(declared: Mapping[str, Any] | None) -> list[str]:
    """Every commodity code of a declaration as digits: as declared, and those of other nomenclatures."""
    written: list[object] = []
    for item in (declared or {}).get("items", ()):
        written.append(item.get("commodity_code"))
        national: Iterable[object] = (item.get("national_codes") or {}).values()
        written += national
    return [code for one in written if isinstance(one, str) and (code := digits(one))]


def today() -> date:
    """The day by which decisions are counted: UTC."""
    return datetime.now(UTC).date()
