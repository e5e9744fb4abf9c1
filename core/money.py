"""Exact decimals: rates of bases, rounded once, half up, to the currency's minor unit."""

from decimal import ROUND_HALF_UP, Context, Decimal

from babel.numbers import get_currency_precision

EXACT = Context(prec=200)
"""Enough digits that no product of what a declaration may hold is ever rounded."""

_NOT_CLDR = {code: 2 for code in "AFN ALL IRR KPW LAK LBP MGA MMK MRO RSD SLL SOS STD SYP YER".split()} | {"IQD": 3}
"""Digits that ISO 4217 gives a currency and CLDR, which looks at the coins in use, leaves out."""


def minor_digits(currency: str) -> int:
    """The digits after the point of a currency's minor unit (ISO 4217)."""
    return _NOT_CLDR.get(currency) or get_currency_precision(currency)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """The amount in the currency's minor unit (ISO 4217 digits: KRW and VND none), half up."""
    return amount.quantize(Decimal(1).scaleb(-minor_digits(currency)), ROUND_HALF_UP, EXACT)


def percent_of(base: Decimal, percent: Decimal) -> Decimal:
    """`percent` hundredths of `base`, exactly."""
    return EXACT.multiply(base, percent).scaleb(-2, EXACT)
