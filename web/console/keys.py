"""API keys of everybody: made, shown once on the page that answers, revoked."""

import re
from typing import Final

from flask import Blueprint, Response, request

from greenlane.core.digits import is_number
from greenlane.core.rights import ROLES, Actor
from greenlane.core.service.people import DAYS, MOST_DAYS, NewKey, NoSuch, effective
from greenlane.core.store.people_rows import Key
from greenlane.web.console import granting
from greenlane.web.console.frame import page, person, see
from greenlane.web.console.granting import Errors, Turned
from greenlane.web.tables import Code, Column, Link, Mark, Row, Several, Table, exported
from greenlane.web.wiring import Desk

HERE: Final = "/console/keys"
STATES: Final = ("in use", "expired", "revoked", "owner closed")
_TONES: Final = {"in use": "good", "expired": "warn", "revoked": "bad", "owner closed": "warn"}
_COLUMNS: Final = (
    Column("name", "What it is for", head=True),
    Column("owner", "Whose"),
    Column("state", "State"),
    Column("opens", "Opens now"),
    Column("made", "Made"),
    Column("until", "Until"),
    Column("id", "Id"),
)


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes."""

    @routes.get("/keys")
    def keys() -> Response:
        return listed(person(desk, "manage keys"), {}, 200)

    @routes.post("/keys")
    def make() -> Response:
        actor, form = person(desk, "manage keys"), request.form
        try:
            made = made_of(actor, form.get("owner", "").strip() or actor.name, form.get("days", "").strip())
        except Turned as turned:
            return listed(actor, turned.errors, turned.status)
        response = page("console/people/key_made.html", key=made.key, secret=made.secret)
        response.headers["Cache-Control"] = "no-store"
        return response

    def made_of(actor: Actor, owner: str, days: str) -> NewKey:
        scopes, reason = granting.grants(), granting.reason()
        if not is_number(days, 5):
            raise Turned({"/days": f"Give a number of days, 1 to {MOST_DAYS}."})
        with granting.at_fields():
            try:
                return desk.people.add_key(
                    actor, request.form.get("name", ""), scopes, owner=owner, days=int(days), reason=reason
                )
            except NoSuch as error:
                raise Turned({"/owner": str(error)}) from None

    @routes.get("/keys/<key_id>")
    def one_key(key_id: str) -> Response:
        actor = person(desk, "manage keys", subject=_subject(key_id))
        return shown(desk.people.key(actor, key_id), {}, 200)

    @routes.post("/keys/<key_id>/revoke")
    def revoke(key_id: str) -> Response:
        actor = person(desk, "manage keys", subject=_subject(key_id))
        found = desk.people.key(actor, key_id)
        try:
            with granting.at_fields():
                desk.people.revoke_key(actor, key_id, granting.reason())
        except Turned as turned:
            return shown(found, turned.errors, turned.status)
        return see(HERE, f"The key “{found.name}” of {found.owner.name} opens nothing any more.")

    def shown(key: Key, errors: Errors, status: int) -> Response:
        opens = granting.said(effective(key)) if key.usable else []
        return page("console/people/key.html", status=status, key=key, state=state(key), opens=opens,
                    scopes=granting.said(key.scopes), errors=errors, typed=request.form.get("reason", ""))  # fmt: skip

    def listed(actor: Actor, errors: Errors, status: int) -> Response:
        owner, wanted = request.args.get("owner", ""), request.args.get("state", "")
        found = [
            one
            for one in desk.people.keys(actor)
            if (not owner or one.owner.name == owner) and (not wanted or state(one).text == wanted)
        ]
        table = Table("api-keys", "API keys", _COLUMNS, [_row(one) for one in found], nothing="There is no such key.",
                      total=len(found))  # fmt: skip
        if request.method == "GET" and (file := exported(table)):
            return file
        people = desk.people.users(actor) if actor.may("manage people") else []
        return page(
            "console/people/keys.html",
            status=status,
            table=table,
            owner=owner,
            wanted=wanted,
            states=STATES,
            names=[one.name for one in people if one.disabled_at is None],
            me=actor.name,
            roles=ROLES,
            days=DAYS,
            most_days=MOST_DAYS,
            errors=errors,
            typed=request.form,
        )


def _subject(key_id: str) -> str:
    """A key in the change log, by whatever id it was asked for."""
    return f"key:{key_id}" if re.fullmatch("[0-9A-Z]{26}", key_id) else "key:?"


def _row(key: Key) -> Row:
    return {
        "name": Link(key.name, f"{HERE}/{key.key_id}"),
        "owner": Link(key.owner.name, f"/console/people/{key.owner.name}"),
        "state": state(key),
        "opens": Several(tuple(granting.said(effective(key)))) if key.usable else None,
        "made": key.created_at,
        "until": key.expires_at,
        "id": Code(key.key_id),
    }


def state(key: Key) -> Mark:
    """Whether a key opens anything, and why not."""
    word = "in use"
    if key.revoked_at is not None:
        word = "revoked"
    elif key.expires_at <= key.owner.read_at:
        word = "expired"
    elif key.owner.disabled_at is not None:
        word = "owner closed"
    return Mark(word, _TONES[word])
