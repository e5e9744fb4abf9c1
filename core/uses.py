"""What a rule looks at."""

from collections.abc import Iterable
from typing import NamedTuple

from greenlane.core.conditions import tests
from greenlane.core.model import Rule


def subjects(rule: Rule) -> frozenset[str]:
    """The subjects of its tests, and the facts its charge is computed from."""
    found = {
        test.subject
        for condition in (rule.when, *(requirement.that for requirement in rule.requires))
        for test in tests(condition)
    }
    return frozenset(found | charged(rule))


def charged(rule: Rule) -> set[str]:
    """The facts its charge is computed from."""
    names: set[str] = set()
    if rule.charge is not None:
        if "*" in rule.charge.base:
            names.add(rule.charge.base.partition("*")[2])
        if rule.charge.scale is not None and ":" not in rule.charge.scale.by:
            names.add(rule.charge.scale.by)
    return names


def by_words_alone(rule: Rule) -> bool:
    """Whether nothing but words of the description says that a rule applies: then it refers at worst."""
    if rule.codes:
        return False
    asked = {test.subject for test in tests(rule.when)}
    return bool(rule.keywords) or asked == {"keyword"}


class Looked(NamedTuple):
    """What the wording of a rule's finding depends on. `dated`: also on the day, beyond the rule's own validity."""

    facts: tuple[str, ...]
    documents: tuple[str, ...]
    quantity: bool
    text: bool
    route: bool
    dated: bool

    @classmethod
    def union(cls, several: "Iterable[Looked]") -> "Looked":
        """What several findings depend on together."""
        parts = list(several)
        return cls(
            facts=tuple(sorted({name for part in parts for name in part.facts})),
            documents=tuple(sorted({code for part in parts for code in part.documents})),
            quantity=any(part.quantity for part in parts),
            text=any(part.text for part in parts),
            route=any(part.route for part in parts),
            dated=any(part.dated for part in parts),
        )


def looked_at(rule: Rule) -> Looked:
    """What a rule looks at, for whoever remembers its findings."""
    names = subjects(rule)
    inputs = {"commodity_code", "keyword", "origin", "partner", "regime"}
    return Looked(
        facts=tuple(sorted(name for name in names if ":" not in name and name not in inputs)),
        documents=tuple(sorted(name[9:] for name in names if name.startswith("document:"))),
        quantity=any(name.startswith("quantity:") for name in names),
        text=bool(rule.keywords) or "keyword" in names,
        route=bool(rule.partners) or bool(names & {"origin", "partner", "regime"}),
        dated=any(one.valid_from or one.valid_to for one in rule.exposure),
    )
