"""What is wrong with a content, each fault at its entry; and the rule set that a sound one makes."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from greenlane.core.declaration.faults import pointer
from greenlane.core.draft import forms
from greenlane.core.draft.entries import ECONOMY, LISTED, NAMED, address, join, parts
from greenlane.core.model import Fact, Pack
from greenlane.core.pack.build import build
from greenlane.core.pack.check import misfits
from greenlane.core.ruleset import RuleSet, assemble, canonical, digest
from greenlane.core.terms import is_document, shared_documents, shared_facts

Path = tuple[str | int, ...]
SAME: Final = ("type", "unit", "values", "pattern", "minimum", "maximum")
"""What a declaration states a fact by: one name, one meaning, whichever economy asks."""
TEXTS: Final = "write every scalar as text, as in a pack's YAML"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: in which entry, where in it (RFC 6901), and what would be right."""

    address: str
    pointer: str
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.address}{self.pointer}: {self.message}" + (f" ({self.remedy})" if self.remedy else "")


def faults(entries: Mapping[str, Any], economies: Collection[str] | None = None) -> list[Fault]:
    """Every fault of the economies named (default: all), and those that stand between them and others.

    What has not the form of its entry is told first: an economy is built only when all its entries have theirs,
    and compared with others only when it could be built. Raises ValueError for an address that is none.
    """
    filed: dict[str, list[str]] = {}
    for place in sorted(entries):
        filed.setdefault(parts(place).economy, []).append(place)
    found: list[Fault] = []
    packs: dict[str, Pack] = {}
    for code, places in filed.items():
        mine = economies is None or code in economies
        if not mine:
            # Of the others only that is read in which economies can stand in each other's way.
            places = [place for place in places if parts(place).part not in LISTED]
        wrong = list(_forms(code, places, entries))
        if not wrong:
            wrong, pack = _built(places, join({place: entries[place] for place in places})[code])
            if pack is not None:
                packs[code] = pack
        if mine:
            found += wrong
    return found + [one for one in _between(packs) if economies is None or parts(one.address).economy in economies]


def ruleset(entries: Mapping[str, Any], version: int = 0, content_digest: str = "") -> RuleSet:
    """The rule set that entries make; its digest is of its content unless one is given.

    Raises PackError when there are faults: ask `faults` first, which says where.
    """
    documents = join(entries)
    shared, known = shared_facts(), shared_documents()
    packs = {}
    for code, document in documents.items():
        pack = build(document, shared, lambda one: is_document(one, known))
        assert pack is not None
        packs[code] = pack
    return assemble(
        packs, shared, known, version=version, content_digest=content_digest or digest(canonical(documents))
    )


def _forms(code: str, places: list[str], entries: Mapping[str, Any]) -> Iterator[Fault]:
    """Entries that have not the form their part asks, or are filed under a name that is not theirs."""
    if address(code) not in entries:
        yield Fault(address(code), "", f"nothing says who {code} is", f"add {address(code)}, or remove all of {code}")
    for place in places:
        yield from form(place, entries[place])


def form(place: str, entry: Any) -> Iterator[Fault]:
    """Where one entry has not the form that its part asks. Raises ValueError for an address that is none."""
    code, part, name = parts(place)
    if not isinstance(entry, dict):
        yield Fault(place, "", "an entry is a mapping of names to values", "see docs/pack-format.md")
        return
    untexted = [Fault(place, pointer(path), message, TEXTS) for path, message in _untexted(entry, ())]
    if untexted:
        yield from untexted
        return
    for path, message, remedy in misfits(entry, forms.ENTRIES[part]):
        yield Fault(place, pointer(path), message, remedy)
    if part in forms.NAMES:
        for _, message, remedy in misfits({"name": name}, forms.NAMES[part]):
            yield Fault(place, "", f"the name it is filed under: {message}", remedy)
    key = ECONOMY if part == ECONOMY else LISTED.get(part)
    if key and isinstance(entry.get(key), str) and entry[key] != (name or code):
        yield Fault(place, pointer((key,)), f"{entry[key]} is filed under {name or code}", "give both one name")


def _untexted(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Scalars that are no text: `NO` must stay Norway's code, `0901` keep its nought, 5.10 its last digit."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _untexted(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _untexted(inner, (*path, index))
    elif not isinstance(value, str):
        yield path, f"{json.dumps(value)} is no text"


def _built(places: list[str], document: Mapping[str, Any]) -> tuple[list[Fault], Pack | None]:
    """What building an economy's pack reports, each at its entry; and the pack, if nothing."""
    found: list[Fault] = []
    listed = {part: [place for place in places if parts(place).part == part] for part in LISTED}
    shared, known = shared_facts(), shared_documents()

    def report(path: Path, message: str, remedy: str = "") -> None:
        code, part, rest = parts(places[0]).economy, str(path[0]) if path else ECONOMY, path[1:]
        if part in LISTED and rest:
            found.append(Fault(listed[part][int(rest[0])], pointer(rest[1:]), message, remedy))
        elif part in NAMED and rest:
            found.append(Fault(address(code, part, str(rest[0])), pointer(rest[1:]), message, remedy))
        else:
            # Of the economy, or of all its rules together.
            found.append(Fault(address(code), pointer(rest), message, remedy))

    return found, build(document, shared, lambda one: is_document(one, known), report)


def _between(packs: Mapping[str, Pack]) -> Iterator[Fault]:
    """A fact that two economies mean differently, an economy that two answer for: told of the later one."""
    facts: dict[str, tuple[str, Fact]] = {}
    answering: dict[str, str] = {}
    for code, pack in sorted(packs.items()):
        for name, fact in pack.facts.items():
            other, first = facts.setdefault(name, (code, fact))
            differing = [what for what in SAME if getattr(fact, what) != getattr(first, what)]
            if differing:
                place, what = address(code, "facts", name), differing[0]
                yield Fault(place, pointer((what,)), f"{other} gives {name} another {what}", "use another name")
        for one in (code, *pack.economy.members):
            other = answering.setdefault(one, code)
            if other != code:
                yield Fault(address(code), pointer(("members",)), f"{one} is answered for by {other}", "take it out")
