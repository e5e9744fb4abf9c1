"""Whatever a request ends with becomes an answer: a problem document, never a page or a traceback."""

import logging

import orjson
from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from greenlane.core.store import StoreError
from greenlane.web.problems import BY_STATUS, MEDIA_TYPE, Problem, problem

log = logging.getLogger(__name__)


def add(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, lambda error: response(logged(error)))


def response(found: Problem) -> Response:
    """A problem as an answer."""
    return Response(orjson.dumps(found.document), found.kind.status, found.headers, content_type=MEDIA_TYPE)


def logged(error: Exception) -> Problem:
    """The problem of an error; where it is not the client's, the log says what happened."""
    found = problem(error)
    if found.kind.status < 500:
        return found
    if isinstance(error, StoreError):
        log.warning("%s: %s", type(error).__name__, error)
    else:
        log.error("a request failed", exc_info=error)
    return found


def _http(error: HTTPException) -> Response:
    """What the router or the request parser refuses."""
    status = error.code or 500
    name = BY_STATUS.get(status, "bad-request" if status < 500 else "internal")
    headers = {key: value for key, value in error.get_headers() if key == "Allow"}
    return response(Problem(name, headers=headers))
