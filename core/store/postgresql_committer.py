"""The way of a group into PostgreSQL."""

from typing import Any, cast

from sqlalchemy import Engine
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor

from greenlane.core.store.committer import Claim, Committer, Row
from greenlane.core.store.errors import own_errors
from greenlane.core.store.schema import WRITTEN

#: The advisory lock that publications hold alone and groups of decisions hold together.
PUBLICATION_LOCK = 0x677265656E01

#: The server's clock at this statement (not at the start of the transaction), in microseconds since 1970.
NOW = "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint)"

_COLUMNS = list(WRITTEN)
_CLAIM = ", ".join(Claim._fields)


class PostgresqlCommitter(Committer):
    """Commits under the shared publication lock: nothing is published between its check and its commit."""

    _insert = f"INSERT INTO decisions ({', '.join(_COLUMNS)}) VALUES ({', '.join(['%s'] * len(_COLUMNS))})"
    _in_force = f"SELECT version FROM rule_sets WHERE effective_at <= {NOW} ORDER BY version DESC LIMIT 1"

    _insert_claim = f"INSERT INTO idempotency ({_CLAIM}) VALUES (%s, %s, %s, %s)"
    _taken = f"SELECT {_CLAIM} FROM idempotency WHERE key_hash = ANY(%s)"

    def __init__(self, engine: Engine) -> None:
        """Connect when the first group comes."""
        driver = cast(Any, engine.dialect.loaded_dbapi)
        self.driver_error = driver.Error
        self.integrity_error = driver.IntegrityError
        self._engine = engine

    def connect(self) -> DBAPIConnection:
        """Take a checked connection out of the pool for good."""
        with own_errors():
            pooled = self._engine.raw_connection()
            self.connection = cast(DBAPIConnection, pooled.driver_connection)
            pooled.detach()
        return self.connection

    def begin(self, cursor: DBAPICursor) -> int | None:
        """Take the lock in a statement of its own: the next one then sees every publication before it."""
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", (PUBLICATION_LOCK,))
        cursor.execute(self._in_force)
        row = cursor.fetchone()
        return row[0] if row else None

    def insert(self, cursor: DBAPICursor, rows: list[Row]) -> None:
        """Insert in one round trip."""
        cursor.executemany(self._insert, rows)

    def taken(self, cursor: DBAPICursor, hashes: list[str]) -> dict[str, Claim]:
        """Those of finished transactions; of a running one, `insert_claims` waits for the end and fails."""
        cursor.execute(self._taken, (hashes,))
        return {row[0]: Claim(*row) for row in cursor.fetchall()}

    def insert_claims(self, cursor: DBAPICursor, claims: list[Claim]) -> None:
        """Insert in one round trip."""
        cursor.executemany(self._insert_claim, claims)
