"""`greenlane plugin new`: what it says, and what it refuses."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.web.cli.conftest import Program, Run


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_it_says_what_was_written_what_is_to_be_chosen_and_what_comes_next(run: Run, here: Path) -> None:
    done = run("plugin", "new", "NZ")
    assert (done.exit_code, done.stderr) == (0, "")
    files = [one for one in (here / "greenlane-nz").rglob("*") if one.is_file()]
    assert done.stdout.splitlines() == [
        f"greenlane-nz: NZ (New Zealand), {len(files)} files, package greenlane_nz",
        "To choose: time zone Pacific/Auckland (also in use: Pacific/Chatham)",
        "All law in it is an EXAMPLE. Next:",
        "  greenlane plugin verify greenlane-nz",
        "  greenlane plugin dev greenlane-nz",
    ]


def test_name_folder_currency_and_time_zone_can_be_given(run: Run, here: Path) -> None:
    done = run(
        "plugin", "new", "PS", "there", "--name", "acme-ps", "--currency", "JOD", "--time-zone", "Asia/Hebron"
    )
    assert done.exit_code == 0
    text = (here / "there" / "acme_ps" / "economy.yaml").read_text("utf-8")
    assert "currency: JOD\n" in text and "time_zone: Asia/Hebron\n" in text
    assert 'name = "acme-ps"' in (here / "there" / "pyproject.toml").read_text("utf-8")


def test_where_greenlane_answers_itself_it_says_how_another_may(run: Run, here: Path) -> None:
    assert "sets GREENLANE_WITHOUT=TH" in run("plugin", "new", "TH").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nz"], "'nz' is no economy's code: did you mean NZ?"),
        (["DE"], "DE belongs to the customs union EU, which answers for it: write one for EU"),
        (["XK"], "XK is Kosovo, no economy of ISO 3166-1"),
        (["NZ", "--name", "core"], "--name core: its package would be core, which is taken"),
        (["NZ", "--currency", "NZ$"], "--currency 'NZ$' is no ISO 4217 currency"),
        (["NZ", "taken"], "taken exists: name another folder"),
        (["NZ", "nowhere/made"], "nowhere is no folder: make it first"),
    ],
)
def test_what_cannot_be_done_is_told_and_nothing_is_written(
    run: Run, here: Path, arguments: list[str], said: str
) -> None:
    (here / "taken").mkdir()
    done = run("plugin", "new", *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr and len(done.stderr.splitlines()) == 1
    assert os.listdir(here) == ["taken"] and os.listdir(here / "taken") == []


@pytest.mark.skipif(os.geteuid() == 0 and not Path("/proc").is_dir(), reason="root may write anywhere but in /proc")
def test_the_program_tells_of_a_folder_that_nobody_can_write_to(program: Program, tmp_path: Path) -> None:
    locked = Path("/proc/1") if os.geteuid() == 0 else tmp_path / "locked"
    if os.geteuid() != 0:
        locked.mkdir()
        locked.chmod(stat.S_IRUSR | stat.S_IXUSR)
    done = program("plugin", "new", "NZ", locked / "made")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{locked} cannot be written to: " in done.stderr and "Traceback" not in done.stderr
