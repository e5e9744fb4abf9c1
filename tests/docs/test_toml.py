"""TOML of the documentation is TOML; what it shows of a pyproject.toml builds a wheel whose plugin the server finds."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from greenlane.plugins.discovery import discover
from tests.docs.blocks import Block, every

BUILD = '[build-system]\nrequires = ["setuptools>=77"]\nbuild-backend = "setuptools.build_meta"\n'
BLOCKS = [block for block in every() if block.language == "toml" and block.mark != "not run"]
FRAGMENTS = [block for block in BLOCKS if "project" in tomllib.loads(block.text)]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.place)
def test_a_block_is_toml(block: Block) -> None:
    assert tomllib.loads(block.text)


@pytest.mark.slow
@pytest.mark.parametrize("block", FRAGMENTS, ids=lambda block: block.place)
def test_a_fragment_of_a_pyproject_makes_a_plugin_that_is_found(block: Block, tmp_path: Path) -> None:
    project = tomllib.loads(block.text)["project"]
    missing = "".join(
        f'{key} = "{value}"\n' for key, value in (("name", "acme-plugin"), ("version", "1.0")) if key not in project
    )
    text = block.text if "[project]" in block.text else f"[project]\n{block.text}"
    text = text.replace("[project]\n", f"[project]\n{missing}", 1)
    source = tmp_path / "source"
    source.mkdir()
    (source / "pyproject.toml").write_text(text if "build-system" in text else f"{text}\n{BUILD}", encoding="utf-8")
    points = project["entry-points"]["greenlane"]
    for package in points.values():
        (source / package).mkdir()
        (source / package / "__init__.py").write_text('"""A pack."""\n')
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path / "dist"), source]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    found = {one.name: one.module for one in discover(path=[str(tmp_path / "site")])}
    assert found == points
