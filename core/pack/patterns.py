"""Whether a pack's regular expression soon decides every text: a pack is data, and data may not hang a server."""

from collections.abc import Iterator

# The form in which `re` itself reads a pattern: it has no public one.
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any, Final

STEPS: Final = 10**7
"""Ways to divide a text among the repeats of a pattern, at most."""
TEXT: Final = 200
"""Characters of a text, at most."""
REPEATS: Final = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)


def slow(pattern: str) -> str:
    """Why some text may take a pattern ages, in a few words; empty where none does. Raises re.error."""
    ways = 1
    nodes = list(_all(_parser.parse(pattern)))
    for least, most, body in _repeats(nodes):
        inside = list(_all(body))
        if most > 1 and any(low != high for low, high, _ in _repeats(inside)):
            return "it repeats what repeats"
        if most > 1 and any(one is op.BRANCH for one, _ in inside):
            return "it repeats a choice"
        ways *= min(most, TEXT) - min(least, TEXT) + 1
    if any(one in (op.GROUPREF, op.GROUPREF_EXISTS) for one, _ in nodes):
        return "it looks back at what it found"
    return "it repeats too many things one after the other" if ways > STEPS else ""


def _repeats(nodes: list[tuple[Any, Any]]) -> list[tuple[int, int, Any]]:
    return [(int(argument[0]), int(argument[1]), argument[2]) for one, argument in nodes if one in REPEATS]


def _all(parsed: Any) -> Iterator[tuple[Any, Any]]:
    """Every node of a pattern, however deep: what it is, and its arguments."""
    for one, argument in parsed:
        yield one, argument
        if one in REPEATS:
            yield from _all(argument[2])
        elif one is op.SUBPATTERN:
            yield from _all(argument[3])
        elif one is op.BRANCH:
            for part in argument[1]:
                yield from _all(part)
        elif one in (op.ASSERT, op.ASSERT_NOT):
            yield from _all(argument[1])
        elif one is op.ATOMIC_GROUP:
            yield from _all(argument)


