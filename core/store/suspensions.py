"""Plugins that are not called any more, kept for all processes and hosts until somebody resumes them."""

from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from greenlane.core.extension import Stopped
from greenlane.core.store.change_log import Entry, append
from greenlane.core.store.database import Database
from greenlane.core.store.plugin_schema import plugin_suspensions
from greenlane.core.store.records import from_microseconds, to_microseconds

RESUMED: Final = ""
"""In the place of a version: the row says when the plugin was last resumed."""


class SuspensionStore:
    """Every method can raise StoreUnavailable. A plugin's version is what decisions record of it."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    def all(self) -> list[tuple[Stopped, str]]:
        """Each with the version of the plugin that it is of."""
        query = sa.select(plugin_suspensions).where(plugin_suspensions.c.version != RESUMED)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(*plugin_suspensions.primary_key)).all()
        return [(Stopped(row.plugin, row.hook, row.said, "", from_microseconds(row.at)), row.version) for row in rows]

    def add(self, one: Stopped, version: str, entry: Entry) -> None:
        """Keep one, and log it; nothing where it is kept already, or was resumed since. What only operators may read of
        it is not kept.
        """
        with self._database.writing() as connection:
            if one.at > from_microseconds(self._resumed(connection, one.plugin)):
                row = {"plugin": one.plugin, "hook": one.hook, "version": version, "said": one.said}
                statement = _insert(connection).values(**row, at=to_microseconds(one.at))
                new = statement.on_conflict_do_nothing().returning(plugin_suspensions.c.plugin)
                if connection.execute(new).first() is not None:
                    append(connection, self._database.now(connection), entry)

    def remove(self, plugin: str, entry: Entry) -> bool:
        """Forget all of a plugin, whatever its version, and log it; False where there was nothing."""
        of = plugin_suspensions.c.plugin == plugin
        with self._database.writing() as connection:
            standing = plugin_suspensions.c.version != RESUMED
            if not connection.execute(plugin_suspensions.delete().where(of, standing)).rowcount:
                return False
            now = self._database.now(connection)
            connection.execute(plugin_suspensions.delete().where(of))
            row = {"plugin": plugin, "hook": "", "version": RESUMED, "said": "resumed", "at": now}
            connection.execute(plugin_suspensions.insert().values(row))
            append(connection, now, entry)
            return True

    @staticmethod
    def _resumed(connection: sa.Connection, plugin: str) -> int:
        """When it was last resumed, in microseconds; 0: never."""
        of = (plugin_suspensions.c.plugin == plugin, plugin_suspensions.c.version == RESUMED)
        return connection.execute(sa.select(plugin_suspensions.c.at).where(*of)).scalar_one_or_none() or 0


def _insert(connection: sa.Connection) -> "postgresql.Insert | sqlite.Insert":
    if connection.dialect.name == "postgresql":
        return postgresql.insert(plugin_suspensions)
    return sqlite.insert(plugin_suspensions)
