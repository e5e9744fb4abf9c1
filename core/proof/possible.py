"""Whether any goods can make some conditions true together, each fact of theirs being known.

A search: parts of an `any` are tried in turn, and a branch is left as soon as the tests of one subject cannot
all hold. "No" is certain. "Yes" may be wrong where `domains` says so, or where the search was given up.
"""

from collections.abc import Callable, Mapping, Sequence

from greenlane.core.model import All, Any, Condition, Fact, Not, Test
from greenlane.core.proof.domains import Literal, compatible, subject

STEPS = 2000
"""Tests looked at before the search is given up; the packs' conditions need some dozens."""


Known = dict[str, tuple[Literal, ...]]


class _GivenUp(Exception):
    pass


def possible(
    conditions: Sequence[Condition], facts: Mapping[str, Fact], untold: Callable[[Test], bool] | None = None
) -> bool:
    """Whether goods can be such that all of these conditions are true.

    `untold`: of which tests the subject may be left undeclared; then "not false" is enough of each.
    """
    try:
        return _Search(facts, untold).run([(condition, True) for condition in reversed(conditions)], {}) is not None
    except _GivenUp:
        return True


def asked(conditions: Sequence[Condition], facts: Mapping[str, Fact]) -> Known | None:
    """By subject, the tests that goods must make true (or not) to make all of these conditions true.

    None where there are no such goods, or the search was given up.
    """
    try:
        return _Search(facts, None).run([(condition, True) for condition in reversed(conditions)], {})
    except _GivenUp:
        return None


def implies(conditions: Sequence[Condition], that: Condition, facts: Mapping[str, Fact]) -> bool:
    """Whether all goods that make these conditions true also make that one true; a "yes" is certain."""
    return not possible([*conditions, Not(that)], facts)


class _Search:
    def __init__(self, facts: Mapping[str, Fact], untold: Callable[[Test], bool] | None) -> None:
        self._facts = facts
        self._untold = untold
        self._steps = 0

    def run(self, pending: list[tuple[Condition, bool]], known: Known) -> Known | None:
        """What is known and what is pending, together; None where that cannot be.

        Of what is pending the last comes first, each with what it must be.
        """
        pending, known = list(pending), dict(known)
        either: list[tuple[tuple[Condition, ...], bool]] = []
        while pending:
            condition, holds = pending.pop()
            match condition:
                case Test():
                    if not self._add(Literal(condition, holds), known):
                        return None
                case Not(part):
                    pending.append((part, not holds))
                case All(parts) | Any(parts):
                    if isinstance(condition, All) == holds or len(parts) == 1:
                        pending.extend((part, holds) for part in reversed(parts))
                    else:
                        either.append((parts, holds))
        if not either:
            return known
        # The fewest ways first: what cannot be is seen soonest there.
        either.sort(key=lambda one: len(one[0]), reverse=True)
        parts, holds = either.pop()
        rest: list[tuple[Condition, bool]] = [(_whole(others, held), held) for others, held in either]
        tried = (self.run([*rest, (part, holds)], known) for part in parts)
        return next((found for found in tried if found is not None), None)

    def _add(self, literal: Literal, known: Known) -> bool:
        self._steps += 1
        if self._steps > STEPS:
            raise _GivenUp
        if self._untold is not None and self._untold(literal.test):
            return True
        name = subject(literal.test)
        together = (*known.get(name, ()), literal)
        known[name] = together
        return compatible(together, self._facts.get(name))


def _whole(parts: tuple[Condition, ...], holds: bool) -> Condition:
    """Parts of which one is to hold (or not to hold), as the condition they were."""
    return Any(parts) if holds else All(parts)
