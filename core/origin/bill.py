"""What went into a good: a bill of materials as columns, read once and sorted for each agreement's parties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from greenlane.core.money import EXACT
from greenlane.core.origin.editions import Editions, Transposed
from greenlane.core.origin.foreign import Foreign
from greenlane.core.terms.codes import UNION_OF
from greenlane.ext import _bill

_NOTHING = Decimal(0)
NO_CHAPTERS: Final = frozenset(("00", "77", "98", "99"))
"""Chapters that the Harmonized System does not have, or leaves to each economy: what goods they hold nobody says."""


class Bill:
    """A bill of materials, a column for each thing said; what one check needs of it is sorted once and kept.

    `codes`: digits; `six`: the first six; `order`: places sorted by these. `origins`: economies, a union for its
    member; None: not said. `originating`: None where nothing is said. `amounts`: in the currency of the good's price,
    never nought; None: not known, or said to be nothing. `total`: value of all non-originating materials where the
    lines do not tell (None: they do). `rates_missing`: currencies for which no rate was given.
    """

    def __init__(
        self,
        codes: list[str],
        six: list[str],
        origins: list[str | None],
        originating: list[bool | None],
        amounts: list[Decimal | None],
        rates_missing: tuple[str, ...],
        homes: frozenset[str],
        doubtful: frozenset[str],
        total: Decimal | None = None,
    ) -> None:
        """`homes`: origins of what is said to originate. `doubtful`: codes that are short, or of no chapter."""
        self.codes = codes
        self.origins = origins
        self.originating = originating
        self.amounts = amounts
        self.total = total
        self.rates_missing = rates_missing
        self.six = six
        self.order = sorted(range(len(six)), key=six.__getitem__)
        self._from = homes
        self._doubtful = doubtful
        self._moving: tuple[str, frozenset[str]] | None = None
        self._asked: dict[tuple[frozenset[str], str, str], Foreign] = {}
        self._moved: dict[tuple[str, str], tuple[dict[str, Transposed], tuple[object, ...]]] = {}
        self._sorted: dict[object, Foreign] = {}

    @classmethod
    def of(
        cls,
        written: Sequence[Mapping[str, Any]],
        currency: str | None,
        rates: Mapping[str, Any] | None = None,
        total: Decimal | None = None,
    ) -> Bill:
        """The bill that a declaration's materials say, in the price's currency.

        A material in another currency is converted by `rates` (units of the price's currency for one of its own).
        """
        return cls(*_bill.columns(written, currency, rates, UNION_OF, EXACT.multiply, NO_CHAPTERS), total)

    def worth(self) -> Decimal | None:
        """The value of all materials, in the decimal context of the caller; None where one is not known."""
        known: Sequence[Any] = self.amounts
        return sum(known, _NOTHING) if all(known) else None

    def foreign(self, parties: frozenset[str], editions: Editions, declared: str, wanted: str) -> Foreign:
        """Its non-originating materials under some parties, codes in the edition `wanted`."""
        key = parties, declared, wanted
        found = self._asked.get(key)
        if found is None:
            outside = self._from - parties
            # Most bills are the same under most agreements: what was made of one of them serves the others.
            moved = self._moved.get((declared, wanted))
            if moved is None:
                moves = self._moves(editions, declared, wanted)
                alike = tuple([(code, one.codes, one.known) for code, one in moves.items()])
                moved = self._moved[declared, wanted] = (moves, alike)
            same = outside, moved[1]
            found = self._sorted.get(same)
            if found is None:
                found = self._sorted[same] = Foreign(self, outside, moved[0])
            self._asked[key] = found
        return found

    def _moves(self, editions: Editions, declared: str, wanted: str) -> dict[str, Transposed]:
        """What became of those of its codes that are not simply the same in the other edition, or too short to tell.

        Every other code stays as it is, as far as anybody knows.
        """
        if self._moving is None or self._moving[0] != declared:
            moving = editions.moving(declared).intersection(self.six)
            if self._doubtful:
                moving |= self._doubtful
            self._moving = declared, moving
        moving = self._moving[1]
        if not moving:
            return {}
        found = {
            code: Transposed((code,), sure=False, known=False)
            if code[:2] in NO_CHAPTERS
            else editions.ancestors(code, declared, wanted)
            for code in sorted(moving)
        }
        return {code: one for code, one in found.items() if one.codes != (code,) or not one.known or len(code) < 6}
