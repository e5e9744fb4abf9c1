"""Jobs over HTTP: how far they are, what they came to, and calling them off."""

import re
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from greenlane.core.rights import Actor
from greenlane.core.service.jobs import Job, NoSuchJob, said
from greenlane.core.store.jobs import STATES
from greenlane.web import access
from greenlane.web.api.answers import answer
from greenlane.web.api.reading import parameters
from greenlane.web.problems import Problem
from greenlane.web.wiring import Desk

PAGE: Final = 50
MOST: Final = 200
"""Jobs on a page: where nothing is said, and at most."""


def _limit(text: str) -> int:
    if not re.fullmatch("[1-9][0-9]{0,2}", text) or int(text) > MOST:
        raise ValueError(f"limit is a number from 1 to {MOST}.")
    return int(text)


def _before(text: str) -> str:
    if not re.fullmatch("[0-9A-HJKMNP-TV-Z]{26}", text):
        raise ValueError("before is the id of a job: the last one of the page before.")
    return text


def _state(text: str) -> str:
    if text not in STATES:
        raise ValueError(f"state is one of {', '.join(STATES)}.")
    return text


def _word(text: str) -> str:
    if not re.fullmatch("[!-~]{1,200}", text):
        raise ValueError("what is looked for has 1 to 200 visible ASCII characters.")
    return text


FILTERS: Final[dict[str, Callable[[str], Any]]] = {
    "before": _before,
    "limit": _limit,
    "kind": _word,
    "state": _state,
    "subject": _word,
}


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes."""

    @routes.get("/jobs")
    def jobs() -> Response:
        asked = parameters(request, FILTERS)
        actor = access.somebody(desk)
        limit = asked.setdefault("limit", PAGE)
        found = desk.jobs.list(actor, **asked)
        response = answer({"jobs": [said(job) for job in found]})
        if len(found) == limit:
            following = urlencode({**request.args, "before": found[-1].job_id})
            response.headers.add("Link", f'</api/v1/jobs?{following}>; rel="next"')
        return response

    @routes.get("/jobs/<job_id>")
    def job(job_id: str) -> Response:
        parameters(request, {})
        actor = access.somebody(desk)
        found = _found(desk.jobs.get, job_id, actor)
        return answer({**said(found), "result": desk.jobs.result(found, actor)})

    @routes.delete("/jobs/<job_id>")
    def cancelled(job_id: str) -> Response:
        parameters(request, {})
        return answer(said(_found(desk.jobs.cancel, job_id, access.somebody(desk))))


def _found(ask: Callable[[str, Actor], Job], job_id: str, actor: Actor) -> Job:
    try:
        return ask(job_id, actor)
    except NoSuchJob:
        raise Problem("not-found", "There is no job with this id.") from None
