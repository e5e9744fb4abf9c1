"""Rule sets and drafts as files over HTTP: YAML and XLSX, out and in again as a draft."""

import re
from collections.abc import Callable, Collection
from typing import Any, Final

from flask import Blueprint, Response, request

from greenlane.core.service.files import FORMATS, Files
from greenlane.web import access
from greenlane.web.api.drafts import made_draft, reading, shown, writing
from greenlane.web.api.precondition import named
from greenlane.web.api.reading import body, media_type, parameters
from greenlane.web.api.rule_sets import numbered
from greenlane.web.problems import Problem
from greenlane.web.wiring import Desk

_MEDIA: Final = {media: format_ for format_, (media, *_) in FORMATS.items()}
_TAKEN: Final = {media: ({"charset": "utf-8"} if format_ == "yaml" else {}) for media, format_ in _MEDIA.items()}
MODES: Final = ("replace", "add")


def _format(text: str) -> str:
    if text not in FORMATS:
        raise ValueError(f"format is {' or '.join(FORMATS)}.")
    return text


def _economy(text: str) -> str:
    if not re.fullmatch("[A-Z]{2}", text):
        raise ValueError("economy is two capital letters.")
    return text


def _mode(text: str) -> str:
    if text not in MODES:
        raise ValueError(f"mode is {' or '.join(MODES)}.")
    return text


def _said(name: str, longest: int) -> Callable[[str], str]:
    def taken(text: str) -> str:
        if not 0 < len(text.strip()) or len(text) > longest or not text.isprintable():
            raise ValueError(f"{name} is a line of 1 to {longest} characters.")
        return text

    return taken


EXPORT: Final[dict[str, Callable[[str], Any]]] = {"format": _format, "economy": _economy}
IMPORT: Final[dict[str, Callable[[str], Any]]] = {"reason": _said("reason", 1000), "mode": _mode}
NEW: Final = {**IMPORT, "title": _said("title", 200)}


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes."""
    files = Files(desk.drafts)

    @routes.get("/drafts/<ulid:draft_id>/export")
    def export_draft(draft_id: str) -> Response:
        written, economies = _asked()
        draft = reading(desk, draft_id)[1]
        return _file(files.of_draft(draft, written, economies), written, f"draft-{draft.id}-{draft.header.revision}")

    @routes.get("/rule-sets/<int:number>/export")
    def export_rule_set(number: int) -> Response:
        written, economies = _asked()
        access.required(desk, "read drafts", subject="rule-sets")
        found = numbered(number)
        return _file(files.of_rule_set(found, written, economies), written, f"rule-set-{found}")

    @routes.post("/drafts/import")
    def begin() -> Response:
        asked = _wanted(parameters(request, NEW), "title", "reason")
        actor = access.required(desk, "edit drafts")
        written, content = _sent(desk)
        add_ = asked.get("mode") == "add"
        return made_draft(
            files.begin(actor, content, f"file.{written}", written, asked["title"], asked["reason"], add=add_)
        )

    @routes.post("/drafts/<ulid:draft_id>/import")
    def put(draft_id: str) -> Response:
        asked = _wanted(parameters(request, IMPORT), "reason")
        actor, _ = writing(desk, draft_id, "edit drafts")
        version = named(request.environ)
        written, content = _sent(desk)
        add_ = asked.get("mode") == "add"
        made = files.put(actor, draft_id, version, content, f"file.{written}", written, asked["reason"], add=add_)
        return shown(made)


def _asked() -> tuple[str, Collection[str]]:
    asked = parameters(request, EXPORT)
    return asked.get("format", "yaml"), [asked["economy"]] if "economy" in asked else []


def _wanted(asked: dict[str, Any], *names: str) -> dict[str, Any]:
    """The parameters, if these are among them. Raises Problem."""
    errors = [
        {"parameter": name, "code": "missing_parameter", "message": f"{name} is missing."}
        for name in names
        if name not in asked
    ]
    if errors:
        raise Problem("bad-parameter", errors=errors)
    return asked


def _sent(desk: Desk) -> tuple[str, bytes]:
    media = media_type(request.environ, _TAKEN)
    return _MEDIA[media], body(request.environ, desk.settings.body_limit)


def _file(content: bytes, written: str, name: str) -> Response:
    return Response(
        content,
        content_type=FORMATS[written][0],
        headers={"Content-Disposition": f'attachment; filename="greenlane-{name}.{written}"'},
    )
