"""Acts on rules: closed and opened, never overwritten in passing."""

import re
from collections.abc import Mapping
from typing import Any

from greenlane.core.draft import series
from greenlane.core.draft.entries import address
from greenlane.core.draft.standing import Arguments, Patch, refuse, sound


def add_rule(entries: Mapping[str, Any], arguments: Arguments) -> Patch:
    """The rule, added."""
    return _new(entries, arguments["rule"])


def change_rule(entries: Mapping[str, Any], arguments: Arguments) -> Patch:
    """The rule with some fields corrected or taken out, for all its days."""
    place, rule = _rule(entries, arguments["id"])
    given, unset = arguments.get("set", {}), arguments.get("unset", [])
    for name in (*given, *unset):
        if name == "id":
            refuse(place, ("id",), "a rule keeps its id: decisions and cases name it", "close it and add another")
        if name == "valid":
            refuse(
                place, ("valid",), "a rule's days are not corrected in passing", "close_rule, reopen_rule, put_entry"
            )
    for name in unset:
        if name not in rule:
            refuse(place, (name,), f"it has no {name} to take out", f"it has {', '.join(rule)}")
    return {place: {name: value for name, value in {**rule, **given}.items() if name not in unset}}


def succeed_rule(entries: Mapping[str, Any], arguments: Arguments) -> Patch:
    """The rule closed on the day before `on`, and another one from that day."""
    place, rule = _rule(entries, arguments["id"])
    on = arguments["on"]
    written = {**arguments["rule"], "valid": {**_spanned(arguments["rule"]), "from": on}}
    first = _spanned(arguments["rule"]).get("from", on)
    if first != on:
        refuse("", ("arguments", "rule", "valid", "from"), f"it begins on {first}, not on {on}", "leave it out")
    return {**_closed(place, rule, series.before(on)), **_new(entries, written)}


def close_rule(entries: Mapping[str, Any], arguments: Arguments) -> Patch:
    """The rule with its last day, or an earlier one."""
    return _closed(*_rule(entries, arguments["id"]), arguments["on"])


def reopen_rule(entries: Mapping[str, Any], arguments: Arguments) -> Patch:
    """The rule without its last day, or with a later one."""
    place, rule = _rule(entries, arguments["id"])
    span, until = dict(rule["valid"]), arguments.get("until")
    end = span.pop("to", None)
    if end is None:
        refuse(place, ("valid",), "it has no last day", "it is open already")
    if until is not None and until <= end:
        refuse(place, ("valid", "to"), f"it ends on {end}, and not before {until}", "close_rule ends it earlier")
    return {place: {**rule, "valid": {**span, **({"to": until} if until else {})}}}


def remove_rule(entries: Mapping[str, Any], arguments: Arguments) -> Patch:
    """The rule, taken out."""
    return {_rule(entries, arguments["id"])[0]: None}


def _rule(entries: Mapping[str, Any], name: str) -> tuple[str, dict[str, Any]]:
    place = address(name[:2], "rules", name)
    return place, sound(entries, place)


def _new(entries: Mapping[str, Any], rule: Mapping[str, Any]) -> Patch:
    name = rule.get("id")
    if not isinstance(name, str) or not re.match("[A-Z]{2}-.", name):
        message = "a rule has an id: the economy's code, a dash, a name"
        refuse("", ("arguments", "rule", "id"), message, "as TH-PLASTIC-BAN")
    place = address(name[:2], "rules", name)
    if place in entries:
        refuse(place, ("id",), f"the rule {name} stands already", "change_rule corrects it; or take another id")
    return {place: dict(rule)}


def _spanned(rule: Mapping[str, Any]) -> dict[str, Any]:
    span = rule.get("valid", {})
    return dict(span) if isinstance(span, Mapping) else {}


def _closed(place: str, rule: Mapping[str, Any], on: str) -> Patch:
    span = rule["valid"]
    if on < span.get("from", on):
        refuse(place, ("valid", "to"), f"{on} is before its first day, {span['from']}", "remove_rule takes it out")
    if "to" in span and span["to"] <= on:
        refuse(place, ("valid", "to"), f"it ends on {span['to']} already", "reopen_rule gives it a later last day")
    return {place: {**rule, "valid": {**span, "to": on}}}
