"""Who runs a command: by GREENLANE_KEY, or by `--as NAME`, a password and the code of who has a second factor."""

import getpass
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar

import click

from greenlane.core.rights import Actor, Forbidden
from greenlane.core.service.people import (
    Contradicts,
    LockedOut,
    NoSuch,
    Refused,
    SecondFactorWanted,
    SecondFactorWrong,
    SignInFailed,
)
from greenlane.core.store import StoreError
from greenlane.web.cli.desk import stop
from greenlane.web.wiring import Desk

KEY: Final = "GREENLANE_KEY"
NOT_DONE: Final = 1
_AS: Final = "greenlane.as"
Command = TypeVar("Command", bound=Callable[..., Any])
Result = TypeVar("Result")


def identified(command: Command) -> Command:
    """Give a command the option `--as`."""
    return click.option(
        "--as",
        expose_value=False,
        is_eager=True,
        metavar="NAME",
        callback=_kept,
        help=f"who you are; your password is asked for. Or set {KEY}",
    )(command)


def who(desk: Desk) -> Actor:
    """Who runs the command. Ends it with status 2 where nobody says, or proves, who they are."""
    name = click.get_current_context().meta.get(_AS)
    secret = os.environ.get(KEY)
    try:
        if name is not None:
            return _proved(desk, name, password(f"Password of {name}"))
        if secret:
            found = desk.people.actor_of_key(secret)
            if found is None:
                stop(f"{KEY} opens nothing: it is mistyped, expired or revoked, or its owner's account is closed.", 2)
            return found
        if desk.people.nobody():
            stop("There is no user yet. Make the first: greenlane users add NAME --role admin", 2)
    except (SignInFailed, SecondFactorWanted, LockedOut) as error:
        stop(str(error), 2)
    except StoreError as error:
        stop(f"The store cannot be used: {error}")
    stop(f"This is noted under your name: say who you are with --as NAME, or with a key in {KEY}.", 2)


@contextmanager
def acting(desk: Desk) -> Iterator[Actor]:
    """Who runs the command, for a block in which they act; what is refused in it ends the command with status 1."""
    actor = who(desk)
    with refusals():
        yield actor


@contextmanager
def refusals() -> Iterator[None]:
    """End the command where something is refused in this block: 1; 3 where the store cannot be used."""
    try:
        yield
    except Refused as error:
        stop("\n".join(fault.message for fault in error.faults), NOT_DONE)
    except (Forbidden, Contradicts, NoSuch, SignInFailed, SecondFactorWanted, LockedOut) as error:
        stop(f"{str(error).rstrip('.')}.", NOT_DONE)
    except StoreError as error:
        stop(f"The store cannot be used: {error}")


def password(prompt: str, *, twice: bool = False, stdin: bool = False) -> str:
    """A password, asked for without showing it; `stdin`: the first line of standard input, whatever that is."""
    if stdin:
        return sys.stdin.readline().rstrip("\r\n")
    with warnings.catch_warnings():
        if not sys.stdin.isatty():  # what is piped in shows nowhere
            warnings.simplefilter("ignore", getpass.GetPassWarning)
        asked: str = click.prompt(prompt, hide_input=True, confirmation_prompt=twice, err=True)
    return asked


def with_code(name: str, act: Callable[[str | None], Result]) -> Result:
    """What `act` does without a code, or with the one that is asked for where it takes one."""
    try:
        return act(None)
    except SecondFactorWrong:
        raise
    except SecondFactorWanted:
        return act(password(f"Code of {name}'s second factor"))


def _proved(desk: Desk, name: str, secret: str) -> Actor:
    return with_code(name, lambda code: desk.people.authenticate(name, secret, code))


def _kept(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.meta[_AS] = value
