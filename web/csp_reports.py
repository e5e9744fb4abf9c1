"""What browsers report that our pages were refused by their content security policy: read, made short, and counted.

Anybody may send anything here. What is not a report is not counted, and of a report nothing stays that could name a
person or a token: the page is its route, and addresses lose what follows their path.
"""

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

import orjson
from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from greenlane.web.api.reading import body, media_type, parameters
from greenlane.web.problems import Problem
from greenlane.web.wiring import Desk

LIMIT: Final = 16 * 1024
"""Bytes of a request."""
AT_ONCE: Final = 20
"""Reports that are counted of one request."""
OLD: Final = "application/csp-report"
NEW: Final = "application/reports+json"
_TAKEN: Final = {OLD: {"charset": "utf-8"}, NEW: {"charset": "utf-8"}}
_DIRECTIVE: Final = re.compile("[a-z][a-z-]{1,40}")
_LONGEST: Final = 200
UNKNOWN: Final = "?"
"""In the place of what is no directive, no address, no page of ours."""


def add(app: Flask, desk: Desk) -> None:
    """Add the route."""

    @app.post("/csp-reports")
    def csp_reports() -> Response:
        parameters(request, {})
        kind = media_type(request.environ, _TAKEN)
        try:
            sent = orjson.loads(body(request.environ, LIMIT))
        except orjson.JSONDecodeError:
            raise Problem("not-json", "A report is JSON in UTF-8.") from None
        for count, report in enumerate(_reports(kind, sent)):
            if count == AT_ONCE:
                break
            desk.csp.note(*said(report))
        return Response(status=204)


def said(report: dict[str, Any]) -> tuple[str, str, str]:
    """Directive, what was blocked, and the route of the page."""
    directive = _text(report, "effectiveDirective", "effective-directive", "violated-directive").partition(" ")[0]
    return (
        directive if _DIRECTIVE.fullmatch(directive) else UNKNOWN,
        _blocked(_text(report, "blockedURL", "blocked-uri")),
        _route(_text(report, "documentURL", "document-uri")),
    )


def _reports(kind: str, sent: object) -> Iterator[dict[str, Any]]:
    if kind == OLD:
        found = sent.get("csp-report") if isinstance(sent, dict) else None
        if isinstance(found, dict):
            yield found
        return
    for one in sent if isinstance(sent, list) else [sent]:
        if isinstance(one, dict) and one.get("type") == "csp-violation" and isinstance(one.get("body"), dict):
            yield one["body"]


def _text(report: dict[str, Any], *names: str) -> str:
    return next((found for name in names if isinstance(found := report.get(name), str) and found), "")


def _blocked(address: str) -> str:
    """`inline`, `eval` and the like as they are; of an address scheme, host and path."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return UNKNOWN
    if parts.scheme in ("http", "https"):
        found = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
    else:
        found = parts.scheme or parts.path
    return found[:_LONGEST] if re.fullmatch("[!-~]+", found) else UNKNOWN


def _route(address: str) -> str:
    """The route of a page of ours, as `/console/drafts/<draft_id>`: a path may hold what must not be kept."""
    try:
        path = urlsplit(address).path
        rule, _ = current_app.url_map.bind("localhost").match(path, "GET", return_rule=True)
    except (ValueError, HTTPException, RequestRedirect):
        return UNKNOWN
    return rule.rule[:_LONGEST]
