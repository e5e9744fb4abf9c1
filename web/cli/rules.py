"""`greenlane rules`: what is in force, by economy, code and day; what was published before; old content again."""

import datetime
import getpass
import sys

import click
import orjson
from rich.console import Console
from rich.table import Table

from greenlane.core.digits import is_code
from greenlane.web.cli import rule_sets
from greenlane.web.cli.desk import open_desk, stop


@click.group(invoke_without_command=True)
@click.option("--economy", help="two letters, as TH")
@click.option("--code", help="a commodity code: rules it falls, or may fall, under")
@click.option("--date", "on", type=click.DateTime(["%Y-%m-%d"]), help="rules that are law on this day")
@click.option("--json", "as_json", is_flag=True, help="all fields, as JSON")
@click.pass_context
def command(
    ctx: click.Context, economy: str | None, code: str | None, on: datetime.datetime | None, as_json: bool
) -> None:
    """List the rules in force."""
    if ctx.invoked_subcommand is not None:
        return
    digits = (code or "").replace(".", "").replace(" ", "")
    if code is not None and not is_code(digits):
        raise click.BadParameter(f"{code} is no commodity code: 2 to 12 digits", param_hint="--code")
    desk = open_desk()
    rules = desk.catalogue.rules(
        economy=economy.upper() if economy else None, code=digits or None, on=on.date() if on else None
    )
    if as_json:
        click.echo(orjson.dumps(rules, option=orjson.OPT_INDENT_2))
        return
    table = Table(box=None)
    for heading in ("rule", "kind", "flows", "from", "to", "evidence", "title"):
        table.add_column(heading, overflow="fold")
    for rule in rules:
        valid = rule["valid"]
        table.add_row(
            rule["id"],
            rule["kind"],
            " ".join(rule["flows"]),
            valid["from"] or "",
            valid["to"] or "",
            rule["evidence"],
            rule["title"],
        )
    console = Console(width=None if sys.stdout.isatty() else 200, markup=False, highlight=False)
    console.print(table)
    console.print(f"{len(rules)} rules of rule set {desk.book.current().version}")


@command.command()
@click.option("--reason", required=True, help="why, for the record")
def publish(reason: str) -> None:
    """Publish the installed packs as they are, while there is no account; then they come as a draft."""
    desk = open_desk()
    if not desk.people.nobody():
        stop("There are accounts, so one edits and another approves: greenlane drafts upgrade --reason …", 1)
    failed = {**desk.book.plugins.refused, **desk.book.plugins.failed}
    if failed:
        said = "\n".join(f"  {code}: {why}" for code, why in sorted(failed.items()))
        stop(f"Nothing is published while a plugin fails:\n{said}", 1)
    number = desk.book.publish_packs(reason=reason, by=getpass.getuser())
    if number is None:
        click.echo("The installed packs are what is in force already.")
    else:
        click.echo(f"Rule set {number} is in force.")


rule_sets.add(command)
