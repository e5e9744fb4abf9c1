"""What a plugin is shown of an item and of the question: frozen copies."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from greenlane.core.ask import Ask
from greenlane.core.extension import CheckContext, ItemView
from greenlane.core.papers import presented

if TYPE_CHECKING:
    from greenlane.core.declaration.normalise import Item


def view_of(item: Item) -> ItemView:
    """The item as a plugin sees it."""
    source = item.source
    quantity, value = source.get("quantity"), source.get("value")
    return ItemView(
        number=item.number,
        commodity_code=item.code,
        description=source.get("description", ""),
        origin=source.get("origin"),
        quantity=(Decimal(quantity["value"]), quantity["unit"]) if quantity else None,
        value=(Decimal(value["amount"]), value["currency"]) if value else None,
        facts=dict(source.get("facts") or {}),
        documents=tuple(sorted(presented(item.documents))),
    )


def context_of(ask: Ask) -> CheckContext:
    """The question as a plugin sees it."""
    return CheckContext(economy=ask.economy, flow=ask.flow, date=ask.day, regime=ask.regime, partner=ask.partner)
