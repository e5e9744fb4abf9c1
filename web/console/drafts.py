"""Drafts: the list of them, and with `draft_begin`, `draft_pages` and others all that is not an act on one."""

from typing import Any, Final

from flask import Blueprint, Response, request

from greenlane.core.service.drafts import Draft
from greenlane.web.api.drafts import STATES
from greenlane.web.console import draft_begin, draft_conflicts, draft_impact, draft_pages
from greenlane.web.console.draft_proofs import number
from greenlane.web.console.draft_view import TONES
from greenlane.web.console.frame import page, person
from greenlane.web.console.proving import proving_of
from greenlane.web.tables import Column, Link, Mark, Several, Table, address, exported
from greenlane.web.wiring import Desk

PAGE: Final = 50


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes of drafts; their acts are in `draft_steps`."""
    proving = proving_of(desk)
    _add_list(routes, desk)
    draft_begin.add(routes, desk)
    draft_pages.add(routes, desk, proving)
    draft_impact.add(routes, desk, proving)
    draft_conflicts.add(routes, desk, proving)


def _add_list(routes: Blueprint, desk: Desk) -> None:
    @routes.get("/drafts")
    def drafts() -> Response:
        actor = person(desk, "read drafts", subject="drafts")
        asked = {name: request.args.get(name, "").strip()[:200] for name in ("q", "state", "economy", "by")}
        state = asked["state"] if asked["state"] in STATES else ""
        every = desk.drafts.all(actor)
        shown = [one for one in every if _fits(one, {**asked, "state": state})]
        start = number(request.args.get("page", "1"))
        rows = shown[(start - 1) * PAGE : start * PAGE]
        more = address(page=str(start + 1)) if start * PAGE < len(shown) else None
        table = Table(
            "drafts",
            "Drafts, the last changed first",
            [
                Column("title", "Draft", head=True),
                Column("state", "State"),
                Column("economies", "Economies"),
                Column("changes", "Changes", number=True),
                Column("base", "On rule set", number=True),
                Column("by", "Begun by"),
                Column("at", "Last changed"),
            ],
            [_row(one) for one in rows],
            every=lambda: (_row(one) for one in shown),
            more=more,
            total=len(shown),
            nothing="No draft fits." if every else "There is no draft yet.",
        )
        if file := exported(table):
            return file
        return page(
            "console/drafts/index.html",
            part=("drafts", "console/drafts/_list.html"),
            table=table,
            asked={**asked, "state": state},
            states=[("", "Any state"), *((one, one.capitalize()) for one in STATES)],
            economies=[("", "Any economy"), *((one, one) for one in sorted({e for d in every for e in d.economies}))],
            people=[("", "Anybody"), *((one, one) for one in sorted({d.header.created_by for d in every}))],
            may_begin=actor.may("edit drafts"),
        )


def _fits(draft: Draft, asked: dict[str, str]) -> bool:
    """Whether a draft is one of those asked for; a text is looked for in its title, its id and what it changes."""
    if asked["state"] and draft.header.state != asked["state"]:
        return False
    if asked["economy"] and asked["economy"] not in draft.economies:
        return False
    if asked["by"] and draft.header.created_by != asked["by"]:
        return False
    text = asked["q"].casefold()
    return not text or any(text in one.casefold() for one in (draft.header.title, draft.id, *draft.patch))


def _row(draft: Draft) -> dict[str, Any]:
    header = draft.header
    return {
        "title": Link(header.title, f"/console/drafts/{draft.id}"),
        "state": Mark(header.state, TONES[header.state]),
        "economies": Several(tuple(sorted(draft.economies))),
        "changes": len(draft.patch),
        "base": draft.base,
        "by": header.created_by,
        "at": header.updated_at,
    }
