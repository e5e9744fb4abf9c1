"""The server's end of the wire to one process, and of the pipe for what that prints. Every wait has an end."""

import logging
import os
import select
import socket
import time
from contextlib import suppress
from typing import Any, Final

from greenlane.plugins.isolated.nursery import Begun
from greenlane.plugins.isolated.wire import ANSWER, HEAD, Garbage, opened

log = logging.getLogger(__name__)

PRINTED: Final = 2000
"""Bytes that are logged of what a plugin prints in a call."""
CHUNK: Final = 1 << 16


class Line:
    """For one thread at a time. Whatever the other end prints is taken away while something else is waited for."""

    def __init__(self, name: str, begun: Begun) -> None:
        """`name`: of the plugin, for the log."""
        self.key = begun.key
        self.name = name
        self._wire = begun.wire
        self._output = begun.printed
        self._buffer = bytearray()
        self._printed = bytearray()
        self._poll = select.poll()
        self._poll.register(self._wire, select.POLLIN)
        self._poll.register(self._output, select.POLLIN)

    def send(self, sent: bytes, end: float) -> None:
        """Send all of it. Raises TimeoutError and OSError."""
        rest = memoryview(sent)
        while True:
            with suppress(BlockingIOError):
                rest = rest[self._wire.send(rest, socket.MSG_NOSIGNAL) :]
            if not rest:
                return
            self._poll.modify(self._wire, select.POLLOUT)
            try:
                self._wait(end, select.POLLOUT)
            finally:
                self._poll.modify(self._wire, select.POLLIN)

    def frame(self, end: float) -> list[Any]:
        """The next frame, which stands alone. Raises TimeoutError, EOFError, OSError and Garbage."""
        while (wanted := self._wanted()) is None or len(self._buffer) < wanted:
            self._wait(end, select.POLLIN)
            with suppress(BlockingIOError):
                more = self._wire.recv(CHUNK)
                if not more:
                    raise EOFError
                self._buffer += more
        if len(self._buffer) > wanted:
            raise Garbage("more than was asked for")
        found = opened(self._buffer[HEAD.size :])
        self._buffer.clear()
        return found

    def has_spoken(self) -> bool:
        """Whether something came that nobody asked for. Raises EOFError and OSError."""
        ready = dict(self._poll.poll(0))
        if self._output in ready:
            self._take_printed()
        if self._wire.fileno() not in ready:
            return bool(self._buffer)
        with suppress(BlockingIOError):
            if not self._wire.recv(1, socket.MSG_PEEK):
                raise EOFError
        return True

    def log_printed(self) -> None:
        """Say what was printed since this was last called, at level debug."""
        if self._printed:
            log.debug("the plugin %s printed: %r", self.name, self._printed.decode("utf-8", "replace"))
            self._printed.clear()

    def close(self) -> None:
        """Hear the last words, and hang up."""
        self._take_printed()
        self.log_printed()
        self.abandon()

    def abandon(self) -> None:
        """Hang up."""
        self._wire.close()
        os.close(self._output)

    def _wanted(self) -> int | None:
        """Bytes of the frame that has begun, with its head; None while that is not known. Raises Garbage."""
        if len(self._buffer) < HEAD.size:
            return None
        length: int = HEAD.unpack_from(self._buffer)[0]
        if length > ANSWER:
            raise Garbage(f"a frame of {length} bytes: {ANSWER} at the most")
        return HEAD.size + length

    def _wait(self, end: float, event: int) -> None:
        """Until the wire is ready. Raises TimeoutError."""
        wire = self._wire.fileno()
        while True:
            left = end - time.monotonic()
            if left <= 0:
                raise TimeoutError
            for file, found in self._poll.poll(left * 1000):
                if file == self._output:
                    self._take_printed()
                elif file == wire and found & (event | select.POLLHUP | select.POLLERR):
                    return

    def _take_printed(self) -> None:
        try:
            found = os.read(self._output, CHUNK)
        except BlockingIOError:
            return
        except OSError:
            found = b""
        if not found:
            with suppress(KeyError):
                self._poll.unregister(self._output)
        self._printed += found[: max(0, PRINTED - len(self._printed))]
