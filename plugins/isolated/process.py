"""One plugin's process as the server sees it: asked by any thread, one after the other, each with a deadline.

Whatever goes wrong comes out as `Failed`. A process that was late, spoke nonsense or died is killed with its group, and
another one is begun at once; so no answer can be taken for that of another call.
"""

import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from greenlane.plugins.isolated.line import Line
from greenlane.plugins.isolated.nursery import NotBegun, Nursery
from greenlane.plugins.isolated.wire import Garbage, Unspeakable, frame, pack, unpack
from greenlane.plugins.trouble import Failed, Refused, plain
from greenlane.plugins.values import FaultKind

NAME: Final = 60
"""Characters of the name of an exception that findings show."""
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
        self._line: Line | None = None
        self._was_ready = False
        self._wanted = True

    def rename(self, name: str) -> None:
        """Call the plugin by another name."""
        self.name = name
        if self._line is not None:
            self._line.name = name

    def in_child(self) -> None:
        """After a fork: the parent's process is left to it."""
        if self._line is not None:
            self._line.abandon()
        self._forget()

    def register(self) -> Mapping[str, Sequence[str]]:
        """Have the plugin taken in: the names of its hooks, each with its arguments. Raises Refused."""
        with self._lock:
            try:
                self._await_ready(self._begin(), time.monotonic() + self._start)
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
            if self._line is None:
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
            return self._call(self._ready_by(end), hook, arguments, end, deadline)
        finally:
            if not self._wanted:
                self._drop()
                self._wanted = True
            self._lock.release()

    def _ready_by(self, end: float) -> Line:
        line = self._line or self._begin()
        if not self._ready:
            self._await_ready(line, end)
        return line

    def _call(self, line: Line, hook: str, arguments: Sequence[object], end: float, deadline: float) -> object:
        self._calls += 1
        number = self._calls
        try:
            sent = frame([number, hook, pack(tuple(arguments))])
        except (TypeError, Unspeakable) as error:
            raise Failed("malformed", "cannot be asked this", str(error), counts=False) from None
        try:
            if line.has_spoken():
                raise Garbage("bytes that nobody asked for")
            line.send(sent, end)
            return self._answer(line.frame(end), number)
        except Garbage as error:
            raise self._failed("malformed", "answered something malformed", str(error)) from None
        except TimeoutError:
            raise self._failed("late", f"took longer than {deadline:g} s", "its process was killed") from None
        except (EOFError, OSError):
            raise self._failed("crashed", "ended its process", "") from None
        finally:
            line.log_printed()

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

    def _begin(self) -> Line:
        try:
            line = self._line = Line(self.name, self._nursery.begin(self._plan))
        except NotBegun as error:
            raise Failed("crashed", "has no process", str(error)) from None
        self._begun = time.monotonic()
        self._ready = False
        return line

    def _await_ready(self, line: Line, end: float) -> None:
        """Return once the plugin is taken in. Raises Failed."""
        last = self._begun + self._start
        try:
            found = line.frame(min(end, last))
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
            line.log_printed()
        hooks: Mapping[str, Sequence[str]] = found[1]
        self._hooks = hooks
        self._ready = self._was_ready = True

    def _failed(self, kind: FaultKind, said: str, detail: str) -> Failed:
        """Kill it, begin another one, and say what was wrong."""
        old, self._line = self._line, None
        if old is not None:
            old.close()
            if self._hooks is not None:
                with suppress(Failed):
                    self._begin()
            status = self._nursery.end(old.key, AUTOPSY if kind == "crashed" else 0)
            if kind == "crashed" and not detail:
                detail = _died(status)
        return Failed(kind, said, detail)

    def _drop(self) -> None:
        old, self._line = self._line, None
        if old is not None:
            old.close()
            self._nursery.end(old.key)


def _died(status: int | None) -> str:
    if status is None:
        return "how is not known"
    if status >= 0:
        return f"exit status {status}"
    with suppress(ValueError):
        return "it closed its connection" if status == -signal.SIGKILL else signal.Signals(-status).name
    return f"signal {-status}"
