"""The JSON doors: `/api/v1`, health, and the document that describes them."""

from flask import Blueprint, Flask

from greenlane.web import watch
from greenlane.web.api import (
    bulk,
    changes,
    check,
    crosswalk,
    draft_files,
    draft_steps,
    drafts,
    health,
    jobs,
    lookups,
    operate,
    origin,
    people,
    rule_sets,
)
from greenlane.web.api.front import Front
from greenlane.web.api.languages import Languages
from greenlane.web.metrics import Meter
from greenlane.web.wiring import Desk

PREFIX = "/api/v1"


def add(app: Flask, desk: Desk) -> None:
    """Add every route."""
    languages = Languages(desk.book)
    app.wsgi_app = Front(app.wsgi_app, f"{PREFIX}/check", check.deciding(desk, languages))  # type: ignore[method-assign]
    routes = Blueprint("api", __name__, url_prefix=PREFIX)
    check.add(routes, desk, languages)
    bulk.add(routes, desk, languages)
    origin.add(routes, desk)
    lookups.add(routes, desk, languages)
    crosswalk.add(routes, desk, languages)
    people.add(routes, desk)
    changes.add(routes, desk)
    jobs.add(routes, desk)
    meter = app.extensions["greenlane.meter"] = Meter()
    operate.add(app, routes, desk, meter)
    app.url_map.converters["ulid"] = drafts.Ulid
    drafts.expect(routes)
    for area in (drafts, draft_steps, draft_files, rule_sets):
        own = Blueprint(area.__name__.rpartition(".")[2], __name__)  # names of views repeat from area to area
        area.add(own, desk)
        routes.register_blueprint(own)
    app.register_blueprint(routes)
    health.add(app, desk)
    # Last: around all that was put around Flask before.
    watch.add(app, f"{PREFIX}/check", meter, desk.settings)
