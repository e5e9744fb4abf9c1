"""`greenlane decisions`: erasing a declaration."""

import click

from greenlane.core.service.erasure import NoSuchDecision
from greenlane.core.service.erasure import erase as erase_one
from greenlane.web.cli.desk import open_desk, stop
from greenlane.web.cli.identity import acting, identified


@click.group()
def command() -> None:
    """Look after stored decisions. Exit status 0: done; 1: refused, and why; 2: nobody says who they are."""


@command.command()
@click.argument("decision_id", metavar="ID")
@click.option("--reason", required=True, help="why, for the change log")
@identified
def erase(decision_id: str, reason: str) -> None:
    """Erase the declaration of decision ID. Verdict, rules and dates stay, and a salted digest of what was there."""
    desk = open_desk()
    with acting(desk) as actor:
        try:
            done = erase_one(desk.store, actor, decision_id, reason)
        except NoSuchDecision:
            stop(f"There is no decision {decision_id}.", 1)
        except ValueError as error:
            stop(f"Nothing was erased: {error}.", 2)
    if done:
        click.echo(f"The declaration of {decision_id} is erased. Backups made before still hold it.")
    else:
        click.echo(f"The declaration of {decision_id} was erased before.")
