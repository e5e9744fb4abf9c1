"""The console: where officials keep their rules. One module an area, each with `add(routes, desk)`."""

from importlib import import_module
from typing import Final

from flask import Blueprint, Flask

from greenlane.web.console import frame
from greenlane.web.wiring import Desk

AREAS: Final = (
    "today",
    "rules",
    "parameters",
    "editing",
    "casework",
    "drafts",
    "draft_steps",
    "rule_sets",
    "decisions",
    "origin",
    "trying",
    "economies",
    "crosswalk",
    "people",
    "keys",
    "changes",
    "jobs",
    "account",
    "set_up",
    "sign_in",
    "design",
)
"""The modules of this package that hold pages."""


def add(app: Flask, desk: Desk) -> None:
    """Add every page below `/console`."""
    frame.add(app, desk)
    for area in AREAS:
        routes = Blueprint(f"console_{area}", __name__, url_prefix="/console")
        frame.guard(routes, desk)
        import_module(f"greenlane.web.console.{area}").add(routes, desk)
        app.register_blueprint(routes)
