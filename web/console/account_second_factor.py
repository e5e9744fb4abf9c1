"""My second factor: begun with a QR code, confirmed with a code, and removed by password and code."""

from flask import Blueprint, Response, g, request

from greenlane.core.rights import Actor
from greenlane.web import access
from greenlane.web.console.account_faults import Errors, at_fields
from greenlane.web.console.frame import page, person, see
from greenlane.web.console.qr import qr
from greenlane.web.problems import Problem
from greenlane.web.wiring import Desk

HERE = "/console/account/second-factor"


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes."""

    @routes.get("/account/second-factor")
    def second_factor() -> Response:
        return shown(person(desk), {})

    @routes.post("/account/second-factor")
    def begin() -> Response:
        actor, errors = private(), Errors()
        with at_fields(errors):
            desk.people.begin_second_factor(actor, request.form.get("current_password", ""))
        return shown(actor, errors, "begin") if errors else see(HERE)

    @routes.post("/account/second-factor/confirm")
    def confirm() -> Response:
        actor, errors = private(), Errors()
        codes: tuple[str, ...] = ()
        with at_fields(errors):
            code = request.form.get("second_factor", "")
            codes = desk.people.confirm_second_factor(actor, code, g.session.session_id)
        return shown(actor, errors, "confirm") if errors else recovery(codes, begun=True)

    @routes.post("/account/second-factor/recovery-codes")
    def renew() -> Response:
        actor, errors = private(), Errors()
        codes: tuple[str, ...] = ()
        with at_fields(errors):
            codes = desk.people.new_recovery_codes(actor, *typed())
        return shown(actor, errors, "renew") if errors else recovery(codes, begun=False)

    @routes.post("/account/second-factor/remove")
    def remove() -> Response:
        actor, errors = private(), Errors()
        password, code = typed()
        with at_fields(errors):
            desk.people.remove_second_factor(actor, actor.name, password=password, code=code)
        return shown(actor, errors, "remove") if errors else see(HERE, "Your second factor was removed.")

    def private() -> Actor:
        actor = person(desk)
        if not access.private(request.environ):
            raise Problem("not-private")
        return actor

    def typed() -> tuple[str, str | None]:
        form = request.form
        return form.get("current_password", ""), form.get("second_factor", "").strip() or None

    def shown(actor: Actor, errors: Errors, act: str = "") -> Response:
        """The page. `act`: whose form the errors are of."""
        factor = desk.people.second_factor(actor)
        begun = desk.people.begun_second_factor(actor)
        return page(
            "console/account/second_factor.html",
            status=422 if errors else 200,
            me=actor,
            factor=factor,
            begun=begun,
            code=None if begun is None else qr(begun.address),
            errors=errors,
            act=act,
        )

    def recovery(codes: tuple[str, ...], *, begun: bool) -> Response:
        return page("console/account/recovery_codes.html", codes=codes, begun=begun)
