"""Which regimes may count between two economies on a day: true, false or unknown, as everywhere else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from greenlane.core.crosswalk.model import UNION, Crosswalk, Group, Membership, Regime, Side, Stream
from greenlane.core.terms.codes import UNIONS
from greenlane.core.vocabulary import FALSE, TRUE, UNKNOWN


def holds(start: date | None, end: date | None, on: date) -> bool:
    """Whether a day lies in a span, both days inclusive."""
    return (start is None or start <= on) and (end is None or on <= end)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether an economy is in a group: TRUE, FALSE or UNKNOWN, and what says so (None: its list as a whole)."""

    group: str
    value: int
    said: Membership | None = None


class Pair:
    """Two ends of a movement on a day. An end is an economy, or a union of several of whom it may be any."""

    def __init__(self, crosswalk: Crosswalk, sender: str, receiver: str, on: date) -> None:
        self._crosswalk = crosswalk
        self._ends = sender, receiver
        self._on = on

    def standings(self, economy: str) -> Iterator[Standing]:
        """How an economy stands in each group."""
        for name in (UNION, *self._crosswalk.groups):
            yield self.standing(economy, name)

    def standing(self, economy: str, name: str) -> Standing:
        """How an economy stands in a group. A union is in it where all its members are, and out where none is."""
        if name == UNION:
            return Standing(name, TRUE if economy in (UNION, *UNIONS[UNION]) else FALSE)
        group = self._crosswalk.groups[name]
        own = _of(group, economy, self._on)
        if own.said is not None or economy not in UNIONS:
            return own
        values = {_of(group, member, self._on).value for member in UNIONS[economy]}
        return Standing(name, values.pop() if len(values) == 1 else UNKNOWN)

    def regimes(self, stream: Stream) -> tuple[Regime, ...]:
        """The regimes that may count for a stream, in their order: the last for certain, those before it perhaps.

        Several: what is not known of the two ends decides. Empty: none that is held here counts.
        """
        found: list[Regime] = []
        for regime in self._crosswalk.regimes:
            value = self._fits(regime, stream)
            if value != FALSE:
                found.append(regime)
            if value == TRUE:
                return tuple(found)
        return tuple(found)

    def certain(self, regimes: Sequence[Regime], stream: Stream) -> bool:
        """Whether one regime counts, and no other can."""
        return len(regimes) == 1 and self._fits(regimes[0], stream) == TRUE

    def _fits(self, regime: Regime, stream: Stream) -> int:
        if not holds(regime.valid_from, regime.valid_to, self._on):
            return FALSE
        if regime.entries and regime.entries.isdisjoint(entries_of(stream)):
            return FALSE
        sender, receiver = self._ends
        return min(self._is(sender, regime.sender), self._is(receiver, regime.receiver))

    def _is(self, economy: str, side: Side) -> int:
        """Kleene's and over what a side must be: FALSE < UNKNOWN < TRUE."""
        values = [self.standing(economy, name).value for name in side.within]
        values += [TRUE - self.standing(economy, name).value for name in side.outside]
        return min(values, default=TRUE)


def entries_of(stream: Stream) -> frozenset[str]:
    """Every entry that a list gives a stream, and the annexes of Basel in which they stand."""
    said = [one.entry for one in stream.entries.values()]
    said += [one.group for name, one in stream.entries.items() if name == "basel"]
    return frozenset(part.strip() for one in said for part in one.split(" / ") if part.strip())


def _of(group: Group, economy: str, on: date) -> Standing:
    for one in group.memberships:
        if economy in one.economies and holds(one.valid_from, one.valid_to, on):
            return Standing(group.id, TRUE if one.member else FALSE, one)
    named = any(economy in one.economies for one in group.memberships)
    return Standing(group.id, FALSE if named or group.complete else UNKNOWN)
