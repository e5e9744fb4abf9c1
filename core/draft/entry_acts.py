"""Acts on dated series, on cases, and on any entry as a whole."""

from collections.abc import Callable, Mapping
from typing import Any

from greenlane.core.draft import series
from greenlane.core.draft.entries import ECONOMY, address, economy_of, parts
from greenlane.core.draft.standing import Arguments, Patch, addressed, refuse, removed, sound


def put_value(entries: Mapping[str, Any], arguments: Arguments) -> Patch:
    """The series with one value more, the one before it closed."""
    return _series(entries, arguments, lambda one: series.put(one, _value(arguments)))


def correct_value(entries: Mapping[str, Any], arguments: Arguments) -> Patch:
    """The series in which a value says something else."""
    return _series(entries, arguments, lambda one: series.correct(one, _value(arguments)))


def close_value(entries: Mapping[str, Any], arguments: Arguments) -> Patch:
    """The series in which a value has its last day."""
    return _series(entries, arguments, lambda one: series.close(one, arguments["from"], arguments["on"]))


def put_parameter(entries: Mapping[str, Any], arguments: Arguments) -> Patch:
    """The series, new or called and counted otherwise; its values stay."""
    place = address(arguments["economy"], "parameters", arguments["name"])
    written = arguments["parameter"]
    if place not in entries:
        return {place: {"values": [], **written}}
    standing = sound(entries, place)
    for name, act in (("values", "put_value, correct_value, close_value"), ("period", "a parameter of another name")):
        if written.get(name, standing[name]) != standing[name]:
            refuse(place, (name,), f"the {name} of a series that stands is not written over", f"use {act}")
    return {place: {**standing, **written}}


def put_case(entries: Mapping[str, Any], arguments: Arguments) -> Patch:
    """The case, new or written anew; it stays with the file it came from."""
    name = arguments["case"].get("name")
    if not isinstance(name, str) or not name:
        refuse("", ("arguments", "case", "name"), "a case has a name: the sentence it proves", "add it")
    place = address(arguments["economy"], "cases", name)
    standing = entries.get(place)
    file = {"file": standing["file"]} if isinstance(standing, Mapping) and "file" in standing else {}
    return {place: {**file, **arguments["case"]}}


def remove_case(entries: Mapping[str, Any], arguments: Arguments) -> Patch:
    """The case, taken out."""
    return removed(entries, address(arguments["economy"], "cases", arguments["name"]))


def put_entry(entries: Mapping[str, Any], arguments: Arguments) -> Patch:
    """The entry, new or written anew."""
    return {addressed(arguments["address"]): arguments["entry"]}


def remove_entry(entries: Mapping[str, Any], arguments: Arguments) -> Patch:
    """The entry, taken out; an economy last of all that is its own."""
    place = addressed(arguments["address"])
    if parts(place).part == ECONOMY:
        others = [one for one in entries if one != place and economy_of(one) == economy_of(place)]
        if others:
            refuse(place, (), f"{len(others)} entries of this economy stand yet", "take those out first")
    return removed(entries, place)


def _value(arguments: Arguments) -> dict[str, Any]:
    return {name: arguments[name] for name in arguments if name not in ("economy", "parameter")}


def _series(
    entries: Mapping[str, Any], arguments: Arguments, change: Callable[[Mapping[str, Any]], dict[str, Any]]
) -> Patch:
    place = address(arguments["economy"], "parameters", arguments["parameter"])
    try:
        return {place: change(sound(entries, place))}
    except series.Refused as refused:
        refuse(place, refused.path, refused.message, refused.remedy)
