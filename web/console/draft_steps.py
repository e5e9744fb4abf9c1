"""What is done with a draft: each act with its confirmation and its reason, and refused where it was asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, request

from greenlane.core.draft.merge import Change
from greenlane.core.rights import Actor
from greenlane.core.service.drafts import Draft, NotReady, Stale
from greenlane.web import draftjson
from greenlane.web.api import draft_bodies as bodies
from greenlane.web.api.precondition import matching
from greenlane.web.bodies import Body
from greenlane.web.console import draft_changes, draft_proofs
from greenlane.web.console.draft_view import View, found, view
from greenlane.web.console.frame import page, see
from greenlane.web.console.moments import Moment, moment, zones
from greenlane.web.console.proving import Proving, proving_of, told
from greenlane.web.console.refusals import EXPECTED, Refusal, refusal
from greenlane.web.console.typed import Errors, field, reasons, restored, taken
from greenlane.web.wiring import Desk

Typed = dict[str, str]
COUNTED: Final = 12
"""Changes that the page of an approval or a publication shows whole."""


@dataclass(frozen=True, slots=True)
class Step:
    """An act on its own page. `word`: the field that says why; `does`: does it, and says what was done."""

    name: str
    title: str
    lead: str
    button: str
    word: str
    label: str
    body: Body
    does: Callable[[Desk, Actor, Draft, dict[str, Any]], str]
    tone: str = "primary"
    exact: bool = False


def _undo(desk: Desk, actor: Actor, draft: Draft, sent: dict[str, Any]) -> str:
    desk.drafts.undo(actor, draft.id, draft.etag, sent["reason"])
    return "The last edit is taken back."


def _approve(desk: Desk, actor: Actor, draft: Draft, sent: dict[str, Any]) -> str:
    desk.drafts.approve(actor, draft.id, sent["digest"], sent["comment"])
    return "The draft is approved: exactly what you read, and nothing else."


def _return(desk: Desk, actor: Actor, draft: Draft, sent: dict[str, Any]) -> str:
    desk.drafts.send_back(actor, draft.id, sent["comment"])
    return "The draft is sent back to its author."


def _withdraw(desk: Desk, actor: Actor, draft: Draft, sent: dict[str, Any]) -> str:
    desk.drafts.withdraw(actor, draft.id, sent["reason"])
    return "The draft is withdrawn; it stays readable."


def _publish(desk: Desk, actor: Actor, draft: Draft, sent: dict[str, Any]) -> str:
    at = sent.get("at")
    number = desk.drafts.publish(actor, draft.id, sent["digest"], sent["reason"], at)
    if at is None:
        return f"Rule set {number} is in force."
    return f"Rule set {number} comes into force at {at.isoformat(timespec='minutes')}."


WHY: Final = "Reason (it stands in the change log)"
SAY: Final = "What a colleague should know (it stands in the change log)"
STEPS: Final = (
    Step("undo", "Take back the last edit", "The edit stays in the history; what it changed is as it was before.",
         "Take it back", "reason", WHY, bodies.WHY, _undo),
    Step("approve", "Approve", "Your word is bound to this digest: an edit afterwards voids it.",
         "Approve exactly this", "comment", SAY, bodies.APPROVAL, _approve, exact=True),
    Step("return", "Send back", "The draft is open again, for its author to go on.",
         "Send it back", "comment", "What is to be done (it stands in the change log)", bodies.RETURN, _return),
    Step("withdraw", "Withdraw", "The draft is given up. It stays readable and is never opened again.",
         "Withdraw it", "reason", WHY, bodies.WHY, _withdraw, tone="danger"),
    Step("publish", "Publish", "What was approved is laid over what is in force then, and proved again.",
         "Publish", "reason", WHY, bodies.PUBLICATION, _publish, exact=True),
)  # fmt: skip


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes."""
    proving = proving_of(desk)
    for step in STEPS:
        _add_step(routes, desk, proving, step)
    _add_submission(routes, desk, proving)
    _add_comment(routes, desk, proving)


