"""What of two rule sets can answer differently: all else need not be asked twice.

A question that hits no touched rule, in neither set, is answered the same by both. This rests on hits being monotonic:
a rule that does not match with a fact unknown does not match with it known either. Presumptions break that, so where a
presumption and a fact that is provided on demand meet, the whole economy counts as touched. Simplifications would break
it too, if a pack could have one that looks at such a fact: core/pack/build.py refuses it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from greenlane.core.conditions import tests
from greenlane.core.model import Economy, Fact, Pack, Rule
from greenlane.core.ruleset import RuleSet
from greenlane.core.uses import subjects


@dataclass(frozen=True)
class Touched:
    """`before`, `after`: ids of the rules of either set whose findings may differ from the other's.

    `economies`: all those in which anything can; `whole`: those of them in which that is more than the touched rules.
    `everywhere`: the two do not even agree who answers for whom. `placeless`: something of a pack without an economy
    can: every decision asked it, whichever economies it names.
    """

    before: frozenset[str]
    after: frozenset[str]
    economies: frozenset[str]
    whole: frozenset[str]
    everywhere: bool
    placeless: bool = False


def touched(before: RuleSet, after: RuleSet, coded: frozenset[str] = frozenset()) -> Touched:
    """Compare two sets by what decides. `coded`: economies whose plugins may provide any fact."""
    codes = set(before.packs) | set(after.packs)
    retyped = {
        name
        for name in set(before.facts) | set(after.facts)
        if _type(before.facts.get(name)) != _type(after.facts.get(name))
    }
    changed = {code: _changed_facts(code, before, after) | retyped for code in codes}
    old, new = ({rule.id: rule for rule in one.rules} for one in (before, after))
    differing = {name for name in old.keys() | new.keys() if _decides(old.get(name)) != _decides(new.get(name))}
    rules_before, rules_after = (
        frozenset(
            name
            for name, rule in rules.items()
            if name in differing or not changed[rule.economy].isdisjoint(subjects(rule))
        )
        for rules in (old, new)
    )
    economies = {old[name].economy for name in rules_before} | {new[name].economy for name in rules_after}
    whole = {code for code in codes if _frame(before.packs.get(code)) != _frame(after.packs.get(code))}
    whole |= {code for code in economies if code in coded or _uncertain(code, before) or _uncertain(code, after)}
    placeless = before.everywhere | after.everywhere
    return Touched(
        rules_before,
        rules_after,
        frozenset(economies | whole),
        frozenset(whole),
        before.unions != after.unions or _placeless(before) != _placeless(after),
        not placeless.isdisjoint(economies | whole),
    )


def _placeless(ruleset: RuleSet) -> object:
    """What packs without an economy are asked on a route."""
    return {
        code: frozenset(one.flow for one in ruleset.packs[code].economy.coverage) for code in ruleset.everywhere
    }


def provided(ruleset: RuleSet, economy: str) -> frozenset[str]:
    """The facts that dated series provide in an economy when nobody declared them."""
    pack = ruleset.packs.get(economy)
    return frozenset() if pack is None else frozenset(fact.name for fact in pack.facts.values() if fact.provider)


def _decides(rule: Rule | None) -> object:
    """A rule without its texts: what its verdict, its match and its charge come from."""
    if rule is None:
        return None
    return (
        rule.economy,
        rule.kind,
        frozenset(rule.flows),
        frozenset(rule.codes),
        frozenset(rule.exclude),
        rule.partners,
        frozenset(rule.regimes),
        rule.valid_from,
        rule.valid_to,
        frozenset(rule.keywords),
        rule.when,
        tuple((one.that, one.otherwise) for one in rule.requires),
        rule.charge,
        rule.evidence,
    )


def _changed_facts(code: str, before: RuleSet, after: RuleSet) -> set[str]:
    """The facts of an economy that come out differently though they are declared the same, or not at all."""
    old, new = (_facts(one.packs.get(code)) for one in (before, after))
    changed = set()
    for name in old.keys() | new.keys():
        one, other = old.get(name), new.get(name)
        if _fact(one) != _fact(other):
            changed.add(name)
        elif one is not None and one.provider:
            series, others = (each.parameter(code, name) for each in (before, after))
            if _values(series) != _values(others):
                changed.add(name)
    # A presumption that hangs on such a fact may come out differently too.
    while more := {
        name
        for name in (old.keys() | new.keys()) - changed
        if any(not changed.isdisjoint(_unless(facts.get(name))) for facts in (old, new))
    }:
        changed |= more
    return changed


def _uncertain(code: str, ruleset: RuleSet) -> bool:
    """Whether a fact provided on demand may take back what was presumed."""
    facts = _facts(ruleset.packs.get(code))
    presumed = {name for name, fact in facts.items() if fact.presumption is not None}
    looked_at = presumed.union(*(_unless(facts[name]) for name in presumed))
    return not looked_at.isdisjoint(provided(ruleset, code))


def _frame(pack: Pack | None) -> object:
    """What of an economy decides beside its rules, facts and series."""
    if pack is None:
        return None
    economy: Economy = pack.economy
    return (
        economy.nomenclature.family,
        economy.nomenclature.shared_digits,
        frozenset(economy.members),
        tuple((one.flow, one.valid_from, one.valid_to, one.status) for one in economy.coverage),
    )


def _facts(pack: Pack | None) -> Mapping[str, Fact]:
    return {} if pack is None else pack.facts


def _fact(fact: Fact | None) -> object:
    return None if fact is None else (fact.type, fact.presumption, fact.provider)


def _type(fact: Fact | None) -> str | None:
    return None if fact is None else fact.type


def _unless(fact: Fact | None) -> frozenset[str]:
    """The facts on which a presumption hangs."""
    if fact is None or fact.presumption is None or fact.presumption.unless is None:
        return frozenset()
    return frozenset(test.subject for test in tests(fact.presumption.unless))


def _values(parameter: object) -> object:
    values = getattr(parameter, "values", None)
    return None if values is None else [(one.valid_from, one.valid_to, one.value) for one in values]
