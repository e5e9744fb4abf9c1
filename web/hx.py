"""htmx on the server: htmx-flask, with its quirks dealt with in one place (docs/adr/0014-the-console.md)."""

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

from flask import Flask, Request, Response, request
from htmx_flask import Htmx, make_response

RESWAPS: Final = frozenset(
    {"innerHTML", "outerHTML", "textContent", "beforebegin", "afterbegin", "beforeend", "afterend", "delete", "none"}
)
_KEPT: Final = "/:?&=#%+,;@!$'()*~[]"
"""Characters of an address that stay as they are in a header."""


def add(app: Flask) -> None:
    """Make `request.htmx` known. It replaces the request class, so nothing else may have set one before."""
    if app.request_class is not Request:
        raise RuntimeError(f"htmx-flask would replace {app.request_class.__name__}: set the request class afterwards")
    Htmx(app)

    @app.after_request
    def vary(response: Response) -> Response:
        # One address gives a page or the part of it that htmx asked for.
        if response.mimetype == "text/html":
            response.vary.update(("HX-Request", "HX-Target"))
        return response


def asks() -> bool:
    """Whether htmx asks for a part of a page: not for a whole one, as a boosted link or going back does."""
    headers: Any = request.htmx  # type: ignore[attr-defined]
    return bool(headers) and not headers.boosted and not headers.history_restore_request


def target() -> str | None:
    """The id of the element that htmx will put the answer into."""
    return _decoded("HX-Target")


def current_path() -> str | None:
    """The path and query of the page in the browser, where it is one of this server."""
    url = _decoded("HX-Current-URL")
    if url is None:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:  # it is no address at all
        return None
    if parts.netloc and parts.netloc != request.host:
        return None
    return local(parts.path + (f"?{parts.query}" if parts.query else ""))


def local(address: str | None, otherwise: str = "/console") -> str:
    """The address if it is a path on this server, else another one: nobody is sent elsewhere."""
    if not address or not address.startswith("/") or address[1:2] in ("/", "\\"):
        return otherwise
    if any(ord(character) < 0x20 or character == "\\" for character in address):
        return otherwise
    return address


def respond(
    body: str | Response = "",
    status: int = 200,
    *,
    redirect: str | None = None,
    push_url: str | bool | None = None,
    retarget: str | None = None,
    reswap: str | None = None,
    trigger: Mapping[str, object] | None = None,
) -> Response:
    """An answer with what htmx shall do with it. `reswap` may carry modifiers (`innerHTML swap:1s`).

    `redirect` and `push_url` lead to paths on this server only. Raises ValueError for a reswap htmx does not know.
    """
    if reswap is not None and reswap.split(" ")[0] not in RESWAPS:
        raise ValueError(f"{reswap!r} is no way to swap: one of {', '.join(sorted(RESWAPS))}")
    response: Response = make_response(
        body,
        status,
        redirect=None if redirect is None else _address(redirect),
        retarget=retarget,
        trigger=None if trigger is None else json.loads(json.dumps(trigger)),
    )
    if reswap is not None:  # its own list lacks some and knows one that is none
        response.headers["HX-Reswap"] = reswap
    if push_url is not None:
        response.headers["HX-Push-Url"] = _address(push_url) if isinstance(push_url, str) else str(push_url).lower()
    return response


def _address(path: str) -> str:
    """A path as a header can hold it."""
    return quote(local(path), safe=_KEPT)


def _decoded(name: str) -> str | None:
    """A header of htmx; what is outside of ASCII comes encoded, and htmx says so."""
    value = request.headers.get(name)
    if value is not None and request.headers.get(f"{name}-URI-AutoEncoded") == "true":
        return unquote(value)
    return value
