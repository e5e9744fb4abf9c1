"""Our side of the matcher's measurements: from a goods item as decoded to what the compiled matcher says of it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from greenlane.core.keywords import canonical
from greenlane.ext import _matcher

Found = tuple[int, int, int, int, int, bytes]
"""Rule, code, partner, match, verdict, and the value of each node."""

Check = Callable[[tuple[str, str, int, str, str | None, str], dict[str, Any]], list[Found]]


def arguments(route: tuple[str, str, int, str, str | None, str], item: Mapping[str, Any]) -> tuple[Any, ...]:
    """What Matcher.check and Columns.append take, of one item."""
    economy, flow, day, regime, partner, _ = route
    quantity = item.get("quantity")
    description = item.get("description")
    documents = item.get("documents")
    return (
        economy,
        flow,
        day,
        item["commodity_code"],
        regime,
        item.get("origin"),
        partner,
        canonical(description) if description else "",
        (quantity["value"], quantity["unit"]) if quantity else None,
        item.get("facts") or {},
        papers(documents, day) if documents else {},
    )


def papers(documents: Sequence[Mapping[str, str]], on: int) -> dict[str, tuple[int | None, ...]]:
    """By code, the days of issue (None: not stated) of the documents that cover the day."""
    found: dict[str, tuple[int | None, ...]] = {}
    for document in documents:
        issued = document.get("issued")
        day = None if issued is None else date.fromisoformat(issued).toordinal()
        if day is None or day <= on:
            code = document["code"]
            found[code] = (*found[code], day) if code in found else (day,)
    return found


def compiled_check(matcher: _matcher.Matcher) -> Check:
    """One check from a decoded item."""
    check_item = matcher.check_item

    def one(route: tuple[str, str, int, str, str | None, str], item: dict[str, Any]) -> list[Found]:
        economy, flow, day, regime, partner, _ = route
        return check_item(economy, flow, day, item["commodity_code"], regime, partner, item)

    return one
