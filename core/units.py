"""UN/CEFACT Recommendation 20 units we convert, each exactly, by kind of measure."""

from decimal import Decimal
from typing import Final

from greenlane.core.money import EXACT

UNITS: Final = {
    "KGM": ("mass", Decimal("1")),
    "TNE": ("mass", Decimal("1000")),
    "GRM": ("mass", Decimal("0.001")),
    "MTQ": ("volume", Decimal("1")),
    "LTR": ("volume", Decimal("0.001")),
    "NAR": ("count", Decimal("1")),
    "H87": ("count", Decimal("1")),
}
"""Unit → (measure, how many base units one of it is: a power of ten, as the matcher counts).

Base units: kilogram, cubic metre, one article.
"""


def convert(value: Decimal, unit: str, to: str) -> Decimal | None:
    """`value` of `unit` in the unit `to`, exactly; None where the two measure different things."""
    measure, factor = UNITS.get(unit, ("", Decimal(1)))
    wanted, divisor = UNITS[to]
    if measure != wanted:
        return None
    return EXACT.divide(EXACT.multiply(value, factor), divisor)  # the divisors are powers of ten: exact
