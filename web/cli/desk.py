"""The desk a command works at: wired, its database upgraded and holding a rule set; or a clear end with status 3."""

import sys
from contextlib import suppress
from typing import NoReturn

import click

from greenlane.core.settings import BadSetting, read
from greenlane.core.store import StoreError
from greenlane.web.wiring import Desk, wire

UNAVAILABLE = 3


def open_desk() -> Desk:
    """The desk of the settings; its store is closed with the command. Ends it with status 3 where it cannot be used."""
    try:
        desk = wire(read(), upgrade=True)
        click.get_current_context().call_on_close(desk.store.close)
        desk.book.current()
        desk.suspensions.sync()
        # What was stopped meanwhile, the others are told; before the store is closed.
        click.get_current_context().call_on_close(lambda: _told(desk))
    except BadSetting as error:
        stop(str(error))
    except (ValueError, StoreError, OSError) as error:  # ValueError: an address that names no database of ours
        stop(f"The store cannot be used: {error}")
    return desk


def _told(desk: Desk) -> None:
    with suppress(StoreError):
        desk.suspensions.sync()
    desk.host.rest()


def stop(message: str, status: int = UNAVAILABLE) -> NoReturn:
    """Say why on standard error and end with an exit status."""
    click.echo(message, err=True)
    sys.exit(status)
