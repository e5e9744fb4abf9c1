"""The desk a command works at: wired, its database upgraded and holding a rule set; or a clear end with status 3."""

import sys
from typing import NoReturn

import click

from greenlane.core.settings import BadSetting, read
from greenlane.core.store import StoreError
from greenlane.web.wiring import Desk, wire

UNAVAILABLE = 3


def open_desk() -> Desk:
    """The desk of the settings; its store is closed with the command. Ends it with status 3 where it cannot be used."""
    try:
        desk = wire(read())
        click.get_current_context().call_on_close(desk.store.close)
        if not desk.store.is_current():
            desk.store.upgrade()
        desk.book.current()
    except BadSetting as error:
        stop(str(error))
    except (ValueError, StoreError, OSError) as error:  # ValueError: an address that names no database of ours
        stop(f"The store cannot be used: {error}")
    return desk


def stop(message: str, status: int = UNAVAILABLE) -> NoReturn:
    """Say why on standard error and end with an exit status."""
    click.echo(message, err=True)
    sys.exit(status)
