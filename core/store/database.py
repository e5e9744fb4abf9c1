"""What the rest of the store asks of a database, whichever it is."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import Connection, Engine

from greenlane.core.store.committer import Committer
from greenlane.core.store.errors import own_errors


class Database(ABC):
    """Connections to one database, each checked to be durable when it is opened.

    `patience` bounds every wait for a lock, in seconds.
    """

    def __init__(self, engine: Engine, patience: float) -> None:
        """Connect lazily through `engine`."""
        self.engine = engine
        self.patience = patience
        #: Microseconds that `now` says; None but within `Store.as_if_it_were`, which only a demonstration uses.
        self.pretended: int | None = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read from. StoreUnavailable if there is none."""
        with own_errors(), self.engine.connect() as connection:
            yield connection

    @abstractmethod
    def publishing(self) -> AbstractContextManager[Connection]:
        """A transaction that overlaps no decision and no other publication; the block's end commits it."""

    @abstractmethod
    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction that writes no decision and publishes nothing; the block's end commits it."""

    @abstractmethod
    def migrating(self) -> AbstractContextManager[Connection]:
        """A transaction that overlaps no other migration; the block's end commits it."""

    @abstractmethod
    def now(self, connection: Connection) -> int:
        """The instant by which rule sets come into force, in microseconds, by the clock that all share."""

    def announce(self, connection: Connection, version: int) -> None:  # noqa: B027
        """Within the transaction that publishes a rule set: let the processes that listen know. Most need not be told:
        whoever stores a decision looks which set is in force.
        """

    @abstractmethod
    def committer(self) -> Committer:
        """A new committer with a connection of its own."""

    @abstractmethod
    def ping(self) -> None:
        """Return if the database answers. StoreUnavailable or UnsafeDatabase otherwise."""

    def release(self) -> None:
        """Close every idle connection; the next use opens new ones."""
        self.engine.dispose()
