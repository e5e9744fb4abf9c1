"""`GET /api/v1/decisions/<id>/origin/<agreement>`: the statement of origin of a decision."""

from flask import Blueprint, Response, request

from greenlane.core.origin.statement import NoSuchAgreement
from greenlane.core.service.statement import statement_of
from greenlane.web.api import theirs
from greenlane.web.api.answers import answer
from greenlane.web.api.reading import parameters
from greenlane.web.problems import Problem
from greenlane.web.wiring import Desk


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the route."""

    @routes.get("/decisions/<decision_id>/origin/<agreement>")
    def statement(decision_id: str, agreement: str) -> Response:
        parameters(request, {})
        kept = theirs.decision(desk, request.environ, decision_id)
        try:
            return answer(statement_of(desk.checks, kept, agreement), "en")
        except NoSuchAgreement:
            raise Problem("not-found", "This agreement was not looked at for the route of this decision.") from None
