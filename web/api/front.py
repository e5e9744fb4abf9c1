"""In front of Flask: a check that is answered takes no way through routing, contexts and response objects.

Flask's own work on a request costs as much as a check does (docs/adr/0010-in-front-of-flask.md). Only the good case is
answered here: whatever is refused or fails is handed on, and Flask's handlers word it, as for any other route.
"""

from collections.abc import Callable, Iterable
from typing import Any

from greenlane.web.api.answers import REQUEST_ID, head_of
from greenlane.web.api.check import FAILED, Decide

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]


class Front:
    """A WSGI application that answers `POST path` by `decide`, and leaves all else to another."""

    def __init__(self, behind: Application, path: str, decide: Decide) -> None:
        self._behind = behind
        self._path = path
        self._decide = decide

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """Answer a request, or hand it on."""
        if environ["PATH_INFO"] != self._path or environ["REQUEST_METHOD"] != "POST" or environ.get("SCRIPT_NAME"):
            return self._behind(environ, start_response)
        try:
            found, language = self._decide(environ)
        except Exception as error:  # Flask's handlers answer it, and log what nobody expected
            environ[FAILED] = error
            return self._behind(environ, start_response)
        head = [*head_of(language), ("Content-Length", str(len(found.json)))]
        if found.replayed:
            head.append(("Idempotent-Replayed", "true"))
        name = environ.get("HTTP_X_REQUEST_ID")
        if name is not None and REQUEST_ID.fullmatch(name):
            head.append(("X-Request-ID", name))
        start_response("200 OK", head)
        return (found.json,)
