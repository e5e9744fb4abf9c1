"""What a rule looks at."""

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
