"""Why a condition came out as it did, and what would tell: read off the values that deciding left at each node."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from greenlane.core.model import All, Any, Condition, Not, Rule, Test
from greenlane.core.vocabulary import FALSE, PRESUMED, TRUE, UNKNOWN


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a condition, its place in the values, and its parts."""

    condition: Condition
    place: int
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each node of a rule's `when` and of each requirement stands in a hit's values."""

    when: Node | None
    requires: tuple[Node, ...]
    size: int


def layout(rule: Rule) -> Layout:
    """Postfix order: parts before their whole, `when` first, then each requirement."""
    place = count()
    when = nodes(rule.when, place) if rule.when is not None else None
    requires = tuple(nodes(requirement.that, place) for requirement in rule.requires)
    return Layout(when, requires, next(place))


def nodes(condition: Condition, place: "count[int]") -> Node:
    """A condition's nodes, each at the next place in the values."""
    inner: tuple[Condition, ...] = ()
    if isinstance(condition, All | Any):
        inner = condition.parts
    elif isinstance(condition, Not):
        inner = (condition.part,)
    parts = tuple(nodes(part, place) for part in inner)
    return Node(condition, next(place), parts)


def deciding(node: Node, values: bytes) -> Iterator[tuple[Test, int]]:
    """The tests that decided this node, each with its value.

    Of a true `any` only what is true, of a false `all` only what is false, of an unknown node what is unknown; where
    one part alone decides, those that rest on a presumption are left out if another rests on what was declared.
    """
    value = values[node.place] & 3
    condition = node.condition
    if isinstance(condition, Test):
        yield condition, values[node.place]
    elif isinstance(condition, Not):
        yield from deciding(node.parts[0], values)
    elif value == (TRUE if isinstance(condition, All) else FALSE):
        for part in node.parts:
            yield from deciding(part, values)
    else:
        sides = [list(deciding(part, values)) for part in node.parts if values[part.place] & 3 == value]
        declared = [side for side in sides if not any(found & PRESUMED for _, found in side)]
        for side in declared or sides:
            yield from side


def unknown(node: Node, values: bytes) -> Iterator[Test]:
    """The tests whose facts would tell: unknown ones all of whose wholes are unknown.

    When false decides alone nothing is asked. Below an unknown `any`, also the documents that would settle it
    (not below a `not`, where presenting one would settle it the wrong way).
    """
    yield from _unknown(node, values, False)


def _unknown(node: Node, values: bytes, negated: bool) -> Iterator[Test]:
    if values[node.place] & 3 != UNKNOWN:
        return
    if isinstance(node.condition, Test):
        yield node.condition
        return
    inside = negated != isinstance(node.condition, Not)
    for part in node.parts:
        yield from _unknown(part, values, inside)
        if isinstance(node.condition, Any) and not negated and values[part.place] & 3 == FALSE:
            yield from absent(part, values)


def absent(node: Node, values: bytes) -> Iterator[Test]:
    """The documents whose presentation could turn a false node true."""
    if values[node.place] & 3 != FALSE:
        return
    condition = node.condition
    if isinstance(condition, Test):
        if condition.subject.startswith("document:"):
            yield condition
    elif not isinstance(condition, Not):
        for part in node.parts:
            yield from absent(part, values)
