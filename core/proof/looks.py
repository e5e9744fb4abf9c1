"""What the looks of lint share: the rule set, its rules' goods, the day, the cases, the nomenclatures."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from greenlane.core.draft.entries import address
from greenlane.core.model import Rule
from greenlane.core.proof.remark import Remark
from greenlane.core.proof.scope import Scope
from greenlane.core.ruleset import RuleSet

SHOWN = 5
"""Codes, days or months that a message lists before it counts the rest."""


@dataclass
class Looked:
    """One economy of a rule set as lint sees it."""

    economy: str
    document: Mapping[str, Any]
    ruleset: RuleSet
    on: date
    known: Mapping[str, tuple[frozenset[str], int]]
    """Of each nomenclature by name, every code and every beginning of one, and the greatest length."""

    @cached_property
    def scopes(self) -> list[Scope]:
        """Its rules, each with its goods."""
        return [Scope(rule, self.ruleset) for rule in self.ruleset.rules if rule.economy == self.economy]

    def about(self, code: str, rule: Rule, pointer: str, message: str, remedy: str, *others: Rule) -> Remark:
        """A remark at a place in a rule's entry."""
        also = tuple(sorted(address(other.economy, "rules", other.id) for other in others))
        return Remark(code, address(rule.economy, "rules", rule.id), pointer, message, remedy, also)


def some(words: Collection[object]) -> str:
    """The first few of them, and how many more there are."""
    listed = [str(word) for word in words]
    more = len(listed) - SHOWN
    return ", ".join(listed[:SHOWN]) + (f" and {more} more" if more > 0 else "")
