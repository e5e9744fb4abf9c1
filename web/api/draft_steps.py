"""The way of a draft to publication over HTTP: impact, discussion, submission, approval, publication."""

from typing import Any

from flask import Blueprint, Response, request

from greenlane.core.declaration.forms import instant
from greenlane.core.service.jobs import said
from greenlane.web import draftjson
from greenlane.web.api import draft_bodies as bodies
from greenlane.web.api.answers import answer
from greenlane.web.api.drafts import reading, shown, writing
from greenlane.web.api.precondition import matching, named
from greenlane.web.api.reading import parameters
from greenlane.web.api.rule_sets import published
from greenlane.web.wiring import Desk


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes."""

    @routes.post("/drafts/<ulid:draft_id>/impact")
    def impact(draft_id: str) -> Response:
        parameters(request, {})
        actor, draft = reading(desk, draft_id, "run impact")
        sent = bodies.IMPACT.read(request.environ)
        desk.drafts.ruleset(draft)  # what makes no rule set is said now, and not by a job that fails
        request_ = {"draft": draft_id, "since": sent["since"], "until": sent["until"]}
        job = desk.jobs.enqueue("impact", subject=f"draft:{draft_id}", request=request_, by=actor)
        made = answer(said(job))
        made.status_code = 202
        made.headers["Location"] = f"/api/v1/jobs/{job.job_id}"
        return made

    @routes.post("/drafts/<ulid:draft_id>/comments")
    def comment(draft_id: str) -> Response:
        parameters(request, {})
        actor, _ = reading(desk, draft_id)
        sent = bodies.DISCUSSION.read(request.environ)
        made = answer(draftjson.comment(desk.drafts.comment(actor, draft_id, sent["text"])))
        made.status_code = 201
        made.headers["Location"] = f"/api/v1/drafts/{draft_id}/comments"
        return made

    @routes.post("/drafts/<ulid:draft_id>/submission")
    def submission(draft_id: str) -> Response:
        parameters(request, {})
        actor, _ = writing(desk, draft_id, "submit drafts")
        version = named(request.environ)
        sent = bodies.SUBMISSION.read(request.environ)
        return shown(desk.drafts.submit(actor, draft_id, version, sent["reason"], sent.get("accepted")))

    @routes.post("/drafts/<ulid:draft_id>/approval")
    def approval(draft_id: str) -> Response:
        parameters(request, {})
        actor, draft = writing(desk, draft_id, "review drafts")
        version = named(request.environ)
        sent = bodies.APPROVAL.read(request.environ)
        matching(desk.drafts, draft, version)
        return shown(desk.drafts.approve(actor, draft_id, sent["digest"], sent["comment"]))

    @routes.post("/drafts/<ulid:draft_id>/return")
    def return_(draft_id: str) -> Response:
        parameters(request, {})
        actor, draft = writing(desk, draft_id, "review drafts")
        version = named(request.environ)
        sent = bodies.RETURN.read(request.environ)
        matching(desk.drafts, draft, version)
        return shown(desk.drafts.send_back(actor, draft_id, sent["comment"]))

    @routes.delete("/drafts/<ulid:draft_id>")
    def withdraw(draft_id: str) -> Response:
        parameters(request, {})
        actor, draft = writing(desk, draft_id, "edit drafts")
        version = named(request.environ)
        sent = bodies.WHY.read(request.environ)
        matching(desk.drafts, draft, version)
        return shown(desk.drafts.withdraw(actor, draft_id, sent["reason"]))

    @routes.post("/drafts/<ulid:draft_id>/publication")
    def publication(draft_id: str) -> Response:
        parameters(request, {})
        actor, draft = writing(desk, draft_id, "publish")
        version = named(request.environ)
        sent = bodies.PUBLICATION.read(request.environ)
        matching(desk.drafts, draft, version)
        number = desk.drafts.publish(actor, draft_id, sent["digest"], sent["reason"], effective_at(sent))
        return published(desk, number)


def effective_at(sent: dict[str, Any]) -> Any:
    """The instant at which it is to come into force; None for at once."""
    return instant(sent["effective_at"]) if "effective_at" in sent else None
