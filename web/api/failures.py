"""Whatever a request ends with becomes an answer: a problem document, never a page or a traceback."""

import logging

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from greenlane.core.declaration import NotADeclaration, NotJSON
from greenlane.core.service import InFlight, KeyReused
from greenlane.core.store import StoreError
from greenlane.web.api.problems import BY_STATUS, Problem, not_a_declaration, unavailable

log = logging.getLogger(__name__)


def add(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(Problem, Problem.response)
    app.register_error_handler(NotJSON, lambda error: Problem("not-json", _sentence(str(error))).response())
    app.register_error_handler(NotADeclaration, lambda error: not_a_declaration(error.faults).response())
    app.register_error_handler(KeyReused, lambda _: Problem("key-reused").response())
    app.register_error_handler(InFlight, lambda _: Problem("in-flight", headers={"Retry-After": "1"}).response())
    app.register_error_handler(StoreError, _store)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _store(error: StoreError) -> Response:
    log.warning("%s: %s", type(error).__name__, error)
    return unavailable().response()


def _http(error: HTTPException) -> Response:
    """What the router or the request parser refuses."""
    status = error.code or 500
    if status < 400:
        return Response(error.get_response().get_data(), status, error.get_headers())
    name = BY_STATUS.get(status, "bad-request" if status < 500 else "internal")
    headers = {key: value for key, value in error.get_headers() if key in ("Allow", "Retry-After")}
    return Problem(name, headers=headers).response()


def _unexpected(error: Exception) -> Response:
    log.error("a request failed", exc_info=error)
    return Problem("internal").response()
