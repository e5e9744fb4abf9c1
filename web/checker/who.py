"""Who may use the public page: whoever may check a declaration, and anybody where a setting says so."""

from typing import Any

from flask import Blueprint, Response, request

from greenlane.core.rights import EVERY
from greenlane.web import access, forms
from greenlane.web.console.frame import page, see
from greenlane.web.wiring import Desk

Json = dict[str, Any]


def guard(routes: Blueprint, desk: Desk) -> None:
    """Check the form of every request that keeps something; one of an earlier session is sent again from its page."""

    @routes.before_request
    def look() -> Response | None:
        try:
            forms.verify(desk)
        except forms.Outdated:
            state = request.form.get("state", "")
            return see(f"/?{state}" if state else "/")
        return None


def anybody(desk: Desk) -> bool:
    """Whether nobody need say who they are: the server is for this machine alone, or its page is for everybody."""
    return desk.settings.public_page or not (
        desk.settings.keys_required or access.from_elsewhere(request.environ)
    )


def closed(desk: Desk) -> Response | None:
    """What is shown to who may not use the page: how to ask. None to everybody else."""
    if anybody(desk):
        return None
    found = access.actor(request.environ, desk)
    if found is not None and found.may("check"):
        return None
    status = 401 if found is None else 403
    response = page("checker/closed.html", status=status, known=found is not None)
    if status == 401:
        response.headers.update(access.CHALLENGE)
    return response


def beyond(desk: Desk, document: Json) -> list[str]:
    """The economies of a declaration in which whoever asks may not check; none where anybody may use the page.

    A question that is refused is no offence: nothing is logged.
    """
    if anybody(desk):
        return []
    found = access.actor(request.environ, desk)
    theirs = found.economies("check") if found is not None else frozenset()
    if EVERY in theirs:
        return []
    route, unions = document["route"], desk.book.hot().ruleset.unions
    named = [route.get("export"), route.get("import"), *route.get("transit", ())]
    return sorted({unions.get(one, one) for one in named if one} - theirs)
