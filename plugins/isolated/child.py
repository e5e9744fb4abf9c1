"""The nursery, a program: `python -m greenlane.plugins.isolated.child FD`, one beside each process of the server.

It has `greenlane` in memory and forks a process for each plugin when it is asked to, so that one is there in
milliseconds. It never runs a plugin's code itself. It is asked over the socket FD, a message at a time, and ends, with
all that it started, when nobody holds the other end any more.

    {"do": "begin", "key": 7, …}, with the process's socket and the pipe for what it prints
    {"do": "end", "key": 7}         → {"key": 7, "status": -11}
"""

import gc
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import orjson

from greenlane.plugins.isolated import limits
from greenlane.plugins.isolated.running import run

MESSAGE: Final = 1024 * 1024
TICK: Final = 1000
"""Milliseconds between two looks at what was left behind."""


class Keeper:
    """The processes by their key. A key is never used twice."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._running: dict[int, int] = {}

    def serve(self) -> None:
        """Do what is asked until the server is gone."""
        asked = select.poll()
        asked.register(self._control, select.POLLIN)
        while True:
            if asked.poll(TICK):
                message, files, _, _ = socket.recv_fds(self._control, MESSAGE, 2)
                if not message:
                    return
                self._do(orjson.loads(message), files)
            self._bury()

    def end_all(self) -> None:
        """Kill every process, and what they leave behind: that comes here when they are buried."""
        for pid in self._running.values():
            _kill_group(pid)
        end = time.monotonic() + 5
        while time.monotonic() < end:
            for pid in _children():
                _kill(pid)
            try:
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
            except ChildProcessError:
                return
            time.sleep(0.002)

    def _do(self, message: Mapping[str, Any], files: list[int]) -> None:
        key = message["key"]
        if message["do"] == "end":
            self._end(key)
            return
        nursery = os.getpid()
        pid = os.fork()
        if pid == 0:
            # Nothing of the nursery's is left to what follows, nor does it ever come back here.
            try:
                self._control.close()
                os.setsid()
                limits.end_with(nursery)
                run(message, *files)
            finally:
                os._exit(70)
        for file in files:
            os.close(file)
        self._running[key] = pid

    def _end(self, key: int) -> None:
        """Kill a process with its group and say how it ended; by itself, if it had ended already."""
        pid = self._running.pop(key, None)
        status = 0
        if pid is not None:
            _kill_group(pid)
            with suppress(ChildProcessError):
                status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        with suppress(OSError):
            self._control.send(orjson.dumps({"key": key, "status": status}), socket.MSG_DONTWAIT)

    def _bury(self) -> None:
        """Kill and bury what the plugins' processes left behind outside their groups."""
        own = {pid for pid in self._running.values()}
        for pid in _children():
            if pid in own:
                continue
            with suppress(ProcessLookupError):
                if os.getpgid(pid) not in own:
                    _kill(pid)
            with suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)


def _children() -> list[int]:
    with suppress(OSError):
        return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]
    return []


def _kill_group(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    _kill(pid)  # Between its fork and its setsid it has no group of its own.


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL)


def main() -> None:
    """Serve; end with the server."""
    control = socket.socket(fileno=int(sys.argv[1]))
    limits.adopt()
    gc.collect()
    gc.freeze()
    keeper = Keeper(control)
    try:
        keeper.serve()
    finally:
        keeper.end_all()


if __name__ == "__main__":
    main()
