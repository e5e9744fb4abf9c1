"""`greenlane nomenclature`: import a tariff's codes, so that rules are held to them; and list what is there."""

import sys
from typing import BinaryIO

import click
from rich.console import Console
from rich.table import Table

from greenlane.core.service.nomenclatures import Nomenclatures, NotANomenclature
from greenlane.web.cli.desk import open_desk, stop
from greenlane.web.cli.identity import acting, identified

LARGEST = 64 << 20
"""Bytes of a file; the longest tariffs have some 3 MB."""


@click.group()
def command() -> None:
    """Import goods nomenclatures. Lint then says which codes of rules are in none."""


@command.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--name", required=True, help="whose: an economy's two letters, as TH, or HS")
@click.option("--source", required=True, help="where it was published, and when it was read")
@click.option("--reason", default="", help="why, for the change log")
@identified
def import_(file: BinaryIO, name: str, source: str, reason: str) -> None:
    """Replace a nomenclature by the codes in FILE: CSV with the columns `code` and `text` (- for standard input)."""
    content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        stop(f"Nothing was imported: the file is larger than {LARGEST >> 20} MB.", 2)
    desk = open_desk()
    with acting(desk) as actor:
        try:
            done = Nomenclatures(desk.store).import_csv(actor, name.upper(), content, source=source, reason=reason)
        except NotANomenclature as error:
            stop("Nothing was imported:\n" + "\n".join(f"  {fault}" for fault in error.faults), 2)
    instead = f" instead of {done.replaced.codes}" if done.replaced else ""
    click.echo(f"{done.name} has {done.codes} {'code' if done.codes == 1 else 'codes'}{instead}.")
    if done.skipped:
        click.echo(f"Rows that are headings were left out: {', '.join(done.skipped[:5])}.")


@command.command("list")
def list_() -> None:
    """List the nomenclatures that are there, with their sources."""
    found = Nomenclatures(open_desk().store).all()
    if not found:
        click.echo("No nomenclature was imported: greenlane nomenclature import FILE --name HS --source …")
        return
    table = Table(box=None)
    for heading in ("name", "codes", "imported", "by", "source"):
        table.add_column(heading, overflow="fold")
    for one in found:
        table.add_row(one.name, str(one.codes), f"{one.imported_at:%Y-%m-%d %H:%M}", one.imported_by, one.source)
    Console(width=None if sys.stdout.isatty() else 200, markup=False, highlight=False).print(table)
