"""The database that the browser sees: made by `greenlane demo` once a run, copied for whoever changes it."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.system.serving import GREENLANE, environment

DECISIONS = 800
FILE = "greenlane.db"
PASSWORDS = "passwords.json"


def made(folder: Path, decisions: int = DECISIONS) -> Path:
    """The folder with the database and the passwords; made by whoever of several processes comes first."""
    with _alone(folder.with_suffix(".lock")):
        if not folder.exists():
            half = folder.with_suffix(".half")
            half.mkdir(parents=True)
            command = [GREENLANE, "demo", "--decisions", str(decisions), "--passwords", half / PASSWORDS]
            done = subprocess.run(command, env=environment(half), capture_output=True, text=True, timeout=300)
            assert done.returncode == 0, f"greenlane demo: {done.stdout}{done.stderr}"
            os.rename(half, folder)
    return folder


def copied(month: Path, folder: Path) -> dict[str, str]:
    """Copy the database into an empty folder; the passwords by name."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(month / FILE, folder / FILE)
    found: dict[str, str] = json.loads((month / PASSWORDS).read_text("utf-8"))
    return found


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Of the processes of a run only one is in the block."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
