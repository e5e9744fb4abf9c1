"""What we hand out, made once for all tests that want it: an sdist, its wheel, and environments that hold the wheel."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
Once = Callable[[str, Callable[[Path], None]], Path]
"""Fills a folder that all workers of a run share, and tells where it is: the first to come does it, the others wait."""


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
    """A command that must succeed, in nobody's settings."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "GREENLANE"))}
    done = subprocess.run(
        command, cwd=folder, env={**environment, **more}, capture_output=True, text=True, timeout=900
    )
    assert done.returncode == 0, f"{command}:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done


def filling(shared: Path) -> Once:
    """A `Once` over a folder that all workers of this run share."""

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


def build(checkout_files: list[str], folder: Path) -> None:
    """An sdist and a wheel of what a commit would hold, into `dist` in the folder."""
    source, made = folder / "source", folder / "dist"
    for name in checkout_files:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, source / name, follow_symlinks=False)
    made.mkdir()
    run([sys.executable, "-P", "-m", "build", "--no-isolation", "--outdir", made, source], made)


def install(built: Built, folder: Path) -> None:
    """An environment that holds the wheel and the locked dependencies, nothing else."""
    venv.create(folder, with_pip=True)
    pip: list[str | Path] = [folder / "bin" / "python", "-m", "pip"]
    run([*pip, "install", "--quiet", "--require-hashes", "-r", ROOT / "requirements" / "run.lock"], folder)
    run([*pip, "install", "--quiet", "--no-deps", built.wheel], folder)
    run([*pip, "check"], folder)


def clone(installed: Path, built: Built, folder: Path) -> Path:
    """Another such environment, to be changed by one test alone; its programs."""
    venv.create(folder, with_pip=True)
    (theirs,) = (installed.parent / "lib").glob("python3.*/site-packages")
    shutil.copytree(theirs, folder / theirs.relative_to(installed.parent), dirs_exist_ok=True)
    # Its programs are made anew: they name the environment they are of.
    pip_install(folder / "bin", built.wheel)
    return folder / "bin"


def pip_install(programs: Path, wheel: Path) -> None:
    """Put a wheel into an environment, in the place of what it held of that name; all it asks for must be there."""
    pip: list[str | Path] = [programs / "python", "-m", "pip", "--disable-pip-version-check"]
    run([*pip, "install", "--quiet", "--no-deps", "--force-reinstall", wheel], programs)
    run([*pip, "check"], programs)


def wheel_of(project: Path) -> Path:
    """The wheel of a project, built anew."""
    shutil.rmtree(project / "build", ignore_errors=True)
    made = project / "dist"
    shutil.rmtree(made, ignore_errors=True)
    run([sys.executable, "-P", "-m", "build", "--no-isolation", "--wheel", "--outdir", made, project], project)
    (wheel,) = made.glob("*.whl")
    return wheel
