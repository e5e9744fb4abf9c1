"""`greenlane demo`: an empty database filled with a month of declarations, people and drafts, all of it made up."""

import json
import os
import time
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from greenlane.core.service.demo import DECISIONS, STAFF, House, Made, NotEmpty, fill
from greenlane.core.settings import BadSetting, read
from greenlane.core.store import StoreError
from greenlane.web.checker.kept import OWNER
from greenlane.web.cli.desk import stop
from greenlane.web.wiring import Desk, wire

ELSEWHERE = """\
A demonstration goes into a database of its own, and this one is none: {reason} ({name}).
Name another one, as in:  GREENLANE_DATA_DIR=~/greenlane-demo greenlane demo"""


@click.command()
@click.option("--decisions", default=DECISIONS, show_default=True, type=click.IntRange(1, 200_000), help="how many")
@click.option("--seed", default=1, show_default=True, help="another number: other declarations")
@click.option("--passwords", type=click.Path(path_type=Path, dir_okay=False), help="write them to this new file (JSON)")
def command(decisions: int, seed: int, passwords: Path | None) -> None:
    """Fill an empty database with a month that is made up: declarations, people, keys, drafts, rule sets.

    Its rule changes are examples, called so, and no law. Passwords are made by chance and printed once.
    Exit status: 0 done; 2 the database holds something; 3 it cannot be used.
    """
    began = time.monotonic()
    if passwords is not None:
        _claim(passwords)
    desk = _open()
    house = House(desk.store, desk.book, desk.drafts, desk.publishing, desk.jobs, desk.people, OWNER)
    try:
        made = fill(house, decisions=decisions, seed=seed)
        desk.insight.catch_up()  # what `greenlane work` would do next: search and charts have it
        desk.insight.rank()
    except NotEmpty as error:
        stop(ELSEWHERE.format(reason=error, name=desk.store_name), 2)
    except StoreError as error:
        stop(f"The store cannot be used: {error}")
    if passwords is not None:
        passwords.write_text(json.dumps(made.passwords, indent=1), "utf-8")
    _print(made, desk, passwords, time.monotonic() - began)


def _open() -> Desk:
    """The desk, as `open_desk` has it, but that no rule set is published yet: it is to be a month old."""
    try:
        desk = wire(read(), upgrade=True)
        click.get_current_context().call_on_close(desk.store.close)
    except BadSetting as error:
        stop(str(error))
    except (ValueError, StoreError, OSError) as error:
        stop(f"The store cannot be used: {error}")
    return desk


def _claim(file: Path) -> None:
    """Make the file, for nobody else to read, before anything is done that it is needed for."""
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        stop(f"{file} cannot be made: {error.strerror}. The passwords go into a new file.", 2)


def _print(made: Made, desk: Desk, passwords: Path | None, seconds: float) -> None:
    total = sum(made.verdicts.values())
    counted = ", ".join(f"{number} {verdict}" for verdict, number in made.verdicts.items())
    click.echo(f"A demonstration, all of it made up: {total} decisions ({counted}), {made.rule_sets} rule sets, "
               f"{made.drafts} drafts, in {seconds:.0f} s.")  # fmt: skip
    click.echo(f"Database: {desk.store_name}")
    if passwords is not None:
        click.echo(f"Passwords: {passwords}")
        return
    table = Table(box=None)
    for heading in ("name", "roles", "password, shown this once"):
        table.add_column(heading, no_wrap=True)
    for name, password in made.passwords.items():
        table.add_row(name, " ".join(STAFF[name]), password)
    Console(markup=False, highlight=False).print(table)
