"""The form of one entry of a draft: what it is of, what was typed in it, and what is kept of that."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Final, Literal

from flask import request
from werkzeug.datastructures import MultiDict

from greenlane.core.draft.check import Fault
from greenlane.core.draft.entries import parts
from greenlane.core.rights import Actor
from greenlane.core.service.drafts import Draft
from greenlane.core.service.people_errors import Refused as NotKept
from greenlane.core.service.rehearsal import Tried
from greenlane.core.store import StoreError
from greenlane.web.console.forms.posted import Posted
from greenlane.web.console.forms.reading import read
from greenlane.web.console.forms.widgets import widget
from greenlane.web.console.frame import kept_text
from greenlane.web.console.sheet import Land, Sheet
from greenlane.web.wiring import Desk

CONTROLS: Final = ("how", "on", "name", "reason", "tag")
"""Fields of the page that are not of the entry."""
Kept = datetime | Literal[False] | None
Form = MultiDict[str, str]


@dataclass(frozen=True)
class Typed:
    """What stands in the page's own fields."""

    how: str = ""
    on: str = ""
    name: str = ""
    reason: str = ""


@dataclass(frozen=True)
class EntryForm:
    """One entry before the person who edits it. `place`: its address; of a new one, where it would stand."""

    desk: Desk
    actor: Actor
    draft: Draft
    place: str
    title: str
    trail: list[tuple[str, str | None]]
    act: Callable[[Any, Mapping[str, Any], Typed], tuple[str, dict[str, Any]]]
    """The action of a draft, and its arguments, by which an entry is saved."""
    after: Callable[[Any, Mapping[str, Any], Draft], str]
    """Where to go when it was saved."""
    also: Callable[[Any, Mapping[str, Any], Typed, Draft], Draft] | None = None
    """What else is to be done when it was saved."""
    new: bool = False
    hows: tuple[tuple[str, str, str], ...] = ()
    begins: Mapping[str, Any] = field(default_factory=dict)
    """What stands in the form of a new entry."""
    more: Mapping[str, Any] = field(default_factory=dict)
    """Further things for the template."""

    @cached_property
    def land(self) -> Land:
        """Its economy."""
        return Land(self.desk, self.draft, parts(self.place).economy)

    @property
    def standing(self) -> Mapping[str, Any]:
        """The entry as it stands in the draft."""
        found = None if self.new else self.draft.entries.get(self.place)
        return found if isinstance(found, dict) else self.begins

    # What it is made of

    def posted(self, form: Form) -> Posted:
        """The form's flat fields, those of the page aside."""
        return Posted((name, value) for name, value in form.items(multi=True) if name not in CONTROLS)

    def read(self, form: Form, unfinished: bool = False) -> dict[str, Any]:
        """The entry that the form says; what no form shows (the file of a case) stays as it is."""
        schema = self.land.schema(parts(self.place).part)
        entry = read(schema, self.posted(form), unfinished=unfinished)
        return {**{name: one for name, one in self.standing.items() if name not in schema}, **entry}

    def sheet(
        self, entry: Mapping[str, Any], form: Form | None, faults: tuple[Fault, ...], repaired: str = ""
    ) -> Sheet:
        """The form's fields and what is said at them."""
        pasted: dict[str, str] = {}
        if form is not None:
            schema = self.land.schema(parts(self.place).part)
            names = [f"/{name}" for name, one in schema.items() if widget(one) == "codes"]
            posted = self.posted(form)
            pasted = {name: posted.whole(name) for name in names if name in posted and name != repaired}
        return Sheet(self.land, self.place, entry, pasted, faults)

    def unread(self, form: Form) -> list[Fault]:
        """Lines of code lists that are not taken as they stand."""
        sheet = self.sheet(self.read(form), form, ())
        return [
            Fault("", pointer, f"line {line.number}: {line.faults[0]}", f"{line.repair}?" if line.repair else "")
            for pointer, lines in sheet.codes.items()
            for line in [one for one in lines.shown if one.faults][:3]
        ]

    def tried(self, entry: Mapping[str, Any], form: Form) -> tuple[Tried | None, tuple[Fault, ...]]:
        """The entry tried out in the draft as the act that is chosen would leave it."""
        faults = self.unread(form)
        tried = self.more["try"](self, entry, typed_in(form)) if "try" in self.more else None
        if tried is None:
            return None, tuple(faults)
        placed = (*faults, *(self.placed(one) for one in tried.faults))
        return replace(tried, faults=placed), placed

    def placed(self, fault: Fault) -> Fault:
        """A fault of what was asked, at the field of the form that is meant."""
        if fault.address or not fault.pointer.startswith("/arguments"):
            return fault
        _, _, name, *rest = fault.pointer.split("/")
        if name in ("rule", "case", "entry", "set", "parameter"):
            return replace(fault, pointer="".join(f"/{step}" for step in rest))
        return replace(fault, pointer=f"#{name}" if name in ("on", "until") else "")

    def keep(self) -> Kept:
        """Keep what is typed; when, or False where it is too large, or None where that cannot be done now."""
        try:
            return self.desk.unsaved.keep(self.actor, request.path, kept_text(request.form))
        except NotKept:
            return False
        except (StoreError, LookupError):
            return None


def typed_in(form: Form) -> Typed:
    """What stands in the page's own fields."""
    return Typed(*(form.get(name, "").strip() for name in ("how", "on", "name", "reason")))
