"""The statement of origin of a decision, to be printed and signed: for whoever may read the decision."""

import orjson
from flask import Blueprint, Response

from greenlane.core.origin.statement import NoSuchAgreement, NothingQualifies
from greenlane.core.origin.statement_words import economy_named
from greenlane.core.service.statement import statement_of
from greenlane.web.api import theirs
from greenlane.web.console.decisions import reader
from greenlane.web.console.frame import page
from greenlane.web.problems import Problem
from greenlane.web.wiring import Desk


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the route."""

    @routes.get("/decisions/<decision_id>/origin/<agreement>")
    def statement(decision_id: str, agreement: str) -> Response:
        kept = theirs.readable(desk, reader(desk), decision_id)
        if kept.erased_at is not None:
            return page("console/decisions/erased.html", kept=kept, left=orjson.loads(kept.body))
        try:
            said, nothing = statement_of(desk.checks, kept, agreement), None
        except NothingQualifies as error:
            said, nothing = None, error
        except NoSuchAgreement:
            raise Problem("not-found", "This agreement was not looked at for the route of this decision.") from None
        return page(
            "console/decisions/statement.html",
            status=409 if nothing else 200,
            kept=kept,
            agreement=agreement,
            it=said,
            nothing=nothing,
            named=economy_named,
        )
