"""One call into a plugin's code: whatever happens there comes back as a value.

A call in the server's own process cannot be stopped. So a late answer is thrown away, and after three faults
in a row the plugin is not called any more.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, TypeVar

from pluggy import HookImpl

from greenlane.plugins.answers import Malformed
from greenlane.plugins.trouble import describe, is_ours
from greenlane.plugins.values import Fault

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")

DEADLINE: Final = 0.25
"""Seconds that one call may take."""
PATIENCE: Final = 3
"""Faults of one hook in a row until its plugin is suspended."""
NOTICES: Final = frozenset({"greenlane_decided"})
"""Hooks that answer nothing. Their faults silence them alone: they may not change an answer."""


class Boundary:
    """Calls implementations one by one and counts what goes wrong. For any number of threads."""

    def __init__(self, deadline: float = DEADLINE) -> None:
        self.deadline = deadline
        #: Told of each fault; it must not raise.
        self.on_fault: Callable[[Fault], None] | None = None
        #: Told of each call, by plugin and hook, how many seconds it took; it must not raise.
        self.on_call: Callable[[str, str, float], None] | None = None
        self._lock = threading.Lock()
        self._faults: dict[tuple[str, str], int] = {}
        self._stopped: dict[tuple[str, str], tuple[str, str]] = {}

    def call(
        self,
        plugin: str,
        hook: str,
        one: HookImpl,
        arguments: Mapping[str, object],
        check: Callable[[object], Answer],
    ) -> Answer | Fault:
        """What the implementation answers, as `check` passes it, or the fault. Raises a real Ctrl-C only."""
        if self._stopped and (stopped := self._stopped.get(_unit(plugin, hook))):
            return Fault(plugin, hook, "suspended", f"the plugin {plugin} is suspended after {stopped[0]}")
        said = f"{hook} of the plugin {plugin}"
        start = time.perf_counter()
        try:
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
        self._count(fault, detail)
        return fault

    def stopped(self, plugin: str) -> tuple[bool, tuple[str, ...]]:
        """Whether the plugin is suspended, and why it or one of its notices is not called."""
        with self._lock:
            why = tuple(why for (name, _), (_, why) in sorted(self._stopped.items()) if name == plugin)
            return (plugin, "") in self._stopped, why

    def resume(self, plugin: str) -> None:
        """Call the plugin again, as if nothing had happened."""
        with self._lock:
            for memory in (self._faults, self._stopped):
                for key in [key for key in memory if key[0] == plugin]:
                    del memory[key]

    def _well(self, plugin: str, hook: str) -> None:
        with self._lock:
            self._faults.pop((plugin, hook), None)

    def _count(self, fault: Fault, detail: str) -> None:
        if self.on_fault is not None:
            self.on_fault(fault)
        with self._lock:
            key, unit = (fault.plugin, fault.hook), _unit(fault.plugin, fault.hook)
            self._faults[key] = self._faults.get(key, 0) + 1
            if self._faults[key] < PATIENCE or unit in self._stopped:
                return
            said = f"{PATIENCE} faults in a row, the last: {fault.message}"
            self._stopped[unit] = (said, f"not called after {said} ({detail})")
        log.error("the plugin %s: %s is not called any more", *key)


def _home(one: HookImpl) -> tuple[Path, ...]:
    code = getattr(one.function, "__code__", None)
    return (Path(code.co_filename).parent,) if code else ()


def _unit(plugin: str, hook: str) -> tuple[str, str]:
    """What is suspended: the plugin whole, or a notice alone."""
    return (plugin, hook) if hook in NOTICES else (plugin, "")
