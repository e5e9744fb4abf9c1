"""People: who there is and what they may do; roles, passwords and accounts given and taken, each with its reason."""

from typing import Any, Final

from flask import Blueprint, Response, g, request

from greenlane.core.rights import ROLES, Actor, Grant
from greenlane.core.service.grants import subject_of
from greenlane.core.service.people import Contradicts, NoSuch
from greenlane.core.store.people_rows import User
from greenlane.web.console import granting
from greenlane.web.console.frame import page, person, see
from greenlane.web.console.granting import Errors, Turned
from greenlane.web.tables import Column, Link, Mark, Row, Several, Table, exported
from greenlane.web.wiring import Desk

HERE: Final = "/console/people"
_COLUMNS: Final = (
    Column("name", "Name", head=True),
    Column("state", "Account"),
    Column("roles", "Roles"),
    Column("signs_in", "Signs in with"),
    Column("since", "Since"),
)


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes."""

    @routes.get("/people")
    def people() -> Response:
        return listed(person(desk, "manage people"), {}, 200)

    @routes.post("/people")
    def add_person() -> Response:
        actor, form = person(desk, "manage people"), request.form
        try:
            roles = granting.grants() if form.getlist("roles") else []
            password = granting.password(required=False)
            reason = granting.reason()
            with granting.at_fields():
                try:
                    made = desk.people.add_user(
                        actor, form.get("name", "").strip(), password=password, grants=roles, reason=reason
                    )
                except Contradicts as error:
                    raise Turned({"/name": str(error)}, 409) from None
        except Turned as turned:
            return listed(actor, turned.errors, turned.status)
        return see(f"{HERE}/{made.name}", f"{made.name} was added.")

    @routes.get("/people/<name>")
    def somebody(name: str) -> Response:
        actor = person(desk, "manage people", subject=subject_of(name))
        return shown(actor, desk.people.user(actor, name))

    @routes.post("/people/<name>/<act>")
    @routes.post("/people/<name>/<act>/<held>")
    def change(name: str, act: str, held: str = "") -> Response:
        actor = person(desk, "manage people", subject=subject_of(name))
        user = desk.people.user(actor, name)
        if act not in _ACTS or (act == "revoke") != bool(held):
            raise NoSuch("Nothing has this address.")
        try:
            said = _act(desk, actor, user, act, held)
        except Turned as turned:
            return shown(actor, user, turned.errors, turned.status, f"{act}/{held}" if held else act)
        return see(f"{HERE}/{name}", said)

    def listed(actor: Actor, errors: Errors, status: int) -> Response:
        wanted = request.args.get("q", "").strip().casefold()
        found = [one for one in desk.people.users(actor) if wanted in one.name or wanted in " ".join(_roles(one))]
        table = Table("people", "People", _COLUMNS, [_row(one) for one in found], total=len(found),
                      nothing="Nobody is called so, or has such a role.")  # fmt: skip
        if request.method == "GET" and (file := exported(table)):
            return file
        return page("console/people/index.html", ("people", "console/people/_list.html"), status, table=table,
                    errors=errors, typed=request.form, roles=ROLES, q=request.args.get("q", ""))  # fmt: skip

    def shown(actor: Actor, user: User, errors: Errors | None = None, status: int = 200, act: str = "") -> Response:
        keys = [one for one in desk.people.keys(actor) if one.owner.name == user.name]
        return page(
            "console/people/person.html",
            status=status,
            user=user,
            me=user.name == actor.name,
            state=state(user),
            held=sorted(user.grants, key=lambda one: (one.role, one.economy)),
            keys=len([one for one in keys if one.usable]) if actor.may("manage keys") else None,
            roles=ROLES,
            act=act,
            errors=errors or {},
            typed=request.form,
            where=granting.where,
        )


def _act(desk: Desk, actor: Actor, user: User, act: str, held: str) -> str:
    """Do what a form of somebody's page asks for; what was done, in words. Raises Turned, NoSuch."""
    name, people = user.name, desk.people
    with granting.at_fields():
        if act == "grant":
            roles = granting.grants()
            people.grant(actor, name, roles, granting.reason())
            return f"{name} is now {', '.join(granting.said(roles))}."
        if act == "revoke":
            role, _, economy = held.partition("@")
            people.revoke(actor, name, [Grant(role, economy)], granting.reason())
            return f"{name} is no longer {role} {granting.where([economy])}."
        if act == "password":
            password = granting.password(required=True)
            people.change_user(actor, name, password=password, reason=granting.reason(), **_own(actor, name))
            return f"{name} has another password; their sessions ended."
        if act == "second-factor":
            people.remove_second_factor(actor, name, reason=granting.reason())
            return f"{name} signs in with the password alone now."
        people.change_user(actor, name, disabled=act == "close", reason=granting.reason(), **_own(actor, name))
        return f"The account of {name} is {'closed' if act == 'close' else 'open again'}."


_ACTS: Final = frozenset({"grant", "revoke", "password", "second-factor", "close", "open"})


def _own(actor: Actor, name: str) -> dict[str, Any]:
    """Who changes themselves stays signed in here."""
    return {"keep_session": g.session.session_id} if actor.name == name else {}


def _row(user: User) -> Row:
    ways = [word for word, there in (("password", user.password_hash), ("second factor", user.second_factor)) if there]
    return {
        "name": Link(user.name, f"{HERE}/{user.name}"),
        "state": state(user),
        "roles": Several(tuple(_roles(user))),
        "signs_in": ", ".join(ways) or "keys only",
        "since": user.created_at,
    }


def _roles(user: User) -> list[str]:
    return granting.said(user.grants)


def state(user: User) -> Mark:
    """Whether an account is open."""
    if user.disabled_at is not None:
        return Mark("closed", "bad")
    return Mark("locked", "warn") if user.locked else Mark("open", "good")
