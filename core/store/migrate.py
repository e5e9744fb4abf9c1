"""Bringing the tables to the newest migration: a step of its own, under a lock, never done in passing."""

from io import StringIO
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from greenlane.core.store.database import Database
from greenlane.core.store.errors import StoreUnavailable


def upgrade(database: Database, revision: str = "head") -> None:
    """Apply what is missing, in one transaction. Several processes may call it at once.

    StoreUnavailable where the database is of a version that this one does not know.
    """
    with database.migrating() as connection:
        try:
            command.upgrade(configuration(connection), revision)
        except CommandError as error:
            raise StoreUnavailable(
                f"the database is of another version of Greenlane, perhaps a newer one: {error}"
            ) from error


def downgrade(database: Database, revision: str) -> None:
    """Take migrations back; "base" takes all, and with them everything stored."""
    with database.migrating() as connection:
        command.downgrade(configuration(connection), revision)


def check(database: Database) -> None:
    """Raise alembic.util.CommandError where the tables differ from `schema.metadata`."""
    with database.migrating() as connection:
        command.check(configuration(connection))


def configuration(connection: Connection) -> Config:
    """Alembic's settings, without a file: the migrations lie in this package, wherever it is installed."""
    config = Config(stdout=StringIO())  # its remarks are not for our standard output
    # A percent sign in a path would be read as an interpolation.
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
