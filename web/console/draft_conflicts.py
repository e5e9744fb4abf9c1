"""Conflicts of a draft with what was published meanwhile, settled entry by entry, and the draft brought up to it."""

from typing import Any

from flask import Blueprint, Response, request

from greenlane.core.draft import check
from greenlane.core.exchange import ImportRefused
from greenlane.core.exchange.yamlfile import parsed
from greenlane.core.rights import Actor
from greenlane.core.service.drafts import Draft, Stale
from greenlane.web.api import draft_bodies as bodies
from greenlane.web.api.precondition import matching
from greenlane.web.console.draft_changes import text_of, three
from greenlane.web.console.draft_view import edited_at, found, view
from greenlane.web.console.frame import page, see
from greenlane.web.console.proving import Proving
from greenlane.web.console.refusals import EXPECTED, Refusal, refusal
from greenlane.web.console.typed import Errors, field, taken
from greenlane.web.wiring import Desk

Json = dict[str, Any]
TAKES = ("ours", "theirs", "neither", "entry")


def add(routes: Blueprint, desk: Desk, proving: Proving) -> None:
    """Add the routes."""

    def shown(
        actor: Actor,
        draft: Draft,
        typed: dict[str, Json] | None = None,
        errors: Errors | None = None,
        refused: Refusal | None = None,
    ) -> Response:
        v = view(desk, proving, actor, draft)
        listed = v.work.found["conflicts"] if v.work.found is not None else []
        typed = typed or {}
        return page(
            "console/drafts/conflicts.html",
            part=("draft-conflicts", "console/drafts/_conflicts.html"),
            status=refused.status if refused is not None else 422 if errors else 200,
            v=v,
            conflicts=[_conflict(draft, one, typed.get(one["address"], {})) for one in listed],
            behind=draft.base != v.in_force,
            version=draft.etag,
            reason=field("reason"),
            errors=errors or {},
            refusal=refused,
        )

    @routes.get("/drafts/<ulid:draft_id>/conflicts")
    def conflicts(draft_id: str) -> Response:
        return shown(*found(desk, draft_id))

    @routes.get("/drafts/<ulid:draft_id>/rebase")
    def rebase_form(draft_id: str) -> Response:
        found(desk, draft_id)
        return see(f"/console/drafts/{draft_id}/conflicts")

    @routes.post("/drafts/<ulid:draft_id>/rebase")
    def rebase(draft_id: str) -> Response:
        actor, draft = found(desk, draft_id)
        typed, choices, errors = _choices()
        sent, wrong = taken(bodies.WHY, {"reason": field("reason")})
        errors |= wrong
        try:
            matching(desk.drafts, draft, field("version"))
            if errors:
                return shown(actor, draft, typed, errors)
            made = desk.drafts.rebase(actor, draft_id, draft.etag, choices, sent["reason"])
        except EXPECTED as error:
            now = error.draft if isinstance(error, Stale) else desk.drafts.get(draft_id)
            return shown(actor, now, typed, errors, refusal(error))
        return see(f"/console/drafts/{draft_id}", f"The draft stands on rule set {made.base} now.")


def _conflict(draft: Draft, one: Json, typed: Json) -> Json:
    """A conflict as its page shows it: three texts, and what was chosen so far."""
    return {
        "address": one["address"],
        "href": edited_at(draft.id, one["address"]),
        **{name: text_of(one["address"], one[name]) for name in ("base", "theirs", "ours")},
        "fields": three(one["base"], one["theirs"], one["ours"]),
        "take": typed.get("take", ""),
        "entry": typed.get("text", text_of(one["address"], one["ours"] or one["theirs"])),
    }


def _choices() -> tuple[dict[str, Json], dict[str, Any], Errors]:
    """What was typed, by address; the choices it makes; and what is wrong, by address."""
    typed: dict[str, Json] = {}
    choices: dict[str, Any] = {}
    errors: Errors = {}
    for place, address in enumerate(request.form.getlist("address"), 1):
        take, text = request.form.get(f"take-{place}", ""), request.form.get(f"entry-{place}", "")
        typed[address] = {"take": take, "text": text}
        if take == "entry":
            try:
                choices[address] = {"entry": _entry(address, text)}
            except ValueError as error:
                errors[f"entry {address}"] = str(error)
        elif take in TAKES:
            choices[address] = {"entry": None} if take == "neither" else take
        else:
            errors[f"take {address}"] = "Choose which it shall be."
    return typed, choices, errors


def _entry(address: str, text: str) -> Any:
    """An entry as it was typed, in YAML. Raises ValueError: which line or field is wrong, and how."""
    try:
        sources = parsed(text.replace("\r\n", "\n"), "line")
    except ImportRefused as error:
        raise ValueError("; ".join(f"{one.where}: {one.message}" for one in error.faults[:3]) + ".") from None
    if len(sources) != 1 or not isinstance(sources[0].content, dict) or not sources[0].content:
        raise ValueError("Write the fields of the entry, as `title: …`, a line each.")
    entry = sources[0].content
    faults = list(check.form(address, entry))
    if faults:
        raise ValueError("; ".join(f"{one.pointer or 'the entry'}: {one.message}" for one in faults[:5]) + ".")
    return entry
