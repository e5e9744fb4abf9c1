"""Whatever a request ends with becomes an answer: a problem document, or a page that says the same to a person."""

import logging

import orjson
from flask import Flask, Response, has_request_context, render_template, request
from werkzeug.exceptions import HTTPException

from greenlane.core.store import StoreError
from greenlane.web import hx
from greenlane.web.problems import BY_STATUS, MEDIA_TYPE, Problem, problem

log = logging.getLogger(__name__)


def add(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, lambda error: response(logged(error)))


def response(found: Problem) -> Response:
    """A problem as an answer."""
    if has_request_context() and _for_a_person():
        return _page(found)
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


def _for_a_person() -> bool:
    """Whether a browser shows the answer to somebody: the API's answers stay documents."""
    path = request.path
    if path == "/console" or path.startswith("/console/"):
        return True
    if path.startswith(("/api/", "/healthz", "/readyz", "/metrics", "/csp-reports", "/openapi.json")):
        return False
    liked = request.accept_mimetypes.best_match(["application/problem+json", "application/json", "text/html"])
    return liked == "text/html"


def _page(found: Problem) -> Response:
    context = {
        "title": found.document["title"],
        "detail": found.document["detail"],
        "faults": found.document.get("errors", []),
        "request_id": request.environ.get("HTTP_X_REQUEST_ID", "") if found.kind.status >= 500 else "",
    }
    inside = request.path == "/console" or request.path.startswith("/console/")
    try:
        if hx.asks():
            said = render_template("_problem.html", **context)
            made = hx.respond(said, found.kind.status, retarget="#alert", reswap="innerHTML show:top")
        else:
            template = "console/problem.html" if inside else "problem.html"
            said = render_template(template, **context)
            made = Response(said, found.kind.status, content_type="text/html; charset=utf-8")
    except Exception as error:  # the frame asks the store who is signed in; what fails in it fails here again
        if not isinstance(error, StoreError):
            log.error("the page of a failure failed", exc_info=error)
        return Response(orjson.dumps(found.document), found.kind.status, found.headers, content_type=MEDIA_TYPE)
    made.headers.extend(found.headers)
    return made
