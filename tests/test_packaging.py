"""What we hand out: an sdist, a wheel made from it, and that wheel at work in an empty environment."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("core", "plugins", "jurisdictions", "web", "ext")
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]

pytestmark = pytest.mark.slow

Once = Callable[[str, Callable[[Path], None]], Path]


@dataclass(frozen=True)
class Built:
    sdist: Path
    wheel: Path

    def sdist_files(self) -> list[str]:
        with tarfile.open(self.sdist) as archive:
            return sorted(name.partition("/")[2] for name in archive.getnames())

    def wheel_files(self) -> list[str]:
        with zipfile.ZipFile(self.wheel) as archive:
            return sorted(archive.namelist())


def run(command: list[str | Path], folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "GREENLANE"))
    }
    done = subprocess.run(
        command, cwd=folder, env={**environment, **more}, capture_output=True, text=True, timeout=900
    )
    assert done.returncode == 0, f"{command}:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done


@pytest.fixture(scope="session")
def once(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Fill a folder that all workers of this run share: the first to come does it, the others wait."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent

    def fill(name: str, make: Callable[[Path], None]) -> Path:
        folder, done = shared / f"packaging-{name}", shared / f"packaging-{name}.done"
        with open(shared / f"packaging-{name}.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                make(folder)
                done.touch()
        return folder

    return fill


@pytest.fixture(scope="session")
def built(checkout_files: list[str], once: Once) -> Built:
    """An sdist and a wheel of what a commit would hold, so that a file that Git ignores is missed here."""

    def make(folder: Path) -> None:
        source, made = folder / "source", folder / "dist"
        for name in checkout_files:
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, source / name, follow_symlinks=False)
        made.mkdir()
        run([sys.executable, "-P", "-m", "build", "--no-isolation", "--outdir", made, source], made)

    made = once("built", make) / "dist"
    (sdist,) = made.glob("*.tar.gz")
    (wheel,) = made.glob("*.whl")
    return Built(sdist, wheel)


@pytest.fixture(scope="session")
def installed(built: Built, once: Once) -> Path:
    """The programs of an environment that holds the wheel and the locked dependencies, nothing else."""

    def make(folder: Path) -> None:
        venv.create(folder, with_pip=True)
        pip: list[str | Path] = [folder / "bin" / "python", "-m", "pip"]
        run(
            [*pip, "install", "--quiet", "--require-hashes", "-r", ROOT / "requirements" / "run.lock"], folder
        )
        run([*pip, "install", "--quiet", "--no-deps", built.wheel], folder)
        run([*pip, "check"], folder)

    return once("installed", make) / "bin"


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
