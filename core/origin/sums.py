"""The figures of value tests. Nothing is divided before it is compared, so no limit is met or missed by rounding.

The operators are exact only in the context EXACT, which `compare` enters once for all agreements.
"""

from decimal import ROUND_DOWN, ROUND_UP, Decimal
from functools import lru_cache

from greenlane.core.money import minor_digits
from greenlane.core.origin.outcome import Figure
from greenlane.core.origin.price import Base

HUNDRED = Decimal(100)
_CENT = Decimal("0.01")


@lru_cache(maxsize=256)
def _minor(currency: str) -> Decimal:
    return Decimal(1).scaleb(-minor_digits(currency)) if currency else _CENT


def _shift(hundredfold: Decimal, currency: str) -> Decimal:
    return (hundredfold / HUNDRED).quantize(_minor(currency), ROUND_UP)


def most(method: str, base: Base, part: Decimal, limit: Decimal, currency: str) -> Figure:
    """`part` is at most `limit` percent of the base: MC, tolerance, allowance."""
    amount, hundredfold = base.amount, part * HUNDRED
    over = hundredfold - amount * limit
    percent = (hundredfold / amount).quantize(_CENT, ROUND_UP)
    shift = _shift(over, currency) if over > 0 else None
    return Figure(method, base.wanted, amount, part, currency, percent, limit, shift is None, shift)


def build_down(method: str, base: Base, vnm: Decimal, limit: Decimal, currency: str) -> Figure:
    """(base - VNM) / base is at least `limit` percent. `method`: BD, or NC where the base is the net cost."""
    amount = base.amount
    hundredfold = (amount - vnm) * HUNDRED
    short = amount * limit - hundredfold
    percent = (hundredfold / amount).quantize(_CENT, ROUND_DOWN)
    shift = _shift(short, currency) if short > 0 else None
    return Figure(method, base.wanted, amount, vnm, currency, percent, limit, shift is None, shift)


def build_up(base: Base, vom: Decimal, limit: Decimal, currency: str, whole: bool) -> Figure:
    """VOM / base is at least `limit` percent. `whole`: nothing can add to VOM; else short tells nothing."""
    amount, hundredfold = base.amount, vom * HUNDRED
    short = amount * limit - hundredfold
    percent = (hundredfold / amount).quantize(_CENT, ROUND_DOWN)
    met = True if short <= 0 else False if whole else None
    shift = _shift(short, currency) if met is False else None
    return Figure("BU", base.wanted, amount, vom, currency, percent, limit, met, shift)
