"""The desk a command works at: wired, its database upgraded and holding a rule set; or a clear end with status 3."""

import sys

import click

from greenlane.core.settings import BadSetting, read
from greenlane.core.store import StoreError
from greenlane.web.wiring import Desk, wire

UNAVAILABLE = 3


def open_desk() -> Desk:
    """The desk of the settings. Ends the command with status 3 where it cannot be used."""
    try:
        desk = wire(read())
        if not desk.store.is_current():
            desk.store.upgrade()
        desk.book.current()
    except (BadSetting, StoreError, OSError) as error:
        stop(f"The store cannot be used: {error}")
    return desk


def stop(message: str, status: int = UNAVAILABLE) -> None:
    """Say why on standard error and end with an exit status."""
    click.echo(message, err=True)
    sys.exit(status)
