"""What a plugin is shown of an item and of the question: frozen copies."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from greenlane.core.ask import Ask
from greenlane.core.extension import CheckContext, FactValue, ItemView
from greenlane.core.model import Fact
from greenlane.core.papers import presented

if TYPE_CHECKING:
    from greenlane.core.declaration.normalise import Item


def view_of(item: Item, facts: Mapping[str, Fact]) -> ItemView:
    """The item as a plugin sees it. `facts`: what is known of each fact, for its type."""
    source = item.source
    quantity, value = source.get("quantity"), source.get("value")
    return ItemView(
        number=item.number,
        commodity_code=item.code,
        description=source.get("description", ""),
        origin=source.get("origin"),
        quantity=(Decimal(quantity["value"]), quantity["unit"]) if quantity else None,
        value=(Decimal(value["amount"]), value["currency"]) if value else None,
        # The sizes of the parties stand among the facts of an item also where no pack asks for them.
        facts={
            name: _typed(value, facts[name].type)
            for name, value in (source.get("facts") or {}).items()
            if name in facts
        },
        documents=tuple(sorted(presented(item.documents))),
    )


def _typed(value: Any, kind: str) -> FactValue:
    if kind == "decimal":
        return Decimal(value)
    typed: FactValue = frozenset(value) if kind == "list" else value
    return typed


def context_of(ask: Ask) -> CheckContext:
    """The question as a plugin sees it."""
    return CheckContext(economy=ask.economy, flow=ask.flow, date=ask.day, regime=ask.regime, partner=ask.partner)
