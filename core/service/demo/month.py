"""A month that is made up, told in the order of time: declarations, and what people do between them."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Any

from greenlane.core.declaration import NotADeclaration, NotJSON
from greenlane.core.service.book import RuleBook
from greenlane.core.service.checks import Checks
from greenlane.core.service.demo.calendar import before, instants
from greenlane.core.service.demo.origin import battery, collected
from greenlane.core.service.demo.traffic import Traffic
from greenlane.core.service.drafts import Drafts
from greenlane.core.service.jobs import Jobs
from greenlane.core.service.people import People
from greenlane.core.service.publishing import Publishing
from greenlane.core.store import Store

TOGETHER = 200
"""Decisions that are stored at a time."""

PUBLIC = 6
"""Of a hundred declarations of one item, how many the public page keeps."""


@dataclass(frozen=True)
class House:
    """The use cases that a demonstration is made with."""

    store: Store
    book: RuleBook
    drafts: Drafts
    publishing: Publishing
    jobs: Jobs
    people: People
    #: Whose the decisions are that the public page keeps.
    public: str


class Month:
    """The month that ends at `until`; `decisions` are spread over it. The same seed declares the same."""

    def __init__(self, house: House, until: datetime, decisions: int, seed: int, owners: Sequence[str]) -> None:
        """`owners`: the keys by which brokers declare."""
        self.house = house
        self.owners = owners
        self.until = until
        self.verdicts: Counter[str] = Counter()
        self._chance = Random(seed)
        self._waiting = instants(decisions, until, self._chance)
        self._traffic: Traffic | None = None
        self._first: list[tuple[str, Callable[[date], dict[str, Any]]]] = []

    @contextmanager
    def on(self, days: int, hour: int, minute: int = 0) -> Iterator[datetime]:
        """What the block does happens at this hour (UTC) so many days before the end, after all that came before."""
        at = before(self.until, days, hour, minute)
        self.reach(at)
        with self.house.store.as_if_it_were(at):
            yield at

    def reach(self, instant: datetime) -> None:
        """Decide what is declared until an instant."""
        due = list(itertools.takewhile(lambda at: at < instant, self._waiting))
        del self._waiting[: len(due)]
        for start in range(0, len(due), TOGETHER):
            self._decide(due[start : start + TOGETHER])

    def _decide(self, due: Sequence[datetime]) -> None:
        with self.house.store.as_if_it_were(due[0]):
            edition = self.house.book.current(fresh=True)
        if self._traffic is None:
            self._traffic = Traffic(edition.ruleset.economies, self._chance)
            if {"KR", "VN"} <= edition.ruleset.packs.keys():
                self._first = [(self.owners[0], battery), (self.house.public, collected)]
        declared = [(at, self._next(at)) for at in due]
        for owner in (*self.owners, self.house.public):
            mine = [(at, one) for at, (by, one) in declared if by == owner]
            checks = Checks(self.house.book, iter([at for at, _ in mine]))
            for found in checks.check_many([one for _, one in mine], owner=owner):
                if isinstance(found, NotJSON | NotADeclaration):
                    raise found
                self.verdicts[found["verdict"]] += 1

    def _next(self, at: datetime) -> tuple[str, dict[str, Any]]:
        """By whom the next one is sent, and what: those first that show origin."""
        if self._first:
            by, example = self._first.pop()
            return by, example(at.date())
        assert self._traffic is not None
        return self._sent(*self._traffic.declared(at))

    def _sent(self, economy: str, declared: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """By whom it is sent, and as what: who asks the public page gives neither a number nor a name."""
        if len(declared["items"]) == 1 and self._chance.randrange(100) < PUBLIC:
            return self.house.public, {key: one for key, one in declared.items() if key not in ("reference", "parties")}
        return self.owners[ord(economy[0]) % len(self.owners)], declared
