"""Published rule sets over HTTP: their history, what changed between two, and old content again."""

import re
from collections import Counter
from typing import Any, Final

from flask import Blueprint, Response, request

from greenlane.core.declaration.forms import instant
from greenlane.core.draft.entries import parts
from greenlane.core.draft.merge import diff
from greenlane.core.store import PublishedMeanwhile, UnknownRuleSet
from greenlane.web import access, draftjson
from greenlane.web.api import draft_bodies as bodies
from greenlane.web.api.answers import answer, held
from greenlane.web.api.drafts import no_such
from greenlane.web.api.precondition import named
from greenlane.web.api.reading import parameters
from greenlane.web.problems import Json, Problem
from greenlane.web.wiring import Desk

_NUMBER: Final = re.compile("[1-9][0-9]{0,8}")
MOST: Final = 10**9
"""Numbers of rule sets are smaller."""


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes."""

    @routes.get("/rule-sets")
    def rule_sets() -> Response:
        parameters(request, {})
        access.required(desk, "read drafts", subject="rule-sets")
        found = history(desk)
        return held(request, version(found), lambda: answer(found))

    @routes.get("/rule-sets/<int:number>")
    def rule_set(number: int) -> Response:
        parameters(request, {})
        access.required(desk, "read drafts", subject="rule-sets")
        return answer(one(desk, numbered(number)))

    @routes.get("/rule-sets/<int:number>/changes")
    def rule_set_changes(number: int) -> Response:
        asked = parameters(request, {"from": _from})
        access.required(desk, "read drafts", subject="rule-sets")
        after = numbered(number)
        before = asked.get("from", max(after - 1, 1))
        made = diff(desk.book.entries(before), desk.book.entries(after))
        return answer({"from": before, "to": after, "changes": draftjson.changes(made)})

    @routes.post("/rule-sets/rollback")
    def rollback() -> Response:
        parameters(request, {})
        actor = access.required(desk, "roll back", subject="rule-sets")
        known = named(request.environ)
        sent = bodies.ROLL_BACK.read(request.environ)
        matching(desk, known)
        at = instant(sent["effective_at"]) if "effective_at" in sent else None
        try:
            made = desk.publishing.roll_back(actor, int(sent["to"]), sent["reason"], at, newest_of(known))
        except UnknownRuleSet:
            raise no_such("/to", sent["to"]) from None
        except PublishedMeanwhile:  # between the look above and the transaction
            raise outdated(history(desk)) from None
        return published(desk, made)

    @routes.post("/rule-sets/<int:number>/cancellation")
    def cancellation(number: int) -> Response:
        parameters(request, {})
        actor = access.required(desk, "publish", subject="rule-sets")
        known = named(request.environ)
        sent = bodies.WHY.read(request.environ)
        found = numbered(number)
        desk.book.entries(found)
        matching(desk, known)
        try:
            made = desk.publishing.cancel(actor, found, sent["reason"], newest_of(known))
        except PublishedMeanwhile:
            raise outdated(history(desk)) from None
        return published(desk, made)


def numbered(number: int) -> int:
    """The number of a rule set as it stands in an address, if there can be one. Raises Problem."""
    if not 0 < number < MOST:
        raise Problem("not-found", "There is no rule set with this number.")
    return number


def history(desk: Desk) -> Json:
    """Every published set, the newest first, and which is in force."""
    headers = desk.publishing.history()
    now = desk.book.current(fresh=True).version
    pending = [header.version for header in desk.publishing.pending()]
    return {"in_force": now, "rule_sets": [draftjson.rule_set(header, now, pending) for header in reversed(headers)]}


def version(found: Json) -> str:
    """What `If-Match` must name to publish anything: the newest set, and the one in force."""
    newest = found["rule_sets"][0]["version"] if found["rule_sets"] else 0
    return f"{newest}-{found['in_force']}"


def matching(desk: Desk, known: str) -> None:
    """Return if no set was published, and none came into force, since. Raises Problem (412)."""
    found = history(desk)
    if known != version(found):
        raise outdated(found)


def newest_of(known: str) -> int:
    """The newest number in what `If-Match` named, once `matching` found it to be right."""
    return int(known.partition("-")[0])


def outdated(found: Json) -> Problem:
    """412: others published meanwhile."""
    said = f"Rule set {found['in_force']} is in force, and {found['rule_sets'][0]['version']} is the newest."
    return Problem("precondition-failed", said, more={"rule_sets": found["rule_sets"][:10]})


def one(desk: Desk, number: int) -> Json:
    """A set, and how much of what is in it. Raises UnknownRuleSet."""
    entries = desk.book.entries(number)
    found = next(one for one in history(desk)["rule_sets"] if one["version"] == number)
    counted: Counter[tuple[str, str]] = Counter(parts(place)[:2] for place in entries)
    economies: dict[str, Any] = {}
    for (economy, part), count in sorted(counted.items()):
        if part != "economy":
            economies.setdefault(economy, {})[part] = count
    return {**found, "economies": economies}


def published(desk: Desk, number: int) -> Response:
    """201: a set that was published, or scheduled."""
    made = answer(one(desk, number))
    made.status_code = 201
    made.headers["Location"] = f"/api/v1/rule-sets/{number}"
    return made


def _from(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise ValueError("from is the number of a rule set.")
    return int(text)
