"""From a goods item as it was sent to the question that one economy is asked about it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from greenlane.core.ask import Ask
from greenlane.core.declaration.normalise import Presented, presented_on
from greenlane.core.keywords import canonical
from greenlane.core.papers import presented


def ask_of(
    economy: str,
    flow: str,
    day: date,
    code: str,
    regime: str,
    partner: str | None,
    source: Mapping[str, Any],
    documents: list[Presented] | None = None,
) -> Ask:
    """The question. `code`: the digits that count there. `documents`: of `source`, where they were read already."""
    quantity = source.get("quantity")
    if documents is None:
        documents = [presented_on(one, day) for one in source.get("documents") or ()]
    return Ask(
        economy,
        flow,
        day,
        code,
        regime,
        source.get("origin"),
        partner,
        canonical(source.get("description") or ""),
        (Decimal(quantity["value"]), quantity["unit"]) if quantity else None,
        source.get("facts") or {},
        presented(documents),
    )
