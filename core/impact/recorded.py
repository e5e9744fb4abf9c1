"""What plugins answered when a decision was made, given again: of a version of the plugin that answered then."""

from collections.abc import Mapping, Sequence
from typing import Any

from greenlane.core.extension import (
    ChargeResult,
    CheckContext,
    DecisionView,
    FactValue,
    Fault,
    ItemView,
    RiskSignal,
    Services,
)
from greenlane.core.impact.touched import provided
from greenlane.core.ruleset import RuleSet

Record = Mapping[str, Any]
Asks = Sequence[tuple[str, str]]


class Recorded:
    """Services of one record at a time: `turn_to` it first. Not for several threads.

    What was recorded is answered again; what was not asked then is asked of the plugin, once for both rule sets.
    """

    def __init__(self, services: Services, *rulesets: RuleSet) -> None:
        self._services = services
        codes = {code for one in rulesets for code in one.packs}
        #: What dated series provide is a rule set's, not a plugin's: it is never taken from a record.
        self._series = {code: frozenset().union(*(provided(one, code) for one in rulesets)) for code in codes}
        self._facts: dict[tuple[int, str], Mapping[str, Any]] = {}
        self._signals: dict[tuple[int, str, str], list[RiskSignal]] = {}
        self._faults: dict[tuple[int, str, str, str], Fault] = {}
        self._asked: dict[tuple[object, ...], Any] = {}

    def turn_to(self, record: Record, numbers: Sequence[int], asks: Asks) -> None:
        """Answer as this record says. `numbers`: of its items, in their order."""
        self._facts, self._signals, self._faults, self._asked = {}, {}, {}, {}
        for number, item in zip(numbers, record["items"], strict=True):
            for economy, facts in item.get("provided", {}).items():
                self._facts[number, economy] = facts
            for place, *rest in item.get("signals", ()):
                self._signals.setdefault((number, *asks[place]), []).append(RiskSignal(*rest))
            for place, *rest in item.get("faults", ()):
                fault = Fault(*rest)
                self._faults[number, *asks[place], fault.hook] = fault

    def spoke(self, record: Record, asks: Asks) -> frozenset[str]:
        """The economies of a record whose plugin's code had a say in it."""
        found: set[str] = set()
        for item in record["items"]:
            for kept in ("signals", "faults"):
                found.update(asks[place][0] for place, *_ in item.get(kept, ()))
            for economy, facts in item.get("provided", {}).items():
                if not facts.keys() <= self._series.get(economy, frozenset()):
                    found.add(economy)
        return frozenset(found)

    def provides(self, economy: str) -> frozenset[str]:
        """As the plugins of this process do."""
        return self._services.provides(economy)

    def fact(self, economy: str, name: str, item: ItemView, context: CheckContext) -> FactValue | Fault | None:
        """A fact as recorded."""
        known: FactValue | None = self._facts.get((item.number, economy), {}).get(name)
        if known is not None and name not in self._series.get(economy, frozenset()):
            return known
        fault = self._faults.get((item.number, economy, context.flow, "greenlane_fact"))
        if fault is not None:
            return fault
        return self._once(self._services.fact, economy, name, item, context)  # type: ignore[no-any-return]

    def charge(self, economy: str, formula: str, item: ItemView, context: CheckContext) -> ChargeResult | Fault | None:
        """A charge by a formula."""
        fault = self._faults.get((item.number, economy, context.flow, "greenlane_charge"))
        if fault is not None:
            return fault
        return self._once(self._services.charge, economy, formula, item, context)  # type: ignore[no-any-return]

    def risks(self, economy: str, item: ItemView, context: CheckContext) -> Sequence[RiskSignal] | Fault:
        """The signals as recorded."""
        fault = self._faults.get((item.number, economy, context.flow, "greenlane_risk"))
        return self._signals.get((item.number, economy, context.flow), ()) if fault is None else fault

    def decided(self, decision: DecisionView) -> None:
        """Nobody is told: nothing was decided."""

    def _once(self, ask: Any, economy: str, what: str, item: ItemView, context: CheckContext) -> Any:
        key = (ask.__name__, economy, what, item.number, context)
        if key not in self._asked:
            self._asked[key] = ask(economy, what, item, context)
        return self._asked[key]
