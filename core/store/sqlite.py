"""SQLite: one file in write-ahead mode, shared by the processes of one host."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, QueuePool, create_engine

from greenlane.core.store.database import Database
from greenlane.core.store.errors import StoreUnavailable, UnsafeDatabase, own_errors
from greenlane.core.store.gate import Gate
from greenlane.core.store.sqlite_committer import SqliteCommitter

#: Set on every connection. A checkpoint runs inside the commit that fills 2,000 pages of 8 KiB.
PRAGMAS = ("synchronous=FULL", "foreign_keys=ON", "wal_autocheckpoint=2000")

#: What must hold before anything is acknowledged, and why.
DURABLE = {
    "journal_mode": ("wal", "other processes could not read while one writes"),
    "synchronous": (2, "a power cut could lose acknowledged decisions"),
    "foreign_keys": (1, "a decision could name a rule set that does not exist"),
}

MIGRATION_PATIENCE = 60.0


class SqliteDatabase(Database):
    """A database file, made with its folder if it is not there."""

    def __init__(self, path: Path, patience: float) -> None:
        """StoreUnavailable if the file cannot be made; UnsafeDatabase if it cannot be in write-ahead mode."""
        self.path = path
        self.gate = Gate(path.with_name(path.name + ".lock"))
        super().__init__(
            create_engine(
                "sqlite://",
                creator=self.open,
                poolclass=QueuePool,
                pool_timeout=patience,
                hide_parameters=True,  # what is declared stands in no error, and so in no log
            ),
            patience,
        )
        with own_errors():
            self._make()

    def _make(self) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self.gate.held(self.patience):
            # Made here rather than by SQLite: declarations are nobody else's to read, whatever the umask.
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            try:
                with closing(sqlite3.connect(self.path, isolation_level=None, timeout=self.patience)) as connection:
                    connection.execute("PRAGMA page_size=8192")
                    connection.execute("PRAGMA journal_mode=WAL")
            except sqlite3.Error as error:
                raise StoreUnavailable(f"{self.path}: {error}") from error

    def open(self) -> sqlite3.Connection:
        """A checked connection in autocommit mode. sqlite3.Error or UnsafeDatabase; makes no missing file."""
        connection = sqlite3.connect(
            f"file:{quote(str(self.path))}?mode=rw",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=self.patience,
            cached_statements=256,
        )
        try:
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            assert_durable(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def publishing(self) -> Iterator[Connection]:
        """Behind the gate, in BEGIN IMMEDIATE: never upgraded from a read lock, so never a deadlock."""
        with own_errors(), self.gate.held(self.patience), self.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            connection.commit()

    #: SQLite knows one kind of write.
    writing = publishing

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """Foreign keys are off, as Alembic's batch mode drops and renames tables, and checked at the end."""
        with own_errors(), self.gate.held(MIGRATION_PATIENCE), self.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                yield connection
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise StoreUnavailable(f"the migration would break references: {broken[:3]}")
                connection.commit()
            finally:
                connection.invalidate()

    def now(self, connection: Connection) -> int:
        """The host's clock."""
        return time.time_ns() // 1000 if self.pretended is None else self.pretended

    def committer(self) -> SqliteCommitter:
        """Commits behind the gate."""
        return SqliteCommitter(self.open, self.gate, self.path)

    def ping(self) -> None:
        """Also fails when the file was removed under its open connections."""
        with self.reading() as connection:
            connection.exec_driver_sql("SELECT 1")
        if not self.path.exists():
            raise StoreUnavailable(f"{self.path} is gone")


def assert_durable(connection: sqlite3.Connection) -> None:
    """UnsafeDatabase unless every commit on this connection survives a power cut."""
    for pragma, (wanted, risk) in DURABLE.items():
        found = connection.execute(f"PRAGMA {pragma}").fetchone()[0]
        if found != wanted:
            raise UnsafeDatabase(f"SQLite has {pragma}={found}, must be {wanted}: {risk}")
