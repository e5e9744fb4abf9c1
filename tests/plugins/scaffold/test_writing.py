"""A project is written whole or not at all, and what cannot be written is told."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from greenlane.plugins.scaffold import writing
from greenlane.plugins.scaffold.distribution import BadChoice, distribution
from greenlane.plugins.scaffold.writing import CannotWrite, write
from tests.plugins.scaffold.conftest import TODAY


def test_a_folder_is_made_with_every_file(tmp_path: Path) -> None:
    files = write(distribution("NZ", TODAY), tmp_path / "made")

    assert sorted(files) == sorted(one for one in (tmp_path / "made").rglob("*") if one.is_file())
    assert os.listdir(tmp_path) == ["made"]
    assert os.access(tmp_path / "made" / "ci.sh", os.X_OK)


def test_others_may_read_it_as_any_folder_that_one_makes(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    write(distribution("NZ", TODAY), tmp_path / "made")
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("plain", "made")]
    assert modes[0] == modes[1]


@pytest.mark.parametrize("what", ["a folder", "an empty folder", "a file", "a link to nowhere"])
def test_what_is_there_is_left_alone(what: str, tmp_path: Path) -> None:
    target = tmp_path / "made"
    if what == "a file":
        target.write_text("mine")
    elif what == "a link to nowhere":
        target.symlink_to(tmp_path / "nowhere")
    else:
        target.mkdir()
        if what == "a folder":
            (target / "mine").touch()
    before = sorted(tmp_path.rglob("*"))

    with pytest.raises(CannotWrite, match="made exists: name another folder"):
        write(distribution("NZ", TODAY), target)

    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_in_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="missing is no folder: make it first"):
        write(distribution("NZ", TODAY), tmp_path / "missing" / "made")


def test_a_place_that_cannot_be_written_to_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any, **__: Any) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(writing.tempfile, "mkdtemp", refused)
    with pytest.raises(CannotWrite, match="cannot be written to: Permission denied. Name another folder"):
        write(distribution("NZ", TODAY), tmp_path / "made")


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_nothing_half_is_left_behind(error: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_text, written = Path.write_text, []

    def full(self: Path, *arguments: Any, **more: Any) -> int:
        if len(written) == 9:
            raise error
        written.append(self)
        return write_text(self, *arguments, **more)

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(CannotWrite if isinstance(error, OSError) else KeyboardInterrupt):
        write(distribution("NZ", TODAY), tmp_path / "made")

    assert len(written) == 9 and os.listdir(tmp_path) == []


def test_a_folder_that_somebody_makes_meanwhile_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chmod = Path.chmod

    def late(self: Path, mode: int, **more: Any) -> None:
        (tmp_path / "made").mkdir(exist_ok=True)
        chmod(self, mode, **more)

    monkeypatch.setattr(Path, "chmod", late)
    with pytest.raises(CannotWrite, match="exists by now"):
        write(distribution("NZ", TODAY), tmp_path / "made")
    assert os.listdir(tmp_path) == ["made"] and os.listdir(tmp_path / "made") == []


@pytest.mark.parametrize(
    ("name", "package"), [("acme-customs.NZ", "acme_customs_nz"), ("acme", "acme"), (None, "greenlane_nz")]
)
def test_the_package_is_called_as_the_distribution(name: str | None, package: str) -> None:
    assert distribution("NZ", TODAY, name).package == package


@pytest.mark.parametrize(
    "name", ["", "-nz", "nz-", "a b", "../nz", "nz\n", "ñz", "1nz", "a" * 65, "json", "class", "core", "web", "tests"]
)
def test_a_name_that_cannot_be_used_is_told(name: str) -> None:
    with pytest.raises(BadChoice, match="^--name "):
        distribution("NZ", TODAY, name)


@pytest.mark.parametrize("name", ["core", "greenlane", "Plugins", "tests"])
def test_no_bare_name_that_others_have_is_taken(name: str) -> None:
    with pytest.raises(BadChoice, match="is taken: try greenlane-nz"):
        distribution("NZ", TODAY, name)


def test_a_time_zone_and_a_currency_can_be_chosen() -> None:
    made = distribution("PS", TODAY, None, "Asia/Hebron", "JOD")
    assert (made.time_zone, made.currency) == ("Asia/Hebron", "JOD")


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ({"time_zone": "Auckland"}, "--time-zone 'Auckland' is no IANA time zone: give one as Pacific/Auckland"),
        ({"currency": "XXX"}, "--currency 'XXX' is no ISO 4217 currency in use"),
        ({"currency": "nzd"}, "--currency 'nzd' is no"),
    ],
)
def test_a_choice_that_cannot_be_used_is_told(choice: dict[str, str], said: str) -> None:
    with pytest.raises(BadChoice) as told:
        distribution("NZ", TODAY, **choice)
    assert said in str(told.value)


def test_what_was_chosen_of_several_is_said_and_stands_in_the_file(tmp_path: Path) -> None:
    made = distribution("PS", TODAY)
    write(made, tmp_path / "made")
    text = (tmp_path / "made" / "greenlane_ps" / "economy.yaml").read_text("utf-8")
    assert made.open_choices == ["currency ILS (also in use: JOD)", "time zone Asia/Gaza (also in use: Asia/Hebron)"]
    assert all(f"# To choose: {one}." in text for one in made.open_choices)
    assert distribution("AQ", TODAY).open_choices[0] == "currency USD (a placeholder: none is known)"
    assert distribution("JP", TODAY).open_choices == []
