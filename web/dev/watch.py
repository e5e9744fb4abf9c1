"""What changes in a folder, by looking: no system of notices is the same everywhere, and a plugin is a few files."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

IDLE: Final = ("__pycache__", "build", "dist", "node_modules")
Seen = Mapping[Path, tuple[int, int]]
"""Each file with the instant of its last change (nanoseconds) and its size (bytes)."""


def seen(folder: Path) -> Seen:
    """The files of a folder that could matter: nothing hidden, built, cached, or of a virtual environment."""
    found = {}
    for path in _files(folder):
        try:
            state = path.stat()
        except OSError:  # It went while we looked.
            continue
        found[path] = (state.st_mtime_ns, state.st_size)
    return found


def changed(before: Seen, after: Seen) -> list[Path]:
    """The files that came, went or are others now, in the order of their names."""
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))


def _files(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        if "pyvenv.cfg" in files:
            folders.clear()
            continue
        folders[:] = [one for one in folders if not _is_idle(one)]
        yield from (Path(place, one) for one in files if not (one.startswith(".") or one.endswith(("~", ".pyc"))))


def _is_idle(name: str) -> bool:
    return name.startswith(".") or name in IDLE or name.endswith(".egg-info")
