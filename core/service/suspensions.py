"""Plugins that keep failing are suspended: in every process of every host, until somebody resumes them.

A process that sees a plugin fail stops calling it at once and by itself. Once a second it looks, off the way of any
answer, at what all of them keep in the store: what it stopped is noted there, what others stopped it stops, what
somebody resumed it calls again.
"""

import threading
from collections.abc import Iterable, Mapping
from typing import Protocol

from greenlane.core.extension import Stopped
from greenlane.core.rights import SYSTEM, Actor
from greenlane.core.service.guard import demand
from greenlane.core.store import Store
from greenlane.core.store.change_log import Entry


class NotSuspended(Exception):
    """There is nothing to resume: no such plugin, or it is being called."""


class Switch(Protocol):
    """What stops and resumes plugins in this process."""

    def stopped(self, plugin: str | None = None) -> tuple[Stopped, ...]:
        """What is not called: of a plugin, or of all."""
        ...

    def stop(self, one: Stopped) -> None:
        """Do not call it any more."""
        ...

    def resume(self, plugin: str, hooks: Iterable[str] | None = None) -> None:
        """Call it again: all of it, or only what was stopped under these names."""
        ...


class Suspensions:
    """One a process; threads share it. `versions`: what decisions record of each plugin, by its name."""

    def __init__(self, store: Store, switch: Switch, versions: Mapping[str, str]) -> None:
        self._store = store
        self._switch = switch
        self._versions = dict(versions)
        self._lock = threading.Lock()
        self._shared: set[tuple[str, str]] = set()

    def sync(self) -> None:
        """Tell the others and hear of them. Raises StoreUnavailable; then nothing changes here."""
        with self._lock:
            mine = self._switch.stopped()
            for one in mine:
                if (one.plugin, one.hook) not in self._shared:
                    self._store.suspensions.add(one, self._versions.get(one.plugin, "?"), _suspended(one))
            kept = self._store.suspensions.all()
            now = self._versions
            standing = {(one.plugin, one.hook): one for one, version in kept if now.get(one.plugin) == version}
            known = {(one.plugin, one.hook) for one in mine}
            for unit, one in standing.items():
                if unit not in known:
                    self._switch.stop(one)
            for plugin, hook in sorted(known - standing.keys()):
                self._switch.resume(plugin, [hook])
            self._shared = set(standing)

    def resume(self, actor: Actor, plugin: str, reason: str) -> None:
        """Have a plugin called again, here at once and elsewhere within a second or two.

        Raises Forbidden, NotSuspended and StoreUnavailable.
        """
        subject = f"plugin:{plugin}"
        demand(self._store, actor, "manage plugins", _economies(plugin), subject)
        self.sync()
        with self._lock:
            entry = Entry(actor.name, actor.via, "plugin.resumed", subject, reason.strip(), _economies(plugin))
            if not self._store.suspensions.remove(plugin, entry):
                raise NotSuspended(plugin)
            self._switch.resume(plugin)
            self._shared = {unit for unit in self._shared if unit[0] != plugin}


def _suspended(one: Stopped) -> Entry:
    what, economies = {"hook": one.hook} if one.hook else None, _economies(one.plugin)
    return Entry(SYSTEM.name, SYSTEM.via, "plugin.suspended", f"plugin:{one.plugin}", one.said, economies, what)


def _economies(plugin: str) -> list[str]:
    """Whose plugin it is: most are called by their economy."""
    code = plugin.partition("@")[0]
    return [code] if len(code) == 2 and code.isupper() else []
