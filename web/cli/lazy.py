"""A group of commands whose modules are imported when they are called, and not for `--help`."""

import importlib
from collections.abc import Mapping

import click


class Lazy(click.Group):
    """`lazy`: each command's name with its line of help. `modules`: where it is: `{}` stands for its name.

    `greenlane check` should not wait for the web server's modules.
    """

    def __init__(self, *, lazy: Mapping[str, str], modules: str, **more: object) -> None:
        super().__init__(**more)  # type: ignore[arg-type]
        self._lazy, self._modules = lazy, modules

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All of them, by name."""
        return sorted(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The one called `cmd_name`; None where there is none."""
        if cmd_name not in self._lazy:
            return None
        command: click.Command = importlib.import_module(self._modules.format(cmd_name)).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Their lines of help, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(self._lazy.items()))
