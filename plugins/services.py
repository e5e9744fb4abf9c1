"""What the core asks of plugins, answered by the plugin of one economy, inside the boundary."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from greenlane.core.extension import Services
from greenlane.core.model import Fact
from greenlane.plugins import answers
from greenlane.plugins.host import Host
from greenlane.plugins.plugin import Plugin
from greenlane.plugins.values import (
    ChargeResult,
    CheckContext,
    DecisionView,
    FactValue,
    Fault,
    ItemView,
    RiskSignal,
)

Answer = TypeVar("Answer")


class PluginServices(Services):
    """`core.extension.Services` by the plugins of a host. For any number of threads; nothing raises."""

    def __init__(self, host: Host) -> None:
        self._boundary = host.boundary
        self._plugins = {one.economy: one for one in host.plugins.values() if one.implementations}
        self._facts = {
            economy: {name: answers.fact(fact) for name, fact in _known(host, one).items()}
            for economy, one in self._plugins.items()
        }
        self._risks = {economy: answers.risks(economy) for economy in self._plugins}

    def provides(self, economy: str) -> frozenset[str]:
        """Names of the hooks that the economy's plugin implements; empty for a plugin without code."""
        return self._plugins[economy].hooks if economy in self._plugins else frozenset()

    def fact(
        self, economy: str, name: str, item: ItemView, context: CheckContext
    ) -> FactValue | Fault | None:
        """A fact that nobody declared; None when the plugin cannot tell, or no pack knows the fact."""
        check = self._facts.get(economy, {}).get(name)
        if check is None:
            return None
        return self._ask(economy, "greenlane_fact", {"name": name, "item": item, "context": context}, check)

    def charge(
        self, economy: str, formula: str, item: ItemView, context: CheckContext
    ) -> ChargeResult | Fault | None:
        """A charge by a formula, rounded; None when the plugin cannot tell."""
        arguments = {"formula": formula, "item": item, "context": context}
        return self._ask(economy, "greenlane_charge", arguments, answers.charge)

    def risks(self, economy: str, item: ItemView, context: CheckContext) -> Sequence[RiskSignal] | Fault:
        """The risk signals for an item, in the plugin's order."""
        check = self._risks.get(economy)
        if check is None:
            return ()
        found = self._ask(economy, "greenlane_risk", {"item": item, "context": context}, check)
        return () if found is None else found

    def decided(self, decision: DecisionView) -> None:
        """Tell the plugin of each economy that was asked, showing it the findings of its own rules only."""
        for economy in decision.economies:
            if "greenlane_decided" in self.provides(economy):
                own = tuple(finding for finding in decision.findings if finding.economy == economy)
                shown = replace(decision, findings=own)
                self._ask(economy, "greenlane_decided", {"decision": shown}, answers.nothing)

    def _ask(
        self, economy: str, hook: str, arguments: Mapping[str, object], check: Callable[[object], Answer]
    ) -> Answer | Fault | None:
        plugin = self._plugins.get(economy)
        if plugin is None or hook not in plugin.implementations:
            return None
        return self._boundary.call(plugin.name, hook, plugin.implementations[hook], arguments, check)


def _known(host: Host, plugin: Plugin) -> Mapping[str, Fact]:
    return {**host.facts, **(plugin.pack.facts if plugin.pack else {})}
