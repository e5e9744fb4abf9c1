"""Which plugins lie in a folder, and whose place they take."""

from __future__ import annotations

from pathlib import Path

import pytest

from greenlane.web.dev.found import find
from tests import installed
from tests.plugins.scaffold.conftest import scaffolded


def test_a_project_and_its_package_are_the_same_plugin(tmp_path: Path) -> None:
    project = scaffolded("NZ", tmp_path / "greenlane-nz")
    for folder in (project, project / "greenlane_nz"):
        found = find(folder)
        assert [one.module for one in found.candidates] == ["greenlane_nz"]
        assert found.ours == ()


@pytest.mark.parametrize("where", ["", "greenlane_th"])
def test_a_plugin_takes_the_place_of_ours_of_its_name(where: str, tmp_path: Path) -> None:
    assert find(scaffolded("TH", tmp_path / "greenlane-th") / where).ours == ("TH",)


def test_our_own_packages_can_be_worked_on_too() -> None:
    assert find(installed.FOLDERS["VN"]).ours == ("VN",)


def test_of_all_plugins_those_of_the_folder_are_told_apart() -> None:
    assert [one.name for one in find(installed.FOLDERS["VN"]).among(installed.host().plugins.values())] == ["VN"]


def test_a_folder_without_a_plugin_says_why(tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    found = find(tmp_path / "nothing")
    assert found.among(installed.host().plugins.values()) == []
    assert "nothing is no package" in found.reason
