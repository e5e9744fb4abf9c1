"""What counts as a change of a plugin's folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from greenlane.web.dev.watch import changed, seen


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "economy.yaml").write_text("economy: NZ\n")
    (tmp_path / "rules" / "act.yaml").write_text("rules: []\n")
    return tmp_path


def test_nothing_changed_is_nothing(folder: Path) -> None:
    assert changed(seen(folder), seen(folder)) == []


def test_a_file_that_came_went_or_is_another_now_is_named(folder: Path) -> None:
    before = seen(folder)
    (folder / "rules" / "list.csv").write_text("code\n")
    (folder / "economy.yaml").unlink()
    (folder / "rules" / "act.yaml").write_text("rules: [1]\n")
    assert [path.name for path in changed(before, seen(folder))] == ["economy.yaml", "act.yaml", "list.csv"]


def test_a_file_of_the_same_size_that_was_saved_again_is_a_change(folder: Path) -> None:
    before = seen(folder)
    os.utime(folder / "economy.yaml", ns=(1, 1))
    assert [path.name for path in changed(before, seen(folder))] == ["economy.yaml"]


@pytest.mark.parametrize(
    "name",
    [
        ".git/index",
        "__pycache__/x.pyc",
        "rules/.act.yaml.swp",
        "rules/act.yaml~",
        "x.pyc",
        "dist/x.whl",
        "build/lib/economy.yaml",
        "acme.egg-info/PKG-INFO",
        "env/pyvenv.cfg",
        "env/lib/site.py",
    ],
)
def test_what_is_hidden_built_or_an_editors_own_is_no_change(name: str, folder: Path) -> None:
    (folder / "env").mkdir()
    (folder / "env" / "pyvenv.cfg").touch()
    before = seen(folder)
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("x")
    assert changed(before, seen(folder)) == []


def test_a_link_to_nowhere_is_nothing(folder: Path) -> None:
    (folder / "lost.yaml").symlink_to(folder / "nowhere")
    assert folder / "lost.yaml" not in seen(folder)
