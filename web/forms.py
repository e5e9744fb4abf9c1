"""Forms and who may send them: the CSRF token of every form, checked before any unsafe route of a page runs.

With a session the token is the session's (`csrf_of`); without one it is that of a cookie which only this site can
set and which lives as long as the browser. What the browser says comes from another site is refused whatever it holds.
"""

import hmac
import secrets
from typing import Final
from urllib.parse import urlsplit

from flask import Response, g, request

from greenlane.core.service.people import csrf_of
from greenlane.web import access
from greenlane.web.problems import Problem
from greenlane.web.wiring import Desk

FIELD: Final = "csrf"
COOKIE: Final = "greenlane-form"
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
LONGEST: Final = 8 * 1024 * 1024
"""Bytes of a form at most: a code list of 20,000 lines fits well."""


class Outdated(Exception):
    """The form is of an earlier session of the same person: what was typed in it shall not be lost."""


def verify(desk: Desk) -> None:
    """Return if the request is safe, or its form is one of ours. Raises Problem (bad-csrf), Outdated.

    What passes carries the session's token in its header too, so that `access.actor` takes it.
    """
    request.max_content_length = request.max_form_memory_size = LONGEST
    if request.method in SAFE:
        return
    if not _from_here():
        raise Problem("bad-csrf", "The browser says that this form comes from another site.")
    sent = request.headers.get("X-Greenlane-CSRF") or request.form.get(FIELD, "")
    session = _session(desk)
    if session is not None:
        if not hmac.compare_digest(sent.encode(), csrf_of(session).encode()):
            raise Outdated
        request.environ[access.CSRF] = csrf_of(session)
        return
    kept = request.cookies.get(_cookie_name(), "")
    if not kept or not hmac.compare_digest(sent.encode(), kept.encode()):
        if access.token(request.environ) is None and not kept:
            raise Problem("bad-csrf", "The form came without the cookie that belongs to it: are cookies switched off?")
        raise Outdated


def token(desk: Desk) -> str:
    """What the forms of this page must send."""
    session = _session(desk)
    if session is not None:
        return csrf_of(session)
    found: str | None = g.get("form_token") or request.cookies.get(_cookie_name())
    if not found or len(found) > 100:
        found = g.form_token = secrets.token_urlsafe(32)
    return found


def set_cookie(response: Response) -> Response:
    """Give the browser the token that a form on this page was made with, where it has none yet."""
    made = g.get("form_token")
    if made:
        response.set_cookie(
            _cookie_name(), made, path="/", httponly=True, samesite="Strict", secure=access.secure(request.environ)
        )
    return response


def _session(desk: Desk) -> str | None:
    """The token of a session that holds; looked up once a request."""
    if "session_token" not in g:
        sent = access.token(request.environ)
        found = None if sent is None else desk.people.session_of(sent)
        g.session_token = sent if found is not None else None
        g.session = found
    found_token: str | None = g.session_token
    return found_token


def _from_here() -> bool:
    """Whether the browser does not say that another site sent it."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    try:
        return origin is None or urlsplit(origin).netloc == request.host
    except ValueError:  # it is no address at all
        return False


def _cookie_name() -> str:
    return f"__Host-{COOKIE}" if access.secure(request.environ) else COOKIE
