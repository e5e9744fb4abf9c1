"""The command line: `greenlane serve | check | screen | rules | doctor`.

Exit status: 0 done; 1 something was found wrong (doctor) or refused (screen); 2 the input or the call is wrong;
3 the store or a setting cannot be used.
"""

import click

from greenlane.web.cli.lazy import Lazy

COMMANDS = {
    "check": "check one declaration from a file or standard input",
    "crosswalk": "what Basel, OECD and EU call waste, by pair of economies",
    "db": "upgrade, back up and restore the database",
    "decisions": "erase the declaration of a decision",
    "demo": "fill an empty database with a made-up month, to look at",
    "doctor": "look over the installation; replay stored decisions",
    "drafts": "rules on their way: edit, prove, submit, approve, publish",
    "keys": "API keys: make, list, revoke",
    "nomenclature": "import a tariff's codes; list what was imported",
    "pack": "sign a plugin's package, see who signed it, go back to another",
    "plugin": "write a plugin, try and verify it; list those installed",
    "rules": "list the rules in force; history, export, import, rollback",
    "screen": "check a whole file: NDJSON, CSV, XLSX or Parquet",
    "settings": "print the settings, secrets masked",
    "serve": "start the server",
    "users": "who has an account, and what they may do",
    "work": "do the jobs that wait; greenlane serve starts one such process",
}


@click.group(
    cls=Lazy,
    lazy=COMMANDS,
    modules="greenlane.web.cli.{}",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="greenlane", prog_name="greenlane")
def main() -> None:
    """Environmental customs rules, answered: may these goods cross, on what terms, and what is still missing?

    The database is the one of GREENLANE_DATABASE_URL; by default an SQLite file in GREENLANE_DATA_DIR, by default in
    the user's data directory.
    """
