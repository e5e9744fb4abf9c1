"""One plugin's process as the server sees it: asked by any thread, one after the other, each with a deadline.

Whatever goes wrong comes out as `Failed`. A process that was late, spoke nonsense or died is killed with its group, and
another one is begun at once; so no answer can be taken for that of another call.
"""

import logging
import os
import select
import signal
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from greenlane.plugins.isolated.nursery import Begun, NotBegun, Nursery
from greenlane.plugins.isolated.wire import ANSWER, HEAD, Garbage, Unspeakable, frame, opened, pack, unpack
from greenlane.plugins.trouble import Failed, Refused, plain
from greenlane.plugins.values import FaultKind

log = logging.getLogger(__name__)

PRINTED: Final = 2000
"""Bytes that are logged of what a plugin prints in a call."""
NAME: Final = 60
"""Characters of the name of an exception that findings show."""
CHUNK: Final = 1 << 16
AUTOPSY: Final = 0.05
"""Seconds that are waited for to hear what a process died of."""


class Process:
    """`name`: of the plugin. `plan`: see `running`. `deadline`, `start`: seconds for a call, and for taking it in.

    `known` says whether hooks by name, with their arguments, are those of the contract: a text where they are not.
    """

    def __init__(
        self,
        nursery: Nursery,
        name: str,
        plan: Mapping[str, Any],
        *,
        deadline: float,
        start: float,
        known: Callable[[object], str],
    ) -> None:
        self.name = name
        self.deadline = deadline
        self._nursery = nursery
        self._plan = dict(plan)
        self._start = start
        self._known = known
        self._hooks: Mapping[str, Sequence[str]] | None = None
        self._calls = 0
        self._forget()

    def _forget(self) -> None:
        self._lock = threading.Lock()
        self._running: Begun | None = None
        self._was_ready = False
        self._wanted = True

    def in_child(self) -> None:
        """After a fork: the parent's process is left to it."""
        if self._running is not None:
            self._running.wire.close()
            os.close(self._running.printed)
        self._forget()

    def register(self) -> Mapping[str, Sequence[str]]:
        """Have the plugin taken in: the names of its hooks, each with its arguments. Raises Refused."""
        with self._lock:
            try:
                self._begin()
                self._await_ready(time.monotonic() + self._start)
            except Failed as failed:
                self._drop()
                detail = f" ({failed.detail})" if failed.detail else ""
                raise Refused(failed.reasons or [f"its code {failed.said}{detail}"]) from None
        assert self._hooks is not None
        return self._hooks

    def prepare(self) -> None:
        """Where this process of the server has not asked the plugin before, wait until it can be. Raises Failed."""
        if self._was_ready:
            return
        with self._lock:
            try:
                if not self._was_ready:
                    self._ready_by(time.monotonic() + self._start)
            finally:
                self._was_ready = True  # From now on a call waits for its deadline only.

    def begin(self) -> None:
        """Have it running soon, without waiting for that."""
        with self._lock:
            self._wanted = True
            if self._running is None:
                with suppress(Failed):
                    self._begin()

    def close(self) -> None:
        """End it. When it is asked again it is waited for, as at the first time."""
        self.rest()
        self._was_ready = False

    def rest(self) -> None:
        """End it, now or with the call it is answering; the next call begins another one."""
        self._wanted = False
        if self._lock.acquire(blocking=False):
            try:
                self._drop()
                self._wanted = True
            finally:
                self._lock.release()

    def call(self, hook: str, arguments: Sequence[object], deadline: float | None = None) -> object:
        """What the hook answers, within the deadline. Raises Failed."""
        deadline = self.deadline if deadline is None else deadline
        end = time.monotonic() + deadline
        if not self._lock.acquire(timeout=deadline):
            raise Failed("busy", f"was not free within {deadline:g} s", "other calls were before it", counts=False)
        try:
            self._ready_by(end)
            return self._call(hook, arguments, end, deadline)
        finally:
            if not self._wanted:
                self._drop()
                self._wanted = True
            self._lock.release()

    def _ready_by(self, end: float) -> None:
        if self._running is None:
            self._begin()
        if not self._ready:
            self._await_ready(end)

    def _call(self, hook: str, arguments: Sequence[object], end: float, deadline: float) -> object:
        self._calls += 1
        number = self._calls
        try:
            sent = frame([number, hook, pack(tuple(arguments))])
        except (TypeError, Unspeakable) as error:
            raise Failed("malformed", "cannot be asked this", str(error), counts=False) from None
        try:
            if self._buffer or self._readable():
                raise Garbage("bytes that nobody asked for")
            self._send(sent, end)
            return self._answer(self._frame(end), number)
        except Garbage as error:
            raise self._failed("malformed", "answered something malformed", str(error)) from None
        except TimeoutError:
            raise self._failed("late", f"took longer than {deadline:g} s", "its process was killed") from None
        except (EOFError, OSError):
            raise self._failed("crashed", "ended its process", "") from None
        finally:
            self._log_printed()

    def _answer(self, found: list[Any], number: int) -> object:
        """Raises Garbage, and Failed for what the plugin's code raised."""
        if len(found) != 4 or type(found[0]) is not int or found[0] != number or type(found[3]) is not bool:
            raise Garbage("a frame that is no answer to this call")
        _, how, said, spent = found
        if how == "answer" and not spent:
            return unpack(said)
        if how == "malformed" and type(said) is str and not spent:
            raise Failed("malformed", "answered something malformed", plain(said))
        if how == "raised" and type(said) is list and len(said) == 2 and all(type(one) is str for one in said):
            name, detail = said
            words = f"raised {name if name.isidentifier() and len(name) <= NAME else 'an exception'}"
            if spent:
                raise self._failed("raised", words, plain(detail))
            raise Failed("raised", words, plain(detail))
        raise Garbage("a frame that is no answer")

    def _begin(self) -> None:
        try:
            self._running = self._nursery.begin(self._plan)
        except NotBegun as error:
            raise Failed("crashed", "has no process", str(error)) from None
        self._begun = time.monotonic()
        self._ready = False
        self._buffer = bytearray()
        self._printed = bytearray()
        self._poll = select.poll()
        self._poll.register(self._running.wire, select.POLLIN)
        self._poll.register(self._running.printed, select.POLLIN)

    def _await_ready(self, end: float) -> None:
        """Return once the plugin is taken in. Raises Failed."""
        last = self._begun + self._start
        try:
            found = self._frame(min(end, last))
            if len(found) != 2 or found[0] not in ("ready", "refused"):
                raise Garbage("no word of being ready")
            if found[0] == "refused":
                said = found[1] if type(found[1]) is list else []
                reasons = [plain(one) for one in said if type(one) is str]
                failed = self._failed("crashed", "could not be imported", "; ".join(reasons))
                failed.reasons = tuple(reasons)
                raise failed
            if wrong := self._known(found[1]):
                raise Garbage(wrong)
            if self._hooks is not None and self._hooks != found[1]:
                raise Garbage("other hooks than when it was first started")
        except TimeoutError:
            if time.monotonic() < last:
                raise Failed("busy", "is being started", "its process is not ready yet", counts=False) from None
            detail = "its process was killed"
            raise self._failed("late", f"was not imported within {self._start:g} s", detail) from None
        except Garbage as error:
            raise self._failed("malformed", "could not be imported", str(error)) from None
        except (EOFError, OSError):
            raise self._failed("crashed", "ended its process while it was imported", "") from None
        finally:
            self._log_printed()
        hooks: Mapping[str, Sequence[str]] = found[1]
        self._hooks = hooks
        self._ready = self._was_ready = True

    def _failed(self, kind: FaultKind, said: str, detail: str) -> Failed:
        """Kill it, begin another one, and say what was wrong."""
        old, self._running = self._running, None
        if old is not None:
            self._take_printed(old.printed)
            self._log_printed()
            _close(old)
            if self._hooks is not None:
                with suppress(Failed):
                    self._begin()
            status = self._nursery.end(old.key, AUTOPSY if kind == "crashed" else 0)
            if kind == "crashed" and not detail:
                detail = _died(status)
        return Failed(kind, said, detail)

    def _drop(self) -> None:
        old, self._running = self._running, None
        if old is not None:
            _close(old)
            self._nursery.end(old.key)

    def _send(self, sent: bytes, end: float) -> None:
        """All of it. Raises TimeoutError and OSError."""
        assert self._running is not None
        wire = self._running.wire
        rest = memoryview(sent)
        while True:
            with suppress(BlockingIOError):
                rest = rest[wire.send(rest, socket.MSG_NOSIGNAL) :]
            if not rest:
                return
            self._poll.modify(wire, select.POLLOUT)
            try:
                self._wait(end, select.POLLOUT)
            finally:
                self._poll.modify(wire, select.POLLIN)

    def _frame(self, end: float) -> list[Any]:
        """The next frame. Raises TimeoutError, EOFError, OSError, and Garbage for what is none or too long."""
        assert self._running is not None
        wanted = HEAD.size
        while True:
            if len(self._buffer) >= wanted:
                if wanted == HEAD.size:
                    (length,) = HEAD.unpack_from(self._buffer)
                    if length > ANSWER:
                        raise Garbage(f"a frame of {length} bytes: {ANSWER} at the most")
                    wanted += length
                    continue
                if len(self._buffer) > wanted:
                    raise Garbage("more than was asked for")
                found = opened(self._buffer[HEAD.size :])
                self._buffer.clear()
                return found
            self._wait(end, select.POLLIN)
            with suppress(BlockingIOError):
                more = self._running.wire.recv(CHUNK)
                if not more:
                    raise EOFError
                self._buffer += more

    def _wait(self, end: float, event: int) -> None:
        """Until the wire is ready, taking away meanwhile what is printed. Raises TimeoutError."""
        assert self._running is not None
        wire, printed = self._running.wire.fileno(), self._running.printed
        while True:
            left = end - time.monotonic()
            if left <= 0:
                raise TimeoutError
            for file, found in self._poll.poll(left * 1000):
                if file == printed:
                    self._take_printed(printed)
                elif file == wire and found & (event | select.POLLHUP | select.POLLERR):
                    return

    def _readable(self) -> bool:
        assert self._running is not None
        wire, printed = self._running.wire.fileno(), self._running.printed
        ready = dict(self._poll.poll(0))
        if printed in ready:
            self._take_printed(printed)
        if wire not in ready:
            return False
        with suppress(BlockingIOError):
            if not self._running.wire.recv(1, socket.MSG_PEEK):
                raise EOFError
        return True

    def _take_printed(self, file: int) -> None:
        try:
            found = os.read(file, CHUNK)
        except BlockingIOError:
            return
        except OSError:
            found = b""
        if not found:
            with suppress(KeyError):
                self._poll.unregister(file)
        self._printed += found[: max(0, PRINTED - len(self._printed))]

    def _log_printed(self) -> None:
        if self._printed:
            log.debug("the plugin %s printed: %r", self.name, self._printed.decode("utf-8", "replace"))
            self._printed.clear()


def _close(running: Begun) -> None:
    running.wire.close()
    os.close(running.printed)


def _died(status: int | None) -> str:
    if status is None:
        return "how is not known"
    if status >= 0:
        return f"exit status {status}"
    with suppress(ValueError):
        return "it closed its connection" if status == -signal.SIGKILL else signal.Signals(-status).name
    return f"signal {-status}"
