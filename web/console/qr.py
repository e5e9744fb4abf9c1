"""A QR code as the path of an SVG: no style, no script, nothing that a policy would have to let through."""

from dataclasses import dataclass
from typing import Final

import segno

QUIET: Final = 4
"""Modules of white around it, without which cameras do not find it."""


@dataclass(frozen=True, slots=True)
class Qr:
    """`path`: the dark modules, each one unit wide, in a square of `size` units."""

    size: int
    path: str


def qr(text: str) -> Qr:
    """The code of a text."""
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
    path = "".join(
        f"M{QUIET + start} {QUIET + y}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for start, length in _runs(row)
    )
    return Qr(len(rows) + 2 * QUIET, path)


def _runs(row: bytes) -> list[tuple[int, int]]:
    """Where runs of dark modules begin, and how long they are."""
    found: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if not dark:
            continue
        if found and sum(found[-1]) == x:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((x, 1))
    return found
