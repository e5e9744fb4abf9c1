"""Rule sets as drafts would leave them, from one rule to all: what an impact is measured with."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from greenlane.core.explain import layout
from greenlane.core.model import Rule
from greenlane.core.ruleset import RuleSet


def drafts(ruleset: RuleSet, busiest: str) -> Iterator[tuple[str, RuleSet]]:
    """Title and rule set. `busiest`: the id of the rule that most decisions hit."""
    economy = ruleset.rules[next(k for k, rule in enumerate(ruleset.rules) if rule.id == busiest)].economy

    def without(rule: Rule) -> Rule | None:
        return None if rule.id == busiest else rule

    def dearer(rule: Rule) -> Rule:
        if rule.charge is None or rule.charge.percent is None:
            return rule
        return replace(rule, charge=replace(rule.charge, percent=rule.charge.percent * 2))

    def weaker(rule: Rule) -> Rule:
        return replace(rule, evidence="unverified")

    yield "the busiest rule goes", _with(ruleset, without)
    yield "every rate doubles", _with(ruleset, dearer)
    yield (
        "all rules of its economy weigh less",
        _with(ruleset, lambda rule: weaker(rule) if rule.economy == economy else rule),
    )
    yield "all rules weigh less", _with(ruleset, weaker)
    yield "no rule is left", _with(ruleset, lambda rule: None)


def _with(ruleset: RuleSet, change: Callable[[Rule], Rule | None]) -> RuleSet:
    rules = tuple(made for rule in ruleset.rules if (made := change(rule)) is not None)
    return replace(ruleset, version=0, rules=rules, layouts=tuple(layout(rule) for rule in rules))
