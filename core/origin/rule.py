"""A product-specific rule as nodes: what the materials must change, contain or undergo."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

LEVELS: Final = {0: "any heading", 2: "CC", 4: "CTH", 6: "CTSH"}
"""Digits that every non-originating material must change → how the change is written. 0: any heading will do."""
METHODS: Final = ("RVC", "BD", "BU", "NC", "MC")
"""Value tests: regional value content by whichever method the agreement allows; build-down; build-up; net cost;
at most so much non-originating material."""


@dataclass(frozen=True, slots=True)
class Span:
    """Codes from `first` to `last`, both inclusive, of 2, 4 or 6 digits each and equally long."""

    first: str
    last: str

    def covers(self, code: str) -> bool:
        """Whether a code at least as long as the span's lies in it."""
        digits = len(self.first)
        return len(code) >= digits and self.first <= code[:digits] <= self.last

    def touches(self, code: str) -> bool:
        """Whether a code shorter than the span's is the beginning of one that lies in it."""
        digits = len(code)
        return digits < len(self.first) and self.first[:digits] <= code <= self.last[:digits]


@dataclass(frozen=True, slots=True)
class Allowance:
    """Materials of the good's own heading (4) or subheading (6) may stay, up to `percent` of the value basis."""

    level: int
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Change:
    """Every non-originating material changes its classification at `level` digits and is of none of `exclude`."""

    level: int
    exclude: tuple[Span, ...] = ()
    allowance: Allowance | None = None


@dataclass(frozen=True, slots=True)
class From:
    """Every non-originating material is of one of these codes."""

    codes: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """A value test: at least `percent` of regional content, or with MC at most `percent` of foreign content."""

    method: str
    percent: Decimal


@dataclass(frozen=True, slots=True)
class WhollyObtained:
    """Nothing but wholly obtained goods, or goods made of originating materials alone, will do."""


@dataclass(frozen=True, slots=True)
class Process:
    """A named process was done: one of the values of the fact `origin_processes`."""

    name: str


@dataclass(frozen=True, slots=True)
class Share:
    """A decimal fact is at least `percent`."""

    fact: str
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Both:
    """All parts are met."""

    parts: tuple["ProductRule", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part is met; the exporter chooses."""

    parts: tuple["ProductRule", ...]


ProductRule = Change | From | Content | WhollyObtained | Process | Share | Both | Either
