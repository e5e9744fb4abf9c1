"""Slow, obvious second answers to what the engine of origin decides: by text alone, and by fractions.

Nothing here knows the engine: no parsed rules, no editions, no tolerance. Codes are text of 2, 4 or 6 digits, with or
without a point; spans are written as in product rules (`72`, `7219`, `8507.60`, `5201-5203`); amounts are numbers that
`Fraction` takes exactly: text, int, Decimal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

MET, NOT_MET, UNKNOWN = "met", "not met", "unknown"
Number = str | int | Decimal | Fraction


def change(good: str, materials: Iterable[tuple[str, bool]], level: int, excluded: Sequence[str] = ()) -> str:
    """Change of tariff classification, without any tolerance. `good`: its code, at least `level` digits.

    `materials`: code, and whether it originates. `level`: 2 (CC), 4 (CTH), 6 (CTSH), 0 (any heading).
    One material that fails is enough for "not met"; else one whose code is too short to tell makes it "unknown".
    """
    answers = []
    for code, originating in materials:
        if originating:
            continue
        code = code.replace(".", "")
        answers.append(_changes(good.replace(".", ""), code, level))
        for span in excluded:
            answers.append(_is_outside(code, span.replace(".", "")))
    if NOT_MET in answers:
        return NOT_MET
    return UNKNOWN if UNKNOWN in answers else MET


def _changes(good: str, code: str, level: int) -> str:
    """Whether the first `level` digits of the material differ from the good's."""
    if level == 0:
        return MET
    if len(code) < level and good.startswith(code):
        return UNKNOWN
    return NOT_MET if good[:level] == code[:level] else MET


def _is_outside(code: str, span: str) -> str:
    """Whether a material is of no code of a span. Of digits equally many, the order of texts is that of numbers."""
    first, _, last = span.partition("-")
    last = last or first
    digits = min(len(first), len(code))
    if not first[:digits] <= code[:digits] <= last[:digits]:
        return MET
    return NOT_MET if len(code) >= len(first) else UNKNOWN


def build_down(base: Number, foreign: Number) -> Fraction:
    """Regional value content in percent: what is left of the base without its non-originating materials."""
    return (Fraction(base) - Fraction(foreign)) / Fraction(base) * 100


def build_up(base: Number, own: Number, added: Iterable[Number] = ()) -> Fraction:
    """Regional value content in percent: originating materials, and what the agreement adds to them, of the base."""
    whole = Fraction(own)
    for amount in added:
        whole += Fraction(amount)
    return whole / Fraction(base) * 100


def most_foreign(base: Number, foreign: Number) -> Fraction:
    """MC: non-originating materials in percent of the base."""
    return Fraction(foreign) / Fraction(base) * 100


def content(method: str, limit: Number, base: Number, part: Number, added: Iterable[Number] = ()) -> bool:
    """Whether `BD`, `BU` or `MC` with its limit in percent is met; the limit itself is.

    `part`: value of the non-originating materials (BD, MC) or of the originating ones (BU).
    """
    if method == "MC":
        return most_foreign(base, part) <= Fraction(limit)
    if method == "BU":
        return build_up(base, part, added) >= Fraction(limit)
    if method == "BD":
        return build_down(base, part) >= Fraction(limit)
    raise ValueError(f"{method} is none of BD, BU, MC")
