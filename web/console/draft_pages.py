"""One draft's pages: what it is, what it changes, what it proves, and what was said of it."""

from typing import Any, Final

from flask import Blueprint, Response, request

from greenlane.core.digits import is_number
from greenlane.core.draft.entries import parts
from greenlane.core.draft.merge import Change
from greenlane.core.service.drafts import Draft, Refused
from greenlane.core.service.files import FORMATS, Files
from greenlane.web.console import draft_changes, draft_proofs
from greenlane.web.console.draft_view import View, edited_at, found, view
from greenlane.web.console.frame import page
from greenlane.web.console.proving import Proving, told
from greenlane.web.console.typed import restored
from greenlane.web.problems import Problem
from greenlane.web.tables import address
from greenlane.web.wiring import Desk

SHOWN: Final = 30
"""Steps of its history that a page shows at first."""


def add(routes: Blueprint, desk: Desk, proving: Proving) -> None:
    """Add the routes."""
    files = Files(desk.drafts)

    def seen(draft_id: str) -> tuple[Draft, View]:
        actor, draft = found(desk, draft_id)
        return draft, view(desk, proving, actor, draft)

    @routes.get("/drafts/<ulid:draft_id>")
    def draft(draft_id: str) -> Response:
        one, shown = seen(draft_id)
        moments = history(desk, one)
        return page(
            "console/drafts/overview.html",
            part=("draft-ready", "console/drafts/_ready.html"),
            v=shown,
            work=proving.wants(one) if one.patch and one.header.state == "open" else None,
            moments=moments if request.args.get("all") else moments[:SHOWN],
            more=len(moments) - SHOWN if len(moments) > SHOWN and not request.args.get("all") else 0,
            approver=next((r.by for r in reversed(shown.reviews) if r.step == "approved"), ""),
        )

    @routes.get("/drafts/<ulid:draft_id>/changes")
    def changes(draft_id: str) -> Response:
        one, shown = seen(draft_id)
        edit = request.args.get("edit", "")
        if edit:
            if not (is_number(edit, 9) and 0 < int(edit) <= one.header.revision):
                raise Problem("not-found", f"The draft has no edit {edit[:9]}.")
            revision = desk.store.drafts.revision(one.id, int(edit))
            work, listed = None, told([Change(*change) for change in revision.changes])
        else:
            revision, work = None, proving.changes(one)
            listed = work.found["changes"] if work.found is not None else []
        text = request.args.get("q", "").strip()[:200]
        fitting = draft_changes.fitting(listed, text) if text else listed
        start = draft_proofs.number(request.args.get("page", "1"))
        piece = fitting[(start - 1) * draft_changes.PAGE : start * draft_changes.PAGE]
        more = address(page=str(start + 1)) if start * draft_changes.PAGE < len(fitting) else None
        edits = shown.may_edit
        return page(
            "console/drafts/changes.html",
            part=("draft-changes", "console/drafts/_changes.html"),
            v=shown,
            work=work,
            revision=revision,
            q=text,
            total=len(fitting),
            changes=draft_changes.shown(piece, lambda place: edited_at(one.id, place) if edits else None),
            more=more,
            kinds=_counted(listed),
        )

    @routes.get("/drafts/<ulid:draft_id>/discussion")
    def discussion(draft_id: str) -> Response:
        _, shown = seen(draft_id)
        typed = restored(desk, shown.actor)
        return page("console/drafts/discussion.html", v=shown, errors={}, typed=typed, refusal=None)

    @routes.get("/drafts/<ulid:draft_id>/export")
    def export(draft_id: str) -> Response:
        _, one = found(desk, draft_id)
        written = request.args.get("as", "yaml")
        if written not in FORMATS:
            raise Problem("bad-parameter", f"A file is {' or '.join(FORMATS)}.")
        try:
            content = files.of_draft(one, written, request.args.getlist("economy"))
        except Refused as error:
            raise Problem("refused", f"{error}.") from None
        made = Response(content, content_type=FORMATS[written][0])
        name = f"draft-{one.id}-{one.header.revision}.{written}"
        made.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return made

    draft_proofs.add(routes, desk, proving, seen)


def history(desk: Desk, draft: Draft) -> list[dict[str, Any]]:
    """Everything that happened to a draft, the last first: edits and what was said."""
    found = [
        {
            "at": one.at,
            "by": one.by,
            "what": "began it" if one.revision == 1 else _done(one.action),
            "text": one.reason,
            "tone": "plain",
            "revision": one.revision,
            "href": f"/console/drafts/{draft.id}/changes?edit={one.revision}" if one.revision > 1 else None,
        }
        for one in desk.drafts.moves(draft.id)
    ]
    found += [
        {
            "at": one.at,
            "by": one.by,
            "what": _SAID.get(one.step, one.step),
            "text": one.comment,
            "tone": _TONES.get(one.step, "plain"),
            "revision": one.revision,
            "href": None,
        }
        for one in desk.drafts.reviews(draft.id)
    ]
    return sorted(found, key=lambda one: (one["at"], one["revision"]), reverse=True)


_SAID: Final = {
    "submitted": "submitted it",
    "approved": "approved it",
    "sent back": "sent it back",
    "voided": "voided what was submitted or approved",
    "withdrawn": "withdrew it",
    "published": "published it",
    "commented": "said",
}
_TONES: Final = {"submitted": "warn", "approved": "good", "published": "clear", "sent back": "bad", "voided": "bad"}


def _done(action: str) -> str:
    """An act of an edit, in words."""
    return {"undo": "took the last edit back", "import": "took a file in", "upgrade": "took packs in",
            "rebase": "brought it up to what is in force", "resolve": "settled conflicts"}.get(
        action, f"edited it: {action.replace('_', ' ')}"
    )  # fmt: skip


def _counted(changes: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """How many changes there are of each kind: (“rules added”, 3)."""
    counts: dict[tuple[str, str], int] = {}
    for one in changes:
        key = (parts(one["address"]).part, one["action"])
        counts[key] = counts.get(key, 0) + 1
    return [(f"{part} {action}", count) for (part, action), count in sorted(counts.items())]



