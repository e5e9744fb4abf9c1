"""My account: who I am and my sessions. Password, second factor and keys are in modules of their own."""

from typing import Final

from flask import Blueprint, Response, g

from greenlane.core.rights import EVERY, Actor
from greenlane.core.service.people import NoSuch
from greenlane.core.store.people_rows import Session
from greenlane.core.store.unsaved import Unsaved
from greenlane.web.console import account_keys, account_password, account_second_factor
from greenlane.web.console.browsers import browser
from greenlane.web.console.frame import page, person, see, with_kept
from greenlane.web.tables import Column, Link, Mark, Row, Several, Table, exported
from greenlane.web.wiring import Desk

_COLUMNS: Final = (
    Column("began", "Began", head=True),
    Column("seen", "Last used"),
    Column("browser", "Browser"),
    Column("end", "This session"),
)

_UNSAVED: Final = (Column("page", "Page", head=True), Column("when", "Typed"))


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes."""

    @routes.get("/account")
    def account() -> Response:
        actor = person(desk)
        sessions = desk.people.sessions(actor)
        table = Table("sessions", "My sessions", _COLUMNS, [_row(one) for one in sessions])
        typed = desk.unsaved.all(actor)
        unsaved = Table("unsaved", "Typed and not saved", _UNSAVED, [_unsaved(one) for one in typed])
        if found := exported(table, unsaved):
            return found
        roles = Table(
            "roles",
            "My roles",
            (Column("role", "Role", head=True), Column("where", "Where")),
            _roles(actor),
            nothing="You hold no role yet: an admin gives them.",
        )
        others = len([one for one in sessions if one.session_id != _this()])
        return page(
            "console/account/index.html", me=actor, table=table, roles=roles, others=others, unsaved=unsaved
        )

    @routes.get("/account/sessions/<session_id>")
    def session(session_id: str) -> Response:
        actor = person(desk)
        found = next((one for one in desk.people.sessions(actor) if one.session_id == session_id), None)
        if found is None:
            raise NoSuch("You have no session with this id: it ended.")
        called = browser(found.agent)
        return page("console/account/session.html", session=found, called=called, this=session_id == _this())

    @routes.post("/account/sessions/<session_id>/end")
    def end(session_id: str) -> Response:
        desk.people.end_session(person(desk), session_id)
        if session_id == _this():
            return see("/console/sign-in", "Your session was ended.")
        return see("/console/account", "The session was ended.")

    @routes.post("/account/sessions/end-others")
    def end_others() -> Response:
        count = desk.people.end_other_sessions(person(desk), _this())
        said = {0: "There was no other session.", 1: "The other session was ended."}
        return see("/console/account", said.get(count, f"{count} other sessions were ended."))

    @routes.post("/account/unsaved/forget")
    def forget() -> Response:
        actor = person(desk)
        for one in desk.unsaved.all(actor):
            desk.unsaved.drop(actor, one.place)
        return see("/console/account", "What you had typed and not saved was forgotten.")

    account_password.add(routes, desk)
    account_second_factor.add(routes, desk)
    account_keys.add(routes, desk)


def _this() -> str:
    """The id of the session that asks; `person` has looked it up."""
    found: str = g.session.session_id
    return found


def _row(session: Session) -> Row:
    this = session.session_id == _this()
    end = Link("End it …", f"/console/account/sessions/{session.session_id}")
    return {
        "began": session.created_at,
        "seen": session.seen_at,
        "browser": browser(session.agent),
        "end": Several((Mark("this one", "good"), end)) if this else end,
    }


def _unsaved(one: Unsaved) -> Row:
    return {"page": Link(one.place, with_kept(one.place)), "when": one.saved_at}


def _roles(actor: Actor) -> list[Row]:
    held: dict[str, list[str]] = {}
    for one in sorted(actor.grants, key=lambda grant: (grant.role, grant.economy)):
        held.setdefault(one.role, []).append("every economy" if one.economy == EVERY else one.economy)
    return [{"role": role, "where": Several(tuple(where))} for role, where in held.items()]
