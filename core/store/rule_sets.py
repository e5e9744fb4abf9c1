"""The published rule sets: numbered from 1, never changed."""

import datetime
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from greenlane.core.store.change_log import Entry, append
from greenlane.core.store.control_schema import baselines, packs
from greenlane.core.store.database import Database
from greenlane.core.store.entry_history import note
from greenlane.core.store.errors import PublishedMeanwhile, UnknownRuleSet
from greenlane.core.store.records import (
    InstalledPack,
    Publication,
    RuleSetHeader,
    from_microseconds,
    to_microseconds,
)
from greenlane.core.store.schema import rule_sets

_HEADER = sa.select(
    rule_sets.c.version,
    rule_sets.c.digest,
    rule_sets.c.published_at,
    rule_sets.c.effective_at,
    rule_sets.c.published_by,
    rule_sets.c.reason,
    rule_sets.c.origin,
    rule_sets.c.draft_id,
    rule_sets.c.source,
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
        packs: Mapping[str, InstalledPack] | None = None,
    ) -> int:
        """Publish `content` as the next number, whatever stands, log it, and return the number.

        It is in force from `effective_at`, or at once when that is None or has passed: what was answered of
        the past stays true. `packs`, by economy, are noted as what it was made of.
        """
        with self._database.publishing() as connection:
            now = self._database.now(connection)
            number = insert(self._database, connection, now, Publication(content, digest, reason, by, effective_at))
            note_packs(connection, now, packs or {})
            append(connection, now, Entry(by, "command", "rule set published", f"rule-set:{number}", reason))
            return number

    def publish_first(
        self,
        content: bytes,
        digest: str,
        *,
        reason: str,
        by: str,
        packs: Mapping[str, InstalledPack] | None = None,
        entries: Mapping[str, Any] | None = None,
    ) -> int:
        """Publish `content` if nothing is; the number of the first rule set, whoever published it.

        `packs`, by economy, are noted as what it was made of; `entries`, by address, begin the history of each.
        """
        with self._database.publishing() as connection:
            standing = connection.execute(_FIRST).scalar()
            if standing is not None:
                return int(standing)
            now = self._database.now(connection)
            changes = None if entries is None else [(place, None, entry) for place, entry in entries.items()]
            first = Publication(content, digest, reason, by, changes=changes)
            number = insert(self._database, connection, now, first)
            note_packs(connection, now, packs or {})
            append(connection, now, Entry(by, "job", "rule set published", f"rule-set:{number}", reason))
            return number

    def publish_all(self, publications: Sequence[Publication], newest: int, entry: Entry) -> list[int]:
        """Publish these one after the other and log it, all or nothing; their numbers.

        They were made for `newest`: PublishedMeanwhile if a newer number stands by now. The entry's subject is
        completed with the first number.
        """
        with self._database.publishing() as connection:
            now = self._database.now(connection)
            numbers = insert_all(self._database, connection, now, publications, newest)
            append(connection, now, replace(entry, subject=f"rule-set:{numbers[0]}"))
            return numbers

    def baselines(self) -> dict[str, InstalledPack]:
        """By economy, the pack that was last taken in: what a newer one is compared with."""
        query = sa.select(packs).join(baselines, baselines.c.digest == packs.c.digest)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return {row.economy: InstalledPack(row.version, row.digest, zlib.decompress(row.content)) for row in rows}

    def baseline_digests(self) -> dict[str, str]:
        """By economy, the digest of the pack that was last taken in."""
        with self._database.reading() as connection:
            return {row.economy: row.digest for row in connection.execute(sa.select(baselines))}

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


def insert_all(
    database: Database, connection: sa.Connection, now: int, publications: Sequence[Publication], newest: int
) -> list[int]:
    """Insert within a publishing transaction; the numbers. PublishedMeanwhile unless `newest` still is the newest."""
    standing = connection.execute(sa.select(sa.func.max(rule_sets.c.version))).scalar() or 0
    if standing != newest:
        raise PublishedMeanwhile(standing)
    return [insert(database, connection, now, one) for one in publications]


def insert(database: Database, connection: sa.Connection, now: int, one: Publication) -> int:
    """Insert the next number within a publishing transaction, and return it."""
    version = int(connection.execute(sa.select(sa.func.max(rule_sets.c.version))).scalar() or 0) + 1
    connection.execute(
        rule_sets.insert().values(
            version=version,
            digest=one.digest,
            content=zlib.compress(one.content, 6),
            published_at=now,
            effective_at=now if one.effective_at is None else max(now, to_microseconds(one.effective_at)),
            published_by=one.by,
            reason=one.reason,
            origin=one.origin,
            draft_id=one.draft_id,
            source=one.source,
        )
    )
    if one.changes is not None:
        note(connection, version, one.follows, one.changes)
    database.announce(connection, version)
    return version


def note_packs(connection: sa.Connection, now: int, taken: Mapping[str, InstalledPack]) -> None:
    """Note, within the transaction that publishes them, the packs that were taken in."""
    for economy, pack in taken.items():
        if connection.execute(sa.select(packs.c.digest).where(packs.c.digest == pack.digest)).first() is None:
            content = zlib.compress(pack.content, 6)
            connection.execute(
                packs.insert().values(
                    digest=pack.digest, economy=economy, version=pack.version, seen_at=now, content=content
                )
            )
        connection.execute(baselines.delete().where(baselines.c.economy == economy))
        connection.execute(baselines.insert().values(economy=economy, digest=pack.digest))


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
        origin=row.origin,
        draft_id=row.draft_id,
        source=row.source,
    )
