"""What a plugin's code did wrong, said so that nothing it does while it is described can do more harm."""

import threading
import traceback
from collections.abc import Iterable
from pathlib import Path

from greenlane.plugins.values import FaultKind


class Refused(Exception):
    """A plugin that is not taken in. `reasons`: each with file and line where there is one."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("; ".join(self.reasons))


class Failed(Exception):
    """A call into a plugin's own process that brought no answer.

    `kind`: as of the fault that it is. `said` goes on where "greenlane_fact of the plugin KR" ends. `detail`: for the
    operator. `counts`: whether it is the plugin's doing. `reasons`: why it could not be taken in, where it said.
    """

    def __init__(
        self, kind: FaultKind, said: str, detail: str, *, counts: bool = True, reasons: Iterable[str] = ()
    ) -> None:
        self.kind, self.said, self.detail, self.counts = kind, said, detail, counts
        self.reasons = tuple(reasons)
        super().__init__(said, detail)


def plain(words: str) -> str:
    """What somebody else's process said, in one line of bounded length that can be shown."""
    return "".join(one if one.isprintable() else " " for one in words[:600]).strip()


def is_ours(error: BaseException) -> bool:
    """Whether an exception that came out of a plugin's code is for the process, not about the plugin.

    Only the main thread is interrupted from the keyboard; anywhere else, and every SystemExit, is the
    plugin's doing.
    """
    return isinstance(error, KeyboardInterrupt) and threading.current_thread() is threading.main_thread()


def describe(error: BaseException, folders: Iterable[Path] = ()) -> str:
    """An error in one line, led by the deepest place in the plugin's own files. Never raises."""
    place = where(*_place(error, tuple(folders)), folders)
    return f"{place}raised {type(error).__name__}" + (f": {words}" if (words := _words(error)) else "")


def where(file: str, line: int, folders: Iterable[Path]) -> str:
    """`package/module.py:7: `, the file named from the package's own folder on; empty without a file."""
    for folder in folders:
        if Path(file).is_relative_to(folder):
            return f"{Path(file).relative_to(folder.parent).as_posix()}:{line}: "
    return ""


def _place(error: BaseException, folders: tuple[Path, ...]) -> tuple[str, int]:
    if (
        isinstance(error, SyntaxError)
        and error.filename
        and any(Path(error.filename).is_relative_to(folder) for folder in folders)
    ):
        return error.filename, error.lineno or 0
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        if any(Path(frame.f_code.co_filename).is_relative_to(folder) for folder in folders):
            return frame.f_code.co_filename, line
    return "", 0


def _words(error: BaseException) -> str:
    try:
        text = " ".join(str(error).split())[:300]
    except BaseException as worse:
        if is_ours(worse):
            raise
        return f"(and {type(worse).__name__} while saying why)"
    return text.encode("utf-8", "replace").decode()
