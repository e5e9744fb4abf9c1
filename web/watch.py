"""Around every request, those that Flask never sees included: its id, its count, its limit, its line in the log."""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, Protocol

from flask import Flask, request

from greenlane.core.settings import Settings
from greenlane.web.api.answers import REQUEST_ID, protect
from greenlane.web.api.failures import response
from greenlane.web.limits import Limiter
from greenlane.web.logs import REQUEST, access, new_id
from greenlane.web.metrics import Meter
from greenlane.web.problems import Problem

Environ = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]

ROUTE: Final = "greenlane.route"
"""Where in the environment the template of the route stands that Flask found."""
ACTOR: Final = "greenlane.actor"
"""Where in the environment the actor stands, once a key or session was found to be good."""
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNLIMITED: Final = frozenset({"/healthz", "/readyz", "/metrics"})
KNOWN: Final = 4096
"""Credentials of which a process remembers whose they are."""
log = logging.getLogger(__name__)


class Who(Protocol):
    """What is asked of an actor here. See core/rights.py."""

    @property
    def name(self) -> str:
        """Of the person."""
        ...

    @property
    def via(self) -> str:
        """By which door."""
        ...

    @property
    def key_id(self) -> str | None:
        """Of the API key."""
        ...


class Watch:
    """A WSGI application around another. `front`: the route that is answered without Flask."""

    def __init__(self, behind: Application, front: str, meter: Meter, settings: Settings) -> None:
        self._behind = behind
        self._front = front
        self._meter = meter
        self._logs = settings.log == "json"
        self._callers = Callers(Limiter(settings.rate)) if settings.rate else None

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        """Answer a request and take note of it."""
        began = time.perf_counter()
        name = environ.get("HTTP_X_REQUEST_ID")
        if name is None or not REQUEST_ID.fullmatch(name):
            name = environ["HTTP_X_REQUEST_ID"] = new_id()
        REQUEST.set(name)
        status = "500"

        def started(line: str, headers: Any, *more: Any) -> Any:
            nonlocal status
            status = line[:3]
            return start_response(line, headers, *more)

        callers = self._callers
        if callers is None or environ["PATH_INFO"] in UNLIMITED:
            parts = self._behind(environ, started)
        elif wait := callers.wait(environ):
            environ[ROUTE] = "limited"
            self._meter.count("greenlane_limited", {})
            parts = _refused(wait, environ)(environ, started)
        else:
            parts = self._behind(environ, started)
            if wait := callers.learn(environ):
                log.debug("the first request of a caller in this process came %d s early", wait)
        if type(parts) is tuple:  # answered in front of Flask, or without a body
            self._done(environ, status, began)
            return parts
        return _Parts(parts, lambda: self._done(environ, status, began))

    def _done(self, environ: Environ, status: str, began: float) -> None:
        seconds = time.perf_counter() - began
        # Without a route it was answered before Flask looked for one.
        route = environ.get(ROUTE) or (self._front if environ["PATH_INFO"] == self._front else "unmatched")
        method = environ["REQUEST_METHOD"]
        if method not in METHODS:
            method = "other"
        self._meter.request(route, method, status, seconds)
        if self._logs:
            actor = environ.get(ACTOR)
            access(environ["HTTP_X_REQUEST_ID"], method, route, status, seconds, actor.via if actor else "none")


class _Parts:
    """The parts of an answer; `done` is called once, when it has been sent or given up."""

    def __init__(self, parts: Iterable[bytes], done: Callable[[], None]) -> None:
        self._parts = parts
        self._done = done

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._parts)

    def close(self) -> None:
        """The server is through with it."""
        try:
            close = getattr(self._parts, "close", None)
            if close is not None:
                close()
        finally:
            self._done()


class Callers:
    """Whom a request is charged to: the key or the person whose credentials were good before, else the address.

    What a request claims is not believed until it was verified, so nobody can use up another's share, or get a share
    of his own for each secret he guesses.
    """

    def __init__(self, limiter: Limiter) -> None:
        self._limiter = limiter
        self._known: OrderedDict[tuple[str | None, str | None], str] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, environ: Environ) -> int:
        """0 if the request may be answered, else the seconds to wait."""
        shown = _shown(environ)
        who = None if shown is None else self._known.get(shown)
        return self._limiter.take(who or f"from {_peer(environ)}")

    def learn(self, environ: Environ) -> int:
        """Remember whose credentials were good, and charge their first request here to them as well."""
        shown, actor = _shown(environ), environ.get(ACTOR)
        if shown is None or actor is None or shown in self._known:
            return 0
        with self._lock:
            who = self._known[shown] = _identity(actor)
            if len(self._known) > KNOWN:
                self._known.popitem(last=False)
        return self._limiter.take(who)


def add(app: Flask, front: str, meter: Meter, settings: Settings) -> None:
    """Put the watch around an application."""

    @app.before_request
    def route() -> None:
        rule = request.url_rule
        request.environ[ROUTE] = rule.rule if rule is not None else "unmatched"

    app.wsgi_app = Watch(app.wsgi_app, front, meter, settings)  # type: ignore[method-assign]


def _refused(wait: int, environ: Environ) -> Application:
    found = Problem("too-many-requests", headers={"Retry-After": str(wait)})
    return protect(response(found), environ)


def _identity(actor: Who) -> str:
    return f"key {actor.key_id}" if actor.key_id else f"person {actor.name}"


def _shown(environ: Environ) -> tuple[str | None, str | None] | None:
    key, cookie = environ.get("HTTP_AUTHORIZATION"), environ.get("HTTP_COOKIE")
    return None if key is None and cookie is None else (key, cookie)


def _peer(environ: Environ) -> str:
    """The address that asked: what a proxy on this host says of it, else whoever connected."""
    peer: str = environ.get("REMOTE_ADDR") or ""
    if peer.startswith("127.") or peer in ("::1", ""):
        said: str = environ.get("HTTP_X_FORWARDED_FOR", "")
        return said.rpartition(",")[2].strip()[:100] or peer
    return peer
