"""Hearing that a rule set was published, perhaps on another host.

Nothing depends on it: whoever stores a decision looks which set is in force. It only spares the first request after a
publication the time that reading the set takes.
"""

import fcntl
import itertools
import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from greenlane.core.store.database import Database
from greenlane.core.store.errors import StoreUnavailable, own_errors
from greenlane.core.store.postgresql import CHANNEL, PostgresqlDatabase
from greenlane.core.store.sqlite import SqliteDatabase

WAIT: Final = 1.0
"""Seconds between two looks where nothing is announced."""
SELDOM: Final = 15
"""Of so many looks at SQLite one is for sets that come into force later."""
SERVING_LOCK: Final = 0x677265656E03
"""The advisory lock that whoever listens shares; a restore wants it alone."""
AGAIN: Final = 2.0
"""Seconds until a connection that was lost is tried again."""
log = logging.getLogger(__name__)


def notices(database: Database, stop: threading.Event) -> Iterator[bool]:
    """Yields every second until `stop` is set: whether there may be a new rule set. Raises nothing.

    On PostgreSQL True at once when one is announced, and whenever the connection had to be made again, as one may have
    been missed. On SQLite, which announces nothing, True now and then.
    """
    if isinstance(database, PostgresqlDatabase):
        yield from _announced(database, stop)
        return
    assert isinstance(database, SqliteDatabase)
    with _shared(database):
        for number in itertools.count():
            if stop.is_set():
                return
            yield number % SELDOM == 0
            stop.wait(WAIT)


def _announced(database: PostgresqlDatabase, stop: threading.Event) -> Iterator[bool]:
    import psycopg  # an extra: hosts with SQLite do without

    while not stop.is_set():
        connection: Any = None
        try:
            connection = _listening(database)
            yield True
            while not stop.is_set():
                yield any(True for _ in connection.notifies(timeout=WAIT, stop_after=1))
        except (StoreUnavailable, psycopg.Error, OSError) as error:
            log.warning("not listening for rule sets just now: %s", error)
            stop.wait(AGAIN)
        finally:
            if connection is not None:
                connection.close()


def _listening(database: PostgresqlDatabase) -> Any:
    """A connection of its own, which hears what is announced from now on."""
    with own_errors():
        pooled = database.engine.raw_connection()
        connection: Any = pooled.driver_connection
        pooled.detach()
        try:
            connection.autocommit = True
            connection.execute("SELECT pg_try_advisory_lock_shared(%s)", (SERVING_LOCK,))
            connection.execute(f"LISTEN {CHANNEL}")
        except BaseException:
            connection.close()
            raise
    return connection


@contextmanager
def alone(database: Database) -> Iterator[bool]:
    """Whether nobody else listens during the block: then no server runs on the database, on any host."""
    if isinstance(database, PostgresqlDatabase):
        with database.reading() as connection:
            yield bool(connection.exec_driver_sql("SELECT pg_try_advisory_xact_lock(%s)", (SERVING_LOCK,)).scalar())
        return
    assert isinstance(database, SqliteDatabase)
    with own_errors():
        descriptor = _serving(database)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        os.close(descriptor)


@contextmanager
def _shared(database: SqliteDatabase) -> Iterator[None]:
    try:
        descriptor = _serving(database)
    except OSError:  # the folder is gone, and the database with it
        yield
        return
    try:
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def _serving(database: SqliteDatabase) -> int:
    path = database.path.with_name(f"{database.path.name}.serving")
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
