"""PostgreSQL, through psycopg 3: for several hosts."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection

from greenlane.core.store.database import Database
from greenlane.core.store.errors import UnsafeDatabase, own_errors
from greenlane.core.store.postgresql_committer import NOW, PUBLICATION_LOCK, PostgresqlCommitter

#: The name of the advisory lock under which the tables change.
MIGRATION_LOCK = 0x677265656E02

MIGRATION_PATIENCE = 60.0

#: Where the number of each rule set is announced when it is published.
CHANNEL = "greenlane_rule_set"

#: Settings with which an acknowledged commit could be lost.
UNSAFE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


class PostgresqlDatabase(Database):
    """A database that exists; the tables are made by `Store.upgrade`."""

    def __init__(self, url: URL, patience: float) -> None:
        """Connect at first use."""
        seconds = max(2, round(patience))
        engine = create_engine(
            url,
            # What is declared stands in no error, and so in no log.
            hide_parameters=True,
            # A connection that was dropped meanwhile is noticed before it is used, and within patience.
            pool_pre_ping=True,
            pool_timeout=patience,
            connect_args={
                "connect_timeout": seconds,
                "keepalives_idle": seconds,
                "keepalives_interval": 2,
                "keepalives_count": 2,
                "tcp_user_timeout": seconds * 1000,
            },
        )
        super().__init__(engine, patience)
        event.listen(engine, "connect", self._prepare)

    def _prepare(self, connection: DBAPIConnection, _record: Any) -> None:
        cursor = connection.cursor()
        milliseconds = str(round(self.patience * 1000))
        cursor.execute(
            "SELECT set_config('lock_timeout', %s, false), set_config('statement_timeout', %s, false)",
            (milliseconds, milliseconds),
        )
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", (list(UNSAFE),))
        found = dict(cursor.fetchall())
        cursor.close()
        connection.commit()
        assert_durable(found)

    @contextmanager
    def publishing(self) -> Iterator[Connection]:
        """Waits for the decisions being stored, and they wait for it."""
        with own_errors(), self.engine.begin() as connection:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (PUBLICATION_LOCK,))
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Read committed: lock the rows that you read in order to write."""
        with own_errors(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """May wait and work for longer than a request would."""
        with own_errors(), self.engine.begin() as connection:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{MIGRATION_PATIENCE:g}s'")
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (MIGRATION_LOCK,))
            yield connection

    def now(self, connection: Connection) -> int:
        """The database's clock, as the hosts' may differ."""
        if self.pretended is not None:
            return self.pretended
        return int(connection.exec_driver_sql(f"SELECT {NOW}").scalar_one())

    def announce(self, connection: Connection, version: int) -> None:
        """NOTIFY: delivered when the transaction commits."""
        connection.exec_driver_sql("SELECT pg_notify(%s, %s)", (CHANNEL, str(version)))

    def committer(self) -> PostgresqlCommitter:
        """Commits over a connection taken out of the pool."""
        return PostgresqlCommitter(self.engine)

    def ping(self) -> None:
        """Ask for nothing."""
        with self.reading() as connection:
            connection.exec_driver_sql("SELECT 1")


def assert_durable(settings: dict[str, str]) -> None:
    """UnsafeDatabase if one of these server settings lets an acknowledged commit be lost."""
    for name, unsafe in UNSAFE.items():
        if settings.get(name) == unsafe:
            raise UnsafeDatabase(
                f"PostgreSQL has {name}={unsafe}: a crash could lose acknowledged decisions; turn it on"
            )
