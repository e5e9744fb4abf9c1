"""What two rules of one economy say together: the same, the contrary, twice, or with a gap between their days."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations

from greenlane.core.model import All, Rule
from greenlane.core.proof.domains import EVERYTHING, common
from greenlane.core.proof.looks import Looked
from greenlane.core.proof.possible import implies
from greenlane.core.proof.remark import Remark
from greenlane.core.proof.scope import Scope
from greenlane.core.vocabulary import SEVERITY

DAY = timedelta(days=1)
YEAR = re.compile(r"-\d{4}(?![^-])")
EASIER = ("simplification", "preference")
DECIDING = ("prohibition", "restriction", "risk")
"""Kinds that can make a verdict worse than clear: one of them may take the place of another."""


def remarks(looked: Looked) -> Iterator[Remark]:
    """Of every two rules of the economy."""
    for one, other in combinations(looked.scopes, 2):
        if one.together(other):
            yield from _pair(looked, one, other)
    for scope in looked.scopes:
        yield from _gap(looked, scope)


def _pair(looked: Looked, one: Scope, other: Scope) -> Iterator[Remark]:
    kinds = (one.rule.kind, other.rule.kind)
    if kinds == ("charge", "charge"):
        yield from _charges(looked, one, other)
    elif kinds[0] == kinds[1] and one.meets(other):
        yield from _same_kind(looked, one, other)
    for prohibiting, rule in ((one, other), (other, one)):
        if prohibiting.rule.kind != "prohibition" or prohibiting.capped:
            continue
        if rule.rule.kind in EASIER:
            yield from _contrary(looked, prohibiting, rule)
        elif rule.rule.kind in ("restriction", "charge") and rule.within(prohibiting):
            message = f"all goods of {rule.rule.id} are prohibited by {prohibiting.rule.id} on all its days"
            remedy = "close the one that is no longer law, or say in the condition which goods are left"
            yield looked.about("shadowed", rule.rule, "", message, remedy, prohibiting.rule)


def _contrary(looked: Looked, prohibiting: Scope, easier: Scope) -> Iterator[Remark]:
    rules = (easier.rule, prohibiting.rule)
    remedy = f"except the goods in the condition of {prohibiting.rule.id}, or close one of the two"
    if easier.within(prohibiting, days=False):
        message = f"{prohibiting.rule.id} prohibits all the goods that {easier.rule.id} lets in more easily"
        yield looked.about("contradiction", rules[0], "", message, remedy, rules[1])
    elif easier.meets(prohibiting):
        message = f"{prohibiting.rule.id} prohibits some of the goods that {easier.rule.id} lets in more easily"
        yield looked.about("contradiction-in-part", rules[0], "", message, remedy, rules[1])


def _charges(looked: Looked, one: Scope, other: Scope) -> Iterator[Remark]:
    assert one.rule.charge is not None and other.rule.charge is not None
    kind = one.rule.charge.kind
    if kind == other.rule.charge.kind and one.meets(other):
        first, last = max(one.first, other.first), min(one.last, other.last)
        message = f"{one.rule.id} and {other.rule.id} both charge {kind} on the same goods {span(first, last)}"
        yield looked.about("charged-twice", *_later(one, other, message, "close the older one the day before"))


def _same_kind(looked: Looked, one: Scope, other: Scope) -> Iterator[Remark]:
    kind = one.rule.kind
    if kind == "restriction" and not (one.capped or other.capped) and _not_both(one, other):
        message = f"goods that fall under both {one.rule.id} and {other.rule.id} cannot meet the requirements of both"
        yield looked.about("not-both", *_later(one, other, message, "say in the conditions which goods each is of"))
    for idle, saying in ((one, other), (other, one)):
        if _adds_nothing(idle, saying):
            message = f"{idle.rule.id} says nothing of its goods that {saying.rule.id} does not say as well"
            remedy = "close one of the two, or cite both instruments in one rule"
            yield looked.about("overlap", idle.rule, "", message, remedy, saying.rule)
            return
    first, last = max(one.first, other.first), min(one.last, other.last)
    remedy = "close the older one the day before"
    if _same_goods(one, other) and _effect_within(one, other) and _effect_within(other, one):
        message = f"{one.rule.id} and {other.rule.id} say the same of the same goods {span(first, last)}"
        yield looked.about("overlap", *_later(one, other, message, remedy))
    elif _versions(one.rule, other.rule):
        message = f"{one.rule.id} and {other.rule.id} are both law for some goods {span(first, last)}"
        yield looked.about("two-versions", *_later(one, other, message, remedy))


def _same_goods(one: Scope, other: Scope) -> bool:
    return one.within(other, days=False) and other.within(one, days=False)


def _versions(one: Rule, other: Rule) -> bool:
    """Whether two ids differ by the year in them only, of whatever calendar."""
    return one.id != other.id and YEAR.sub("-year", one.id) == YEAR.sub("-year", other.id)


def _later(one: Scope, other: Scope, message: str, remedy: str) -> tuple[Rule, str, str, str, Rule]:
    """A remark's place: the rule that began later, with the other beside it."""
    older, newer = sorted((one, other), key=lambda scope: (scope.first, scope.rule.id))
    return newer.rule, "/valid", message, remedy, older.rule


