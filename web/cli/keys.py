"""`greenlane keys`: API keys, made, listed and revoked."""

import click
from rich.console import Console
from rich.table import Table

from greenlane.core.rights import Grant
from greenlane.core.service.people import DAYS, MOST_DAYS
from greenlane.core.store.people_rows import Key
from greenlane.web.cli.desk import open_desk
from greenlane.web.cli.identity import acting, identified
from greenlane.web.cli.users import REASON, Role, said


@click.group(invoke_without_command=True)
@identified
@click.pass_context
def command(ctx: click.Context) -> None:
    """List your keys; as admin, everybody's. Exit status 0: done; 1: refused; 2: who you are is not known."""
    if ctx.invoked_subcommand is not None:
        return
    desk = open_desk()
    with acting(desk) as actor:
        table = Table(box=None)
        for heading in ("id", "name", "owner", "scopes", "until", ""):
            table.add_column(heading, overflow="fold")
        for key in desk.people.keys(actor):
            until = f"{key.expires_at:%Y-%m-%d}"
            table.add_row(key.key_id, key.name, key.owner.name, said(key.scopes), until, _state(key))
        Console(markup=False, highlight=False).print(table)


@command.command()
@click.argument("name")
@click.option("--scope", "scopes", type=Role(), multiple=True, required=True, help="what it may at most do; repeat it")
@click.option("--owner", help="whose it is; yours where it is left out")
@click.option("--days", default=DAYS, show_default=True, type=click.IntRange(1, MOST_DAYS), help="how long it is good")
@REASON
@identified
def add(name: str, scopes: tuple[Grant, ...], owner: str | None, days: int, reason: str) -> None:
    """Make a key; NAME says what it is for. It is printed this once: only its hash is kept."""
    desk = open_desk()
    with acting(desk) as actor:
        made = desk.people.add_key(actor, name, scopes, owner=owner, days=days, reason=reason)
    key = made.key
    click.echo(f"Key {key.key_id} of {key.owner.name}: {said(key.scopes)}, until {key.expires_at:%Y-%m-%d}.", err=True)
    click.echo("Keep it now, it is not shown again:", err=True)
    click.echo(made.secret)


@command.command()
@click.argument("key_id")
@REASON
@identified
def revoke(key_id: str, reason: str) -> None:
    """Revoke a key, for ever. A worker that has just read it may take it for one second more."""
    desk = open_desk()
    with acting(desk) as actor:
        desk.people.revoke_key(actor, key_id, reason)
    click.echo(f"Key {key_id} is revoked.")


def _state(key: Key) -> str:
    if key.revoked_at is not None:
        return "revoked"
    if key.owner.disabled_at is not None:
        return "owner closed"
    return "" if key.usable else "expired"
