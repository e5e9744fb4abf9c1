"""The server's end of its nursery: started when it is first needed, again when it is gone, never shared over a fork."""

import itertools
import os
import select
import socket
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import orjson

LET_THROUGH: Final = (
    "HOME", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "PATH", "PYTHONHOME", "PYTHONPATH",
    "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "PYTHONUSERBASE", "TMPDIR", "TZ", "VIRTUAL_ENV",
)  # fmt: skip
"""All that plugins see of the server's environment: none of its settings, no password, no key."""
PATIENCE: Final = 2.0
"""Seconds that a nursery may take to end before it is killed."""


class NotBegun(Exception):
    """No process could be started; the text says why."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A process that was asked for. `wire`: for calls. `printed`: where what it prints is read, without waiting."""

    key: int
    wire: socket.socket
    printed: int


class Nursery:
    """For any number of threads. After a fork the child begins with one of its own."""

    def __init__(self) -> None:
        self._keys = itertools.count(1)
        self._forget()
        _all.add(self)

    def _forget(self) -> None:
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._program: subprocess.Popen[bytes] | None = None
        self._finalizer: weakref.finalize[Any, Any] | None = None

    def begin(self, plan: Mapping[str, Any]) -> Begun:
        """Ask for a process by its plan (see `running`); it is not waited for. Raises NotBegun."""
        key = next(self._keys)
        message = orjson.dumps({**plan, "do": "begin", "key": key})
        try:
            ours, theirs = socket.socketpair()
            read, write = os.pipe()
        except OSError as error:
            raise NotBegun(f"no process can be started: {error.strerror}") from None
        try:
            with self._lock:
                self._send(message, [theirs.fileno(), write])
        except OSError as error:
            ours.close()
            os.close(read)
            raise NotBegun(f"no process can be started: {error.strerror or error}") from None
        finally:
            theirs.close()
            os.close(write)
        ours.setblocking(False)
        os.set_blocking(read, False)
        return Begun(key, ours, read)

    def end(self, key: int, wait: float = 0.0) -> int | None:
        """Kill a process and all of its group. Its exit status, negative a signal, where that is told in time (s)."""
        with self._lock:
            control = self._control
            if control is None:
                return None
            with suppress(OSError):
                control.send(orjson.dumps({"do": "end", "key": key}))
                return self._told(control, key, wait)
        return None

    def close(self) -> None:
        """End the nursery with all its processes; it starts again when it is needed."""
        with self._lock:
            self._stop()

    def in_child(self) -> None:
        """After a fork: what is the parent's is left to it."""
        if self._control is not None:
            self._control.close()
        if self._finalizer is not None:
            self._finalizer.detach()
        if self._program is not None:
            self._program.returncode = 0  # Not ours to wait for, nor to be warned of.
        self._forget()

    def _send(self, message: bytes, files: list[int]) -> None:
        if self._control is None:
            self._start()
        assert self._control is not None
        try:
            socket.send_fds(self._control, [message], files)
        except OSError:  # It was killed, or is stuck: nobody waits for it.
            if self._program is not None:
                self._program.kill()
            self._stop()
            self._start()
            socket.send_fds(self._control, [message], files)

    def _start(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            try:
                self._program = subprocess.Popen(
                    [sys.executable, "-P", "-m", "greenlane.plugins.isolated.child", str(theirs.fileno())],
                    env={name: os.environ[name] for name in LET_THROUGH if name in os.environ},
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                    start_new_session=True,
                    cwd="/",
                )
            except BaseException:
                ours.close()
                raise
        ours.setblocking(False)
        self._control = ours
        self._finalizer = weakref.finalize(self, _end, ours, self._program)

    def _stop(self) -> None:
        if self._finalizer is not None:
            self._finalizer()
        self._control = self._program = self._finalizer = None

    @staticmethod
    def _told(control: socket.socket, key: int, wait: float) -> int | None:
        """What is told of a process, among what is told of others."""
        asked = select.poll()
        asked.register(control, select.POLLIN)
        end = time.monotonic() + wait
        while asked.poll(max(0.0, end - time.monotonic()) * 1000):
            message = control.recv(4096)
            if not message:
                return None
            told = orjson.loads(message)
            if told["key"] == key:
                return int(told["status"])
        return None


def _end(control: socket.socket, program: subprocess.Popen[bytes]) -> None:
    control.close()
    try:
        program.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait()


_all: "weakref.WeakSet[Nursery]" = weakref.WeakSet()


def _in_child() -> None:
    for one in list(_all):
        one.in_child()


os.register_at_fork(after_in_child=_in_child)
