"""A good while it is compared: what depends on it alone, and not on the agreement, is found once for all of them."""

from __future__ import annotations

from greenlane.core.origin.agreement import Agreement
from greenlane.core.origin.editions import Editions, Transposed
from greenlane.core.origin.found import Found
from greenlane.core.origin.good import Good
from greenlane.core.origin.outcome import Phrase, Shares


class Case:
    """A good, the edition it is `declared` in, and what was found of it so far. Of one thread.

    `processed`: whether processes were declared. `shares` and `contents`: value tests that were decided, by all that
    they look at. `too_dear`: said where the materials are worth more than the good: one of the two figures is wrong.
    """

    __slots__ = (
        *("_moved", "contents", "declared", "editions", "facts", "good"),
        *("price", "processed", "shares", "too_dear"),
    )

    def __init__(self, good: Good, editions: Editions, declared: str) -> None:
        self.good = good
        self.declared = declared
        self.price = good.price
        self.facts = good.facts
        self.shares: dict[tuple[object, ...], Shares] = {}
        self.contents: dict[tuple[object, ...], Found] = {}
        self.too_dear = _too_dear(good)
        self.processed = bool(self.facts.get("processes"))
        self.editions = editions
        self._moved: dict[str, tuple[Transposed, tuple[Phrase, ...]]] = {}

    def moved(self, agreement: Agreement) -> tuple[Transposed, tuple[Phrase, ...]]:
        """What its code is in the agreement's edition, and what is taken as given by that."""
        found = self._moved.get(agreement.edition)
        if found is None:
            edition = agreement.edition or self.declared
            moved = self.editions.ancestors(self.good.code[:6], self.declared, edition)
            given: tuple[Phrase, ...] = ()
            if edition != self.declared:
                given = (Phrase("origin_if_edition", {"edition": edition, "codes": moved.codes[:6]}),)
            elif not agreement.edition:
                given = (Phrase("origin_if_declared_edition", {}),)
            found = self._moved[agreement.edition] = (moved, given)
        return found


def _too_dear(good: Good) -> tuple[Phrase, ...]:
    price = good.price
    worth = None if good.bill is None or price.most is None else good.bill.worth()
    if worth is None or price.most is None or worth <= price.most:
        return ()
    return (Phrase("origin_too_dear", {"worth": worth, "price": price.most, "currency": price.currency}),)
