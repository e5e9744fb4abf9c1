"""The page of one entry of a draft: shown, looked at while somebody types, built by its buttons, and saved.

`editing` and `casework` say what entries there are and by which acts they are saved; all else is here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from flask import Response, render_template, request

from greenlane.core.draft.check import Fault
from greenlane.core.draft.edits import EditRefused
from greenlane.core.draft.entries import parts
from greenlane.core.service.drafts import Draft, Refused, Stale
from greenlane.core.service.rehearsal import NEIGHBOURS, Tried
from greenlane.core.store.unsaved import Unsaved
from greenlane.web.console.entry_form import EntryForm, Form, Kept, Typed, typed_in
from greenlane.web.console.forms.acts import acted
from greenlane.web.console.forms.fields import slug
from greenlane.web.console.forms.reading import read
from greenlane.web.console.frame import kept_form, page, see
from greenlane.web.console.meanwhile import Told, meanwhile
from greenlane.web.console.sheet import Sheet
from greenlane.web.tables import address

LONG: Final = 2000
"""Codes from which on a rule is tried when somebody asks for it, and not at each key."""


@dataclass(frozen=True)
class EntryPage(EntryForm):
    """One entry before the person who edits it."""

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
            return see(address(kept=None), "What was kept is discarded.")
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
            **{"lead": "", "naming": False, "name_help": "", "ways": (), "links": (), **self.more},
        )

    def context(self, sheet: Sheet, tried: Tried | None) -> dict[str, Any]:
        """What the form's templates use."""
        return {
            "sheet": sheet,
            "draft": self.draft,
            "action": address(kept=None),
            "tried": tried,
            "about": parts(self.place).part,
            "slug": slug,
            "neighbours": NEIGHBOURS,
        }


__all__ = ["EntryPage", "Typed", "typed_in"]
