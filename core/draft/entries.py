"""A rule set's content as addressed entries: the pieces that a draft changes, compares and merges."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

Entries = dict[str, Any]
"""Address → entry. An entry is plain JSON whose scalars are texts; whoever changes one makes a copy first."""

NAMED = ("facts", "documents", "parameters", "groups")
"""Parts of a pack's document that are mappings: an entry is filed under its key."""
LISTED = {"rules": "id", "cases": "name", "agreements": "id", "product_rules": "id", "regimes": "id", "streams": "id"}
"""Parts that are lists, with the field by which an entry is filed; in that order they stand in the content."""
SELDOM = ("groups", "regimes", "streams")
"""Parts that a document has only where something is in them: most packs have no crosswalk."""
ECONOMY = "economy"


class Parts(NamedTuple):
    """What an address says: `name` is empty for an economy's own entry."""

    economy: str
    part: str
    name: str


def split(documents: Mapping[str, Mapping[str, Any]]) -> Entries:
    """The entries of a rule set's documents (economy → its pack's plain document), in the order of their addresses.

    Raises ValueError where a document holds two entries of one name, or a part that is not known.
    """
    entries: Entries = {}
    for code, document in documents.items():
        if unknown := set(document) - {ECONOMY, *NAMED, *LISTED}:
            raise ValueError(f"{code}: no part of a pack is called {', '.join(sorted(unknown))}")
        entries[address(code)] = document[ECONOMY]
        for part in NAMED:
            for name, entry in document.get(part, {}).items():
                entries[address(code, part, name)] = entry
        for part, key in LISTED.items():
            for entry in document.get(part, ()):
                place = address(code, part, entry[key])
                if place in entries:
                    raise ValueError(f"{place} stands twice: give each its own {key}")
                entries[place] = entry
    return dict(sorted(entries.items()))


def join(entries: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The documents that entries make: cases in the order of their names, what is listed otherwise of its ids.

    An economy without an `economy` entry gets none in its document either: `check.faults` says so.
    """
    documents: dict[str, dict[str, Any]] = {}
    for place in sorted(entries):
        code, part, name = parts(place)
        document = documents.setdefault(code, _empty())
        if part == ECONOMY:
            document[ECONOMY] = entries[place]
        elif part in LISTED:
            document.setdefault(part, []).append(entries[place])
        else:
            document.setdefault(part, {})[name] = entries[place]
    return documents


def _empty() -> dict[str, Any]:
    named: dict[str, Any] = {one: {} for one in NAMED if one not in SELDOM}
    return {**named, **{one: [] for one in LISTED if one not in SELDOM}}


def address(economy: str, part: str = ECONOMY, name: str = "") -> str:
    """The address of an entry: `TH/economy`, `TH/rules/TH-PLASTIC-BAN`."""
    return f"{economy}/{part}" if part == ECONOMY else f"{economy}/{part}/{name}"


def parts(place: str) -> Parts:
    """Economy, part and name of an address; a case's name may hold strokes. Raises ValueError when it is none."""
    economy, _, rest = place.partition("/")
    part, _, name = rest.partition("/")
    if not economy or (part not in NAMED and part not in LISTED and rest != ECONOMY) or (part != ECONOMY) != bool(name):
        raise ValueError(
            f"{place!r} is no address: write ECONOMY/economy or ECONOMY/part/name, part one of "
            f"{', '.join((*NAMED, *LISTED))}"
        )
    return Parts(economy, part, name)


def agreement_of(place: str, entry: Any) -> str:
    """The id of the agreement that an entry is, or of which it is a product rule; empty for any other entry.

    Raises ValueError where the address is none.
    """
    _, part, name = parts(place)
    if part == "agreements":
        return name
    said = entry.get("agreement") if part == "product_rules" and isinstance(entry, Mapping) else ""
    return said if isinstance(said, str) else ""


def economy_of(place: str) -> str:
    """The economy to which an address belongs: whose roles may touch it. Raises ValueError when it is none."""
    return parts(place).economy


def economies_of(places: Sequence[str] | Mapping[str, Any]) -> frozenset[str]:
    """The economies of several addresses."""
    return frozenset(economy_of(place) for place in places)
