"""What is loaded: economies and their rules."""

import re
from bisect import bisect_right
from collections.abc import Callable
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

import orjson
from flask import Blueprint, Response, request

from greenlane.core.declaration.forms import day, digits
from greenlane.core.service import Edition
from greenlane.core.terms.codes import ECONOMIES, PLACELESS
from greenlane.web.api.answers import answer, held, tag_of
from greenlane.web.api.languages import Languages
from greenlane.web.api.reading import parameters
from greenlane.web.wiring import Desk

PAGE: Final = 100
MOST: Final = 500
"""Rules on a page: where nothing is said, and at most."""


def _economy(text: str) -> str:
    if text not in ECONOMIES and text not in PLACELESS:
        raise ValueError("economy is two capital letters (ISO 3166-1 alpha-2), or EU; of a pack without one, XA to XZ.")
    return text


def code(text: str) -> str:
    """The digits of a code. Raises ValueError with what is wrong."""
    found = digits(text) if len(text) <= 40 else None
    if found is None:
        raise ValueError("code has 2 to 12 digits; dots and spaces are allowed.")
    return found


def day_of(text: str) -> date:
    """A day. Raises ValueError with what is wrong."""
    found = day(text) if len(text) == 10 else None
    if found is None:
        raise ValueError("date is a day that exists, as YYYY-MM-DD.")
    return found


def _limit(text: str) -> int:
    if not re.fullmatch("[1-9][0-9]{0,2}", text) or int(text) > MOST:
        raise ValueError(f"limit is a number from 1 to {MOST}.")
    return int(text)


def _after(text: str) -> str:
    if not re.fullmatch(r"[!-~]{1,200}", text):
        raise ValueError("after is the id of a rule: the last one of the page before.")
    return text


FILTERS: Final[dict[str, Callable[[str], Any]]] = {
    "economy": _economy,
    "code": code,
    "date": day_of,
    "limit": _limit,
    "after": _after,
}


def add(routes: Blueprint, desk: Desk, languages: Languages) -> None:
    """Add the routes."""

    @routes.get("/economies")
    def economies() -> Response:
        parameters(request, {})
        language = languages.chosen(request.environ)
        edition = desk.book.current()
        payload = {
            "ruleset": _named(edition),
            "economies": desk.catalogue.economies(language, edition),
            "everywhere": desk.catalogue.everywhere(language, edition),
        }
        return held(request, tag_of(orjson.dumps(payload)), lambda: answer(payload, language))

    @routes.get("/rules")
    def rules() -> Response:
        asked = parameters(request, FILTERS)
        language = languages.chosen(request.environ)
        edition = desk.book.current()

        def page() -> Response:
            found = desk.catalogue.rules(
                economy=asked.get("economy"),
                code=asked.get("code"),
                on=asked.get("date"),
                language=language,
                edition=edition,
            )
            limit = asked.get("limit", PAGE)
            start = bisect_right(found, asked["after"], key=lambda rule: rule["id"]) if "after" in asked else 0
            shown = found[start : start + limit]
            payload = {"ruleset": _named(edition), "total": len(found), "rules": shown}
            response = answer(payload, language)
            if start + limit < len(found):
                following = urlencode({**request.args, "limit": limit, "after": shown[-1]["id"]})
                response.headers.add("Link", f'</api/v1/rules?{following}>; rel="next"')
            return response

        return held(request, tag_of(edition.header.digest, sorted(asked.items()), language), page)


def _named(edition: Edition) -> dict[str, Any]:
    return {"version": edition.version, "digest": edition.header.digest}
