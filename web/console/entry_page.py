"""The page of one entry of a draft: shown, looked at while somebody types, built by its buttons, and saved.

`editing` and `casework` say what entries there are and by which acts they are saved; all else is here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, Literal

from flask import Response, render_template, request
from werkzeug.datastructures import MultiDict

from greenlane.core.draft.check import Fault
from greenlane.core.draft.edits import EditRefused
from greenlane.core.draft.entries import parts
from greenlane.core.rights import Actor
from greenlane.core.service.drafts import Draft, Refused, Stale
from greenlane.core.service.people_errors import Refused as NotKept
from greenlane.core.service.rehearsal import NEIGHBOURS, Tried
from greenlane.core.store import StoreError
from greenlane.core.store.unsaved import Unsaved
from greenlane.web.console.forms.acts import acted
from greenlane.web.console.forms.fields import slug
from greenlane.web.console.forms.posted import Posted
from greenlane.web.console.forms.reading import read
from greenlane.web.console.forms.widgets import widget
from greenlane.web.console.frame import kept_form, kept_text, page, see
from greenlane.web.console.meanwhile import Told, meanwhile
from greenlane.web.console.sheet import Land, Sheet
from greenlane.web.wiring import Desk

CONTROLS: Final = ("how", "on", "name", "reason", "tag")
"""Fields of the page that are not of the entry."""
LONG: Final = 2000
"""Codes from which on a rule is tried when somebody asks for it, and not at each key."""
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
class EntryPage:
    """One entry before the person who edits it. `place`: its address; of a new one, where it would stand."""

    desk: Desk
    actor: Actor
    draft: Draft
    place: str
    title: str
    trail: list[tuple[str, str | None]]
    act: Callable[["EntryPage", Mapping[str, Any], Typed], tuple[str, dict[str, Any]]]
    """The action of a draft, and its arguments, by which an entry is saved."""
    after: Callable[["EntryPage", Mapping[str, Any], Draft], str]
    """Where to go when it was saved."""
    also: Callable[["EntryPage", Mapping[str, Any], Typed, Draft], Draft] | None = None
    """What else is to be done when it was saved."""
    new: bool = False
    hows: tuple[tuple[str, str, str], ...] = ()
    begins: Mapping[str, Any] = field(default_factory=dict)
    """What stands in the form of a new entry."""
    more: Mapping[str, Any] = field(default_factory=dict)
    """Further things for the template."""

    @property
    def land(self) -> Land:
        """Its economy."""
        return Land(self.desk, self.draft, parts(self.place).economy)

    @property
    def standing(self) -> Mapping[str, Any]:
        """The entry as it stands in the draft."""
        found = None if self.new else self.draft.entries.get(self.place)
        return found if isinstance(found, dict) else self.begins

    # What is asked of it

    def get(self) -> Response:
        """The form with the entry, or with what was typed in it and kept."""
        kept = self.desk.unsaved.get(self.actor, request.path)
        if kept is not None and request.args.get("kept"):
            form = kept_form(kept.body)
            return self.show(self.read(form, unfinished=True), form, kept=kept, restored=True)
        return self.show(self.standing, None, kept=kept)

    def post(self) -> Response:
        """What the button that was pressed does; without one, the form is looked at."""
        act = request.form.get("act", "save")
        if act == "discard":
            self.desk.unsaved.drop(self.actor, request.path)
            return see(request.path, "What was kept is discarded.")
        if act == "looked":
            return self.looked()
        if act == "save":
            return self.save()
        land = self.land
        schema = land.schema(parts(self.place).part)
        if act in ("look", "shown"):
            entry = read(schema, self.posted(request.form), unfinished=True)
        else:
            entry = acted(schema, self.posted(request.form), act, land.against)
        kept_at = self.keep()
        if act == "look":
            tried, faults = self.tried(self.read(request.form), request.form)
            return self.show(entry, request.form, faults=faults, tried=tried, kept_at=kept_at)
        # What the code lists hold was read: the texts that were typed in them are shown as they are.
        repaired = act.partition(":")[2] if act.startswith("repair:") else ""
        return self.show(entry, request.form, kept_at=kept_at, repaired=repaired)

    def looked(self) -> Response:
        """What is to be said of the form as it is typed, each thing at its place."""
        entry = self.read(request.form)
        unread = tuple(self.unread(request.form))
        long = sum(len(one) for name in ("codes", "exclude") if isinstance(one := entry.get(name), list)) > LONG
        tried, faults = (None, unread) if long else self.tried(entry, request.form)
        sheet = self.sheet(self.read(request.form, unfinished=True), request.form, faults)
        wrong = " ".join(sorted(pointer for pointer in sheet.errors if " " not in pointer))
        before = set(request.form.get("wrong", "").split(" "))
        slots = {one: f"{slug(one)}-error" for one in sheet.slots}
        slots |= {"#on": "how-on-error", "#reason": "entry-reason-error", "#name": "entry-name-error"}
        told = {*before, *sheet.errors} & set(slots)
        changed = [(slots[one], sheet.errors.get(one, ""), one) for one in sorted(told | {""})]
        body = render_template(
            "console/editing/_answer.html",
            **self.context(sheet, tried),
            changed=changed,
            wrong=wrong,
            long=long,
            kept_at=self.keep(),
        )
        return Response(body, content_type="text/html; charset=utf-8")

    def save(self) -> Response:
        """Save it into the draft; or show what is in the way, with all that was typed."""
        form, typed = request.form, typed_in(request.form)
        entry = self.read(form)
        faults = self.unread(form)
        if not typed.reason.strip():
            faults.append(Fault("", "#reason", "Say why", "the reason stands in the change log"))
        if faults:
            return self.refused(entry, form, faults)
        try:
            draft = self.write(entry, typed, form.get("tag", ""))
        except EditRefused as refused:
            return self.refused(entry, form, [self.placed(one) for one in refused.faults])
        except Refused as refused:
            return self.refused(entry, form, [Fault("", "", str(refused))])
        except Stale as stale:
            return self.stale(entry, form, stale)
        self.desk.unsaved.drop(self.actor, request.path)
        return see(self.after(self, entry, draft), "Saved into the draft.")

    def write(self, entry: Mapping[str, Any], typed: Typed, tag: str) -> Draft:
        """Make the edit. Where others edited other entries meanwhile, that is in nobody's way."""
        action, arguments = self.act(self, entry, typed)
        draft = self.write_act(action, arguments, typed.reason, tag)
        return draft if self.also is None else self.also(self, entry, typed, draft)

    def write_act(self, action: str, arguments: Mapping[str, Any], reason: str, tag: str) -> Draft:
        """Do an act of drafts to this entry. Raises EditRefused, Refused, and Stale where somebody else changed it."""
        edit = self.desk.drafts.edit
        try:
            return edit(self.actor, self.draft.id, tag, action, arguments, reason)
        except Stale as stale:
            if meanwhile(stale, self.place, tag).apart:
                return edit(self.actor, self.draft.id, stale.draft.etag, action, arguments, reason)
            raise

    # How it is answered

    def refused(self, entry: Mapping[str, Any], form: Form, faults: list[Fault]) -> Response:
        """The form again, with what is wrong at its fields."""
        self.keep()
        return self.show(self.read(form, unfinished=True) or entry, form, faults=tuple(faults), status=422)

    def stale(self, entry: Mapping[str, Any], form: Form, stale: Stale) -> Response:
        """The form over the newer version: what another person changed, and what was typed."""
        self.keep()
        found = meanwhile(stale, self.place, form.get("tag", ""))
        current = replace(self, draft=stale.draft)
        merged, rows = found.merged(entry)
        shown = Told(found.by, rows)
        return current.show(merged, form, stale=shown, status=412)

    def show(
        self,
        entry: Mapping[str, Any],
        form: Form | None,
        *,
        faults: tuple[Fault, ...] = (),
        tried: Tried | None = None,
        kept: Unsaved | None = None,
        restored: bool = False,
        kept_at: Kept = None,
        stale: Any = None,
        repaired: str = "",
        status: int = 200,
    ) -> Response:
        """The page, or the form alone where htmx asks for it."""
        typed_text = form if form is not None and stale is None else None
        sheet = self.sheet(entry, typed_text, faults, repaired)
        first = self.hows[0][0] if self.hows else ""
        typed = typed_in(form) if form is not None else Typed()
        if typed.how not in {one[0] for one in self.hows}:
            typed = replace(typed, how=first)
        tag = form.get("tag", "") if form is not None and stale is None else self.draft.etag
        return page(
            "console/editing/entry.html",
            ("entry", "console/editing/_entry.html"),
            status,
            **self.context(sheet, tried),
            title=self.title,
            trail=self.trail,
            typed=typed,
            tag=tag,
            wrong=" ".join(sorted(pointer for pointer in sheet.errors if " " not in pointer)),
            hows=self.hows,
            kept=kept,
            restored=restored,
            kept_at=kept_at,
            stale=stale,
            long=False,
            kept_fields=list,  # the form itself shows what was kept
            **{"lead": "", "naming": False, "name_help": "", "ways": (), **self.more},
        )

    def context(self, sheet: Sheet, tried: Tried | None) -> dict[str, Any]:
        """What the form's templates use."""
        return {
            "sheet": sheet,
            "draft": self.draft,
            "action": request.path,
            "tried": tried,
            "about": parts(self.place).part,
            "slug": slug,
            "neighbours": NEIGHBOURS,
        }

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


__all__ = ["EntryPage", "Typed", "typed_in"]
