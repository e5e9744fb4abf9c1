"""What the buttons of a form do, by plain submission: rows added, taken out and moved; conditions built.

An act is written `up:/legal_basis/1`: what is done, and the pointer to where. It changes what was typed, never what
is stored.
"""

from collections.abc import Mapping
from typing import Any

from greenlane.core.pack.schema import Schema
from greenlane.web.console.forms import condition_acts
from greenlane.web.console.forms.codelist import Against, checked, repaired
from greenlane.web.console.forms.condition_reading import read_node
from greenlane.web.console.forms.conditions import EMPTY, write
from greenlane.web.console.forms.places import is_place, plain
from greenlane.web.console.forms.posted import Posted
from greenlane.web.console.forms.reading import read


def acted(schema: Schema, posted: Posted, act: str, against: Against | None = None) -> dict[str, Any]:
    """The entry as it stands in the form after an act; what is no act, or leads nowhere, changes nothing."""
    entry = read(schema, posted, unfinished=True)
    word, _, place = act.partition(":")
    root = _condition(posted, place)
    if root is not None and word in condition_acts.ACTS:
        path = [int(step) for step in place[len(root) :].split("/") if is_place(step)]
        node = condition_acts.acted(read_node(posted, root), word, path)
        _put(entry, root, None if node is None else write(node))
    elif word == "add":
        _add(entry, place, posted, schema)
    elif word == "repair":
        lines = checked(posted.whole(place), against or Against())
        _put(entry, place, repaired(posted.whole(place), lines).split("\n"))
    elif word in ("remove", "up", "down"):
        _move(entry, place, word)
    return entry


def _condition(posted: Posted, place: str) -> str | None:
    """The pointer of the condition in which a place lies, or None."""
    while place:
        if f"{place}#condition" in posted:
            return place
        place = place.rpartition("/")[0]
    return None


def _add(entry: dict[str, Any], place: str, posted: Posted, schema: Schema) -> None:
    """Add a row; or, to a group of which only some fields are shown, the field that was chosen."""
    chosen = posted.one(f"{place}#add")
    found = _at(entry, place)
    if chosen:
        new: Any = {"list": [], "dict": {}}.get(str(_definition(schema, place, chosen).get("type")), "")
        _put(entry, place, {**found, chosen: new} if isinstance(found, dict) else {chosen: new})
    elif isinstance(found, list):
        found.append({})
    else:
        _put(entry, place, [{}])


def _definition(schema: Schema, place: str, name: str) -> Schema:
    """What a schema says of a field of the group at a pointer; nothing where it does not say it."""
    at: Any = {"schema": schema, "type": "dict"}
    for step in [*(plain(one) for one in place.split("/")[1:]), name]:
        inner = at.get("schema", {})
        at = (inner if at.get("type") == "list" else inner.get(step, {})) if isinstance(inner, dict) else {}
    found: Schema = at
    return found


def _move(entry: dict[str, Any], place: str, word: str) -> None:
    above, _, last = place.rpartition("/")
    found = _at(entry, above)
    if isinstance(found, Mapping) and word == "remove":
        found = dict(found)
        found.pop(plain(last), None)
        _put(entry, above, found)
    elif isinstance(found, list) and is_place(last) and int(last) < len(found):
        index = int(last)
        other = {"up": index - 1, "down": index + 1}.get(word, -1)
        if word == "remove":
            del found[index]
        elif 0 <= other < len(found):
            found[index], found[other] = found[other], found[index]


def _at(entry: Any, place: str) -> Any:
    """What stands at a pointer; None where nothing does."""
    for step in place.split("/")[1:]:
        if isinstance(entry, dict):
            entry = entry.get(plain(step))
        elif isinstance(entry, list) and is_place(step) and int(step) < len(entry):
            entry = entry[int(step)]
        else:
            return None
    return entry


def _put(entry: dict[str, Any], place: str, value: Any) -> None:
    """Let a value stand at a pointer; None takes it out. Where there is no way there, make one of mappings."""
    steps = [plain(step) for step in place.split("/")[1:]]
    if not steps:
        return
    at: Any = entry
    for step in steps[:-1]:
        if isinstance(at, list):
            if not is_place(step) or int(step) >= len(at):
                return
            at = at[int(step)]
        elif isinstance(at, dict):
            at = at.setdefault(step, {})
        else:
            return
    if isinstance(at, dict):
        at[steps[-1]] = value
        if value is None:
            del at[steps[-1]]
    elif isinstance(at, list) and is_place(steps[-1]) and int(steps[-1]) < len(at):
        at[int(steps[-1])] = dict(EMPTY) if value is None else value
