"""One declaration: `POST /api/v1/check`, and its decision again."""

import re
from typing import Final

from flask import Blueprint, Response, request

from greenlane.web.api.answers import ready
from greenlane.web.api.languages import Languages
from greenlane.web.api.reading import body, idempotency_key, media_type, parameters
from greenlane.web.problems import Problem
from greenlane.web.wiring import Desk

JSON: Final = {"application/json": {"charset": "utf-8"}}
_ID: Final = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")


def add(routes: Blueprint, desk: Desk, languages: Languages) -> None:
    """Add the routes."""
    decide, limit = desk.checks.check, desk.settings.body_limit

    @routes.post("/check")
    def check() -> Response:
        environ = request.environ
        if environ.get("QUERY_STRING"):
            parameters(request, {})
        media_type(environ, JSON)
        key = idempotency_key(environ)
        language = languages.chosen(environ)
        found = decide(body(environ, limit), key=key, language=language)
        response = ready(found.json, language)
        if found.replayed:
            response.headers.add("Idempotent-Replayed", "true")
        return response

    @routes.get("/decisions/<decision_id>")
    def decision(decision_id: str) -> Response:
        parameters(request, {})
        language = languages.chosen(request.environ)
        kept = desk.store.decision(decision_id) if _ID.fullmatch(decision_id) else None
        if kept is None:
            raise Problem("not-found", "There is no decision with this id.")
        return ready(desk.checks.rendered(kept, language), language)
