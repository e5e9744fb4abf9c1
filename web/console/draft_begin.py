"""Drafts begun: empty, from a file, or with new packs; and a file taken into one that is there."""

import re
from typing import Any, Final

from flask import Blueprint, Response, request

from greenlane.core.exchange import ImportRefused
from greenlane.core.service.drafts import Draft, Refused, Stale
from greenlane.core.service.files import FORMATS, Files
from greenlane.web.api import draft_bodies as bodies
from greenlane.web.console.draft_view import found
from greenlane.web.console.frame import page, person, see
from greenlane.web.console.refusals import EXPECTED, Refusal, refusal
from greenlane.web.console.typed import Errors, field, taken
from greenlane.web.wiring import Desk

TEXT_FILE: Final = "typed.yaml"
_INSIDE: Final = re.compile(r"/(?:rules|parameters)/[A-Za-z0-9._/-]{1,200}")
"""A place in a draft that a form may ask to go to."""


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes."""
    files = Files(desk.drafts)

    def new(form: str = "", errors: Errors | None = None, faults: Any = (), status: int = 200) -> Response:
        untaken = sorted(desk.book.untaken(desk.book.current()))
        return page(
            "console/drafts/new.html",
            status=status,
            form=form,
            errors=errors or {},
            faults=faults,
            typed=request.form,
            untaken=[(one, desk.book.plugins.documents[one]["economy"]["version"]) for one in untaken],
            in_force=desk.book.current().version,
        )

    @routes.get("/drafts/new")
    def new_draft() -> Response:
        person(desk, "edit drafts", subject="drafts")
        return new()

    @routes.get("/drafts/import")
    @routes.get("/drafts/upgrade")
    def forms() -> Response:
        person(desk)
        return see("/console/drafts/new")

    @routes.post("/drafts")
    def begin() -> Response:
        actor = person(desk, "edit drafts", subject="drafts")
        sent, errors = taken(bodies.NEW_DRAFT, {"title": field("title"), "reason": field("reason")})
        if errors:
            return new("begin", errors, status=422)
        draft = desk.drafts.open(actor, sent["title"], sent["reason"])
        # A rule's page begins a draft to change that rule in it.
        place = request.form.get("next", "")
        inside = place if _INSIDE.fullmatch(place) else ""
        return see(f"/console/drafts/{draft.id}{inside}", f"The draft “{draft.header.title}” is begun.")

    @routes.post("/drafts/import")
    def import_() -> Response:
        actor = person(desk, "edit drafts", subject="drafts")
        sent, errors = taken(bodies.NEW_DRAFT, {"title": field("title"), "reason": field("reason")})
        content, name, written, wrong = _file()
        errors |= wrong
        if errors:
            return new("import", errors, status=422)
        try:
            add_ = request.form.get("mode") == "add"
            draft = files.begin(actor, content, name, written, sent["title"], sent["reason"], add=add_)
        except ImportRefused as error:
            return new("import", {"/file": _not_taken(error)}, error.faults[:200], 422)
        except Refused as error:
            return new("import", {"/file": f"{error}."}, status=422)
        return see(f"/console/drafts/{draft.id}/changes", f"{name} is taken in: {len(draft.patch)} entries change.")

    @routes.post("/drafts/upgrade")
    def upgrade() -> Response:
        actor = person(desk, "edit drafts", subject="drafts")
        economies = request.form.getlist("economies")
        sent, errors = taken(bodies.UPGRADE, {"reason": field("reason"), "economies": economies or None})
        if errors:
            return new("upgrade", errors, status=422)
        try:
            draft, packs = desk.drafts.upgrade(actor, sent["reason"], economies, "downgrade" in request.form)
        except Refused as error:
            return new("upgrade", {"/": f"{str(error).capitalize()}."}, status=422)
        gone = sum(len(one.disappearing) for one in packs)
        said = "The packs are taken in." + (f" {gone} rules are no longer in them: settle each." if gone else "")
        return see(f"/console/drafts/{draft.id}" + ("/conflicts" if draft.unresolved else "/changes"), said)

    def into(
        draft: Draft, errors: Errors, faults: Any = (), refused: Refusal | None = None, status: int = 422
    ) -> Response:
        return page(
            "console/drafts/import.html",
            status=refused.status if refused is not None else status,
            draft=draft,
            version=draft.etag,
            errors=errors,
            faults=faults,
            refusal=refused,
            typed=request.form,
        )

    @routes.get("/drafts/<ulid:draft_id>/import")
    def import_form(draft_id: str) -> Response:
        return into(found(desk, draft_id)[1], {}, status=200)

    @routes.post("/drafts/<ulid:draft_id>/import")
    def import_into(draft_id: str) -> Response:
        actor, draft = found(desk, draft_id)
        reason = field("reason")
        content, name, written, errors = _file()
        if not reason:
            errors["/reason"] = "Say why: the reason stands in the change log."
        if errors:
            return into(draft, errors)
        add_ = request.form.get("mode") == "add"
        try:
            made = files.put(actor, draft_id, field("version"), content, name, written, reason, add=add_)
        except ImportRefused as error:
            return into(draft, {"/file": _not_taken(error)}, error.faults[:200])
        except EXPECTED as error:
            return into(error.draft if isinstance(error, Stale) else draft, {}, (), refusal(error))
        return see(f"/console/drafts/{draft_id}/changes", f"{name} is taken in as revision {made.header.revision}.")


def _not_taken(error: ImportRefused) -> str:
    count = len(error.faults)
    return f"Nothing of the file was taken: {count} {'thing is' if count == 1 else 'things are'} wrong in it."


def _file() -> tuple[bytes, str, str, Errors]:
    """The file that was sent, or the YAML that was typed: content, name, format, and what is wrong."""
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        name = sent.filename[-100:]
        written = name.rpartition(".")[2].lower().replace("yml", "yaml")
        if written not in FORMATS:
            return b"", name, "", {"/file": f"{name} is not one: its name ends in .yaml or .xlsx."}
        content = sent.read()
        return content, name, written, {} if content else {"/file": f"{name} is empty."}
    text = request.form.get("text", "")
    if text.strip():
        return text.encode(), TEXT_FILE, "yaml", {}
    return b"", "", "", {"/file": "Choose a file, or write YAML beneath."}
