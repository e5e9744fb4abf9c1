"""One declaration: `POST /api/v1/check`, and its decision again."""

from collections.abc import Callable
from typing import Any, Final

from flask import Blueprint, Request, Response, request

from greenlane.core.service import Answer
from greenlane.web import access
from greenlane.web.api import theirs
from greenlane.web.api.answers import ready
from greenlane.web.api.languages import Languages
from greenlane.web.api.reading import body, idempotency_key, media_type, parameters
from greenlane.web.wiring import Desk

FAILED: Final = "greenlane.failed"
"""Where in the environment the error stands that Flask is to answer."""
JSON: Final = {"application/json": {"charset": "utf-8"}}


Decide = Callable[[dict[str, Any]], tuple[Answer, str]]
"""Reads a request's declaration and decides it: the answer, and the language of its texts."""


def deciding(desk: Desk, languages: Languages) -> Decide:
    """The way from a request to its answer. It raises what Flask's handlers know how to answer."""
    check, limit, asked = desk.checks.check, desk.settings.body_limit, access.asking(desk)

    def decide(environ: dict[str, Any]) -> tuple[Answer, str]:
        actor = asked(environ)
        if environ.get("QUERY_STRING"):
            parameters(Request(environ), {})
        media_type(environ, JSON)
        key = idempotency_key(environ)
        language = languages.chosen(environ)
        sent = body(environ, limit)
        if actor is None:
            return check(sent, key=key, language=language), language
        theirs.confine(desk, actor, sent)
        return check(sent, owner=theirs.owner(actor), key=key, language=language), language

    return decide


def add(routes: Blueprint, desk: Desk, languages: Languages) -> None:
    """Add the routes."""

    @routes.post("/check")
    def check() -> Response:
        # What is decided was answered in front of Flask (front.py); what comes here could not be.
        raise request.environ[FAILED]

    @routes.get("/decisions/<decision_id>")
    def decision(decision_id: str) -> Response:
        parameters(request, {})
        kept = theirs.decision(desk, request.environ, decision_id)
        language = languages.chosen(request.environ)
        return ready(desk.checks.rendered(kept, language), language)
