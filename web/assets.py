"""The files of the pages, under addresses that change with what they hold, so they can be kept for ever."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from flask import Flask, Response

from greenlane.web.problems import Problem

TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
FOLDERS = ("static", "static/vendor")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file."""

    name: str
    content: bytes

    @property
    def address(self) -> str:
        """Where it is served."""
        return f"/assets/{hashlib.sha256(self.content).hexdigest()[:8]}/{self.name}"


@cache
def assets() -> dict[str, Asset]:
    """Every file by its name."""
    folders = [files("greenlane.web").joinpath(folder) for folder in FOLDERS]
    found = [one for folder in folders for one in folder.iterdir() if one.name.rsplit(".")[-1] in TYPES]
    return {one.name: Asset(one.name, one.read_bytes()) for one in found}


def add(app: Flask) -> None:
    """Add the route, and `asset(name)` for templates."""
    served = {one.address: one for one in assets().values()}
    app.jinja_env.globals["asset"] = lambda name: assets()[name].address

    @app.get("/assets/<digest>/<name>")
    def asset(digest: str, name: str) -> Response:
        found = served.get(f"/assets/{digest}/{name}")
        if found is None:
            raise Problem("not-found", "There is no such file.")
        response = Response(found.content, content_type=TYPES[name.rsplit(".")[-1]])
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
