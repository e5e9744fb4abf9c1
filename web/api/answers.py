"""Answers: JSON straight from orjson, and the headers that every answer carries."""

import hashlib
import re
from collections.abc import Callable
from functools import cache
from typing import Any, Final

import orjson
from flask import Request, Response
from flask.json.provider import JSONProvider
from werkzeug.datastructures import Headers

from greenlane import __version__

Pairs = tuple[tuple[str, str], ...]
_JSON_HEADERS: Final[Pairs] = (
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
_PAGE_HEADERS: Final[Pairs] = (
    ("X-Content-Type-Options", "nosniff"),
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; report-uri /csp-reports",
    ),
    # A form that comes after its session has ended finds back to its page.
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
_UNKEPT: Final = ("Cache-Control", "no-store")
REQUEST_ID = re.compile(r"[A-Za-z0-9._:/+=@-]{1,128}")


class OrjsonProvider(JSONProvider):
    """`app.json` on orjson: what it cannot say is refused, not guessed."""

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """JSON text."""
        return orjson.dumps(obj).decode()

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """What a JSON text says."""
        return orjson.loads(s)


class _Head(Headers):
    """Headers that were checked once, when the pairs were made."""

    def __init__(self, pairs: Pairs) -> None:
        self._list = list(pairs)


class Ready(Response):
    """200 with JSON that is written already: its head is not put together anew for each request."""

    def __init__(self, text: bytes, language: str | None) -> None:
        super().__init__(text, headers=_Head(head_of(language)))
        self._text = text

    def get_wsgi_response(self, environ: Any) -> tuple[Any, str, list[tuple[str, str]]]:
        """Body, status and head."""
        head = [*self.headers.to_wsgi_list(), ("Content-Length", str(len(self._text)))]
        return (() if environ["REQUEST_METHOD"] == "HEAD" else (self._text,)), self.status, head


@cache
def head_of(language: str | None) -> Pairs:
    """The head of an answer in JSON, without its length."""
    of_texts: Pairs = () if language is None else (("Content-Language", language), ("Vary", "Accept-Language"))
    return tuple(Headers([("Content-Type", "application/json"), *of_texts, *_JSON_HEADERS, _UNKEPT]).to_wsgi_list())


def ready(text: bytes, language: str | None = None) -> Response:
    """200 with JSON that is written already. `language`: of its texts, where it has any."""
    return Ready(text, language)


def answer(payload: object, language: str | None = None) -> Response:
    """200 with a payload, to which headers may still be added."""
    response = Response(orjson.dumps(payload), content_type="application/json")
    if language is not None:
        response.headers.extend((("Content-Language", language), ("Vary", "Accept-Language")))
    return response


def held(request: Request, tag: str, make: Callable[[], Response]) -> Response:
    """304 if the client has what `tag` stands for, else what `make` makes; caches may keep it and ask each time."""
    if request.if_none_match.contains_weak(tag):
        response = Response(status=304)
        del response.headers["Content-Type"]
        response.headers.add("Vary", "Accept-Language")
    else:
        response = make()
    response.set_etag(tag)
    response.headers["Cache-Control"] = "no-cache"
    return response


def tag_of(*parts: object) -> str:
    """An entity tag for all that an answer depends on."""
    return hashlib.sha256(repr((__version__, parts)).encode()).hexdigest()[:32]


def protect(response: Response, environ: dict[str, Any]) -> Response:
    """Add the headers of every answer. Called once a request."""
    headers = response.headers
    if isinstance(response, Ready):
        return _named(response, environ)
    fixed = _JSON_HEADERS
    kept = False
    # One pass: asking a Headers object for a name costs as much as all of this.
    for name, value in headers:
        if name == "Content-Type" and value.startswith("text/html"):
            fixed = _PAGE_HEADERS
        elif name == "Cache-Control":
            kept = True
    headers.extend(fixed if kept else (*fixed, _UNKEPT))
    return _named(response, environ)


def _named(response: Response, environ: dict[str, Any]) -> Response:
    """The response, with the name that the request was given."""
    if "HTTP_X_REQUEST_ID" in environ and REQUEST_ID.fullmatch(environ["HTTP_X_REQUEST_ID"]):
        response.headers.add("X-Request-ID", environ["HTTP_X_REQUEST_ID"])
    return response
