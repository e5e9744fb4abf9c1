"""`greenlane settings`: every setting, what it is set to, and what it means. Secrets are masked."""

import sys

import click
import orjson
from rich.console import Console
from rich.table import Table

from greenlane.core.settings import BadSetting, read, shown
from greenlane.web.cli.desk import stop


@click.command()
@click.option("--json", "as_json", is_flag=True, help="as JSON")
def command(as_json: bool) -> None:
    """Print the settings of this environment. Exit status 0: they can be used; 3: one cannot, and which."""
    found = shown()
    if as_json:
        rows = [
            {"name": one.name, "value": value, "default": one.default, "secret": one.secret, "meaning": one.meaning}
            for one, value in found
        ]
        click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2))
    else:
        table = Table(box=None)
        for heading in ("setting", "value", "default", "meaning"):
            table.add_column(heading, overflow="fold")
        for one, value in found:
            table.add_row(one.name, "" if value is None else value, one.default, one.meaning.replace("`", ""))
        Console(width=None if sys.stdout.isatty() else 200, markup=False, highlight=False).print(table)
    try:
        read()
    except BadSetting as error:
        stop(str(error))
