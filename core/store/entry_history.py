"""What each rule set changed in each entry: written with the set, or afterwards for those that came without."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from greenlane.core.store.database import Database
from greenlane.core.store.insight_schema import entry_history, history_sets
from greenlane.core.store.schema import rule_sets

AT_ONCE: Final = 2000
Changed = tuple[str, Any, Any]
"""Address, before, after; None where there is none."""


@dataclass(frozen=True, slots=True)
class EntryVersion:
    """A rule set in which an entry is otherwise than in the set that it `follows`."""

    version: int
    follows: int | None
    before: Any
    after: Any


class EntryHistory:
    """Reads and completes the history of entries. Every method can raise StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, address: str) -> list[EntryVersion]:
        """The rule sets that changed an entry, the highest number first."""
        query = (
            sa.select(entry_history, history_sets.c.follows)
            .join(history_sets, history_sets.c.version == entry_history.c.version)
            .where(entry_history.c.address == address)
            .order_by(entry_history.c.version.desc())
        )
        with self._database.reading() as connection:
            return [
                EntryVersion(row.version, row.follows, _read(row.before), _read(row.after))
                for row in connection.execute(query)
            ]

    def missing(self) -> list[int]:
        """The rule sets whose changes are not kept yet, lowest number first."""
        kept = sa.select(history_sets.c.version)
        query = sa.select(rule_sets.c.version).where(rule_sets.c.version.not_in(kept)).order_by(rule_sets.c.version)
        with self._database.reading() as connection:
            return list(connection.execute(query).scalars())

    def add(self, version: int, follows: int | None, changes: Sequence[Changed]) -> None:
        """Keep what a rule set changed, unless it is kept."""
        with self._database.writing() as connection:
            note(connection, version, follows, changes)


def note(connection: sa.Connection, version: int, follows: int | None, changes: Sequence[Changed]) -> None:
    """Keep what a rule set changed, within the transaction that publishes it, unless it is kept."""
    insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(history_sets)
    added = connection.execute(insert.values(version=version, follows=follows).on_conflict_do_nothing())
    if not added.rowcount:
        return
    rows = [
        {"address": address, "version": version, "before": _written(before), "after": _written(after)}
        for address, before, after in changes
    ]
    for start in range(0, len(rows), AT_ONCE):
        connection.execute(entry_history.insert(), rows[start : start + AT_ONCE])


def _written(entry: Any) -> str | None:
    return None if entry is None else json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _read(text: str | None) -> Any:
    return None if text is None else json.loads(text)
