"""A distribution's folder, whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from string import Template
from typing import Final

from greenlane.plugins.scaffold.distribution import Distribution

TEMPLATES: Final = Path(__file__).with_name("templates")
SUFFIX: Final = ".txt"
"""Every template's: it is nobody's Python or YAML before its places are filled."""


class CannotWrite(Exception):
    """The folder cannot be made; the text says why, and what to do. Nothing was left behind."""


def contents(made: Distribution) -> Iterator[tuple[PurePosixPath, str]]:
    """Each file of a distribution, by its path in the folder."""
    words = made.words()
    for template in sorted(TEMPLATES.rglob(f"*{SUFFIX}")):
        path = template.relative_to(TEMPLATES).as_posix().removesuffix(SUFFIX)
        for place, word in (("_package_", made.package), ("_code_", made.economy.code), ("dot-", ".")):
            path = path.replace(place, word)
        yield PurePosixPath(path), Template(template.read_text(encoding="utf-8")).substitute(words)


def write(made: Distribution, folder: Path) -> list[Path]:
    """Write it into a folder that does not exist yet; its files. Raises CannotWrite.

    It is written beside and then renamed, so that nobody ever finds a half of it.
    """
    if os.path.lexists(folder):
        raise CannotWrite(f"{folder} exists: name another folder, or move that one away")
    if not folder.parent.is_dir():
        raise CannotWrite(f"{folder.parent} is no folder: make it first")
    try:
        part = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise CannotWrite(f"{folder.parent} cannot be written to: {error.strerror}. Name another folder") from None
    try:
        files = []
        for path, text in contents(made):
            file = part / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
            files.append(folder / path)
        (part / "ci.sh").chmod(0o755)
        mask = os.umask(0)
        os.umask(mask)
        part.chmod(0o777 & ~mask)
        if os.path.lexists(folder):  # A rename would take the place of an empty folder.
            raise CannotWrite(f"{folder} exists by now: name another folder")
        part.rename(folder)
    except BaseException as error:
        shutil.rmtree(part, ignore_errors=True)
        if isinstance(error, OSError):
            raise CannotWrite(f"{folder} cannot be written: {error.strerror}. Nothing was left behind") from None
        raise
    return files
