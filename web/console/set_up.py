"""The first account, by the link that the server showed when it started."""

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from greenlane.core.service.people import Refused
from greenlane.web import access
from greenlane.web.api.people import LONGEST, set_cookie
from greenlane.web.console.account_faults import SAME, by_pointer
from greenlane.web.console.frame import page, see
from greenlane.web.problems import Problem
from greenlane.web.wiring import Desk


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes."""

    @routes.get("/set-up/<token>")
    def set_up(token: str) -> Response:
        return _page(token, "", {})

    @routes.post("/set-up/<token>")
    def found(token: str) -> Response:
        if not access.private(request.environ):
            raise Problem("not-private")
        name, password = request.form.get("name", "").strip(), request.form.get("password", "")
        desk.set_up.holds(token)
        if password != request.form.get("password_again", ""):
            return _page(token, name, {"/password_again": SAME}, 422)
        try:
            desk.set_up.use(token, name, password)
        except Refused as refused:
            return _page(token, name, by_pointer(refused), 422)
        made = desk.people.sign_in(name, password, agent=request.headers.get("User-Agent", ""))
        response = see("/console", _("Your account is made. You are an admin in every economy: add the others now."))
        set_cookie(response, made.token, LONGEST)
        return response

    def _page(token: str, name: str, errors: dict[str, str], status: int = 200) -> Response:
        until = desk.set_up.holds(token)
        return page("console/account/set_up.html", status=status, token=token, until=until, typed=name, errors=errors)
