"""My password: changed by who knows it, and has the second factor where there is one."""

from flask import Blueprint, Response, g, request

from greenlane.core.rights import Actor
from greenlane.web import access
from greenlane.web.console.account_faults import SAME, Errors, at_fields
from greenlane.web.console.frame import page, person, see
from greenlane.web.problems import Problem
from greenlane.web.wiring import Desk


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes."""

    @routes.get("/account/password")
    def password() -> Response:
        return shown(person(desk), {})

    @routes.post("/account/password")
    def change() -> Response:
        actor, form = person(desk), request.form
        if not access.private(request.environ):
            raise Problem("not-private")
        errors: Errors = {}
        if form.get("password", "") != form.get("password_again", ""):
            errors["/password_again"] = SAME
        else:
            with at_fields(errors):
                desk.people.change_user(
                    actor,
                    actor.name,
                    password=form.get("password", ""),
                    current=form.get("current_password", ""),
                    code=form.get("second_factor", "").strip() or None,
                    keep_session=g.session.session_id,
                )
        if errors:
            return shown(actor, errors, 429 if "/" in errors else 422)
        return see("/console/account", "Your password was changed, and your other sessions were ended.")

    def shown(actor: Actor, errors: Errors, status: int = 200) -> Response:
        factor = desk.people.second_factor(actor) is not None
        return page("console/account/password.html", status=status, me=actor, factor=factor, errors=errors)
