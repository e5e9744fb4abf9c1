"""`greenlane plugin new NZ`: a complete distribution that passes its own tests before a line is changed."""

from datetime import UTC, datetime
from pathlib import Path

import click

from greenlane.plugins.discovery import ours
from greenlane.plugins.scaffold.distribution import BadChoice, distribution
from greenlane.plugins.scaffold.economies import NoEconomy
from greenlane.plugins.scaffold.writing import CannotWrite, write
from greenlane.web.cli.desk import stop


@click.command()
@click.argument("economy")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--name", help="of the distribution; default: greenlane-nz for NZ. The package is called so too")
@click.option("--currency", help="ISO 4217; default: the one in use there")
@click.option("--time-zone", help="an IANA name, as Pacific/Auckland; default: the most populous of the economy's")
def command(economy: str, folder: Path | None, name: str | None, currency: str | None, time_zone: str | None) -> None:
    """Write a complete distribution for ECONOMY (two letters of ISO 3166-1, or EU) into FOLDER.

    FOLDER must not exist; by default it is called as the distribution. All law in it is an example and says so. Exit
    status 0: written; 2: nothing was.
    """
    try:
        made = distribution(economy, datetime.now(UTC).date(), name, time_zone, currency)
        target = folder or Path(made.name)
        files = write(made, target.absolute())
    except (NoEconomy, BadChoice, CannotWrite) as error:
        stop(str(error), 2)
    click.echo(f"{target}: {made.economy.code} ({made.economy.name}), {len(files)} files, package {made.package}")
    for one in made.open_choices:
        click.echo(f"To choose: {one}")
    if made.economy.code in ours():
        click.echo(f"Greenlane has its own: a server that is to use yours sets GREENLANE_WITHOUT={economy}")
    click.echo("All law in it is an EXAMPLE. Next:")
    for verb in ("verify", "dev"):
        click.echo(f"  greenlane plugin {verb} {target}")
