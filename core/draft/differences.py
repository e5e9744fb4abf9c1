"""Where two versions of one entry differ: a list of fields, so that nobody compares two pages by eye."""

import json
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any, NamedTuple


class Field(NamedTuple):
    """One place that differs. `path` is dotted, numbers count from 1; None stands for what is not there."""

    path: str
    before: Any
    after: Any


def fields_of(before: Any, after: Any, path: str = "") -> Iterator[Field]:
    """The fields in which two entries differ; a list of texts is one field, whole."""
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in (*before, *(key for key in after if key not in before)):
            yield from fields_of(before.get(key), after.get(key), f"{path}.{key}" if path else str(key))
    elif _records(before) and _records(after):
        yield from _members(before, after, path)
    else:
        yield Field(path, before, after)


def _records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _members(before: list[Any], after: list[Any], path: str) -> Iterator[Field]:
    """Of two lists of mappings: by their days where each has one of its own, else by what stayed the same."""
    for key in ("period", "from"):
        old, new = _by(before, key), _by(after, key)
        if old is not None and new is not None:
            for name in sorted({*old, *new}):
                yield from fields_of(old.get(name), new.get(name), f"{path}.{name}")
            return
    old_texts, new_texts = ([json.dumps(one, sort_keys=True) for one in side] for side in (before, after))
    matched = SequenceMatcher(None, old_texts, new_texts, autojunk=False)
    for kind, low, high, first, last in matched.get_opcodes():
        if kind == "equal":
            continue
        for index in range(max(high - low, last - first)):
            was = before[low + index] if low + index < high else None
            now = after[first + index] if first + index < last else None
            number = (low if now is None else first) + index + 1
            yield from fields_of(was, now, f"{path}.{number}")


def _by(members: list[Any], key: str) -> dict[str, Any] | None:
    """The members by a field that each has, and each differently; None when it does not tell them apart."""
    found = {str(one[key]): one for one in members if key in one}
    return found if len(found) == len(members) else None
