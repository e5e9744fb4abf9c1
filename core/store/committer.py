"""One transaction for a group of submissions: the part of it that both databases share."""

import _thread
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor

from greenlane.core.store.errors import (
    AlreadyAnswered,
    RecordRefused,
    RuleSetMoved,
    StoreError,
    StoreUnavailable,
)

Row = tuple[Any, ...]


class Claim(NamedTuple):
    """A row of `idempotency`."""

    key_hash: str
    body_digest: str
    decision_id: str
    created_at: int


class Submission:
    """Rows that one caller wants stored together, and what became of them."""

    __slots__ = ("abandoned", "claims", "done", "error", "rows", "rule_set")

    def __init__(self, rows: list[Row], claims: list[Claim], rule_set: int | None) -> None:
        """Start undone; `rule_set` None is a decision about the past, which no publication can outdate."""
        self.rows = rows
        self.claims = claims
        self.rule_set = rule_set
        self.error: StoreError | None = None
        self.abandoned = False
        # A bare lock costs a tenth of an Event, and one is made for every decision.
        self.done = _thread.allocate_lock()
        self.done.acquire()


class Committer(ABC):
    """Owns the connection of the writer thread; not safe to use from two threads at once."""

    #: The driver's exceptions.
    driver_error: type[Exception]
    integrity_error: type[Exception]

    connection: DBAPIConnection | None = None

    def store(self, group: Sequence[Submission]) -> None:
        """Store the group durably, and set `error` on each submission that was not. Raises nothing.

        A submission of several rows must be alone in its group.
        """
        try:
            self._store(group)
        except self.integrity_error:
            self._undo()
            for submission in group:  # so that only the offender is refused
                self._store_alone(submission)
        except (self.driver_error, StoreError, OSError) as error:
            self._fail(group, error)

    def _store_alone(self, submission: Submission) -> None:
        submission.error = None
        try:
            try:
                self._store([submission])
            except self.integrity_error:  # its key may have been taken meanwhile; now that is seen
                self._undo()
                self._store([submission])
        except self.integrity_error as error:
            self._undo()
            submission.error = RecordRefused(str(error))
        except (self.driver_error, StoreError, OSError) as error:
            self._fail([submission], error)

    def _fail(self, group: Sequence[Submission], error: Exception) -> None:
        self.close()
        for submission in group:
            submission.error = StoreUnavailable(f"{type(error).__name__}: {error}")

    def close(self) -> None:
        """Drop the connection; the next group opens another. Never raises."""
        connection, self.connection = self.connection, None
        if connection is not None:
            try:
                connection.close()
            except self.driver_error:
                pass

    def _store(self, group: Sequence[Submission]) -> None:
        """Store a group in one transaction, statement by statement."""
        connection = self.connection or self.connect()
        cursor = connection.cursor()
        in_force = self.begin(cursor)
        hashes = [claim.key_hash for submission in group for claim in submission.claims]
        taken = self.taken(cursor, hashes) if hashes else {}
        rows: list[Row] = []
        claims: list[Claim] = []
        for submission in group:
            if submission.rule_set is not None and submission.rule_set != in_force:
                submission.error = RuleSetMoved(in_force)
                continue
            standing = [taken[claim.key_hash] for claim in submission.claims if claim.key_hash in taken]
            if standing:
                submission.error = AlreadyAnswered(standing[0].decision_id, standing[0].body_digest)
                continue
            rows += submission.rows
            claims += submission.claims
            taken |= {claim.key_hash: claim for claim in submission.claims}
        if not rows:
            connection.rollback()
            return
        self.insert(cursor, rows)
        if claims:
            # Every process claims keys in the same order, so that no two can wait for each other.
            self.insert_claims(cursor, sorted(claims))
        connection.commit()

    def _undo(self) -> None:
        """Roll back; a connection that cannot is closed."""
        try:
            if self.connection is not None:
                self.connection.rollback()
        except self.driver_error:
            self.close()

    @abstractmethod
    def connect(self) -> DBAPIConnection:
        """Open `connection`. StoreUnavailable or UnsafeDatabase otherwise."""

    @abstractmethod
    def begin(self, cursor: DBAPICursor) -> int | None:
        """Begin a transaction during which no rule set can be published; the number of the one in force."""

    @abstractmethod
    def insert(self, cursor: DBAPICursor, rows: list[Row]) -> None:
        """Insert rows of `decisions`."""

    @abstractmethod
    def taken(self, cursor: DBAPICursor, hashes: list[str]) -> dict[str, Claim]:
        """The claims that stand under these key hashes."""

    @abstractmethod
    def insert_claims(self, cursor: DBAPICursor, claims: list[Claim]) -> None:
        """Insert rows of `idempotency`; the driver's IntegrityError if another process was first."""
