"""What every page of the console stands on: who is here, the page or a part of it, notices, and what is kept."""

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import parse_qsl, quote, unquote, urlencode

from flask import Blueprint, Flask, Response, g, redirect, render_template, request
from werkzeug.datastructures import MultiDict

from greenlane.core.rights import Actor
from greenlane.core.service.guard import demand
from greenlane.core.store import StoreError
from greenlane.web import access, draftproblems, forms, hx
from greenlane.web.api import failures
from greenlane.web.console.menu import menu
from greenlane.web.problems import Problem
from greenlane.web.tables import address
from greenlane.web.wiring import Desk

NOTICE: Final = "greenlane-said"
"""The cookie of what is said once on the next page."""
_SECRET: Final = ("csrf", "password", "current_password", "second_factor", "proof", "kept")
"""Fields that are never kept for later."""
Part = tuple[str, str]
"""The id of an element, and the template that makes it."""


class Lost(Exception):
    """Nobody is signed in, or not any more: the person is asked to, and brought back to where they were."""


def add(app: Flask, desk: Desk) -> None:
    """What templates use, and what an ended session becomes."""

    @app.context_processor
    def shared() -> dict[str, Any]:
        return {
            "csrf_token": lambda: forms.token(desk),
            "somebody": lambda: _somebody(desk),
            "menu": lambda: menu(_somebody(desk), request.path),
            "said": _said,
            "kept_fields": lambda: _kept_fields(desk),
            "here": lambda **changes: _here(changes),
        }

    app.register_error_handler(Lost, lambda _: sign_in_first())
    app.register_error_handler(forms.Outdated, lambda _: _outdated(desk))
    app.after_request(forms.set_cookie)

    @app.after_request
    def said_once(response: Response) -> Response:
        if response.mimetype == "text/html" and g.get("said_shown"):
            response.delete_cookie(NOTICE, path="/")
        return response


def guard(routes: Blueprint, desk: Desk) -> None:
    """Have every request to these routes looked at before its view runs."""

    @routes.before_request
    def look() -> None:
        forms.verify(desk)

    for expected in draftproblems.EXPECTED:
        routes.register_error_handler(expected, _not_done)


def _not_done(error: Exception) -> Response:
    """What a use case of drafts refuses, where no form of the page says it: never a mistake of ours."""
    found = draftproblems.problem(error)
    return failures.response(Problem(found.kind.name, found.document["detail"]))


def person(desk: Desk, action: str | None = None, economies: Iterable[str] = (), subject: str = "") -> Actor:
    """Who is signed in, if they may do this. Raises Lost, Forbidden (it is in the change log then)."""
    found = _somebody(desk)
    if found is None:
        raise Lost
    if action is not None:
        demand(desk.store, found, action, economies, subject)
    return found


def page(template: str, part: Part | None = None, status: int = 200, **context: Any) -> Response:
    """A page, or only its `part` where htmx asked for what goes into that element. Templates lie in `templates/`."""
    if part is not None and hx.asks() and hx.target() == part[0]:
        template = part[1]
    return Response(render_template(template, **context), status, content_type="text/html; charset=utf-8")


def see(url: str, said: str = "") -> Response:
    """Go and look there (303); what is said stands on that page once. htmx goes there with the whole page."""
    address = hx.local(url)
    if hx.asks():
        response = hx.respond(redirect=address)
    else:
        response = redirect(quote(address, safe=_ADDRESS), 303, Response)  # type: ignore[assignment]
    if said:
        response.set_cookie(
            NOTICE, quote(said[:500]), path="/", httponly=True, samesite="Strict", secure=access.secure(request.environ)
        )
    return response


_ADDRESS: Final = "/:?&=#%+,;@!$'()*~[]"


def sign_in_first(status: int = 401, **context: Any) -> Response:
    """The sign-in form (401), with all that was posted in it, and where to go afterwards."""
    back = _page_of_form() if request.method not in forms.SAFE else None
    if request.method in forms.SAFE:
        if hx.asks():
            back = hx.current_path() or "/console"
            return hx.respond(status=401, redirect=f"/console/sign-in?{urlencode({'next': back})}")
        back = request.full_path.rstrip("?")
        if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
            # A link from elsewhere comes without the session's cookie (SameSite=Strict); asked from here it has it.
            response = Response("", 401, content_type="text/html; charset=utf-8")
            response.headers["Refresh"] = f"0; url={quote(back, safe=_ADDRESS)}"
            return response
    kept = kept_text(request.form)
    lost = access.token(request.environ) is not None
    context = {"next": back, "kept": kept, "lost": lost, "errors": {}, "name": "", **context}
    if hx.asks():  # the page that htmx is on gives way to the form, and comes back after it
        body = render_template("console/account/_sign_in.html", **context)
        return hx.respond(body, status, retarget="#content", reswap="innerHTML show:top")
    return page("console/account/sign_in.html", status=status, **context)


def kept_text(form: MultiDict[str, str]) -> str:
    """What was typed in a form, as text that `kept_form` reads; without secrets."""
    return urlencode([(key, value) for key, value in form.items(multi=True) if not key.startswith(_SECRET)])


def kept_form(text: str) -> MultiDict[str, str]:
    """A form as it was kept."""
    return MultiDict(parse_qsl(text, keep_blank_values=True))


def _somebody(desk: Desk) -> Actor | None:
    """Who is signed in in this browser; looked up once a request. Keys open the API, not the console."""
    forms.token(desk)
    session = g.get("session")
    if session is None:
        return None
    if "somebody" not in g:
        g.somebody = Actor(session.owner.name, session.owner.grants, "session")
        request.environ[access.ACTOR] = g.somebody
    found: Actor = g.somebody
    return found


def _page_of_form() -> str:
    """The page that holds the form which was posted."""
    if hx.asks():
        return hx.current_path() or request.path
    sent = request.headers.get("Referer", "")
    here = f"{request.scheme}://{request.host}"
    return hx.local(sent.removeprefix(here), request.path) if sent.startswith(f"{here}/") else request.path


def _outdated(desk: Desk) -> Response:
    """A form of an earlier session: it is kept, and its page comes back with what was typed."""
    found = _somebody(desk)
    if found is None:
        return sign_in_first()
    back = _page_of_form()
    keep(desk, found, back, kept_text(request.form))
    return see(with_kept(back), "You signed in anew since this page was opened. What you typed is here: send it again.")


def keep(desk: Desk, actor: Actor, place: str, body: str) -> None:
    """Keep what was typed on a page for who typed it; whatever hinders that, the page goes on."""
    if not body:
        return
    try:
        desk.unsaved.keep(actor, place.partition("?")[0], body)
    except (StoreError, ValueError):
        pass


def with_kept(place: str) -> str:
    """The address of a page that shall show what was kept of it."""
    return place + ("&" if "?" in place else "?") + "kept=1" if "kept=1" not in place else place


def _kept_fields(desk: Desk) -> list[tuple[str, str]]:
    """What was typed on this page before the session ended, where its address asks for it."""
    found = _somebody(desk) if request.args.get("kept") else None
    kept = None if found is None else desk.unsaved.get(found, request.path)
    return [] if kept is None else [(key, value) for key, value in kept_form(kept.body).items(multi=True) if value]


def _said() -> str:
    found = request.cookies.get(NOTICE, "")
    if found:
        g.said_shown = True
    return unquote(found)[:500]


def _here(changes: dict[str, str | None]) -> str:
    """This page's address with other arguments; None takes one out."""
    return address(**changes)
