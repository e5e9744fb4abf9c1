"""The non-originating materials of a bill under some parties, by their codes in one edition of the HS."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from greenlane.core.origin.editions import Transposed
from greenlane.core.origin.outcome import Phrase
from greenlane.ext import _bill

if TYPE_CHECKING:
    from greenlane.core.origin.agreement import Agreement
    from greenlane.core.origin.bill import Bill

Places = tuple[int, ...]
Unchanged = tuple[Places, Places]
"""Materials that stay where they are, and those that perhaps do."""
_NOTHING = Decimal(0)
_LAST = "\xff"
"""Sorts after every digit, so that a code and this end all codes that begin with it."""


class Foreign:
    """Materials are named by their `places` in the bill, from nought. Sums are in the decimal context of the caller.

    `all`: whether the bill has no others. `total`: what they are worth; None where it is not known.
    `silent`, `outside`: those of which nothing is said, and those that originate in the economy of a non-party.
    `doubtful`: of those whose code in the edition is not one of six digits for sure, what it may be.
    `rates_missing`: currencies of materials for which no rate was given.
    `stayed`: which do not change, by rule as written and code of the good; `said`: what is said of them.
    """

    __slots__ = (
        *("_because", "_amounts", "_declared", "_keys", "_order", "_own", "_phrases", "_silence", "_six"),
        *("all", "doubtful", "outside", "places", "rates_missing", "said", "silent", "stayed", "total"),
    )

    def __init__(self, bill: Bill, outside: frozenset[str], moves: Mapping[str, Transposed]) -> None:
        """`outside`: origins of materials said to originate, but of none of the parties. `moves`: by code."""
        self._declared = bill.codes
        self._amounts = bill.amounts
        self.rates_missing = bill.rates_missing
        self.places, self.silent, self.outside, worth, order = _bill.sift(
            bill.originating, bill.origins, outside, bill.codes, bill.amounts, bill.order
        )
        self.all = len(self.places) == len(bill.codes)
        self.total = worth if bill.total is None else bill.total
        self.doubtful: dict[int, Transposed] = {}
        self.stayed: dict[tuple[str, str], Unchanged] = {}
        self.said: dict[tuple[str, str, Places], tuple[Phrase, ...]] = {}
        self._own: tuple[Decimal | None] | None = None
        self._phrases: dict[tuple[str, str, Places], Phrase] = {}
        self._silence: tuple[Phrase, ...] = (
            (Phrase("origin_unknown_origin", {"materials": self.silent}),) if self.silent else ()
        )
        self._because: tuple[Phrase, ...] = self._silence
        if self.outside:
            self._because += (Phrase("origin_not_cumulated", {"materials": self.outside}),)
        six = bill.six
        if moves:
            six = list(six)
            for place in self.places:
                moved = moves.get(six[place])
                if moved is None:
                    continue
                if moved.known and len(moved.codes) == 1 and len(moved.codes[0]) == 6:
                    six[place] = moved.codes[0]
                else:
                    self.doubtful[place] = moved
            order = sorted([place for place in order if place not in self.doubtful], key=six.__getitem__)
        self._six = six
        self._order = order
        self._keys = [six[place] for place in self._order]

    def under(self, first: str, last: str) -> list[int]:
        """Places of the materials whose one code begins with `first`, or `last`, or lies between them."""
        keys = self._keys
        return self._order[bisect_left(keys, first) : bisect_left(keys, last + _LAST)]

    def codes(self, place: int) -> tuple[str, ...]:
        """What the code of a material may be."""
        moved = self.doubtful.get(place)
        return (self._six[place],) if moved is None else moved.codes

    def named(self, places: Iterable[int]) -> list[tuple[int, str]]:
        """Some materials as sentences name them: number in the bill, and code as declared."""
        codes = self._declared
        return [(place + 1, codes[place]) for place in places]

    def phrase(self, key: str, rule: str, places: Places, unit: str) -> Phrase:
        """A sentence about a rule and some materials; agreements of one rule share it. `unit`: what should change."""
        asked = key, rule, places
        found = self._phrases.get(asked)
        if found is None:
            found = self._phrases[asked] = Phrase(key, {"rule": rule, "unit": unit, "materials": self.named(places)})
        return found

    def worth(self, places: Iterable[int]) -> Decimal | None:
        """The value of some of them; None where one is not known."""
        amounts = self._amounts
        known: list[Any] = [amounts[place] for place in places]
        return sum(known, _NOTHING) if all(known) else None

    def least(self, places: Iterable[int]) -> Decimal:
        """What some of them are worth at the least: what is known of them."""
        amounts = self._amounts
        return sum([amount for place in places if (amount := amounts[place]) is not None], _NOTHING)

    @property
    def own(self) -> Decimal | None:
        """The value of the originating materials; None where one is not known."""
        if self._own is None:
            foreign = set(self.places)
            self._own = (self.worth([place for place in range(len(self._declared)) if place not in foreign]),)
        return self._own[0]

    def because(self, agreement: Agreement) -> tuple[Phrase, ...]:
        """What is said of those whose origin is not shown, or may not be cumulated."""
        if not self.outside or agreement.cumulation is not None:
            return self._because  # The same for nearly all agreements.
        theirs = [one for one in self.outside if one[2] in agreement.parties]
        others = [one for one in self.outside if one not in theirs]
        said = self._silence
        if others:
            said += (Phrase("origin_not_cumulated", {"materials": others}),)
        if theirs:
            said += (Phrase("origin_gap_cumulation", {"materials": theirs}),)
        return said
