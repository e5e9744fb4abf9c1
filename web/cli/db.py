"""`greenlane db`: the tables brought up to date, the database copied to a file and back."""

from pathlib import Path

import click

from greenlane.core.settings import BadSetting, masked, read
from greenlane.core.store import Store, StoreError, open_store
from greenlane.web.cli.desk import stop


@click.group()
def command() -> None:
    """Look after the database. Exit status 0: done; 1: refused, and why; 3: it cannot be used."""


@command.command()
def upgrade() -> None:
    """Bring the tables to this version, under a lock. `greenlane serve` does so too, when it starts."""
    store = _store()
    try:
        if store.is_current():
            click.echo("The tables are up to date.")
            return
        store.upgrade()
    except StoreError as error:
        stop(f"The store cannot be used: {error}")
    click.echo("The tables are up to date now.")


@command.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Copy the whole database into FILE, as of one instant, while servers go on. FILE must not be there."""
    store = _store()
    try:
        store.back_up(file)
    except (StoreError, OSError) as error:
        stop(f"No backup was made: {error}", 1)
    click.echo(f"{file}: {file.stat().st_size:,} bytes, checked. Whoever can read it can read every declaration.")


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="lose what the database holds now")
def restore(file: Path, force: bool) -> None:
    """Put the backup FILE in the place of the whole database. Stop every server first."""
    store = _store()
    try:
        store.restore(file, force=force)
        store.upgrade()
    except (StoreError, OSError) as error:
        stop(f"Nothing was restored: {error}", 1)
    click.echo("Restored. `greenlane doctor` looks it over.")


def _store() -> Store:
    """The store of the settings, its tables as they are."""
    try:
        settings = read()
        store = open_store(settings.database_url)
    except BadSetting as error:
        stop(str(error))
    except (ValueError, StoreError, OSError) as error:
        stop(f"The store cannot be used: {masked(str(error))}")
    click.get_current_context().call_on_close(store.close)
    return store
