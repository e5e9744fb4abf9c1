"""Days and months of a pack: text to inclusive spans, faults reported."""

from calendar import monthrange
from datetime import date
from typing import Any


def day(written: str | None, path: tuple[str | int, ...], report: Any) -> date | None:
    """The day written, None when there is none; a day that does not exist is reported."""
    if written is None:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        report(path, f"{written} does not exist", "a day as 2025-01-31")
        return None


def month(written: str | None, path: tuple[str | int, ...], report: Any) -> tuple[date, date] | None:
    """First and last day of the month written as 2025-01; reported when missing."""
    if written is None:
        report(path, "a monthly value needs `period`", "a month as 2025-01")
        return None
    year, number = map(int, written.split("-"))
    if not year:
        report(path, f"{written} does not exist", "a month as 2025-01")
        return None
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])


def overlap(end: date | None, start: date) -> bool:
    """Whether a span that ends on `end` (None: open) still holds on `start`."""
    return end is None or end >= start
