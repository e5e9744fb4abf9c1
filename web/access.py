"""Who asks: by an API key or a session's cookie. On loopback, and nowhere else, nobody need say for a check.

See docs/access.md.
"""

import hmac
import ipaddress
from collections.abc import Callable, Iterable
from typing import Any, Final

from flask import request

from greenlane.core.rights import Actor
from greenlane.core.service.guard import demand
from greenlane.core.service.people import csrf_of
from greenlane.web.problems import Problem
from greenlane.web.wiring import Desk

Environ = dict[str, Any]
ACTOR: Final = "greenlane.actor"
"""Where in the environment the actor stands, once it is known."""
COOKIE: Final = "greenlane"
SECURE_COOKIE: Final = "__Host-greenlane"
CSRF: Final = "HTTP_X_GREENLANE_CSRF"
CHALLENGE: Final = {"WWW-Authenticate": 'Bearer realm="greenlane"'}
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_FORWARDED: Final = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
    "HTTP_VIA",
)
"""What a proxy adds: the request then came from elsewhere, though it arrives on loopback."""
_TELLING: Final = ("HTTP_AUTHORIZATION", "HTTP_COOKIE", *_FORWARDED)


def actor(environ: Environ, desk: Desk) -> Actor | None:
    """Who asks; None where the request shows neither a key nor a session that holds.

    Raises Problem: a key that opens nothing, a session's request that changes something without its CSRF header.
    """
    known: Actor | None = environ.get(ACTOR)
    if known is not None:
        return known
    shown: str | None = environ.get("HTTP_AUTHORIZATION")
    found = _by_session(environ, desk) if shown is None else _by_key(shown, desk)
    if found is not None:
        environ[ACTOR] = found
    return found


def required(desk: Desk, action: str, economies: Iterable[str] = (), subject: str = "") -> Actor:
    """Who asks, if they may do this. Raises Problem (401), Forbidden (403; it is in the change log)."""
    found = somebody(desk)
    demand(desk.store, found, action, economies, subject)
    return found


def somebody(desk: Desk) -> Actor:
    """Who asks, whatever they may do. Raises Problem (401)."""
    found = actor(request.environ, desk)
    if found is None:
        raise unauthorized("This needs an API key (`Authorization: Bearer gl_…`), or a session.")
    return found


def unauthorized(detail: str) -> Problem:
    """The problem of nobody, or of a key that opens nothing."""
    return Problem("unauthorized", detail, headers=CHALLENGE)


def asking(desk: Desk) -> Callable[[Environ], Actor | None]:
    """Who asks for a check, of whom it is the right: None stands for anybody on this machine.

    The function raises Problem and Forbidden. It is on the way of every check: where nothing is shown and no key
    is needed it only looks whether some names are in the environment.
    """
    always = desk.settings.keys_required

    def asked(environ: Environ) -> Actor | None:
        if not always and environ.keys().isdisjoint(_TELLING):
            return None
        found = actor(environ, desk)
        if found is None:
            if always or from_elsewhere(environ):
                raise unauthorized("A check needs an API key here: `Authorization: Bearer gl_…`.")
            return None
        if not found.may("check"):
            demand(desk.store, found, "check")
        return found

    return asked


def from_elsewhere(environ: Environ) -> bool:
    """Whether a proxy passed the request on."""
    return not environ.keys().isdisjoint(_FORWARDED)


def secure(environ: Environ) -> bool:
    """Whether the request came over TLS, as far as it is known here."""
    return bool(environ.get("wsgi.url_scheme") == "https")


def private(environ: Environ) -> bool:
    """Whether nobody on the way could read a password: it came over TLS, or never left this machine."""
    if secure(environ):
        return True
    try:
        local = ipaddress.ip_address(environ.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    return local and not from_elsewhere(environ)


def token(environ: Environ) -> str | None:
    """What the session's cookie holds. Over TLS only a cookie counts that TLS alone can have set."""
    sent = environ.get("HTTP_COOKIE", "")
    name = SECURE_COOKIE if secure(environ) else COOKIE
    if name not in sent:
        return None
    # By hand: the standard library stops at the first cookie that is not as it likes, and others set cookies here too.
    for one in sent.split(";"):
        found, _, value = one.strip().partition("=")
        if found == name:
            return value.strip('"') or None
    return None


def _by_key(shown: str, desk: Desk) -> Actor:
    found = desk.people.actor_of_key(shown[7:]) if shown[:7] == "Bearer " else None
    if found is None:
        said = "The key opens nothing: it is mistyped, expired or revoked, or its owner's account is closed."
        raise unauthorized(said)
    return found


def _by_session(environ: Environ, desk: Desk) -> Actor | None:
    sent = token(environ)
    found = None if sent is None else desk.people.actor_of_session(sent)
    if found is None or sent is None:
        return None
    if environ["REQUEST_METHOD"] not in _SAFE:
        said = environ.get(CSRF, "")
        if not hmac.compare_digest(said.encode(), csrf_of(sent).encode()):
            raise Problem("bad-csrf")
    return found
