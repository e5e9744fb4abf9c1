"""`greenlane plugin resume`: call the code of a suspended plugin again."""

import click

from greenlane.core.service.suspensions import NotSuspended
from greenlane.web.cli.desk import open_desk, stop
from greenlane.web.cli.identity import acting, identified
from greenlane.web.cli.users import REASON

NOT_DONE = 1


@click.command()
@click.argument("code")
@REASON
@identified
def command(code: str, reason: str) -> None:
    """Call the code of the plugin CODE (as `greenlane plugin list` names it) again, in every process of every host.

    Exit status 0: done; 1: it is not suspended, or you may not; 2: who you are is not known.
    """
    desk = open_desk()
    with acting(desk) as actor:
        try:
            desk.suspensions.resume(actor, code, reason)
        except NotSuspended:
            known = ", ".join(sorted({one.plugin for one in desk.host.boundary.stopped()})) or "none"
            stop(f"{code} is not suspended. Suspended: {known}.", NOT_DONE)
    click.echo(f"The code of {code} is called again: a running server does so within two seconds.")
