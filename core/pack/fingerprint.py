"""What a pack's document comes of, as one digest: while it stays, nothing need be validated again."""

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from greenlane.core.pack.reading import LARGEST

_CORE: Final = Path(__file__).parent.parent
_VALIDATING: Final = ("pack/*.py", "origin/*.py", "crosswalk/*.py", "terms/*", "vocabulary.py")


def fingerprint(folder: Path) -> str:
    """A digest of Greenlane's version, of what validates, and of every file a pack's document is made of.

    Raises OSError where one cannot be read.
    """
    found = hashlib.sha256(f"{_version()}\n{_validating()}\n".encode())
    for path in _parts(folder):
        _put(found, path.relative_to(folder).as_posix(), path)
    return found.hexdigest()


def _parts(folder: Path) -> Iterator[Path]:
    """What `load` may read: the folder's own files, its rules with their code lists, its cases, its agreements."""
    inside = [*(folder / "rules").glob("*"), *(folder / "cases").glob("*.yaml"), *(folder / "agreements").glob("*")]
    for path in sorted(
        [*folder.glob("*.yaml"), *folder.glob("*.csv"), *inside],
        key=lambda one: one.relative_to(folder).as_posix(),
    ):
        if path.is_file() and path.stat().st_size <= LARGEST:  # What is larger is refused, and never kept.
            yield path


@cache
def _validating() -> str:
    found = hashlib.sha256()
    for pattern in _VALIDATING:
        for path in sorted(_CORE.glob(pattern)):
            if path.is_file():
                _put(found, path.relative_to(_CORE).as_posix(), path)
    return found.hexdigest()


def _put(found: "hashlib._Hash", name: str, path: Path) -> None:
    content = path.read_bytes()
    found.update(f"{name}\n{len(content)}\n".encode() + content)


@cache
def _version() -> str:
    try:
        return version("greenlane")
    except PackageNotFoundError:  # A checkout that was not installed.
        return "0"
