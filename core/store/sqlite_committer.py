"""The fast way into SQLite: a whole group as one statement."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TypeVar, cast

from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor

from greenlane.core.store.committer import Claim, Committer, Row, Submission
from greenlane.core.store.errors import RuleSetMoved, StoreUnavailable
from greenlane.core.store.gate import Gate
from greenlane.core.store.schema import WRITTEN

_COLUMNS = list(WRITTEN)
_IN_FORCE = "SELECT version FROM rule_sets WHERE effective_at <= ? ORDER BY version DESC LIMIT 1"
#: Rows of one statement; more are inserted by several.
_MOST = 64


_T = TypeVar("_T")

_CLAIM = ", ".join(Claim._fields)


@cache
def _select_claims(keys: int) -> str:
    return f"SELECT {_CLAIM} FROM idempotency WHERE key_hash IN ({', '.join('?' * keys)})"


@cache
def _insert_claims(claims: int) -> str:
    return f"INSERT INTO idempotency ({_CLAIM}) VALUES {', '.join(['(?, ?, ?, ?)'] * claims)}"


@cache
def _insert(rows: int, checked: bool) -> str:
    """The text that inserts `rows` decisions, if `checked` only while the rule set given last is in force."""
    row = f"({', '.join('?' * len(_COLUMNS))})"
    text = f"INSERT INTO decisions ({', '.join(_COLUMNS)}) SELECT * FROM (VALUES {', '.join([row] * rows)})"
    return f"{text} WHERE ({_IN_FORCE}) = ?" if checked else text


def _portions(values: list[_T]) -> Iterator[list[_T]]:
    return (values[start : start + _MOST] for start in range(0, len(values), _MOST))


class SqliteCommitter(Committer):
    """Commits behind the gate.

    Where a group has one rule set and no idempotency keys, check, insert and commit are a single statement in
    autocommit mode: the GIL is released once instead of for each row, so that the database is not locked
    while this thread waits for the GIL.
    """

    driver_error = sqlite3.Error
    integrity_error = sqlite3.IntegrityError

    def __init__(self, open_: Callable[[], sqlite3.Connection], gate: Gate, path: Path) -> None:
        """Connect by `open_` when the first group comes; `path` is the database file."""
        self._open = open_
        self._gate = gate
        self._path = path
        self._turn: int | None = None
        self._cursor: DBAPICursor | None = None
        self._file: tuple[int, int] | None = None

    def store(self, group: Sequence[Submission]) -> None:
        """Store the group behind the gate."""
        try:
            super().store(group)
        finally:
            if self._turn is not None:
                self._gate.leave(self._turn)

    def _store(self, group: Sequence[Submission]) -> None:
        if self._cursor is None:
            self.connect()
        assert self._cursor is not None and self._turn is not None
        self._gate.enter(self._turn)
        # SQLite goes on writing to a file that was deleted or replaced, and what it writes is lost.
        if self._identity() != self._file:
            raise StoreUnavailable(f"{self._path} was replaced while it was open")
        # Whoever waited too long for the gate has been refused meanwhile.
        group = [submission for submission in group if not submission.abandoned]
        if not group:
            return None
        rule_set = group[0].rule_set
        rows: list[Row] = []
        for submission in group:
            if submission.claims or submission.rule_set != rule_set:
                return super()._store(group)
            rows += submission.rows
        if len(rows) > _MOST:
            return super()._store(group)
        values = list(chain.from_iterable(rows))
        if rule_set is not None:
            values += (time.time_ns() // 1000, rule_set)
        self._cursor.execute(_insert(len(rows), rule_set is not None), values)
        if self._cursor.rowcount != len(rows):
            self._refuse(self._cursor, group)
        return None

    def _refuse(self, cursor: DBAPICursor, group: Sequence[Submission]) -> None:
        in_force = self._in_force(cursor)
        for submission in group:
            submission.error = RuleSetMoved(in_force)

    def connect(self) -> DBAPIConnection:
        """Open the database and a place in the queue before the gate."""
        self._turn = self._gate.open()
        self.connection = connection = cast(DBAPIConnection, self._open())
        self._cursor = connection.cursor()
        self._file = self._identity()
        return connection

    def close(self) -> None:
        """Leave the queue too."""
        super().close()
        self._cursor = None
        turn, self._turn = self._turn, None
        if turn is not None:
            self._gate.leave(turn)
            os.close(turn)

    def begin(self, cursor: DBAPICursor) -> int | None:
        """BEGIN IMMEDIATE: the only writer from here on."""
        cursor.execute("BEGIN IMMEDIATE")
        return self._in_force(cursor)

    def insert(self, cursor: DBAPICursor, rows: list[Row]) -> None:
        """Insert in statements of 64 rows: executemany would give up the GIL at each row."""
        for some in _portions(rows):
            cursor.execute(_insert(len(some), False), list(chain.from_iterable(some)))

    def insert_claims(self, cursor: DBAPICursor, claims: list[Claim]) -> None:
        """Insert in statements of 64 rows, for the same reason."""
        for some in _portions(claims):
            cursor.execute(_insert_claims(len(some)), list(chain.from_iterable(some)))

    def taken(self, cursor: DBAPICursor, hashes: list[str]) -> dict[str, Claim]:
        """Nobody else can claim a key before this transaction ends."""
        found: dict[str, Claim] = {}
        for some in _portions(hashes):
            cursor.execute(_select_claims(len(some)), some)
            found |= {row[0]: Claim(*row) for row in cursor.fetchall()}
        return found

    def _identity(self) -> tuple[int, int]:
        status = os.stat(self._path)
        return status.st_dev, status.st_ino

    @staticmethod
    def _in_force(cursor: DBAPICursor) -> int | None:
        cursor.execute(_IN_FORCE, (time.time_ns() // 1000,))
        row = cursor.fetchone()
        return row[0] if row else None
