"""Each command explains itself."""

from __future__ import annotations

import re

import pytest

from greenlane import __version__
from greenlane.web.cli import COMMANDS
from tests.web.cli.conftest import Program, Run

EVERY_OPTION: dict[tuple[str, ...], set[str]] = {
    ("check",): {"--language"},
    ("crosswalk",): {"--from", "--to", "--stream", "--date", "--language"},
    ("db",): set(),
    ("db", "upgrade"): set(),
    ("db", "backup"): set(),
    ("db", "restore"): {"--force"},
    ("decisions",): set(),
    ("decisions", "erase"): {"--reason", "--as"},
    ("demo",): {"--decisions", "--passwords", "--seed"},
    ("doctor",): {"--replay"},
    ("drafts",): {"--state", "--json", "--as"},
    ("drafts", "edit"): {"--version", "--reason", "--json", "--as"},
    ("drafts", "publish"): {"--digest", "--at", "--reason", "--as"},
    ("nomenclature",): set(),
    ("keys",): {"--as"},
    ("users",): {"--as"},
    ("pack",): set(),
    ("plugin",): set(),
    ("plugin", "dev"): {"--port", "--data"},
    ("plugin", "list"): {"--json"},
    ("plugin", "new"): {"--name", "--currency", "--time"},
    ("rules",): {"--economy", "--code", "--date", "--json"},
    ("rules", "export"): {"--number", "--format", "--economy", "--as"},
    ("rules", "publish"): {"--reason"},
    ("rules", "rollback"): {"--at", "--reason", "--as"},
    ("screen",): {"--force"},
    ("settings",): {"--json"},
    ("serve",): {"--host", "--port", "--workers", "--threads", "--work", "--no"},
    ("work",): {"--once", "--with"},
}
PAGES = [(name,) for name in COMMANDS] + [page for page in EVERY_OPTION if len(page) > 1]


@pytest.mark.parametrize("page", PAGES, ids=" ".join)
def test_a_command_says_what_it_takes(run: Run, page: tuple[str, ...]) -> None:
    done = run(*page, "--help")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Usage: main {' '.join(page)} [OPTIONS]")
    assert set(re.findall(r"(?<= )--[a-z]+", done.stdout)) - {"--help"} == EVERY_OPTION[page]


@pytest.mark.parametrize("command", ["check", "doctor", "screen"])
def test_a_command_says_what_its_exit_status_means(run: Run, command: str) -> None:
    assert "Exit status 0:" in " ".join(run(command, "--help").stdout.split())


def test_the_list_of_commands_is_whole(run: Run) -> None:
    for arguments, status in ((["--help"], 0), (["-h"], 0), ([], 2)):
        done = run(*arguments)
        assert done.exit_code == status
        for name, about in COMMANDS.items():
            assert re.search(rf"^  {name} +{re.escape(about)}$", done.output, re.MULTILINE)


def test_an_unknown_command_is_a_wrong_call(run: Run) -> None:
    done = run("chek")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "chek" in done.stderr


def test_the_program_knows_its_version_and_helps(program: Program) -> None:
    assert program("--version").stdout == f"greenlane, version {__version__}\n"
    done = program("check", "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: greenlane check [OPTIONS] FILE")
