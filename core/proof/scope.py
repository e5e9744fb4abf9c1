"""The goods a rule speaks of, as one list of conditions, and how the goods of two rules lie to one another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from greenlane.core.model import All, Condition, Not, Rule, Test
from greenlane.core.proof.domains import EVERYTHING, Literal, codes, common
from greenlane.core.proof.possible import implies, possible
from greenlane.core.ruleset import RuleSet
from greenlane.core.uses import by_words_alone


@dataclass
class Scope:
    """A rule and its goods. `capped`: it refers at worst, so it neither prohibits nor restricts."""

    rule: Rule
    ruleset: RuleSet

    @cached_property
    def first(self) -> date:
        """The first day on which it is law."""
        return self.rule.valid_from or date.min

    @cached_property
    def last(self) -> date:
        """The last day on which it is law."""
        return self.rule.valid_to or date.max

    @cached_property
    def capped(self) -> bool:
        """Whether it refers at worst."""
        return self.rule.evidence == "unverified" or by_words_alone(self.rule)

    @cached_property
    def codes(self) -> frozenset[str]:
        """Shortest codes of its goods; the empty one where it speaks of any."""
        tests = [Literal(test, holds) for test, holds in _by_code(self.rule)]
        return codes(tests) if tests else EVERYTHING

    def goods(self, flow: str) -> list[Condition]:
        """The conditions that its goods meet on a flow."""
        rule = self.rule
        found: list[Condition] = [test if holds else Not(test) for test, holds in _by_code(rule)]
        if rule.regimes:
            found.append(Test("regime", "in", frozenset(rule.regimes)))
        if rule.partners:
            found.append(Test("partner" if flow == "export" else "origin", "in", rule.partners))
        if rule.keywords:
            found.append(Test("keyword", "any", frozenset(rule.keywords)))
        if rule.when is not None:
            found.append(rule.when)
        return found

    def together(self, other: "Scope") -> bool:
        """Whether the days of two rules of one economy overlap, their flows, and their codes: cheap to tell."""
        return (
            self.first <= other.last
            and other.first <= self.last
            and not set(self.rule.flows).isdisjoint(other.rule.flows)
            and bool(common(self.codes, other.codes))
        )

    def meets(self, other: "Scope", *also: Condition) -> bool:
        """Whether some goods (that meet these conditions, too) are goods of both on one flow, days aside."""
        return any(
            possible([*self.goods(flow), *other.goods(flow), *also], self.ruleset.facts)
            for flow in self.rule.flows
            if flow in other.rule.flows
        )

    def within(self, other: "Scope", *, days: bool = True) -> bool:
        """Whether all its goods, on all its flows (and days), are goods of the other; a "yes" is certain."""
        if days and not (other.first <= self.first and self.last <= other.last):
            return False
        return all(
            flow in other.rule.flows and implies(self.goods(flow), All(tuple(other.goods(flow))), self.ruleset.facts)
            for flow in self.rule.flows
        )


def _by_code(rule: Rule) -> Sequence[tuple[Test, bool]]:
    found = []
    if rule.codes:
        found.append((Test("commodity_code", "under", frozenset(rule.codes)), True))
    if rule.exclude:
        found.append((Test("commodity_code", "under", frozenset(rule.exclude)), False))
    return found
