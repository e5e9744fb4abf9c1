"""The price of a good on the bases that were declared, and the basis an agreement asks for."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

from greenlane.core.origin.agreement import ValueTerms

FACTS: Final = {"EXW": "ex_works_price", "FOB": "fob_price", "NC": "net_cost"}
"""Basis → the decimal fact that states it, in the currency of the goods' value."""


class Base(NamedTuple):
    """A price on a basis. `wanted`: the basis the agreement asks for; `used`: the one that was declared."""

    wanted: str
    used: str
    amount: Decimal


class Price:
    """What was declared: amounts by basis, all in `currency`. `unnamed`: an amount whose basis was not said."""

    __slots__ = ("amounts", "currency", "most", "unnamed")

    def __init__(self, currency: str, amounts: Mapping[str, Decimal], unnamed: Decimal | None = None) -> None:
        self.currency = currency
        self.amounts = amounts
        self.unnamed = unnamed
        #: The highest of the prices stated; None where there is none.
        self.most = max([*amounts.values(), *(() if unnamed is None else (unnamed,))], default=None)

    @classmethod
    def of(cls, value: Mapping[str, Any] | None, facts: Mapping[str, Any]) -> "Price":
        """The price that an item's value and facts say."""
        amounts: dict[str, Decimal] = {}
        unnamed = None
        if value is not None:
            amount = value["amount"]
            amount = amount if type(amount) is Decimal else Decimal(amount)
            if "basis" in value:
                amounts[value["basis"]] = amount
            else:
                unnamed = amount
        for basis, fact in FACTS.items():
            if fact in facts:
                amounts[basis] = Decimal(facts[fact])
        return cls(value["currency"] if value is not None else "", amounts, unnamed)

    def on(self, basis: str, terms: ValueTerms) -> Base | None:
        """The price on a basis, or on one that may stand for it; None where neither was declared, or it is nothing."""
        for used in (basis, *terms.stands.get(basis, ())):
            amount = self.amounts.get(used)
            if amount is not None and amount > 0:
                return Base(basis, used, amount)
        return None

    def wanted(self, basis: str, terms: ValueTerms) -> tuple[str, ...]:
        """What would state a price on a basis: the value on it, and the fact that says it beside another one."""
        if not self.currency or not (self.amounts or self.unnamed is not None):
            return ("value",)
        if self.unnamed is not None:
            return ("value.basis",)
        named = [FACTS[one] for one in (basis, *terms.stands.get(basis, ())) if one in FACTS]
        return (f"value ({basis})", *named[:1])
