"""A month of somebody's work, made up: for whoever wants to see the console with something in it, and for its tests."""

from dataclasses import dataclass
from datetime import UTC, datetime

from greenlane.core.service.demo.calendar import DAYS, before
from greenlane.core.service.demo.changes import Changes
from greenlane.core.service.demo.month import House, Month
from greenlane.core.service.demo.staff import STAFF, actor, gates, hired
from greenlane.core.service.worker import Worker
from greenlane.core.store.change_log import Entry

DECISIONS = 4000
"""Declarations of a month."""

MARK = "demonstration"
"""The subject, in the change log, of the entry that says that all of this is made up."""


class NotEmpty(ValueError):
    """The database holds something: a demonstration never goes where real rules are kept. The message says what."""


@dataclass(frozen=True)
class Made:
    """What a demonstration came to. `passwords`: by name, told here and kept nowhere."""

    passwords: dict[str, str]
    verdicts: dict[str, int]
    rule_sets: int
    drafts: int


def fill(house: House, *, decisions: int = DECISIONS, seed: int = 1, until: datetime | None = None) -> Made:
    """Fill an empty database with a month that ends now. What is declared depends on the seed and on `until` alone.

    Raises NotEmpty, StoreUnavailable.
    """
    refuse_unless_empty(house)
    until = until or datetime.now(UTC)
    with house.store.as_if_it_were(before(until, DAYS, 0)):
        house.book.current(fresh=True)
        said = "This database is a demonstration: its people, declarations and changes are made up, and are no law."
        house.store.change_log.add(Entry("greenlane", "command", "demonstration made", MARK, said))
        passwords = hired(house.people)
        owners = gates(house.people)
    month = Month(house, until, decisions, seed, owners)
    Changes(month).told()
    month.reach(until)
    worker = Worker(house.jobs)
    while worker.once():
        pass
    verdicts = dict(sorted(month.verdicts.items()))
    drafts = house.drafts.all(actor(next(iter(STAFF))))
    return Made(passwords, verdicts, len(house.store.rule_sets()), len(drafts))


def refuse_unless_empty(house: House) -> None:
    """Return if nothing was ever kept in the database. Raises NotEmpty."""
    held = [
        *(["decisions"] if any(house.store.decisions(limit=1)) else []),
        *(["accounts"] if house.store.people.users() else []),
        *(["a published rule set"] if house.store.first() is not None else []),
    ]
    if held:
        raise NotEmpty(f"it holds {' and '.join(held)}")


__all__ = ["DECISIONS", "MARK", "STAFF", "House", "Made", "NotEmpty", "fill", "refuse_unless_empty"]
