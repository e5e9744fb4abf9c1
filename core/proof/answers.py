"""What a rule set answers to a declaration, without a store: for cases and probes."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from greenlane.core.check import Checker, Outcome
from greenlane.core.declaration import Declaration, NotADeclaration, Reader
from greenlane.core.engine import CompiledEngine
from greenlane.core.extension import ChargeResult, CheckContext, DecisionView, FactValue, ItemView, RiskSignal, Services
from greenlane.core.render import Renderer
from greenlane.core.ruleset import RuleSet
from greenlane.core.terms import Terms


class WithoutPlugins(Services):
    """Services where no plugin has code: rules alone answer."""

    def provides(self, economy: str) -> frozenset[str]:
        """No hook."""
        return frozenset()

    def fact(self, economy: str, name: str, item: ItemView, context: CheckContext) -> FactValue | None:
        """Nothing."""
        return None

    def charge(self, economy: str, formula: str, item: ItemView, context: CheckContext) -> ChargeResult | None:
        """Nothing."""
        return None

    def risks(self, economy: str, item: ItemView, context: CheckContext) -> tuple[RiskSignal, ...]:
        """Nothing."""
        return ()

    def decided(self, decision: DecisionView) -> None:
        """Nobody is told."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A declaration as it was read, what was found, and the answer of the contract in English."""

    declaration: Declaration
    outcome: Outcome
    answer: dict[str, Any]


class Answers:
    """Answers by one rule set. `now` is what a declaration without a day is of; threads may share it."""

    def __init__(self, ruleset: RuleSet, services: Services | None = None, now: datetime | None = None) -> None:
        self.ruleset = ruleset
        self.now = now or datetime.now(UTC)
        self.checker = Checker(ruleset, CompiledEngine(ruleset), services or WithoutPlugins(), {})
        economies = {code: pack.economy for code, pack in ruleset.packs.items()}
        self._reader = Reader(Terms(ruleset.facts, ruleset.documents, economies))
        self._renderer = Renderer(ruleset, "en")

    def answer(self, document: dict[str, Any]) -> Answered:
        """The answer to a decoded declaration. Raises NotADeclaration."""
        declaration = self._reader.accept(document, self.now)
        outcome = self.checker.check(declaration)
        said = self._renderer.json("", self.now.isoformat(), declaration, outcome, {})
        return Answered(declaration, outcome, json.loads(said))


def refused(error: NotADeclaration) -> str:
    """Why a declaration could not be read, in one sentence."""
    return "no declaration: " + "; ".join(f"{fault.pointer}: {fault.message}" for fault in error.faults[:5])
