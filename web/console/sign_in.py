"""Signing in and out. What was being typed when a session ended comes along and is kept for its page."""

from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from greenlane.core.rights import Actor
from greenlane.core.service.people import LockedOut, SecondFactorWanted, SecondFactorWrong, SignInFailed
from greenlane.web import access, hx
from greenlane.web.api.people import LONGEST, set_cookie
from greenlane.web.console.frame import keep, page, see, sign_in_first, with_kept
from greenlane.web.wiring import Desk


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes."""

    @routes.get("/sign-in")
    def sign_in_form() -> Response:
        back = hx.local(request.args.get("next"))
        return page("console/account/sign_in.html", next=back, kept="", errors={}, name="", lost="next" in request.args)

    @routes.post("/sign-in")
    def sign_in() -> Response:
        form = request.form
        back, name, kept = hx.local(form.get("next")), form.get("name", ""), form.get("kept", "")
        shown: dict[str, Any] = {"next": back, "kept": kept, "name": name, "lost": False}
        if not access.private(request.environ):
            said = _("Passwords are taken over TLS only: open this page with https://.")
            return sign_in_first(400, **shown, errors={"/": said})
        try:
            agent = request.headers.get("User-Agent", "")
            code, proof = form.get("second_factor", "").strip() or None, form.get("proof") or None
            made = desk.people.sign_in(name, form.get("password", ""), code, proof=proof, agent=agent)
        except SecondFactorWanted as error:
            return _second_step(error.proof, isinstance(error, SecondFactorWrong), shown)
        except SignInFailed:
            if "proof" in form:  # it lapsed, or another host made it
                return _second_step("", False, shown)
            said = _("The name or the password is wrong.")
            return page("console/account/sign_in.html", status=401, **shown, errors={"/password": said})
        except LockedOut as error:
            minutes = -(-error.seconds // 60)
            said = _("It failed too often. Sign-in by this name opens again in %(minutes)s minutes.", minutes=minutes)
            return page("console/account/sign_in.html", status=429, **shown, errors={"/": said})
        actor = Actor(made.user.name, made.user.grants, "session")
        if kept:
            keep(desk, actor, back, kept)
            back = with_kept(back)
        response = see(back)
        set_cookie(response, made.token, LONGEST)
        return response

    @routes.post("/sign-out")
    def sign_out() -> Response:
        token = access.token(request.environ)
        if token is not None:
            desk.people.sign_out(token)
        response = see("/console/sign-in", _("You are signed out."))
        set_cookie(response, "", 0)
        return response


def _second_step(proof: str, wrong: bool, shown: dict[str, Any]) -> Response:
    """The form that asks for the code; for the password too where nothing proves that it was right."""
    said = _("The code is wrong, or was used before. The app shows another every 30 seconds.") if wrong else None
    template = "console/account/second_step.html"
    return page(template, status=401, **shown, proof=proof, errors={"/second_factor": said})
