"""The public page: for who has never read the law and must be told what to do next."""

from flask import Blueprint, Flask

from greenlane.web.checker import ask, kept, origin, origin_statement, who
from greenlane.web.wiring import Desk


def add(app: Flask, desk: Desk) -> None:
    """Add `/`, the search of goods, the questions on origin, and the answers that were kept."""
    routes = Blueprint("checker", __name__)
    who.guard(routes, desk)
    ask.add(routes, desk, desk.goods)
    kept.add(routes, desk, desk.goods)
    origin.add(routes, desk)
    origin_statement.add(routes, desk)
    app.register_blueprint(routes)
