"""What we hand out: an sdist, a wheel made from it, and that wheel at work in an empty environment."""

from __future__ import annotations

import json
import os
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.shipped import Built, run

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("core", "plugins", "jurisdictions", "web", "ext")
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]

pytestmark = pytest.mark.slow


def packaged(checkout_files: list[str]) -> set[str]:
    return {f"greenlane/{name}" for name in checkout_files if name.partition("/")[0] in FOLDERS}


def test_the_wheel_has_one_name_at_its_top(built: Built) -> None:
    assert {name.partition("/")[0] for name in built.wheel_files()} == {
        "greenlane",
        f"greenlane-{VERSION}.dist-info",
    }


def test_the_wheel_holds_every_file_of_the_five_folders(built: Built, checkout_files: list[str]) -> None:
    missing = sorted(packaged(checkout_files) - set(built.wheel_files()))
    assert not missing, "no __init__.py beside it, or not in package-data:\n" + "\n".join(missing)


def test_the_wheel_holds_every_extension_and_nothing_generated(
    built: Built, checkout_files: list[str]
) -> None:
    files = built.wheel_files()
    for source in checkout_files:
        if source.startswith("ext/") and source.endswith(".pyx"):
            compiled = f"greenlane/{source.removesuffix('.pyx')}."
            assert [name for name in files if name.startswith(compiled) and name.endswith(".so")], compiled
    assert [name for name in files if name.endswith((".c", ".o", ".pyc"))] == []
    extra = {name for name in files if name.startswith("greenlane/") and not name.endswith(".so")}
    catalogues = {f"greenlane/{name}" for name in checkout_files if name.endswith(".po")}
    built_here = {"greenlane/web/static/vendor/htmx.min.js", *(name[:-2] + "mo" for name in catalogues)}
    assert catalogues
    assert extra - packaged(checkout_files) == {"greenlane/__init__.py", "greenlane/py.typed", *built_here}


def test_the_sdist_holds_real_folders_and_no_generated_c(built: Built, checkout_files: list[str]) -> None:
    files = built.sdist_files()
    assert sorted(packaged(checkout_files) - set(files)) == []
    assert [name for name in files if name.endswith((".c", ".so", ".pyc"))] == []
    assert {name.partition("/")[0] for name in files} & set(FOLDERS) == set()


def test_the_installed_wheel_runs_from_any_folder(installed: Path, tmp_path: Path) -> None:
    done = run([installed / "greenlane", "--version"], tmp_path, HOME=str(tmp_path))
    assert VERSION in done.stdout


def test_the_installed_wheel_answers_a_check(installed: Path, tmp_path: Path) -> None:
    declaration = {"date": "2025-01-01", "route": {"import": "TH"}, "items": [{"commodity_code": "39151000"}]}
    done = subprocess.run(
        [installed / "greenlane", "check", "-"],
        cwd=tmp_path,
        input=json.dumps(declaration),
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode != 2, done.stdout + done.stderr
    assert json.loads(done.stdout)["verdict"] == "prohibited", done.stdout + done.stderr
