"""From a goods item of a declaration to the good that agreements are asked about."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from greenlane.core.asking import ask_of
from greenlane.core.origin.bill import Bill
from greenlane.core.origin.good import Good
from greenlane.core.origin.price import Price
from greenlane.core.terms.codes import UNION_OF

if TYPE_CHECKING:
    from greenlane.core.declaration.normalise import Declaration, Item


def alike(declaration: Declaration, item: Item, widely: bool) -> Hashable | None:
    """What decides the origin of an item without a bill of materials, so that it need be decided once; else None.

    Its value does not: nothing is reckoned without a bill. `widely`: an agreement asks for quantities or words.
    """
    source = item.source
    if source.get("materials"):
        return None
    facts = source.get("facts")
    route = (declaration.export, declaration.import_, declaration.transit)
    presented = tuple([(code, issued) for code, issued, _, counts in item.documents if counts])
    more = repr((source.get("quantity"), source.get("description"))) if widely else ""
    asked = (declaration.regime, source.get("origin"), repr(facts) if facts else "", more)
    return (item.code, declaration.date, route, presented, asked)


def good_of(declaration: Declaration, item: Item) -> Good | None:
    """The good, or None where the route has not both ends."""
    if not declaration.export or not declaration.import_:
        return None
    exporter = UNION_OF.get(declaration.export, declaration.export)
    importer = UNION_OF.get(declaration.import_, declaration.import_)
    source = item.source
    facts = source.get("facts") or {}
    value = source.get("value")
    materials = source.get("materials")
    price = Price.of(value, facts)
    bill = Bill.of(materials, price.currency or None, source.get("exchange_rates")) if materials else None
    ask = ask_of(exporter, "export", declaration.date, item.code, declaration.regime, importer, source, item.documents)
    return Good(item.code, declaration.date, exporter, importer, price, bill, ask, declaration.transit)