def _add_step(routes: Blueprint, desk: Desk, proving: Proving, step: Step) -> None:
    def shown(
        actor: Actor, draft: Draft, refused: Refusal | None = None, errors: Errors | None = None, status: int = 200
    ) -> Response:
        v = view(desk, proving, actor, draft)
        work = proving.changes(draft) if step.exact else None
        changes = work.found["changes"] if work is not None and work.found is not None else []
        if step.name == "undo" and draft.header.revision > 1:
            last = desk.store.drafts.revision(draft.id, draft.header.revision)
            changes = told([Change(*one) for one in last.changes])
        return page(
            "console/drafts/step.html",
            part=("step-changes", "console/drafts/_step_changes.html"),
            status=refused.status if refused is not None else status,
            v=v,
            step=step,
            act=v.act(step.name),
            version=draft.etag,
            changes=draft_changes.shown(changes[:COUNTED]),
            left=max(len(changes) - COUNTED, 0),
            work=work,
            heading="What the last edit changed" if step.name == "undo" else "What changes",
            all=f"{v.at}/changes",
            refusal=refused,
            errors=errors or {},
            typed=restored(desk, actor),
            zones=zones(desk, draft.economies) if step.name == "publish" else [],
        )

    def form(draft_id: str) -> Response:
        return shown(*found(desk, draft_id))

    def act(draft_id: str) -> Response:
        actor, draft = found(desk, draft_id)
        sent, errors = taken(
            step.body, {step.word: field(step.word), **({"digest": field("digest")} if step.exact else {})}
        )
        if step.name == "publish":
            when = moment(field("when"), field("at"), field("zone"))
            errors |= when.errors
            sent |= _when(when)
        try:
            matching(desk.drafts, draft, field("version"))
            if errors:
                return shown(actor, draft, errors=errors, status=422)
            said = step.does(desk, actor, draft, sent)
        except EXPECTED as error:
            now = error.draft if isinstance(error, Stale) else desk.drafts.get(draft_id)
            return shown(actor, now, refusal(error), errors)
        return see(f"/console/drafts/{draft_id}", said)

    at = f"/drafts/<ulid:draft_id>/{step.name}"
    routes.add_url_rule(at, f"{step.name}_form", form, methods=["GET"])
    routes.add_url_rule(at, step.name, act, methods=["POST"])


def _when(when: Moment) -> dict[str, Any]:
    return {"at": when.at} if when.at is not None else {}


def _add_submission(routes: Blueprint, desk: Desk, proving: Proving) -> None:
    def shown(
        actor: Actor, draft: Draft, typed: Typed, refused: Refusal | None = None, errors: Errors | None = None
    ) -> Response:
        v = view(desk, proving, actor, draft)
        work = proving.wants(draft)
        submit = v.act("submit")
        listed = work.found["wants"] if work.found else []
        return page(
            "console/drafts/submit.html",
            part=("draft-lint", "console/drafts/_lint.html"),
            status=refused.status if refused is not None else 422 if errors else 200,
            v=v,
            work=work,
            wants=draft_proofs.wanted(draft, listed, draft_proofs.accepted(v)),
            form=submit is not None and not submit.why,
            submit=submit,
            version=draft.etag,
            typed=typed,
            errors=errors or {},
            refusal=refused,
        )

    @routes.get("/drafts/<ulid:draft_id>/submit")
    def submit_form(draft_id: str) -> Response:
        actor, draft = found(desk, draft_id)
        return shown(actor, draft, reasons(restored(desk, actor)))

    @routes.post("/drafts/<ulid:draft_id>/submit")
    def submit(draft_id: str) -> Response:
        actor, draft = found(desk, draft_id)
        typed = reasons(request.form)
        accepted = {key: why for key, why in typed.items() if why and key != "reason"}
        sent, errors = taken(bodies.SUBMISSION, {"reason": typed["reason"], "accepted": accepted})
        try:
            matching(desk.drafts, draft, field("version"))
            if errors:
                return shown(actor, draft, typed, errors=errors)
            # One line each: a line of the comment is one warning's reason.
            plain = {key: " ".join(why.split()) for key, why in sent.get("accepted", {}).items()}
            desk.drafts.submit(actor, draft_id, draft.etag, sent["reason"], plain)
        except EXPECTED as error:
            now = error.draft if isinstance(error, Stale) else desk.drafts.get(draft_id)
            if isinstance(error, NotReady):
                wanted = [one for one in draftjson.wants(error.wants) if not one["blocks"]]
                errors |= {f"why {one['key']}": "Say why this is accepted." for one in wanted}
            return shown(actor, now, typed, refusal(error), errors)
        return see(f"/console/drafts/{draft_id}", "The draft is submitted: another person approves it.")


def _add_comment(routes: Blueprint, desk: Desk, proving: Proving) -> None:
    @routes.post("/drafts/<ulid:draft_id>/comment")
    def comment(draft_id: str) -> Response:
        actor, draft = found(desk, draft_id)
        sent, errors = taken(bodies.DISCUSSION, {"text": field("text")})
        refused = None
        if not errors:
            try:
                desk.drafts.comment(actor, draft_id, sent["text"])
                return see(f"/console/drafts/{draft_id}/discussion", "Your comment is there.")
            except EXPECTED as error:
                refused = refusal(error)
        v: View = view(desk, proving, actor, draft)
        return page(
            "console/drafts/discussion.html",
            status=refused.status if refused else 422, v=v, errors=errors, typed=request.form, refusal=refused,
        )  # fmt: skip
