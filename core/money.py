"""Exact decimals: rates of bases, rounded once, half up, to the currency's minor unit."""

from decimal import ROUND_HALF_UP, Context, Decimal

from babel.numbers import get_currency_precision

EXACT = Context(prec=200)
"""Enough digits that no product of what a declaration may hold is ever rounded."""


def rounded(amount: Decimal, currency: str) -> Decimal:
    """The amount in the currency's minor unit (ISO 4217 digits: KRW and VND none), half up."""
    return amount.quantize(Decimal(1).scaleb(-get_currency_precision(currency)), ROUND_HALF_UP, EXACT)


def percent_of(base: Decimal, percent: Decimal) -> Decimal:
    """`percent` hundredths of `base`, exactly."""
    return EXACT.multiply(base, percent).scaleb(-2, EXACT)
