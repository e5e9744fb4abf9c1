"""The change log: who did what to what, when and why; newest first, page by page."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from flask import Blueprint, Response, request

from greenlane.core.rights import EVERY, Actor
from greenlane.core.store.change_log import LoggedEntry
from greenlane.web.console import asked
from greenlane.web.console.frame import page, person
from greenlane.web.console.subjects import linked
from greenlane.web.problems import Problem
from greenlane.web.tables import MOST, Column, Link, Row, Table, address, exported
from greenlane.web.wiring import Desk

PAGE: Final = 50
AT_ONCE: Final = 500
"""Entries read at once for a file."""
FILTERS: Final = ("actor", "action", "subject")
_COLUMNS: Final = (
    Column("number", "Entry", head=True),
    Column("at", "When"),
    Column("actor", "Who"),
    Column("action", "Did what"),
    Column("subject", "To what"),
    Column("economies", "Economies"),
    Column("reason", "Why"),
)
Wanted = dict[str, Any]


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes."""

    @routes.get("/changes")
    def changes() -> Response:
        wanted: Wanted = {name: text for name in FILTERS if (text := asked.line(name))}
        economy = asked.line("economy").upper()
        economy = economy if re.fullmatch("[A-Z]{2}", economy) else ""
        actor = person(desk, "read changes", [economy] if economy else [])
        theirs = actor.economies("read changes")
        if not economy and EVERY not in theirs:
            economy = min(theirs)  # what is of another economy, or of none, is not for them
        if economy:
            wanted["economy"] = economy
        before = request.args.get("before", "")
        number = int(before) if re.fullmatch("[1-9][0-9]{0,9}", before) else None
        shown = list(desk.store.change_log.read(before=number, limit=PAGE + 1, **wanted))
        more = len(shown) > PAGE
        shown = shown[:PAGE]
        table = Table(
            "changes",
            "Change log",
            _COLUMNS,
            [_row(one, actor) for one in shown],
            every=lambda: (_row(one, actor) for one in _all(desk, wanted)),
            more=address(before=str(shown[-1].number)) if more else None,
            nothing="Nothing like this was done.",
        )
        if found := exported(table):
            return found
        return page(
            "console/changes/index.html",
            part=("changes", "console/changes/_list.html"),
            table=table,
            wanted=wanted,
            before=number,
            economies=sorted({*desk.book.current().ruleset.packs, *wanted.get("economy", "").split()}
                             if EVERY in theirs else theirs),
            every=EVERY in theirs,
            actions=sorted({one.action for one in shown}),
        )  # fmt: skip

    @routes.get("/changes/<int(max=9999999999):number>")
    def one_change(number: int) -> Response:
        actor = person(desk, "read changes")
        found = next(desk.store.change_log.read(before=number + 1, limit=1), None)
        theirs = actor.economies("read changes")
        if found is None or found.number != number or not (EVERY in theirs or theirs & set(found.economies)):
            raise Problem("not-found", "There is no entry of this number, or it is not for you to read.")
        detail = "" if found.detail is None else json.dumps(found.detail, ensure_ascii=False, indent=2, sort_keys=True)
        return page("console/changes/entry.html", entry=found, subject=linked(found.subject, actor), detail=detail)


def _all(desk: Desk, wanted: Wanted) -> Iterator[LoggedEntry]:
    """All entries that are wanted, newest first; one more than a file holds, so that it says so."""
    before, left = None, MOST + 1
    while left > 0:
        some = list(desk.store.change_log.read(before=before, limit=min(AT_ONCE, left), **wanted))
        yield from some
        if len(some) < AT_ONCE:
            return
        before, left = some[-1].number, left - len(some)


def _row(entry: LoggedEntry, actor: Actor) -> Row:
    return {
        "number": Link(str(entry.number), f"/console/changes/{entry.number}"),
        "at": entry.at,
        "actor": entry.actor if entry.via in ("session", "") else f"{entry.actor} ({entry.via})",
        "action": entry.action,
        "subject": linked(entry.subject, actor),
        "economies": " ".join("all" if one == EVERY else one for one in entry.economies),
        "reason": entry.reason,
    }
