"""The strangers of a host: each plugin's code in a process of its own, and what stands for its hooks in the server."""

import inspect
import os
import sys
import weakref
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from greenlane.plugins.isolated.nursery import Nursery
from greenlane.plugins.isolated.process import Process
from greenlane.plugins.locate import Package
from greenlane.plugins.registry import SPECS
from greenlane.plugins.trouble import Failed

START: Final = 10.0
"""Seconds that importing a plugin may take."""
MEMORY: Final = 512
"""Megabytes of address space that a plugin's process may have."""


@dataclass(frozen=True, slots=True)
class RemoteHook:
    """Stands for one hook of a plugin in another process: called as a local one is.

    `prepare` is to be called before the clock of a call is started. Both raise Failed.
    """

    function: Callable[..., object]
    argnames: tuple[str, ...]
    prepare: Callable[[], None]
    _isolation: object = field(repr=False)
    """Kept as long as its hooks are, lest their processes end."""


class Isolation:
    """One a host. Its processes begin again in each process of the server that was forked.

    `deadline`, `start`: seconds for a call, and for importing a plugin. `memory`: megabytes.
    """

    def __init__(self, deadline: float, memory: int = MEMORY, start: float = START) -> None:
        self._deadline = deadline
        self._memory = memory
        self._start = start
        self._nursery = Nursery()
        self._processes: dict[str, Process] = {}
        self._finalizer = weakref.finalize(self, _end, self._processes, self._nursery)
        _all.add(self)

    def take_in(
        self, package: Package, attribute: str, name: str, who: str, digest: str
    ) -> Mapping[str, RemoteHook]:
        """Import a plugin in a process of its own and check its hooks: one stand-in by hook name. Raises Refused.

        `who`: what it is called here until it is renamed. `digest`: of its code, which is not run once it has another.
        """
        plan = {
            "module": package.name,
            "folder": "" if package.on_path else str(package.folders[0]),
            "attribute": attribute,
            "name": name,
            "digest": digest,
            "path": [os.path.abspath(one) for one in sys.path],
            "memory": self._memory * 1024 * 1024,
        }
        process = Process(self._nursery, who, plan, deadline=self._deadline, start=self._start, known=_unknown)
        hooks = process.register()
        self._processes[who] = process
        return {hook: self._remote(process, hook, tuple(arguments)) for hook, arguments in hooks.items()}

    def leave(self, who: str) -> None:
        """Have nothing more to do with a plugin, if it is one of these."""
        process = self._processes.pop(who, None)
        if process is not None:
            process.rest()

    def rename(self, who: str, plugin: str) -> None:
        """Call a plugin by the name that the host gave it."""
        process = self._processes.pop(who, None)
        if process is not None:
            process.rename(plugin)
            self._processes[plugin] = process

    def warm(self, but: Iterable[str] = ()) -> dict[str, str]:
        """Have all ready `but` these, each within its time; by plugin, what was wrong with those that are not."""
        left_out = set(but)
        wanted = {name: process for name, process in self._processes.items() if name not in left_out}
        for process in wanted.values():
            process.begin()
        wrong = {}
        for name, process in wanted.items():
            try:
                process.prepare()
            except Failed as failed:
                wrong[name] = f"{failed.said} ({failed.detail})"
        return wrong

    def stopped(self, plugin: str, stopped: bool) -> None:
        """A plugin is suspended, or called again: its process, if it has one, ends or begins."""
        process = self._processes.get(plugin)
        if process is not None:
            (process.rest if stopped else process.begin)()

    def close(self) -> None:
        """End all of them, and what started them. They begin again when they are asked."""
        _end(self._processes, self._nursery)

    def in_child(self) -> None:
        """After a fork: begin anew."""
        for process in self._processes.values():
            process.in_child()

    def _remote(self, process: Process, hook: str, arguments: tuple[str, ...]) -> RemoteHook:
        return RemoteHook(lambda *values: process.call(hook, values), arguments, process.prepare, self)


def _end(processes: Mapping[str, Process], nursery: Nursery) -> None:
    for process in processes.values():
        process.close()
    nursery.close()


def _unknown(hooks: object) -> str:
    """What of the hooks that a plugin's process says it has is none of the contract's; empty where all are."""
    if type(hooks) is not dict:
        return "hooks that are no list by name"
    for hook, arguments in hooks.items():
        if hook not in SPECS or type(arguments) is not list:
            return "a hook that there is not"
        if not set(map(str, arguments)) <= set(inspect.signature(SPECS[hook]).parameters):
            return f"{hook} with arguments that it is not given"
        if any(type(one) is not str for one in arguments) or len(set(arguments)) != len(arguments):
            return f"{hook} with arguments that are no names"
    return ""


_all: "weakref.WeakSet[Isolation]" = weakref.WeakSet()


def _in_child() -> None:
    for one in list(_all):
        one.in_child()


os.register_at_fork(after_in_child=_in_child)
