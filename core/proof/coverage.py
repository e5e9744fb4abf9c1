"""Which rules the cases hit and miss, and which outcomes of each test in a rule they have seen."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from greenlane.core import reference
from greenlane.core.ask import Ask, Hit
from greenlane.core.check import Checker
from greenlane.core.conditions import write
from greenlane.core.draft.entries import address
from greenlane.core.explain import Node
from greenlane.core.keywords import pattern
from greenlane.core.model import Rule, Test
from greenlane.core.proof.answers import Answered
from greenlane.core.ruleset import RuleSet
from greenlane.core.vocabulary import FALSE, TRUE, UNKNOWN

OUTCOMES = {TRUE: "true", FALSE: "false", UNKNOWN: "unknown"}


@dataclass(frozen=True, slots=True)
class Branch:
    """One test of a rule. `pointer`: the condition in the rule's entry; `test`: as it is written.

    `seen` and `unseen`: its outcomes (true, false, and unknown where an absent fact leaves it so) by some case.
    """

    pointer: str
    test: Mapping[str, Any]
    seen: tuple[str, ...]
    unseen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleCoverage:
    """How cases prove one rule. `hits`, `misses`: cases that say so and are right; `found`: cases it was found in."""

    address: str
    hits: int
    misses: int
    found: int
    branches: tuple[Branch, ...]


class Watch:
    """Watches what answers to cases look at. Rules' values are read off hits; what missed is evaluated again."""

    def __init__(self, ruleset: RuleSet, checker: Checker) -> None:
        self._ruleset = ruleset
        self._checker = checker
        self._seen: dict[tuple[int, int], set[int]] = defaultdict(set)
        self._found: dict[int, int] = defaultdict(int)
        self._with_tests: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index, rule in enumerate(ruleset.rules):
            if ruleset.layouts[index].size:
                for flow in rule.flows:
                    self._with_tests[rule.economy, flow].append(index)

    def see(self, answered: Answered) -> None:
        """Note every outcome of every test that was looked at for a declaration."""
        found: set[int] = set()
        for item, outcome in zip(answered.declaration.items, answered.outcome.items, strict=True):
            for place, asked in enumerate(answered.declaration.asks):
                hits = {hit.rule: hit for at, hit in outcome.hits if at == place}
                found.update(hits)
                if asked in self._with_tests:
                    ask = outcome.asks[place] or self._checker.ask(answered.declaration, item, *asked)[0]
                    self._look(asked, ask, hits)
        for rule in found:
            self._found[rule] += 1

    def _look(self, asked: tuple[str, str], ask: Ask, hits: Mapping[int, Hit]) -> None:
        for index in self._with_tests[asked]:
            hit = hits.get(index)
            values = hit.values if hit else evaluated(self._ruleset, self._ruleset.rules[index], ask)
            for place, value in enumerate(values):
                self._seen[index, place].add(value & 3)

    def coverage(self, index: int, hits: int, misses: int) -> RuleCoverage:
        """What was seen of the rule with this index."""
        rule, layout = self._ruleset.rules[index], self._ruleset.layouts[index]
        roots = [("/when", layout.when)] if layout.when else []
        roots += [(f"/requires/{number}/that", node) for number, node in enumerate(layout.requires)]
        branches = []
        for root, node in roots:
            for leaf, test in leaves(node):
                possible = outcomes(test, rule.economy, self._ruleset)
                seen = self._seen[index, leaf.place]
                branches.append(
                    Branch(
                        root,
                        write(test),
                        tuple(OUTCOMES[one] for one in possible if one in seen),
                        tuple(OUTCOMES[one] for one in possible if one not in seen),
                    )
                )
        place = address(rule.economy, "rules", rule.id)
        return RuleCoverage(place, hits, misses, self._found[index], tuple(branches))


def leaves(node: Node) -> Iterator[tuple[Node, Test]]:
    """The tests below a node, in the order of writing."""
    if isinstance(node.condition, Test):
        yield node, node.condition
    for part in node.parts:
        yield from leaves(part)


def outcomes(test: Test, economy: str, ruleset: RuleSet) -> tuple[int, ...]:
    """What can become of a test: a document is presented or not, and what is presumed is never unknown."""
    if test.subject in ("regime", "keyword") or test.op == "presented":
        return TRUE, FALSE
    presumed = ruleset.presumptions.get((economy, test.subject))
    if presumed is not None and presumed.unless is None and not isinstance(presumed.value, str):
        return TRUE, FALSE
    return TRUE, FALSE, UNKNOWN


def evaluated(ruleset: RuleSet, rule: Rule, ask: Ask) -> Sequence[int]:
    """The values of a rule's nodes for goods that all but its condition lets through; nothing for other goods."""
    if rule.regimes and ask.regime not in rule.regimes:
        return ()
    if rule.valid_from and ask.day < rule.valid_from or rule.valid_to and ask.day > rule.valid_to:
        return ()
    if rule.codes and reference.under(ask.code, rule.codes) == FALSE:
        return ()
    if rule.exclude and reference.under(ask.code, rule.exclude) == TRUE:
        return ()
    partner = ask.partner if ask.flow == "export" else ask.origin
    if rule.partners and partner is not None and partner not in rule.partners:
        return ()
    if rule.keywords and not any(pattern(word) in ask.text for word in rule.keywords):
        return ()
    values: list[int] = []
    if rule.when is not None and reference.evaluate(rule.when, ruleset.presumptions, ask, values) == FALSE:
        return values
    for requirement in rule.requires:
        reference.evaluate(requirement.that, ruleset.presumptions, ask, values)
    return values
