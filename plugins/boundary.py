"""One call into a plugin's code: whatever happens there comes back as a value.

A call in the server's own process cannot be stopped: a late answer is thrown away once it comes. One into a process of
the plugin's own is. After three faults in a row the plugin is not called any more, until somebody resumes it.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol, TypeVar

from greenlane.plugins.answers import Malformed
from greenlane.plugins.isolated.isolation import RemoteHook
from greenlane.plugins.trouble import Failed, describe, is_ours
from greenlane.plugins.values import Fault, Stopped

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")

DEADLINE: Final = 0.25
"""Seconds that one call may take."""
PATIENCE: Final = 3
"""Faults of one hook in a row until its plugin is suspended."""
NOTICES: Final = frozenset({"greenlane_decided"})
"""Hooks that answer nothing. Their faults silence them alone: they may not change an answer."""


class Implementation(Protocol):
    """One hook as a plugin has it: pluggy's `HookImpl`, or what stands for one in another process."""

    @property
    def function(self) -> Callable[..., object]:
        """To be called with the values of `argnames`, by place."""
        ...

    @property
    def argnames(self) -> tuple[str, ...]:
        """Which of the hook's arguments it takes."""
        ...


class Boundary:
    """Calls implementations one by one and counts what goes wrong. For any number of threads."""

    def __init__(self, deadline: float = DEADLINE) -> None:
        self.deadline = deadline
        #: Told of each fault; it must not raise.
        self.on_fault: Callable[[Fault], None] | None = None
        #: Told of each call, by plugin and hook, how many seconds it took; it must not raise.
        self.on_call: Callable[[str, str, float], None] | None = None
        #: Told of a plugin that is suspended (True) or called again (False); it must not raise.
        self.on_stopped: Callable[[str, bool], None] | None = None
        self._lock = threading.Lock()
        self._faults: dict[tuple[str, str], int] = {}
        self._stopped: dict[tuple[str, str], Stopped] = {}

    def call(
        self,
        plugin: str,
        hook: str,
        one: Implementation,
        arguments: Mapping[str, object],
        check: Callable[[object], Answer],
    ) -> Answer | Fault:
        """What the implementation answers, as `check` passes it, or the fault. Raises a real Ctrl-C only."""
        if self._stopped and (stopped := self._stopped.get(_unit(plugin, hook))):
            return Fault(plugin, hook, "suspended", f"the plugin {plugin} is suspended after {stopped.said}")
        said = f"{hook} of the plugin {plugin}"
        counts = True
        try:
            if type(one) is RemoteHook:
                one.prepare()
            start = time.perf_counter()
            answer = one.function(*[arguments[name] for name in one.argnames])
            took = time.perf_counter() - start
            if self.on_call is not None:
                self.on_call(plugin, hook, took)
            if took <= self.deadline:
                checked = check(answer)
                if self._faults:
                    self._well(plugin, hook)
                return checked
            fault = Fault(plugin, hook, "late", f"{said} took longer than {self.deadline:g} s")
            detail = f"{took:.3f} s"
        except Failed as failed:
            fault = Fault(plugin, hook, failed.kind, f"{said} {failed.said}")
            detail, counts = failed.detail, failed.counts
        except Malformed as error:
            fault = Fault(plugin, hook, "malformed", f"{said} answered something malformed")
            detail = str(error)
        except BaseException as error:
            if is_ours(error):
                raise
            fault = Fault(plugin, hook, "raised", f"{said} raised {type(error).__name__}")
            detail = describe(error, _home(one))
            log.debug("traceback of the plugin %s", plugin, exc_info=error)
        log.warning("%s (%s)", fault.message, detail, extra={"public": fault.message})
        self._count(fault, detail, counts)
        return fault

    def stopped(self, plugin: str | None = None) -> tuple[Stopped, ...]:
        """What is not called: of a plugin, or of all."""
        with self._lock:
            return tuple(one for _, one in sorted(self._stopped.items()) if plugin in (None, one.plugin))

    def stop(self, one: Stopped) -> None:
        """Do not call it any more: somebody else found that it fails."""
        with self._lock:
            self._stopped[one.plugin, one.hook] = one
        self._say(one.plugin, one.hook, True)

    def resume(self, plugin: str, hooks: Iterable[str] | None = None) -> None:
        """Call the plugin again, as if nothing had happened; or only what of it was stopped under these names."""
        with self._lock:
            gone = [key for key in self._stopped if key[0] == plugin and (hooks is None or key[1] in hooks)]
            for key in gone:
                del self._stopped[key]
            whole = hooks is None or (plugin, "") in gone
            for key in [key for key in self._faults if key[0] == plugin and (whole or key in gone)]:
                del self._faults[key]
        if (plugin, "") in gone:
            self._say(plugin, "", False)

    def _well(self, plugin: str, hook: str) -> None:
        with self._lock:
            self._faults.pop((plugin, hook), None)

    def _count(self, fault: Fault, detail: str, counts: bool = True) -> None:
        if self.on_fault is not None:
            self.on_fault(fault)
        if not counts:
            return
        with self._lock:
            key, unit = (fault.plugin, fault.hook), _unit(fault.plugin, fault.hook)
            self._faults[key] = self._faults.get(key, 0) + 1
            if self._faults[key] < PATIENCE or unit in self._stopped:
                return
            said = f"{PATIENCE} faults in a row, the last: {fault.message}"
            self._stopped[unit] = Stopped(*unit, said, detail, datetime.now(UTC))
        log.error("the plugin %s: %s is not called any more", *key)
        self._say(*unit, True)

    def _say(self, plugin: str, hook: str, stopped: bool) -> None:
        if self.on_stopped is not None and not hook:
            self.on_stopped(plugin, stopped)


def _home(one: Implementation) -> tuple[Path, ...]:
    code = getattr(one.function, "__code__", None)
    return (Path(code.co_filename).parent,) if code else ()


def _unit(plugin: str, hook: str) -> tuple[str, str]:
    """What is suspended: the plugin whole, or a notice alone."""
    return (plugin, hook) if hook in NOTICES else (plugin, "")
