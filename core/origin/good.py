"""A good as the origin engine reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from greenlane.core.ask import Ask
from greenlane.core.origin.bill import Bill
from greenlane.core.origin.price import Price


@dataclass(frozen=True, slots=True)
class Good:
    """`code`: its digits. `exporter`, `importer`: economies, a union for its member. `bill`: None where none was sent.

    `ask`: what conditions look at: facts, documents presented. `transit`: economies on the way.
    """

    code: str
    day: date
    exporter: str
    importer: str
    price: Price
    bill: Bill | None
    ask: Ask
    transit: tuple[str, ...] = ()

    @property
    def facts(self) -> Mapping[str, Any]:
        """The facts declared."""
        return self.ask.facts
