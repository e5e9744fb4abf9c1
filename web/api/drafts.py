"""Drafts over HTTP: read, edited, brought up to what is in force. core/service/drafts.py decides what may be done.

Each change names the version it was made for (`If-Match`), and answers with the draft as it then is.
"""

import re
from decimal import Decimal
from typing import Any, Final

from flask import Blueprint, Response, request
from werkzeug.routing import BaseConverter

from greenlane.core.rights import Actor
from greenlane.core.service import evidence
from greenlane.core.service.drafts import Draft
from greenlane.core.store import UnknownRuleSet
from greenlane.web import access, draftjson, draftproblems
from greenlane.web.api import draft_bodies as bodies
from greenlane.web.api.answers import answer, held
from greenlane.web.api.failures import response
from greenlane.web.api.precondition import named
from greenlane.web.api.reading import parameters
from greenlane.web.problems import Problem
from greenlane.web.wiring import Desk

STATES: Final = ("open", "submitted", "approved", "published", "withdrawn")


class Ulid(BaseConverter):
    """An id in an address, so that `/drafts/import` is none."""

    regex = "[0-7][0-9A-HJKMNP-TV-Z]{25}"


def expect(routes: Blueprint) -> None:
    """Say what the refusals of drafts, files and publishing are answered with."""
    for expected in draftproblems.EXPECTED:
        routes.register_error_handler(expected, lambda error: response(draftproblems.problem(error)))


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes."""
    _add_reading(routes, desk)
    _add_editing(routes, desk)


def _add_reading(routes: Blueprint, desk: Desk) -> None:
    @routes.get("/drafts")
    def drafts() -> Response:
        asked = parameters(request, {"state": _state})
        actor = access.somebody(desk)
        found = desk.drafts.all(actor, [asked["state"]] if asked else ())
        return answer({"drafts": [draftjson.draft(one) for one in found]})

    @routes.get("/drafts/<ulid:draft_id>")
    def draft(draft_id: str) -> Response:
        parameters(request, {})
        one = reading(desk, draft_id)[1]
        whole = {**draftjson.draft(one), "reviews": draftjson.steps(desk.drafts.reviews(one.id))}
        return held(request, one.etag, lambda: answer(whole))

    @routes.get("/drafts/<ulid:draft_id>/edits")
    def edits(draft_id: str) -> Response:
        asked = parameters(request, {"after": _after})
        one = reading(desk, draft_id)[1]
        return answer({"edits": draftjson.edits(desk.drafts.edits(one.id, asked.get("after", 0)))})

    @routes.get("/drafts/<ulid:draft_id>/comments")
    def comments(draft_id: str) -> Response:
        parameters(request, {})
        one = reading(desk, draft_id)[1]
        return answer({"comments": draftjson.comments(desk.drafts.reviews(one.id))})

    @routes.get("/drafts/<ulid:draft_id>/changes")
    def draft_changes(draft_id: str) -> Response:
        parameters(request, {})
        one = reading(desk, draft_id)[1]
        return answer({"base": one.base, "changes": draftjson.changes(one.changes)})

    @routes.get("/drafts/<ulid:draft_id>/conflicts")
    def conflicts(draft_id: str) -> Response:
        parameters(request, {})
        one = reading(desk, draft_id)[1]
        return answer({"conflicts": draftjson.conflicts(desk.drafts.conflicts(one))})

    @routes.get("/drafts/<ulid:draft_id>/lint")
    def lint(draft_id: str) -> Response:
        parameters(request, {})
        one = reading(desk, draft_id)[1]
        return answer({"remarks": draftjson.wants(want for want in desk.drafts.wants(one) if want.kind != "case")})

    @routes.get("/drafts/<ulid:draft_id>/cases")
    def cases(draft_id: str) -> Response:
        parameters(request, {})
        one = reading(desk, draft_id)[1]
        return answer(draftjson.proof(evidence.cases(desk.drafts, one)))

    @routes.get("/drafts/<ulid:draft_id>/probes")
    def probed(draft_id: str) -> Response:
        parameters(request, {})
        one = reading(desk, draft_id)[1]
        return answer({"base": one.base, "probes": draftjson.probes(evidence.probes(desk.drafts, one))})


def _add_editing(routes: Blueprint, desk: Desk) -> None:
    @routes.post("/drafts")
    def begin() -> Response:
        parameters(request, {})
        actor = access.required(desk, "edit drafts")
        sent = bodies.NEW_DRAFT.read(request.environ)
        base = int(sent["base"]) if "base" in sent else None
        try:
            return made_draft(desk.drafts.open(actor, sent["title"], sent["reason"], base))
        except UnknownRuleSet:
            raise no_such("/base", base) from None

    @routes.post("/drafts/<ulid:draft_id>/edits")
    def edit(draft_id: str) -> Response:
        parameters(request, {})
        actor, _ = writing(desk, draft_id, "edit drafts")
        version = named(request.environ)
        sent = bodies.EDIT.read(request.environ, desk.settings.body_limit)
        arguments = _plain(sent["arguments"])
        return shown(desk.drafts.edit(actor, draft_id, version, sent["action"], arguments, sent["reason"]))

    @routes.post("/drafts/<ulid:draft_id>/undo")
    def undo(draft_id: str) -> Response:
        parameters(request, {})
        actor, _ = writing(desk, draft_id, "edit drafts")
        version = named(request.environ)
        sent = bodies.WHY.read(request.environ)
        return shown(desk.drafts.undo(actor, draft_id, version, sent["reason"]))

    @routes.post("/drafts/<ulid:draft_id>/rebase")
    def rebase(draft_id: str) -> Response:
        parameters(request, {})
        actor, _ = writing(desk, draft_id, "edit drafts")
        version = named(request.environ)
        sent = _plain(bodies.REBASE.read(request.environ, desk.settings.body_limit))
        choices = sent.get("choices", {})
        wrong = [place for place, one in choices.items() if len(one) != 1]
        if wrong:
            said = "Say either what to `take` (ours, theirs, neither), or the `entry` itself."
            errors = [{"address": one, "pointer": "/choices", "code": "bad_choice", "message": said} for one in wrong]
            raise Problem("refused", errors=errors)
        return shown(desk.drafts.rebase(actor, draft_id, version, draftjson.choices(choices), sent["reason"]))

    @routes.post("/drafts/upgrade")
    def upgrade() -> Response:
        parameters(request, {})
        actor = access.required(desk, "edit drafts")
        sent = bodies.UPGRADE.read(request.environ)
        made, packs = desk.drafts.upgrade(
            actor, sent["reason"], sent.get("economies", ()), bool(sent.get("downgrade", False))
        )
        return made_draft(made, packs=draftjson.upgrades(packs), conflicts=draftjson.conflicts(made.unresolved))


def reading(desk: Desk, draft_id: str, action: str = "read drafts") -> tuple[Actor, Draft]:
    """Who asks, and the draft they ask for. Raises Problem, Forbidden, NoSuchDraft."""
    actor = access.required(desk, action, subject=f"draft:{draft_id}")
    return actor, desk.drafts.get(draft_id, actor)


writing = reading
"""The same, for who wants to change it: the right is asked for before anything else is looked at."""


def shown(draft: Draft, status: int = 200, **more: Any) -> Response:
    """A draft, with its ETag."""
    made = answer({**draftjson.draft(draft), **more})
    made.status_code = status
    made.set_etag(draft.etag)
    return made


def made_draft(draft: Draft, **more: Any) -> Response:
    """201: a draft that was begun."""
    made = shown(draft, 201, **more)
    made.headers["Location"] = f"/api/v1/drafts/{draft.id}"
    return made


def no_such(pointer: str, number: object) -> Problem:
    """The problem of a body that names a rule set that is not there."""
    message = f"There is no rule set {number}."
    return Problem("refused", errors=[{"pointer": pointer, "code": "unknown_rule_set", "message": message}])


def _plain(value: Any) -> Any:
    """Numbers as JSON's own, not decimals: what an entry holds is text, and a number in it is refused by its place."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return float(value) if isinstance(value, Decimal) else value


def _state(text: str) -> str:
    if text not in STATES:
        raise ValueError(f"state is one of {', '.join(STATES)}.")
    return text


def _after(text: str) -> int:
    if not re.fullmatch("0|[1-9][0-9]{0,8}", text):
        raise ValueError("after is the number of a revision.")
    return int(text)
