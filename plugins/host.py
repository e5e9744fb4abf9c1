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
from greenlane.plugins.plugin import Plugin


class Host:
    """The plugins of a process. Made by `load`; afterwards only suspensions change."""

    def __init__(self, plugins: Mapping[str, Plugin], facts: Mapping[str, Fact], boundary: Boundary) -> None:
        self._plugins = dict(sorted(plugins.items()))
        self.facts = MappingProxyType(dict(facts))
        self.boundary = boundary
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
    ) -> "Host":
        """Read every pack and take in the code of trusted plugins. Never raises for what a plugin does.

        `facts`, `is_document`: what every pack may use. `named`: the settings' plugins, trusted:
        distributions, packages, or folders. `path`: where distributions are looked for; default `sys.path`.
        `deadline`: seconds for one call. `kept`: the folder in which packs that were found good are kept between
        starts; None: each is validated anew.
        """
        claims = Claims()
        plugins: dict[str, Plugin] = {}
        for candidate in discover(named, path):
            plugin = take_in(candidate, facts, is_document, claims, kept)
            key = plugin.name
            while key in plugins:
                key = f"{key}@{plugin.distribution or plugin.origin}"
            plugins[key] = replace(plugin, name=key)
        return cls(plugins, facts, Boundary(deadline))

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
    def versions(self) -> Mapping[str, str]:
        """What a decision record keeps of each plugin that answers, by economy."""
        return MappingProxyType(
            {one.economy: one.recorded for one in self._plugins.values() if one.pack is not None}
        )

    def resume(self, name: str) -> None:
        """Call a suspended plugin again. Raises KeyError when there is none of that name."""
        self.boundary.resume(self._plugins[name].name)

    def _now(self, plugin: Plugin) -> Plugin:
        suspended, why = self.boundary.stopped(plugin.name)
        if not why:
            return plugin
        return replace(
            plugin, status="suspended" if suspended else plugin.status, reasons=(*plugin.reasons, *why)
        )