def _not_both(one: Scope, other: Scope) -> bool:
    both = [requirement.that for scope in (one, other) for requirement in scope.rule.requires]
    if one.meets(other, *both):
        return False
    # A requirement that nobody meets is said of its own rule.
    return all(scope.meets(scope, *(requirement.that for requirement in scope.rule.requires)) for scope in (one, other))


def _adds_nothing(idle: Scope, saying: Scope) -> bool:
    return _effect_within(idle, saying) and idle.within(saying)


def _effect_within(idle: Scope, saying: Scope) -> bool:
    """Whether what the one says of goods is said by the other; a risk or a notice says its message."""
    kind = idle.rule.kind
    if kind in ("risk", "notice"):
        return idle.rule.message == saying.rule.message
    if saying.capped and not idle.capped:
        return False
    if kind == "prohibition":
        return True
    if kind != "restriction":
        return idle.rule.requires == saying.rule.requires
    worst = min(SEVERITY[requirement.otherwise] for requirement in saying.rule.requires)
    if any(SEVERITY[requirement.otherwise] > worst for requirement in idle.rule.requires):
        return False
    asked = [requirement.that for requirement in saying.rule.requires]
    return implies(asked, All(tuple(one.that for one in idle.rule.requires)), idle.ruleset.facts)


def _gap(looked: Looked, ended: Scope) -> Iterator[Remark]:
    """The days between a rule that ended and the next that takes up its goods, if nothing speaks of them then."""
    if ended.last == date.max or ended.codes == EVERYTHING:
        return
    alike = [other for other in looked.scopes if other is not ended and _class(other) == _class(ended)]
    next_ones = [
        other
        for other in alike
        if other.first > ended.last and common(ended.codes, other.codes) and _takes_up(ended, other)
    ]
    following = min(next_ones, key=lambda other: (other.first, other.rule.id), default=None)
    if following is None:
        return
    goods = common(ended.codes, following.codes)
    day = ended.last + DAY
    for other in sorted(alike, key=lambda scope: scope.first):
        if other.first <= day <= other.last and common(goods, other.codes) and other is not following:
            if not set(other.rule.flows).isdisjoint(ended.rule.flows):
                day = other.last + DAY if other.last < date.max else date.max
    if day < following.first:
        spoken = f"{ended.rule.id} ends on {ended.last} and {following.rule.id} begins on {following.first}"
        message = f"{spoken}: nothing is said of their goods {span(day, following.first - DAY)}"
        remedy = "join the days, or say why nothing was law between them"
        yield looked.about("gap-in-dates", ended.rule, "/valid/to", message, remedy, following.rule)


def _takes_up(ended: Scope, other: Scope) -> bool:
    return ended.within(other, days=False) or other.within(ended, days=False)


def _class(scope: Scope) -> str:
    """Rules of one class can take one another's place."""
    rule = scope.rule
    if rule.charge is not None:
        return f"charge {rule.charge.kind}"
    return "deciding" if rule.kind in DECIDING else rule.kind


def span(first: date, last: date) -> str:
    """Days in words, both inclusive."""
    if first == last:
        return f"on {first}"
    begins = "" if first == date.min else f" from {first}"
    ends = "" if last == date.max else f" to {last}"
    return (begins + ends).strip() or "on all days"
