"""`greenlane plugin verify`: what it says, what it writes, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from greenlane.web.cli import main
from tests.plugins.conformance.made import HOOKS, Made, make

GREENLANE = Path(sys.executable).with_name("greenlane")


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return make(tmp_path / "acme-fj")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["plugin", "verify", *map(str, arguments)])


def test_a_plugin_that_conforms_ends_well(made: Made) -> None:
    done = run(made.folder, "--only", "schema", "--only", "answers")
    assert done.exit_code == 0, done.output
    assert "ok    answers       9 cases hold\n" in done.output
    assert "Conforms: 2 checks. " in done.output


def test_the_current_folder_is_verified_where_nothing_is_named(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(made.folder)
    done = run("--only", "found")
    assert done.exit_code == 0 and done.output.startswith("acme-fj 1.0 (pack 2026.11.22)\n")


def test_faults_end_badly_with_place_and_remedy(made: Made) -> None:
    made.write("facts.yaml", "facts:\n\tused: {}\n")
    done = run(made.folder, "--only", "schema")
    assert done.exit_code == 1
    assert "facts.yaml:2: not YAML" in done.output
    assert "-> indent by spaces: there is a tab\n" in done.output


def test_strict_makes_faults_of_warnings(made: Made) -> None:
    made.drop("/README.md")
    assert run(made.folder, "--only", "readme").exit_code == 0
    assert run(made.folder, "--only", "readme", "--strict").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "there is no folder, and no installed plugin, called nowhere"),
        (["--only", "everything"], "there is no check everything: they are found, top-level, files"),
        (["--nomenclature", "HS", "tariff.csv", "VN"], "is no nomenclature of HS"),
        (["--only", "found", "--json", "nowhere/report.json"], "nowhere/report.json cannot be written"),
    ],
)
def test_a_wrong_call_is_told(arguments: list[str], said: str, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(made.folder)
    Path("tariff.csv").write_text("name\nx\n")
    done = run(*arguments)
    assert done.exit_code == 2
    assert said in " ".join(done.output.split())


def test_the_report_is_written_as_json_as_a_page_and_as_a_badge(made: Made, tmp_path: Path) -> None:
    files = {name: tmp_path / f"report.{name}" for name in ("json", "html", "svg")}
    done = run(
        made.folder, "--only", "schema", "--json", files["json"], "--page", files["html"], "--badge", files["svg"]
    )
    assert done.exit_code == 0
    assert json.loads(files["json"].read_text())["conforms"] is True
    assert "<h1>acme-fj 1.0</h1>" in files["html"].read_text()
    assert "<title>greenlane: conforms 1/1, FJ 2026.11.22</title>" in files["svg"].read_text()


def test_json_on_standard_output_stands_alone(made: Made) -> None:
    assert json.loads(run(made.folder, "--only", "schema", "--json", "-").stdout)["economy"] == "FJ"


def test_of_a_distribution_with_several_plugins_each_is_reported() -> None:
    done = run("greenlane", "--only", "found", "--json", "-")
    assert done.exit_code == 0
    assert {"TH", "VN", "CN", "MY", "KR"} <= {one["economy"] for one in json.loads(done.stdout)}


def test_codes_are_held_to_a_tariff(made: Made, tmp_path: Path) -> None:
    tariff = tmp_path / "tariff.csv"
    tariff.write_text("code,text\n470710,a\n391510,b\n391520,c\n7204,d\n")
    done = run(made.folder, "--only", "codes", "--nomenclature", "HS", tariff)
    assert done.exit_code == 0
    assert "FJ-COPRA-DUTY: not in the nomenclature HS: 1203" in done.output


def test_as_a_program_it_says_its_status_and_leaves_no_process(made: Made) -> None:
    made.write("__init__.py", HOOKS)
    program = subprocess.Popen(
        [GREENLANE, "plugin", "verify", made.folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "GREENLANE_DATA_DIR": str(made.folder / "data")},
        start_new_session=True,
    )
    out, errors = program.communicate(timeout=120)
    assert program.returncode == 0, out + errors
    assert errors == ""
    assert "Conforms: 23 checks." in out and "asked in a process of its own" in out
    assert not (made.folder / "data").exists(), "no database is made, none is asked"
    end = time.monotonic() + 5
    while (left := _of_session(program.pid)) and time.monotonic() < end:
        time.sleep(0.05)
    assert left == []


def _of_session(leader: int) -> list[str]:
    """What still runs of a session. A plugin's process has a session of its own, and ends with who started it."""
    found = []
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            words = file.read_text().rpartition(")")[2].split()
            if int(words[3]) == leader and words[0] != "Z":
                found.append(file.parent.name)
    return found
