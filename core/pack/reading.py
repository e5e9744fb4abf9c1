"""The text of a pack's file. Nothing is waited for: a pipe or device is no file, and what is too large is not read."""

import os
import stat
from pathlib import Path
from typing import Final

from greenlane.core.pack.problems import PackError, Problem

LARGEST: Final = 4 * 2**20
"""Bytes of one file; the largest of our own has a 25th of that."""


def text(path: Path, name: str) -> str:
    """What a file holds, without a byte order mark. Raises PackError, in which the file is called `name`."""
    try:
        # Not blocking: to open a pipe would wait for whoever writes to it.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        with open(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise _refused(name, "is no plain file", "put the file itself there")
            content = file.read(LARGEST + 1)
    except OSError as error:
        remedy = "put the file itself there, readable by the server"
        raise _refused(name, f"cannot be read: {error.strerror}", remedy) from None
    if len(content) > LARGEST:
        remedy = "keep what the rules need, or split it by instrument"
        raise _refused(name, f"is larger than {LARGEST >> 20} MB", remedy)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(name, f"not UTF-8 at byte {error.start}", "save the file as UTF-8") from None


def _refused(name: str, message: str, remedy: str) -> PackError:
    return PackError([Problem(name, 0, message, remedy)])
