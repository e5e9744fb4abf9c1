"""Changes told so that a lawyer can read them: a sentence an entry, and the fields that differ beneath it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from greenlane.core.draft.differences import Field, fields_of
from greenlane.core.draft.entries import ECONOMY, parts
from greenlane.core.draft.merge import Change

NOUNS: Final = {
    ECONOMY: "economy",
    "facts": "fact",
    "documents": "document",
    "parameters": "parameter",
    "rules": "rule",
    "cases": "case",
    "agreements": "agreement",
    "product_rules": "product rule",
    "streams": "waste stream",
    "groups": "group of economies",
    "regimes": "regime",
}
SHOWN: Final = 80
"""Characters of a value that a sentence repeats at most; the fields hold it whole."""
LISTED: Final = 6
"""Members of a list, or fields, that a sentence names at most."""


@dataclass(frozen=True, slots=True)
class Described:
    """One change in words. `action`: added, changed, closed, reopened or removed. `fields`: what differs, and where."""

    address: str
    action: str
    title: str
    fields: tuple[Field, ...]
    sentence: str


def describe(changes: Iterable[Change]) -> list[Described]:
    """The changes in words, in their order."""
    return [_described(change) for change in changes]


def title_of(entry: Any) -> str:
    """What an entry is called for its reader; empty where nothing says it."""
    if isinstance(entry, Mapping):
        for key in ("title", "label", "names", "name", "rule"):
            if key in entry:
                text = entry[key]
                return str(text.get("en", "")) if isinstance(text, Mapping) else str(text)
    return ""


def _described(change: Change) -> Described:
    code, part, name = parts(change.address)
    entry = change.before if change.after is None else change.after
    title = title_of(entry)
    both = change.before is not None and change.after is not None
    fields = tuple(fields_of(change.before, change.after)) if both else ()
    action = _action(part, change)
    who = f"{NOUNS[part].capitalize()} {name or code}" + (f" “{_cut(title)}”" if title not in ("", name) else "")
    if not both:
        told = "is added" if action == "added" else "is taken out"
        if of := _about(part, entry):
            told += f": {of}"
    else:
        told = "; ".join(_few([*_days(part, action, change), *_differing(part, entry, fields)])) or "is as it was"
    return Described(change.address, action, title, fields, f"{who}: {told}." if both else f"{who} {told}.")


def _action(part: str, change: Change) -> str:
    """What was done to the entry; to a rule, what was done to its last day comes first."""
    if change.before is None or change.after is None:
        return "added" if change.before is None else "removed"
    if part == "rules":
        before, after = _last(change.before), _last(change.after)
        return "changed" if before == after else "closed" if after < before else "reopened"
    moved = [field for field in fields_of(change.before, change.after)]
    if part == "parameters" and moved and all(field.path.endswith(".to") for field in moved):
        if all(_later(field.after) < _later(field.before) for field in moved):
            return "closed"
        if all(_later(field.after) > _later(field.before) for field in moved):
            return "reopened"
    return "changed"


def _span(rule: Any) -> Mapping[str, Any]:
    """A rule's days; none where what stands there are none: an import may be described before it is mended."""
    span = rule.get("valid") if isinstance(rule, Mapping) else None
    return span if isinstance(span, Mapping) else {}


def _last(rule: Any) -> str:
    return _later(_span(rule).get("to"))


def _later(day: Any) -> str:
    """A last day as text that sorts; no last day is later than any."""
    return "~" if day is None else str(day)


def _about(part: str, entry: Any) -> str:
    """What an entry that came or went says, in a few words."""
    if part == "parameters" and isinstance(values := entry.get("values"), list):
        return f"{_count(len(values), 'value')} in {entry.get('unit', 'no unit')}"
    if part != "rules":
        return ""
    flows, codes = (entry.get(name) for name in ("flows", "codes"))
    goods = f" of {_names(codes)}" if codes and _texts(codes) else ""
    span = _span(entry)
    days = "".join(f" {word} {span[word]}" for word in ("from", "to") if word in span)
    return f"{entry.get('kind', 'rule')} on {_names(flows) if _texts(flows) else 'no flow'}{goods}{days}"


def _days(part: str, action: str, change: Change) -> Iterator[str]:
    """What became of a rule's last day."""
    if part != "rules" or action == "changed":
        return
    before, after = _span(change.before).get("to"), _span(change.after).get("to")
    if after is None:
        yield f"has no last day any more; it was {before}"
    else:
        yield f"ends on {after}" + (f" instead of {before}" if before else "")


def _differing(part: str, entry: Any, fields: Iterable[Field]) -> Iterator[str]:
    for field in fields:
        if part == "rules" and field.path == "valid.to":
            continue
        if part == "parameters" and field.path.startswith("values."):
            yield _value(field, str(entry.get("unit", "")))
        else:
            yield _field(field)


def _value(field: Field, unit: str) -> str:
    """A value of a series that opened, went, ended or changed."""
    begins, _, inner = field.path.removeprefix("values.").partition(".")
    if not inner and isinstance(field.after, Mapping):
        until = f" to {field.after['to']}" if "to" in field.after else ""
        return f"from {begins}{until} it is {field.after.get('value')} {unit}".rstrip()
    if not inner:
        return f"the value of {begins} is taken out"
    if inner == "to":
        return f"the value of {begins} " + (f"ends on {field.after}" if field.after else "has no last day any more")
    return f"of the value of {begins}: {_field(field._replace(path=inner))}"


def _field(field: Field) -> str:
    path, before, after = field
    if _texts(before) and _texts(after):
        came, went = [one for one in after if one not in before], [one for one in before if one not in after]
        told = [f"{word} {_names(members)}" for word, members in (("with", came), ("without", went)) if members]
        return f"{path} {' and '.join(told) or 'in another order'}"
    if before is None:
        return f"{path} {_say(after)} is new"
    if after is None:
        return f"{path} {_say(before)} is gone"
    return f"{path} {_say(after)} instead of {_say(before)}"


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _say(value: Any) -> str:
    if isinstance(value, str):
        return f"“{_cut(value)}”"
    return _names(value) if _texts(value) else _cut(json.dumps(value, ensure_ascii=False))


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def _names(members: list[Any]) -> str:
    shown = [_cut(str(one)) for one in members[:LISTED]]
    more = len(members) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "") or "none"


def _few(told: list[str]) -> list[str]:
    more = len(told) - LISTED
    return told if more <= 0 else [*told[:LISTED], f"and {_count(more, 'more difference')}"]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
