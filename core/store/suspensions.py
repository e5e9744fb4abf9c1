"""Plugins that are not called any more, kept for all processes and hosts until somebody resumes them."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from greenlane.core.extension import Stopped
from greenlane.core.store.change_log import Entry, append
from greenlane.core.store.database import Database
from greenlane.core.store.plugin_schema import plugin_suspensions
from greenlane.core.store.records import from_microseconds, to_microseconds


class SuspensionStore:
    """Every method can raise StoreUnavailable. A plugin's version is what decisions record of it."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    def all(self) -> list[tuple[Stopped, str]]:
        """Each with the version of the plugin that it is of."""
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(plugin_suspensions).order_by(*plugin_suspensions.primary_key)).all()
        return [(Stopped(row.plugin, row.hook, row.said, "", from_microseconds(row.at)), row.version) for row in rows]

    def add(self, one: Stopped, version: str, entry: Entry) -> None:
        """Keep one, and log it; nothing where it is kept already. What only operators may read of it is not kept."""
        with self._database.writing() as connection:
            dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
            row = {"plugin": one.plugin, "hook": one.hook, "version": version, "said": one.said}
            statement = dialect.insert(plugin_suspensions).values(**row, at=to_microseconds(one.at))
            new = statement.on_conflict_do_nothing().returning(plugin_suspensions.c.plugin)
            if connection.execute(new).first() is not None:
                append(connection, self._database.now(connection), entry)

    def remove(self, plugin: str, entry: Entry) -> bool:
        """Forget all of a plugin, whatever its version, and log it; False where there was nothing."""
        with self._database.writing() as connection:
            found = connection.execute(plugin_suspensions.delete().where(plugin_suspensions.c.plugin == plugin))
            if found.rowcount:
                append(connection, self._database.now(connection), entry)
            return bool(found.rowcount)
