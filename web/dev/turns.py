"""One server after the other on one socket: the next takes over once it is ready; until then the one before answers."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

COMMAND: Final = (sys.executable, "-P", "-m", "greenlane.web.dev.serving")
PATIENCE: Final = 30.0
"""Seconds that a plugin may take to load."""
SLOW: Final = 10.0
"""Seconds that a server is given to end in good order."""


class Turns:
    """The server that answers, and its successors. They end with `stop`, or when this process is gone."""

    def __init__(self, folder: Path, data: Path, listening: socket.socket) -> None:
        self._folder, self._data, self._listening = folder, data, listening
        self._serving: subprocess.Popen[bytes] | None = None

    @property
    def is_serving(self) -> bool:
        """Whether one answers."""
        return self._serving is not None and self._serving.poll() is None

    @property
    def ended_by_itself(self) -> bool:
        """Whether the one that answered does not live any more."""
        return self._serving is not None and self._serving.poll() is not None

    def take(self) -> bool:
        """Start another on what the folder holds now; whether it took over. It says itself what is wrong."""
        ours, theirs = os.pipe()
        number = self._listening.fileno()
        order = {"folder": str(self._folder), "data": str(self._data), "listening": number, "ready": theirs}
        try:
            process = subprocess.Popen(
                [*COMMAND, json.dumps(order)],
                stdin=subprocess.DEVNULL,
                pass_fds=(number, theirs),
                start_new_session=True,  # Ctrl-C is for us: we end it.
            )
        finally:
            os.close(theirs)
        try:
            ready = _ready(ours, time.monotonic() + PATIENCE)
        except BaseException:
            _end(process)
            raise
        finally:
            os.close(ours)
        if not ready:
            if process.poll() is None:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(1)
            if process.poll() is None:
                print(f"NOT LOADED: the plugin took longer than {PATIENCE:g} s", flush=True)
            _end(process)
            return False
        before, self._serving = self._serving, process
        if before is not None:
            _end(before)
        return True

    def stop(self) -> None:
        """End the one that answers."""
        serving, self._serving = self._serving, None
        if serving is not None:
            _end(serving)


def _ready(pipe: int, until: float) -> bool:
    """Whether the other end says so before it is closed, or the time is up."""
    while (left := until - time.monotonic()) > 0:
        if select.select([pipe], [], [], min(left, 0.5))[0]:
            return bool(os.read(pipe, 16))
    return False


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask a server to end, make it after a while, and all of its processes with it."""
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        process.wait(SLOW)
    except subprocess.TimeoutExpired:
        pass
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
