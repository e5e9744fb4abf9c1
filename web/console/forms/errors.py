"""Faults, by pointers into the entry → messages, by the fields of its form."""

import re
from collections.abc import Iterable, Iterator, Mapping

from greenlane.core.draft.check import Fault
from greenlane.web.console.forms.condition_acts import place_of
from greenlane.web.console.forms.fields import Field
from greenlane.web.console.forms.places import plain

WHOLE = ""
"""Where a fault stands that is of the entry as a whole, or of none of its fields."""
_WORDS = (
    ("required field", "This is needed"),
    ("null value not allowed", "This is needed"),
    ("min length is 1", "At least one is needed"),
    ("unknown field", "No such field is known"),
)
_FORMS = {
    "day": "write a day as 2025-01-31",
    "number": "write a number with a point, as 2.5",
}


def errors(fields: Iterable[Field], faults: Iterable[Fault], address: str = "") -> dict[str, str]:
    """Messages by the pointer of the field at which each is shown; faults of other entries stand at the whole."""
    places = {place: field for place, field in _places(fields)}
    found: dict[str, list[str]] = {}
    for fault in faults:
        here = fault.address in ("", address)
        place = _nearest(fault.pointer, places) if here else WHOLE
        if fault.pointer.startswith("#"):  # of the page, not of the entry
            place = fault.pointer
        field = places.get(place)
        if field is not None and field.widget == "condition" and field.tree is not None:
            steps = [plain(step) for step in fault.pointer[len(place) :].split("/")[1:]]
            place = place_of(field.tree, steps, place)
        said = _said(fault, field)
        message = said if here else f"{fault.address}: {said}"
        if message not in found.setdefault(place, []):
            found[place].append(message)
    return {place: " ".join(messages) for place, messages in found.items()}


def slots(fields: Iterable[Field]) -> Iterator[str]:
    """Every pointer that has a place for a message, parts of conditions among them."""
    yield WHOLE
    for place, field in _places(fields):
        yield place
        if field.widget == "condition" and field.tree is not None:
            names = (name for name, _ in field.tree.flat(place) if name.endswith("#kind"))
            yield from (name[:-5] for name in names if name[:-5] != place)


def _places(fields: Iterable[Field]) -> Iterator[tuple[str, Field]]:
    for field in fields:
        yield field.pointer, field
        yield from _places(field.parts)


def _nearest(pointer: str, places: Mapping[str, Field]) -> str:
    """The field at a pointer, or the one that it lies in."""
    while pointer and pointer not in places:
        pointer = pointer.rpartition("/")[0]
    return pointer


def worded(fault: Fault, right: str = "") -> str:
    """A fault as a sentence, for a place that has no field of a form. `right`: what would be of the right form."""
    return _said(fault, None, right)


def _said(fault: Fault, field: Field | None, right: str = "") -> str:
    message = next((said for words, said in _WORDS if fault.message == words), fault.message)
    if short := re.fullmatch(r"min length is (\d+)", message):
        message = f"At least {short[1]} characters are needed"
    if message.startswith(" is no fact this pack knows"):
        message = "Choose what is asked"
    remedy = fault.remedy if message == fault.message else ""
    if " has not the form " in message:
        message, form = message.split(" has not the form ", 1)
        message = f"{message} has not the right form"
        known = (_FORMS.get(field.widget), field.help) if field is not None else ()
        remedy = next(filter(None, (right, *known)), f"its form is {form}")
    text = message[:1].upper() + message[1:]
    return f"{text}: {remedy.rstrip('.')}." if remedy else f"{text.rstrip('.')}."
