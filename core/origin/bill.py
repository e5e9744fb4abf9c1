"""What went into a good: its materials, sorted by whether they originate under an agreement's parties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce
from typing import Any, NamedTuple

from greenlane.core.money import EXACT
from greenlane.core.origin.editions import Editions
from greenlane.core.terms.codes import UNION_OF


class Material(NamedTuple):
    """One line of a bill of materials. `amount`: in the currency of the good's price; None: not known, or said to be
    nothing.

    `origin`: an economy, a union for its member. `originating`: None where nothing is said.
    """

    number: int
    code: str
    origin: str | None
    originating: bool | None
    amount: Decimal | None


@dataclass(slots=True)
class Foreign:
    """The non-originating materials of a bill under some parties, their codes in one HS edition.

    `total`, `own`: value of the non-originating and of the originating materials; None where one is not known.
    `codes`: of each material, its possible codes there; `lost`: places of those whose code there was not found.
    """

    materials: tuple[Material, ...]
    total: Decimal | None
    own: Decimal | None
    codes: tuple[tuple[str, ...], ...]
    lost: frozenset[int]
    silent: tuple[tuple[int, str], ...]
    outside: tuple[tuple[int, str, str | None], ...]
    _places: dict[int, dict[str, list[int]]] = field(default_factory=dict)
    _sorted: dict[int, tuple[dict[str, list[int]], list[str]]] = field(default_factory=dict)
    _short: list[int] | None = None

    def at(self, digits: int) -> dict[str, list[int]]:
        """Places of the materials by the first digits of their codes; a shorter code stands under itself."""
        found = self._places.get(digits)
        if found is None:
            found = self._places[digits] = {}
            for place, codes in enumerate(self.codes):
                for code in codes:
                    key = code[:digits]
                    if key in found:
                        if found[key][-1] != place:
                            found[key].append(place)
                    else:
                        found[key] = [place]
        return found

    def in_order(self, digits: int) -> tuple[dict[str, list[int]], list[str]]:
        """The same, and its keys in their order."""
        found = self._sorted.get(digits)
        if found is None:
            index = self.at(digits)
            found = self._sorted[digits] = (index, sorted(index))
        return found

    @property
    def short(self) -> Iterable[int]:
        """Places of the materials of which a code has fewer than six digits."""
        if self._short is None:
            self._short = [place for place, codes in enumerate(self.codes) if any(len(one) < 6 for one in codes)]
        return self._short

    def worth(self, places: Iterable[int]) -> Decimal | None:
        """The value of some of them; None where one is not known."""
        whole = Decimal(0)
        for place in places:
            amount = self.materials[place].amount
            if amount is None:
                return None
            whole += amount
        return whole


class Bill:
    """A bill of materials. `total`: value of all non-originating materials where the lines do not tell (None: they do).

    `rates_missing`: currencies for which no rate was given; `worth`: of all materials, None where one is not known.
    """

    def __init__(
        self, materials: Sequence[Material], total: Decimal | None = None, rates_missing: tuple[str, ...] = ()
    ) -> None:
        self.materials = tuple(materials)
        self.total = total
        self.rates_missing = rates_missing
        self.origins = frozenset([one.origin for one in self.materials if one.originating and one.origin])
        amounts = [one.amount for one in self.materials if one.amount is not None]
        self.worth = reduce(EXACT.add, amounts, Decimal(0)) if len(amounts) == len(self.materials) else None
        self._six = frozenset([one.code[:6] for one in self.materials])
        self._moved: dict[tuple[str, str], bool] = {}
        self._short = min(map(len, self._six), default=6) < 6
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
        materials = []
        missing: dict[str, None] = {}
        for number, one in enumerate(written, 1):
            get = one.get
            value, origin, code, amount = get("value"), get("origin"), one["commodity_code"], None
            if value is not None:
                amount = value["amount"]
                if type(amount) is not Decimal:
                    amount = Decimal(amount)
                if not amount:  # Nothing that went in is worth nothing: nobody valued it.
                    amount = None
                elif value["currency"] != currency:
                    own = value["currency"]
                    rate = rates.get(own) if rates and currency else None
                    amount = None if rate is None else EXACT.multiply(amount, Decimal(rate))
                    if amount is None:
                        missing[own] = None
            if not code.isdigit():
                code = code.replace(".", "").replace(" ", "")
            materials.append(
                Material(number, code, UNION_OF.get(origin, origin) if origin else None, get("originating"), amount)
            )
        return cls(materials, total, tuple(missing))

    def foreign(self, parties: frozenset[str], editions: Editions, declared: str, wanted: str) -> Foreign:
        """Its non-originating materials under some parties, codes in the edition `wanted`."""
        outside = self.origins - parties if self.origins else self.origins
        moved = self._moved.get((declared, wanted))
        if moved is None:
            moved = self._short or not self._six.isdisjoint(editions.changed(declared, wanted))
            self._moved[declared, wanted] = moved
        key = (outside, wanted if moved else "")
        found = self._sorted.get(key)
        if found is None:
            found = self._sorted[key] = self._sort(outside, editions, declared, wanted, moved)
        return found

    def _sort(self, outside: frozenset[str], editions: Editions, declared: str, wanted: str, moved: bool) -> Foreign:
        foreign, total, own = [], Decimal(0), Decimal(0)
        total_known = own_known = True
        for one in self.materials:
            if one.originating and one.origin not in outside:
                if one.amount is None:
                    own_known = False
                else:
                    own += one.amount
                continue
            foreign.append(one)
            if one.amount is None:
                total_known = False
            else:
                total += one.amount
        lost: set[int] = set()
        codes: list[tuple[str, ...]] = []
        for place, one in enumerate(foreign):
            if moved:
                there = editions.ancestors(one.code[:6], declared, wanted)
                codes.append(there.codes)
                if not there.known:
                    lost.add(place)
            else:
                codes.append((one.code[:6],))
        whole = self.total if self.total is not None else total if total_known else None
        silent = tuple([(one.number, one.code) for one in foreign if one.originating is None])
        elsewhere = tuple([(one.number, one.code, one.origin) for one in foreign if one.originating])
        own_value = own if own_known else None
        return Foreign(tuple(foreign), whole, own_value, tuple(codes), frozenset(lost), silent, elsewhere)
