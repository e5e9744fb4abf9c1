"""The statement of origin of an answer that was kept on the public page, to be printed and signed."""

from flask import Blueprint, Response

from greenlane.core.origin.statement import NoSuchAgreement, NothingQualifies
from greenlane.core.origin.statement_words import economy_named
from greenlane.core.service.erasure import Erased
from greenlane.core.service.statement import statement_of
from greenlane.web.api import theirs
from greenlane.web.checker.kept import OWNER
from greenlane.web.checker.tongue import _
from greenlane.web.console.frame import page
from greenlane.web.problems import Problem
from greenlane.web.wiring import Desk


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the route."""

    @routes.get("/answers/<decision_id>/origin/<agreement>")
    def statement(decision_id: str, agreement: str) -> Response:
        found = desk.store.decision(decision_id) if theirs.ID.fullmatch(decision_id) else None
        if found is None or found.owner != OWNER:
            raise Problem("not-found", _("No answer is kept under this address."))
        try:
            said, nothing = statement_of(desk.checks, found, agreement), None
        except Erased as error:
            return page("checker/erased.html", status=410, at=error.at, left=error.left)
        except NothingQualifies as error:
            said, nothing = None, error
        except NoSuchAgreement:
            raise Problem("not-found", _("This agreement was not looked at for these goods.")) from None
        response = page(
            "checker/statement.html",
            status=409 if nothing else 200,
            kept=found,
            agreement=agreement,
            it=said,
            nothing=nothing,
            named=economy_named,
        )
        response.headers["X-Robots-Tag"] = "noindex"
        return response
