"""The newest signed pack of each economy that was taken in: it outlives restarts, and all hosts share it."""

from typing import Final

import sqlalchemy as sa

from greenlane.core.signing.accepted import AcceptedPack
from greenlane.core.store.change_log import Entry, append
from greenlane.core.store.database import Database
from greenlane.core.store.plugin_schema import accepted_packs
from greenlane.core.store.records import from_microseconds, to_microseconds

ACCEPTED: Final = "signed pack accepted"
"""What the change log calls it."""


class AcceptedPacks:
    """Reads them, and notes newer ones. Every method can raise StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    def of(self, economy: str) -> AcceptedPack | None:
        """The newest one of an economy."""
        with self._database.reading() as connection:
            return _pack(connection.execute(_of(economy)).first())

    def accept(self, pack: AcceptedPack) -> AcceptedPack:
        """Note a pack unless a newer one stands; what stands then. Of any number that race, the newest stays."""
        if self.of(pack.economy) == pack:  # as at nearly every start: nothing is locked for it
            return pack
        with self._database.writing() as connection:
            _alone(connection)
            standing = _pack(connection.execute(_of(pack.economy)).first())
            if standing is not None and (standing == pack or pack.is_older_than(standing)):
                return standing
            what, detail = f"pack:{pack.economy}", _detail(standing, pack)
            why = "its signature holds"
            self._put(connection, pack, Entry("greenlane", "job", ACCEPTED, what, why, [pack.economy], detail))
            return pack

    def replace(self, economy: str, pack: AcceptedPack | None, entry: Entry) -> None:
        """Put what somebody says in the place of what was accepted; None: nothing was. Logged as `entry`."""
        with self._database.writing() as connection:
            _alone(connection)
            if pack is not None:
                self._put(connection, pack, entry)
                return
            connection.execute(accepted_packs.delete().where(accepted_packs.c.economy == economy))
            append(connection, self._database.now(connection), entry)

    def _put(self, connection: sa.Connection, pack: AcceptedPack, entry: Entry) -> None:
        now = self._database.now(connection)
        connection.execute(accepted_packs.delete().where(accepted_packs.c.economy == pack.economy))
        connection.execute(
            accepted_packs.insert().values(
                economy=pack.economy,
                version=pack.version,
                signed_at=to_microseconds(pack.signed_at),
                key_id=pack.key_id,
                digest=pack.digest,
                accepted_at=now,
            )
        )
        append(connection, now, entry)


def _alone(connection: sa.Connection) -> None:
    """Let nobody else write here until the transaction ends. SQLite has one writer as it is."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE accepted_packs IN SHARE ROW EXCLUSIVE MODE")


def _of(economy: str) -> sa.Select[tuple[str, str, int, str, str, int]]:
    return sa.select(accepted_packs).where(accepted_packs.c.economy == economy)


def _detail(before: AcceptedPack | None, after: AcceptedPack) -> dict[str, str | None]:
    return {"before": str(before) if before else None, "after": str(after), "key": after.key_id, "digest": after.digest}


def _pack(row: "sa.Row[tuple[str, str, int, str, str, int]] | None") -> AcceptedPack | None:
    if row is None:
        return None
    return AcceptedPack(row.economy, row.version, from_microseconds(row.signed_at), row.key_id, row.digest)
