"""All plugins, taken in one by one: what fails is shown with its reason, and the rest go on."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from greenlane.core.model import Fact, Pack
from greenlane.core.pack.codetexts import CodeText, code_texts
from greenlane.plugins.boundary import DEADLINE, Boundary
from greenlane.plugins.claims import Claims
from greenlane.plugins.discovery import discover
from greenlane.plugins.intake import take_in
from greenlane.plugins.isolated.isolation import MEMORY, START, Isolation
from greenlane.plugins.plugin import Plugin, Status
from greenlane.plugins.seal import Seals


class Host:
    """The plugins of a process, and of those forked from it. Made by `load`; afterwards only suspensions change."""

    def __init__(
        self,
        plugins: Mapping[str, Plugin],
        facts: Mapping[str, Fact],
        boundary: Boundary,
        isolation: Isolation | None = None,
    ) -> None:
        self._plugins = dict(sorted(plugins.items()))
        self.facts = MappingProxyType(dict(facts))
        self.boundary = boundary
        self._isolation = isolation or Isolation(boundary.deadline)
        boundary.on_stopped = self._isolation.stopped
        self._texts: Mapping[str, Sequence[CodeText]] | None = None

    @classmethod
    def load(
        cls,
        facts: Mapping[str, Fact],
        is_document: Callable[[str], bool],
        named: Iterable[str] = (),
        path: Sequence[str] | None = None,
        deadline: float = DEADLINE,
        kept: Path | None = None,
        without: Iterable[str] = (),
        seals: Seals | None = None,
        memory: int = MEMORY,
        start: float = START,
    ) -> "Host":
        """Read every pack and take in its code: trusted code here, a stranger's in a process of its own. Never raises
        for what a plugin does.

        `facts`, `is_document`: what every pack may use. `named`: the settings' plugins, trusted:
        distributions, packages, or folders. `path`: where distributions are looked for; default `sys.path`.
        `deadline`: seconds for one call. `kept`: the folder in which packs that were found good are kept between
        starts; None: each is validated anew. `without`: which of our own plugins are left out, by name. `seals`:
        judges signatures; None trusts nobody, and lets in what needs no signature. `memory`: megabytes that a
        stranger's process may have. `start`: seconds in which its code must be imported.
        """
        isolation = Isolation(deadline, memory, start)
        claims = Claims()
        plugins: dict[str, Plugin] = {}
        found = [
            take_in(candidate, facts, is_document, claims, kept, seals, isolation)
            for candidate in discover(named, path, without)
        ]
        for plugin in sorted(found, key=lambda one: one.status == "refused"):  # They take nobody's name.
            key = plugin.name
            while key in plugins:
                key = f"{key}@{plugin.distribution or plugin.origin}"
            if plugin.isolated:
                isolation.rename(plugin.name, key)
            plugins[key] = replace(plugin, name=key)
        return cls(plugins, facts, Boundary(deadline), isolation)

    @property
    def plugins(self) -> Mapping[str, Plugin]:
        """Every plugin by name, as it stands now."""
        return MappingProxyType({name: self._now(plugin) for name, plugin in self._plugins.items()})

    @property
    def packs(self) -> Mapping[str, Pack]:
        """The packs that answer, by economy."""
        return MappingProxyType(
            {one.economy: one.pack for one in self._plugins.values() if one.pack is not None}
        )

    def texts(self) -> Mapping[str, Sequence[CodeText]]:
        """What the code lists of the packs that answer call the goods, by economy; read when first asked for."""
        if self._texts is None:
            self._texts = MappingProxyType(
                {
                    one.economy: code_texts(one.folder)
                    for one in self._plugins.values()
                    if one.pack is not None and one.folder is not None
                }
            )
        return self._texts

    @property
    def failed(self) -> Mapping[str, str]:
        """Economies whose plugin failed, with the reason."""
        reasons: dict[str, str] = {}
        for one in self._plugins.values():
            if one.status == "failed" and one.economy and one.economy not in self.packs:
                reasons.setdefault(one.economy, "\n".join(one.reasons))
        return MappingProxyType(reasons)

    @property
    def refused(self) -> Mapping[str, str]:
        """Economies whose plugin was refused for its signature, with the reason: what was published stays."""
        reasons: dict[str, str] = {}
        for one in self._plugins.values():
            if one.status == "refused" and one.economy and one.economy not in self.packs:
                reasons.setdefault(one.economy, "\n".join(one.reasons))
        return MappingProxyType(reasons)

    @property
    def versions(self) -> Mapping[str, str]:
        """What a decision record keeps of each plugin that answers, by economy."""
        return MappingProxyType(
            {one.economy: one.recorded for one in self._plugins.values() if one.pack is not None}
        )

    @property
    def recorded(self) -> Mapping[str, str]:
        """The same by the plugin's name."""
        return MappingProxyType({one.name: one.recorded for one in self._plugins.values() if one.pack is not None})

    def resume(self, name: str) -> None:
        """Call a suspended plugin again, in this process. Raises KeyError when there is none of that name."""
        self.boundary.resume(self._plugins[name].name)

    def warm(self) -> Mapping[str, str]:
        """Have the processes of strangers' plugins ready, in a process that was forked; by plugin, why one is not."""
        return self._isolation.warm(one.plugin for one in self.boundary.stopped())

    def rest(self) -> None:
        """End the processes of strangers' plugins; each begins again when it is asked something."""
        self._isolation.close()

    def _now(self, plugin: Plugin) -> Plugin:
        stopped = self.boundary.stopped(plugin.name)
        if not stopped:
            return plugin
        status: Status = "suspended" if any(not one.hook for one in stopped) else plugin.status
        why = (f"{one.hook or 'its code'} is {one.why}" for one in stopped)
        return replace(plugin, status=status, reasons=(*plugin.reasons, *why), stopped=stopped)
