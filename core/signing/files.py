"""The files of a package, each with its size and digest. No link is followed, nothing but plain files is read."""

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from greenlane.core.signing.refusal import NAME, Refusal, shown

MOST: Final = 20_000
"""Files of a package."""
LARGEST: Final = 64 * 1024 * 1024
"""Bytes of one file."""
WHOLE: Final = 512 * 1024 * 1024
"""Bytes of all."""
DEEPEST: Final = 32
"""Folders in one another."""
CACHE: Final = "__pycache__"
_FLAGS: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class File:
    """One file: how many bytes, and their SHA-256 in hexadecimal digits."""

    size: int
    sha256: str


def is_path(path: str) -> bool:
    """Whether a text is a path below a folder as we write them: `rules/act.yaml`; no `..`, nothing invisible."""
    return (
        0 < len(path) <= 1_000
        and path.isprintable()
        and "\\" not in path
        and all(part not in ("", ".", "..") for part in path.split("/"))
    )


def listed(folder: Path) -> Mapping[str, File]:
    """Every file below a folder by its path, but for its signature and what Python compiles of it.

    Raises Refusal for a link, a device, a name that cannot be written, too many, too large, or one that cannot be read.
    """
    found: dict[str, File] = {}
    room = WHOLE
    for path in sorted(_paths(folder, "", 0)):
        found[path] = one = _read(folder / path, path, room)
        room -= one.size
        if len(found) > MOST:
            raise Refusal("unsafe", f"more than {MOST:,} files", "a package of rules has fewer", path)
    return found


def content(file: Path, name: str, most: int) -> bytes:
    """What a plain file holds. Raises Refusal for anything else, and for more than `most` bytes."""
    try:
        handle = os.open(file, _FLAGS)
    except FileNotFoundError:
        raise Refusal("missing", "is not there", "install the package again, whole", name) from None
    except OSError as error:
        said = "is a link" if file.is_symlink() else f"cannot be read: {error.strerror}"
        raise Refusal("unsafe", said, "put a plain file there that the server may read", name) from None
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise Refusal("unsafe", "is no plain file", "take it away", name)
        with open(handle, "rb", closefd=False) as source:
            read = source.read(most + 1)
    except OSError as error:
        raise Refusal("unsafe", f"cannot be read: {error.strerror}", "look at the disk", name) from None
    finally:
        os.close(handle)
    if len(read) > most:
        raise Refusal("unsafe", f"has more than {most:,} bytes", "a package of rules needs less", name)
    return read


def _read(file: Path, path: str, room: int) -> File:
    read = content(file, path, min(LARGEST, max(room, 0)))
    return File(len(read), hashlib.sha256(read).hexdigest())


def _paths(folder: Path, above: str, depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        raise Refusal("unsafe", f"more than {DEEPEST} folders in one another", "a package of rules has fewer", above)
    try:
        with os.scandir(folder) as entries:
            inside = list(entries)
    except OSError as error:
        raise Refusal("unsafe", f"cannot be read: {error.strerror}", "let the server read it", above or ".") from None
    for entry in inside:
        path = f"{above}{entry.name}"
        if not is_path(path):
            raise Refusal("unsafe", "a name that cannot be written", "give the file another name", shown(path))
        if path == NAME:
            continue
        if entry.is_symlink():
            raise Refusal("unsafe", "is a link", "put a plain file there", path)
        if not entry.is_dir(follow_symlinks=False):
            yield path
        elif entry.name == CACHE:
            yield from _strays(Path(entry.path), f"{path}/")
        else:
            yield from _paths(Path(entry.path), f"{path}/", depth + 1)


def _strays(cache: Path, above: str) -> Iterator[str]:
    """What lies among the compiled files without being one: it counts as any file does."""
    try:
        with os.scandir(cache) as entries:
            for entry in entries:
                compiled = re.fullmatch(r".+\.pyc(?:\.\d+)?", entry.name)  # a number: while it is being written
                if not compiled or not entry.is_file(follow_symlinks=False):
                    yield f"{above}{entry.name}"
    except OSError as error:
        raise Refusal("unsafe", f"cannot be read: {error.strerror}", "let the server read it", above) from None
