"""Commands are imported when they are called, and not to be listed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from greenlane.web.cli.plugin import COMMANDS
from tests.web.cli.conftest import Run

SCRIPT = """
import sys
from greenlane.web.cli import main
try:
    main({arguments!r}, prog_name="greenlane")
except SystemExit as end:
    assert end.code in (None, 0), end.code
ours = [name.rpartition(".")[2] for name in sys.modules if name.startswith("greenlane.web.cli.")]
loaded = [name for name in ours if name not in {kept!r}]
assert loaded == [], loaded
assert "gunicorn" not in sys.modules and "flask" not in sys.modules
"""


@pytest.mark.parametrize("arguments", [["--help"], ["plugin", "--help"]], ids=" ".join)
def test_a_list_of_commands_imports_none_of_them(arguments: list[str]) -> None:
    script = SCRIPT.format(arguments=arguments, kept=["lazy", "plugin"])
    done = subprocess.run([sys.executable, "-P", "-c", script], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "Commands:" in done.stdout


def test_every_command_of_plugins_is_there(run: Run) -> None:
    listed = run("plugin", "--help").stdout
    for name in COMMANDS:
        assert f"\n  {name} " in listed
        done = run("plugin", name, "--help")
        assert (done.exit_code, done.stderr) == (0, "")
        assert done.stdout.startswith(f"Usage: main plugin {name} ")


def test_an_unknown_command_of_plugins_is_a_wrong_call(run: Run) -> None:
    done = run("plugin", "verfy")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "No such command 'verfy'" in done.stderr
