"""The command line: `greenlane serve | check | screen | rules | doctor`.

Exit status: 0 done; 1 something was found wrong (doctor) or refused (screen); 2 the input or the call is wrong;
3 the store or a setting cannot be used.
"""

import importlib

import click

COMMANDS = {
    "check": "check one declaration from a file or standard input",
    "db": "upgrade, back up and restore the database",
    "decisions": "erase the declaration of a decision",
    "demo": "fill an empty database with a made-up month, to look at",
    "doctor": "look over the installation; replay stored decisions",
    "drafts": "rules on their way: edit, prove, submit, approve, publish",
    "keys": "API keys: make, list, revoke",
    "nomenclature": "import a tariff's codes; list what was imported",
    "rules": "list the rules in force; history, export, import, rollback",
    "screen": "check a whole file: NDJSON, CSV, XLSX or Parquet",
    "settings": "print the settings, secrets masked",
    "serve": "start the server",
    "users": "who has an account, and what they may do",
    "work": "do the jobs that wait; greenlane serve starts one such process",
}


class _Lazy(click.Group):
    """Commands are imported when they are called: `greenlane check` should not wait for the web server's modules."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"greenlane.web.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="greenlane", prog_name="greenlane")
def main() -> None:
    """Environmental customs rules, answered: may these goods cross, on what terms, and what is still missing?

    The database is the one of GREENLANE_DATABASE_URL; by default an SQLite file in GREENLANE_DATA_DIR, by default in
    the user's data directory.
    """
