"""The change log over HTTP: newest first, page by page."""

import re
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from greenlane.core.rights import EVERY
from greenlane.web import access
from greenlane.web.api import people_bodies as bodies
from greenlane.web.api import people_said as said
from greenlane.web.api.answers import answer
from greenlane.web.api.reading import parameters
from greenlane.web.problems import Problem
from greenlane.web.wiring import Desk


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the route."""

    @routes.get("/changes")
    def changes() -> Response:
        asked = parameters(request, FILTERS)
        economy = asked.get("economy")
        actor = access.required(desk, "read changes", [] if economy is None else [economy])
        theirs = actor.economies("read changes")
        if economy is None and EVERY not in theirs:
            told = f"You may read the changes of {', '.join(sorted(theirs))}: name one of them as economy."
            raise Problem("bad-parameter", errors=[{"parameter": "economy", "code": "required", "message": told}])
        limit = asked.setdefault("limit", bodies.PAGE)
        shown = [said.change(one) for one in desk.store.change_log.read(**asked)]
        response = answer({"changes": shown})
        if len(shown) == limit:
            following = urlencode({**request.args, "before": shown[-1]["number"]})
            response.headers.add("Link", f'</api/v1/changes?{following}>; rel="next"')
        return response


def _word(text: str) -> str:
    if not 1 <= len(text) <= 200 or not text.isprintable():
        raise ValueError("what is looked for has 1 to 200 characters.")
    return text


def _whole(most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not re.fullmatch("[1-9][0-9]{0,9}", text) or int(text) > most:
            raise ValueError(f"a whole number from 1 to {most} is wanted.")
        return int(text)

    return parse


FILTERS: Final[dict[str, Callable[[str], Any]]] = {
    "before": _whole(2**31 - 1),
    "limit": _whole(bodies.MOST),
    "actor": _word,
    "action": _word,
    "subject": _word,
    "economy": _word,
}
