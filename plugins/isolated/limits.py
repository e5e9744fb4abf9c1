"""What a plugin's process may use, and how it ends with the one that started it. Linux has all of it, others some."""

import ctypes
import os
import resource
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

FILES: Final = 256
"""Files that a plugin's process may have open."""
TASKS: Final = 64
"""Processes and threads that may come on top of all those of the machine."""
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 1, 36, 38


def limit(memory: int) -> None:
    """Bound this process for good. `memory`: bytes of address space."""
    _bound(resource.RLIMIT_AS, memory)
    _bound(resource.RLIMIT_CORE, 0)
    _bound(resource.RLIMIT_NOFILE, FILES)
    # It counts all that this user runs, the server too; so from what there is. Root is not held to it.
    with suppress(OSError, ValueError):
        running = int(Path("/proc/loadavg").read_text().split()[3].partition("/")[2])
        _bound(resource.RLIMIT_NPROC, running + TASKS)
    # Where memory runs out all the same, this one goes first.
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def end_with(parent: int) -> None:
    """Be killed when the process that started this one ends, whatever this one is doing; at once if it is gone."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def adopt() -> None:
    """Become the parent of what the plugins' processes leave behind."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _bound(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    with suppress(OSError, ValueError):
        resource.setrlimit(what, (most, most))


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, ctypes.c_ulong(value), 0, 0, 0)
