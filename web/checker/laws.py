"""Where something stands in the law, as the page shows it."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

_ADDRESS: Final = re.compile(r"https?://[^\s,;()]+")


@dataclass(frozen=True, slots=True)
class Law:
    """Where it stands. `address`: the first one of its source, empty where that is none."""

    instrument: str
    provision: str
    since: date | None
    until: date | None
    source: str
    address: str


def law_of(basis: dict[str, Any]) -> Law:
    """A legal basis of an answer."""
    address = _ADDRESS.search(basis["source"])
    return Law(
        basis["instrument"],
        basis["provision"],
        day_of(basis.get("in_force_from")),
        day_of(basis.get("in_force_to")),
        basis["source"],
        address[0].rstrip(".") if address else "",
    )


def day_of(written: str | None) -> date | None:
    """A day of an answer."""
    return date.fromisoformat(written) if written else None
