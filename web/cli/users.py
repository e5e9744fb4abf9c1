"""`greenlane users`: who has an account, and what they may do."""

from collections.abc import Callable
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from greenlane.core.rights import EVERY, ROLES, Actor, Grant
from greenlane.core.service.people import ADMIN
from greenlane.core.store.people_rows import User
from greenlane.web.cli.desk import open_desk
from greenlane.web.cli.identity import acting, identified, password, refusals, who, with_code
from greenlane.web.wiring import Desk

REASON = click.option("--reason", default="", help="why, for the change log")
STDIN = click.option("--password-stdin", is_flag=True, help="the password is the first line of standard input")


class Role(click.ParamType[Grant]):
    """`ROLE@ECONOMY`; `ROLE` alone is in every economy."""

    name = "ROLE[@ECONOMY]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Grant:
        """The grant. Which roles and economies there are, the use cases say."""
        if isinstance(value, Grant):
            return value
        role, at, economy = str(value).partition("@")
        if at and not economy:
            self.fail(f"{value!r} names no economy after the @; {role} alone is every one", param, ctx)
        if role not in ROLES:
            self.fail(f"{role!r} is no role; there are {', '.join(ROLES)}", param, ctx)
        return Grant(role, economy or EVERY)


@click.group(invoke_without_command=True)
@identified
@click.pass_context
def command(ctx: click.Context) -> None:
    """List everybody. Exit status 0: done; 1: refused; 2: who you are is not known."""
    if ctx.invoked_subcommand is not None:
        return
    desk = open_desk()
    with acting(desk) as actor:
        table = Table(box=None)
        for heading in ("name", "roles", "signs in", "since"):
            table.add_column(heading, overflow="fold")
        for user in desk.people.users(actor):
            table.add_row(user.name, said(user.grants), _signs_in(user), f"{user.created_at:%Y-%m-%d}")
        Console(markup=False, highlight=False).print(table)


@command.command()
@click.argument("name")
@click.option("--role", "roles", type=Role(), multiple=True, help="what they may do, and where; may be repeated")
@click.option("--no-password", is_flag=True, help="they act by keys only")
@STDIN
@REASON
@identified
def add(name: str, roles: tuple[Grant, ...], no_password: bool, password_stdin: bool, reason: str) -> None:
    """Add somebody. The first is `--role admin`, and needs nobody's leave."""
    desk = open_desk()
    with refusals():
        first = desk.people.nobody()
        actor = None if first else who(desk)
        if first and ADMIN not in roles:
            raise click.UsageError(f"The first user administers the others: greenlane users add {name} --role admin")
        secret = None if no_password else password(f"Password for {name}", twice=True, stdin=password_stdin)
        user = desk.people.add_user(actor, name, password=secret, grants=roles, reason=reason)
    click.echo(f"{user.name} is added: {said(user.grants) or 'no roles'}.")
    if first:
        click.echo(f"Say who you are from now on: greenlane users --as {name}")


@command.command()
@click.argument("name")
@click.argument("roles", type=Role(), nargs=-1, required=True)
@REASON
@identified
def grant(name: str, roles: tuple[Grant, ...], reason: str) -> None:
    """Give roles: `editor@TH`, or `viewer` for every economy."""
    _change(name, lambda desk, actor: desk.people.grant(actor, name, roles, reason))


@command.command()
@click.argument("name")
@click.argument("roles", type=Role(), nargs=-1, required=True)
@REASON
@identified
def revoke(name: str, roles: tuple[Grant, ...], reason: str) -> None:
    """Take roles away; their keys lose them at once."""
    _change(name, lambda desk, actor: desk.people.revoke(actor, name, roles, reason))


@command.command("password")
@click.argument("name")
@STDIN
@REASON
@identified
def set_password(name: str, password_stdin: bool, reason: str) -> None:
    """Set a password, your own or as admin somebody's. Their sessions end."""

    def act(desk: Desk, actor: Actor) -> None:
        own = name == actor.name and actor.via == "key"
        current = password("The password in use") if own else None
        new = password(f"New password for {name}", twice=True, stdin=password_stdin)

        def put(code: str | None) -> object:
            return desk.people.set_password(actor, name, new, current=current, code=code, reason=reason)

        with_code(name, put)

    _change(name, act)


@command.command("second-factor")
@click.argument("name")
@click.option("--remove", is_flag=True, required=True, help="sign-in takes the password alone again")
@REASON
@identified
def second_factor(name: str, remove: bool, reason: str) -> None:
    """Remove the second factor of who has lost it. They make another one in the console, at `my account`."""
    desk = open_desk()
    with acting(desk) as actor:
        own = name == actor.name and actor.via == "key"
        secret = password(f"Password of {name}") if own else None

        def act(code: str | None) -> None:
            desk.people.remove_second_factor(actor, name, password=secret, code=code, reason=reason)

        with_code(name, act)
    click.echo(f"{name} signs in without a second factor now.")


@command.command()
@click.argument("name")
@REASON
@identified
def disable(name: str, reason: str) -> None:
    """Close an account: sessions end, keys open nothing. Nobody is ever removed."""
    _change(name, lambda desk, actor: desk.people.disable(actor, name, reason))


@command.command()
@click.argument("name")
@REASON
@identified
def enable(name: str, reason: str) -> None:
    """Open a closed account again."""
    _change(name, lambda desk, actor: desk.people.change_user(actor, name, disabled=False, reason=reason))


def _signs_in(user: User) -> str:
    if user.disabled_at:
        return "closed"
    if user.locked:
        return "locked"
    if user.password_hash is None:
        return "no"
    return "yes, second factor" if user.second_factor else "yes"


def said(grants: frozenset[Grant]) -> str:
    """Roles in words: `editor@TH viewer`."""
    return " ".join(sorted(one.role if one.economy == EVERY else f"{one.role}@{one.economy}" for one in grants))


def _change(name: str, act: Callable[[Desk, Actor], object]) -> None:
    desk = open_desk()
    with acting(desk) as actor:
        act(desk, actor)
    user = desk.store.people.user(name)
    assert user is not None
    state = ", closed" if user.disabled_at else ""
    click.echo(f"{name}: {said(user.grants) or 'no roles'}{state}.")
