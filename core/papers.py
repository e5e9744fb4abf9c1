"""The documents of an item: which count as presented on the day, and which were sent but do not cover it."""

from collections.abc import Iterable
from datetime import date

from greenlane.core.declaration.normalise import Presented


def presented(documents: Iterable[Presented]) -> dict[str, tuple[date | None, ...]]:
    """By code, the days of issue (None: not stated) of the documents that cover the day."""
    found: dict[str, tuple[date | None, ...]] = {}
    for code, issued, _, covers in documents:
        if covers:
            found[code] = (*found.get(code, ()), issued)
    return found


def not_covering(documents: Iterable[Presented], on: date) -> dict[str, tuple[str, date]]:
    """By code, why a document that was sent does not count: (`early`, day of issue) or (`late`, day of expiry)."""
    found: dict[str, tuple[str, date]] = {}
    for code, issued, expires, covers in documents:
        if not covers:
            if issued is not None and issued > on:
                found[code] = ("early", issued)
            elif expires is not None:
                found[code] = ("late", expires)
    return found
