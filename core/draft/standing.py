"""The entry that an act is about: there, sound and addressed; else every reason why the edit is refused."""

from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from greenlane.core.declaration.faults import pointer
from greenlane.core.draft.check import Fault, form
from greenlane.core.draft.entries import parts

Arguments = Mapping[str, Any]
Patch = dict[str, Any]
"""Address → the entry as the act leaves it, None where it is taken out."""


class EditRefused(ValueError):
    """An edit that was not made; `faults` has every reason.

    A fault without an address is of the request: its pointer leads into {action, arguments}.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


def refuse(place: str, path: tuple[str | int, ...], message: str, remedy: str) -> NoReturn:
    """Raise EditRefused with one fault; without a place its path leads into the request."""
    raise EditRefused([Fault(place, pointer(path), message, remedy)])


def sound(entries: Mapping[str, Any], place: str) -> dict[str, Any]:
    """The entry that stands there, if its form is right. Raises EditRefused."""
    if place not in entries:
        refuse_absent(place)
    wrong = list(form(place, entries[place]))
    if wrong:
        raise EditRefused([*wrong, Fault(place, "", "it has faults of its own", "write it anew with put_entry")])
    entry: dict[str, Any] = entries[place]
    return entry


def addressed(place: str) -> str:
    """The address that was asked for, if it is one. Raises EditRefused."""
    try:
        parts(place)
    except ValueError as error:
        refuse("", ("arguments", "address"), str(error), "as TH/rules/TH-PLASTIC-BAN")
    return place


def removed(entries: Mapping[str, Any], place: str) -> Patch:
    """The entry taken out, whatever its form. Raises EditRefused when there is none."""
    if place not in entries:
        refuse_absent(place)
    return {place: None}


def refuse_absent(place: str) -> NoReturn:
    """Raise EditRefused for an address at which nothing stands."""
    code, part, _ = parts(place)
    refuse(place, (), "there is no such entry", f"it would stand among the {part} of {code}")
