"""`greenlane plugin new | verify | dev | list | resume`: for those who write an economy, and who run a stranger's."""

import click

from greenlane.web.cli.lazy import Lazy

COMMANDS = {
    "dev": "serve a plugin from its folder, again after each change",
    "list": "the plugins found, and how each is doing",
    "new": "write a complete distribution for an economy",
    "resume": "call a suspended plugin's code again",
    "verify": "hold a plugin to everything that is asked of one",
}


@click.group(cls=Lazy, lazy=COMMANDS, modules="greenlane.web.cli.plugin_{}")
def command() -> None:
    """Write a plugin of your own, try it, verify it; see those that are installed."""
