"""The Flask application: a factory, and nothing at module level."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, request

from greenlane.core.settings import read
from greenlane.web import hx, languages, parts
from greenlane.web.api import add as add_api
from greenlane.web.api.answers import OrjsonProvider, protect
from greenlane.web.api.failures import add as add_failures
from greenlane.web.checker import add as add_checker
from greenlane.web.console import add as add_console
from greenlane.web.csp_reports import add as add_csp_reports
from greenlane.web.pages import add as add_pages
from greenlane.web.wiring import Desk, wire


class Application(Flask):
    """Flask, whose views are all plain functions: nothing looks again, at each request, whether they are."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself."""
        return func


def create_app(desk: Desk | None = None) -> Flask:
    """The application over a desk; over one wired from the settings where none is given."""
    if desk is None:
        desk = wire(read())
    app = Application("greenlane.web", static_folder=None)
    app.json = OrjsonProvider(app)
    # A second slash is another address, not a reason to redirect.
    app.url_map.merge_slashes = False
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    hx.add(app)
    languages.add(app, desk.catalogue.placeless)
    parts.add(app)
    add_failures(app)
    add_api(app, desk)
    add_pages(app, desk)
    add_csp_reports(app, desk)
    add_console(app, desk)
    add_checker(app, desk)

    @app.after_request
    def finish(response: Response) -> Response:
        return protect(response, request.environ)

    return app
