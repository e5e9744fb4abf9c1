"""Pages for people: what the server is, its API, its problems."""

from typing import Any

from flask import Flask, Response, render_template, request

from greenlane.core.service import Edition
from greenlane.web.api.answers import answer, held, tag_of
from greenlane.web.api.reading import parameters
from greenlane.web.assets import add as add_assets
from greenlane.web.openapi import document
from greenlane.web.problems import KINDS, Problem
from greenlane.web.reading_page import marked, operations, schemas
from greenlane.web.wiring import Desk


def add(app: Flask, desk: Desk) -> None:
    """Add the routes."""
    add_assets(app)
    described = _Described()
    app.jinja_env.globals["marked"] = marked

    @app.get("/openapi.json")
    def openapi() -> Response:
        parameters(request, {})
        found = described.document(desk.book.current())
        return held(request, described.tag, lambda: answer(found))

    @app.get("/docs")
    def docs() -> str:
        found = described.document(desk.book.current())
        shown = operations(found, _root())
        return render_template("docs.html", root=_root(), info=found["info"], operations=shown, schemas=schemas(found))

    @app.get("/problems")
    def problems() -> str:
        return render_template("problems.html", title="Problems", kinds=list(KINDS.values()))

    @app.get("/problems/<kind>")
    def problem(kind: str) -> str:
        if kind not in KINDS:
            raise Problem("not-found", "There is no such kind of problem.")
        return render_template("problems.html", title=KINDS[kind].title, kinds=[KINDS[kind]])


def _root() -> str:
    """The server's address as the reader reached it, for commands to copy."""
    return f"{request.scheme}://{request.host or '127.0.0.1:8000'}"


class _Described:
    """The document of the rule set that was asked last."""

    def __init__(self) -> None:
        self._made: tuple[Edition, dict[str, Any]] | None = None
        self.tag = ""

    def document(self, edition: Edition) -> dict[str, Any]:
        made = self._made
        if made is None or made[0] is not edition:
            made = (edition, document(edition))
            self.tag = tag_of(edition.header.digest)
            self._made = made
        return made[1]
