"""An accepted document as the engine reads it: codes as digits, dates as dates, the rest as sent."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from greenlane.core.declaration.forms import day, digits, instant
from greenlane.core.declaration.places import Asks, Places

REMEMBERED = 4096
"""Routes of which it is remembered who is asked."""
Presented = tuple[str, date | None, date | None, bool]
"""Code, issued, expires, and whether the day of the declaration lies between the two, both inclusive."""


@dataclass(slots=True)
class Item:
    """A goods item. `code` and the values of `national` are digits only.

    `source` is the item as sent, its facts with the sizes of the parties.
    """

    number: int
    code: str
    source: dict[str, Any]
    national: dict[str, str]
    documents: list[Presented]


@dataclass(slots=True)
class Declaration:
    """A declaration. `export`, `import_` and `transit` are as sent.

    `asks`, `economies` and `declared_in` name who answers: the union, where one is loaded and has the economy as a
    member. `asks` is in the order export, transit, import, each (economy, flow) once; then come the packs without an
    economy, each for every flow of the route of which it speaks. `economies`: those of the route, each once.
    """

    document: dict[str, Any]
    reference: str | None
    date: date
    known_at: datetime | None
    asks: tuple[tuple[str, str], ...]
    economies: tuple[str, ...]
    export: str | None
    import_: str | None
    transit: tuple[str, ...]
    regime: str
    declared_in: str | None
    items: list[Item]


def normalise(document: dict[str, Any], places: Places, now: datetime) -> Declaration:
    """The declaration that a document without faults says. `now` (aware) gives the default of `date`."""
    get = document.get
    route = document["route"]
    written = get("date")
    on = places.today(route, now) if written is None else day(written)
    assert on is not None
    export, import_, transit = route.get("export"), route.get("import"), tuple(route.get("transit", ()))
    known_at = get("known_at")
    asks, economies = _routed(export, transit, import_, places)
    sizes = _sizes(document.get("parties", {}))
    items = []
    for position, source in enumerate(document["items"], 1):
        codes = source.get("national_codes")
        documents = source.get("documents")
        items.append(
            Item(
                int(source.get("number", position)),
                digits(source["commodity_code"]),  # type: ignore[arg-type]
                {**source, "facts": sizes | source.get("facts", {})} if sizes else source,
                _national(codes, places) if codes else {},
                [presented_on(one, on) for one in documents] if documents else [],
            )
        )
    return Declaration(
        document,
        get("reference"),
        on,
        _utc(known_at) if known_at else None,
        asks,
        economies,
        export,
        import_,
        transit,
        get("regime", "release"),
        places.declared_in(route),
        items,
    )


def _routed(
    export: str | None, transit: tuple[str, ...], import_: str | None, places: Places
) -> tuple[Asks, tuple[str, ...]]:
    """Who is asked on a route, and the economies of it; told once for each."""
    key = (export, transit, import_)
    found = places.routes.get(key)
    if found is None:
        own = _asks(export, transit, import_, places.union_of)
        found = own + _everywhere(own, places.everywhere), tuple(dict.fromkeys([economy for economy, _ in own]))
        if len(places.routes) >= REMEMBERED:
            places.routes.clear()
        places.routes[key] = found
    return found


def _asks(
    export: str | None, transit: tuple[str, ...], import_: str | None, union_of: Any
) -> tuple[tuple[str, str], ...]:
    asks: list[tuple[str, str]] = []
    if export:
        asks.append((union_of.get(export, export), "export"))
    for economy in transit:
        ask = (union_of.get(economy, economy), "transit")
        if ask not in asks:
            asks.append(ask)
    if import_:
        asks.append((union_of.get(import_, import_), "import"))
    return tuple(asks)


def _everywhere(
    asks: tuple[tuple[str, str], ...], packs: tuple[tuple[str, frozenset[str]], ...]
) -> tuple[tuple[str, str], ...]:
    """What packs without an economy are asked: for each flow of the route once, if they speak of it."""
    flows = dict.fromkeys([flow for _, flow in asks])
    return tuple([(code, flow) for code, spoken in packs for flow in flows if flow in spoken])


def _sizes(parties: dict[str, dict[str, str]]) -> dict[str, str]:
    """The facts of every item that the parties tell: rules see goods, and some hold by who trades in them."""
    return {
        f"{role}_size": parties[role]["size"]
        for role in ("importer", "exporter")
        if role in parties and "size" in parties[role]
    }


def _national(codes: dict[str, str], places: Places) -> dict[str, str]:
    # A union's own entry wins over one of its members'.
    mapped = {places.asked(economy): digits(code) or "" for economy, code in codes.items()}
    return mapped | {economy: digits(code) or "" for economy, code in codes.items() if economy in mapped}


def presented_on(document: dict[str, str], on: date) -> Presented:
    """A document of an item, and whether it counts as presented on a day."""
    issued, expires = document.get("issued"), document.get("expires")
    if issued is None and expires is None:
        return document["code"], None, None, True
    first = None if issued is None else day(issued)
    last = None if expires is None else day(expires)
    return document["code"], first, last, (first is None or first <= on) and (last is None or on <= last)


def _utc(text: str) -> datetime | None:
    known_at = instant(text)
    return None if known_at is None else known_at.astimezone(UTC)
