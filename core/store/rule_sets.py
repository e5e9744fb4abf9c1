"""The published rule sets: numbered from 1, never changed."""

import datetime
import zlib
from typing import Any

import sqlalchemy as sa

from greenlane.core.store.database import Database
from greenlane.core.store.errors import UnknownRuleSet
from greenlane.core.store.records import RuleSetHeader, from_microseconds, to_microseconds
from greenlane.core.store.schema import rule_sets

_HEADER = sa.select(
    rule_sets.c.version,
    rule_sets.c.digest,
    rule_sets.c.published_at,
    rule_sets.c.effective_at,
    rule_sets.c.published_by,
    rule_sets.c.reason,
)
_FIRST = _HEADER.order_by(rule_sets.c.version).limit(1)
_IN_FORCE = _HEADER.where(rule_sets.c.effective_at <= sa.bindparam("at")).order_by(rule_sets.c.version.desc()).limit(1)


class RuleSets:
    """Reads and publishes rule sets. Every method can raise StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    def publish(
        self,
        content: bytes,
        digest: str,
        *,
        reason: str,
        by: str,
        effective_at: datetime.datetime | None = None,
    ) -> int:
        """Publish `content` as the next number and return that.

        It is in force from `effective_at`, or at once when that is None or has passed: what was answered of
        the past stays true.
        """
        with self._database.publishing() as connection:
            return self._insert(connection, content, digest, reason, by, effective_at)

    def publish_first(self, content: bytes, digest: str, *, reason: str, by: str) -> int:
        """Publish `content` if nothing is; the number of the first rule set, whoever published it."""
        with self._database.publishing() as connection:
            standing = connection.execute(_FIRST).scalar()
            return standing or self._insert(connection, content, digest, reason, by, None)

    def in_force(self, at: datetime.datetime | None = None) -> RuleSetHeader | None:
        """The highest number whose `effective_at` has come at the instant `at` (default: now)."""
        with self._database.reading() as connection:
            instant = self._database.now(connection) if at is None else to_microseconds(at)
            return _header(connection.execute(_IN_FORCE, {"at": instant}).first())

    def first(self) -> RuleSetHeader | None:
        """The lowest number: nothing was known before its `effective_at`."""
        with self._database.reading() as connection:
            return _header(connection.execute(_FIRST).first())

    def all(self) -> list[RuleSetHeader]:
        """Every header, lowest number first."""
        with self._database.reading() as connection:
            rows = connection.execute(_HEADER.order_by(rule_sets.c.version)).all()
        return [header for row in rows if (header := _header(row))]

    def content(self, version: int) -> bytes:
        """The bytes that were published. UnknownRuleSet if there is no such number."""
        with self._database.reading() as connection:
            packed = connection.execute(
                sa.select(rule_sets.c.content).where(rule_sets.c.version == version)
            ).scalar_one_or_none()
        if packed is None:
            raise UnknownRuleSet(version)
        return zlib.decompress(packed)

    def _insert(
        self,
        connection: sa.Connection,
        content: bytes,
        digest: str,
        reason: str,
        by: str,
        effective_at: datetime.datetime | None,
    ) -> int:
        now = self._database.now(connection)
        version = (connection.execute(sa.select(sa.func.max(rule_sets.c.version))).scalar() or 0) + 1
        connection.execute(
            rule_sets.insert().values(
                version=version,
                digest=digest,
                content=zlib.compress(content, 6),
                published_at=now,
                effective_at=now if effective_at is None else max(now, to_microseconds(effective_at)),
                published_by=by,
                reason=reason,
            )
        )
        return version


def _header(row: Any) -> RuleSetHeader | None:
    if row is None:
        return None
    return RuleSetHeader(
        version=row.version,
        digest=row.digest,
        published_at=from_microseconds(row.published_at),
        effective_at=from_microseconds(row.effective_at),
        published_by=row.published_by,
        reason=row.reason,
    )
