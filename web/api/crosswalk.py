"""The crosswalk of waste: which lists goods of a code may be in, and which list counts between two economies."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Final

import orjson
from flask import Blueprint, Response, request

from greenlane.core.declaration.repairs import nearest
from greenlane.core.service import Edition
from greenlane.core.service.crosswalk import SHORTEST, NoCrosswalk, crosswalk, streams
from greenlane.core.terms.codes import ECONOMIES, UNIONS, economy_alias
from greenlane.web.api import lookups
from greenlane.web.api.answers import answer, held, tag_of
from greenlane.web.api.languages import Languages
from greenlane.web.api.reading import parameters
from greenlane.web.problems import Json, Problem
from greenlane.web.wiring import Desk

WANTED: Final = {
    "code": f"code is wanted: {SHORTEST} to 12 digits of the goods.",
    "from": "from is wanted: the exporting economy.",
    "to": "to is wanted: the importing economy.",
}


def economy(text: str) -> str:
    """An economy, or a union: then any of its members. Raises ValueError with what is wrong."""
    if text not in ECONOMIES:
        alias = economy_alias(text.upper()) or (text.upper() if text.upper() in ECONOMIES else None)
        meant = f" Did you mean {alias}?" if alias else ""
        raise ValueError(f"An economy is two capital letters (ISO 3166-1 alpha-2), or EU.{meant}")
    return text


def code(text: str) -> str:
    """The digits of a code that says something about waste. Raises ValueError with what is wrong."""
    found = lookups.code(text)
    if len(found) < SHORTEST:
        raise ValueError(f"A code of {len(found)} digits is a chapter: give {SHORTEST} digits of the HS at least.")
    return found


def stream(text: str) -> str:
    """The id of a stream, perhaps. Raises ValueError where it cannot be one."""
    if not 0 < len(text) <= 60:
        raise ValueError("stream is the id of a stream, as plastic-clean.")
    return text


FILTERS: Final[dict[str, Callable[[str], Any]]] = {
    "code": code,
    "from": economy,
    "to": economy,
    "stream": stream,
    "date": lookups.day_of,
}


def add(routes: Blueprint, desk: Desk, languages: Languages) -> None:
    """Add the route."""

    @routes.get("/crosswalk")
    def walked() -> Response:
        asked = parameters(request, FILTERS)
        language = languages.chosen(request.environ)
        edition = desk.book.current()
        found = told(edition, asked, language)
        return held(request, tag_of(orjson.dumps(found)), lambda: answer(found, language))


def told(edition: Edition, asked: dict[str, Any], language: str) -> Json:
    """The answer, by the rule set. Raises Problem: something is wanting or unknown, or no crosswalk is held."""
    faults = [_wrong(name, "missing_parameter", said) for name, said in WANTED.items() if name not in asked]
    if not faults and asked["from"] == asked["to"] and asked["to"] not in UNIONS:
        faults = [_wrong("to", "one_economy", "A crosswalk is of two economies: name another one.")]
    known = streams(edition.ruleset, edition.unavailable)
    if (named := asked.get("stream")) is not None and known and named not in known:
        near = nearest(named, known)
        fault = _wrong(
            "stream", "unknown_stream", f"There is no stream {named!r}; there are {', '.join(sorted(known))}."
        )
        faults.append(fault | ({"suggestion": near} if near else {}))
    if faults:
        raise Problem("bad-parameter", errors=faults)
    on: date = asked.get("date") or datetime.now(UTC).date()
    try:
        found = crosswalk(
            edition.ruleset, asked["code"], asked["from"], asked["to"], on, named or "", language, edition.unavailable
        )
    except NoCrosswalk:
        raise Problem("not-found", "No pack that is loaded holds a crosswalk.") from None
    return {"ruleset": {"version": edition.version, "digest": edition.header.digest}, **found}


def _wrong(name: str, code: str, message: str) -> Json:
    return {"parameter": name, "code": code, "message": message}
