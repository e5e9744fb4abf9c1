"""A stale edit: what another person did to the entry since the form was opened, beside what was typed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from greenlane.core.draft.differences import fields_of
from greenlane.core.service.drafts import Draft, Stale
from greenlane.web.console.forms.places import is_place


class Row(NamedTuple):
    """A field that another person changed. `taken`: theirs stands in the form, for it was not touched there."""

    path: str
    before: str
    theirs: str
    mine: str
    taken: bool


class Told(NamedTuple):
    """Who changed it, and what."""

    by: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Meanwhile:
    """`before`: the entry as the form was opened over; `theirs`: as it stands now. `moved`: the draft's state did."""

    before: Any
    theirs: Any
    by: str
    draft: Draft
    moved: bool

    @property
    def apart(self) -> bool:
        """Whether others have edited other entries only, and the draft is in the state it was."""
        return self.before == self.theirs and not self.moved

    def merged(self, mine: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[Row, ...]]:
        """What is typed, with what others changed and the form did not touch; and each field that others changed."""
        before, theirs = _mapping(self.before), _mapping(self.theirs)
        changed = [name for name in dict.fromkeys((*before, *theirs)) if before.get(name) != theirs.get(name)]
        result = dict(mine)
        rows = []
        for name in changed:
            taken = mine.get(name) == before.get(name)
            if taken:
                result.pop(name, None)
                if name in theirs:
                    result[name] = theirs[name]
            for one in fields_of(before.get(name), theirs.get(name), name):
                typed = theirs.get(name) if taken else mine.get(name)
                rows.append(Row(one.path, _say(one.before), _say(one.after), _say(_at(typed, name, one.path)), taken))
        return result, tuple(rows)


def meanwhile(stale: Stale, place: str, tag: str) -> Meanwhile:
    """What became of an entry since the version of the draft that `tag` names."""
    theirs = stale.draft.entries.get(place)
    before, by = theirs, ""
    for revision in stale.since:
        for change in revision.changes:
            address, was, _ = change
            if address == place:
                if not by:
                    before = was
                by = revision.by
    sent = tag.split("-")
    moved = len(sent) < 2 or sent[1] != stale.draft.header.state
    return Meanwhile(before, theirs, by or "Somebody", stale.draft, moved)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _at(value: Any, name: str, path: str) -> Any:
    """What stands where a field's path leads, as far as it can be followed."""
    for step in path.removeprefix(name).strip(".").split(".") if path != name else ():
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and is_place(step) and 0 < int(step) <= len(value):
            value = value[int(step) - 1]
    return value


def _say(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value[:20]) + (f" … ({len(value)} in all)" if len(value) > 20 else "")
    return json.dumps(value, ensure_ascii=False)[:2000]
