"""The words of a crosswalk as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from greenlane.core.model import Text

PARTS: Final = ("streams", "groups", "regimes")
"""Of a pack's document."""
UNION: Final = "EU"
"""A group that is known without being listed: the union and its members."""
LISTS: Final = ("basel", "oecd", "eu")
"""Lists that call a stream by an entry of their own."""
CONTROLS: Final = ("none", "consent", "depends", "by_economy", "agreement", "barred", "unknown")
"""What a list or a regime asks: nothing beyond trade as usual; prior informed consent; what the composition decides;
each economy decides for itself; nothing may move; not held."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one list calls a stream, and asks of it. `group`: annex of Basel, `green` or `amber` of the OECD."""

    entry: str
    group: str
    control: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Stream:
    """Goods of some HS codes that are one kind of waste. Days inclusive."""

    id: str
    title: Text
    codes: tuple[str, ...]
    entries: Mapping[str, Entry]
    source: str
    valid_from: date | None = None
    valid_to: date | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """Economies that are, or are not, in a group, on days both inclusive."""

    economies: frozenset[str]
    member: bool
    valid_from: date | None
    valid_to: date | None
    evidence: str
    source: str


@dataclass(frozen=True, slots=True)
class Group:
    """A group of economies. `complete`: who is not named is no member; else nothing is known of them."""

    id: str
    title: Text
    complete: bool
    memberships: tuple[Membership, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """What one end of the route must be: in each group of `within`, in none of `outside`."""

    within: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Regime:
    """What counts between two ends. `reads`: the list whose entry counts. `control`: in its place, where it is the same
    for all. `entries`: only of streams with one of these entries or annexes; empty: of all. `order`: first wins.
    """

    id: str
    order: int
    title: Text
    message: Text
    sender: Side
    receiver: Side
    reads: str
    control: str
    entries: frozenset[str]
    evidence: str
    source: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """All of them; `regimes` in their order."""

    streams: tuple[Stream, ...]
    groups: Mapping[str, Group]
    regimes: tuple[Regime, ...]
