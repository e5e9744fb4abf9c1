"""My keys: made, shown once, revoked."""

from typing import Final

from flask import Blueprint, Response, request

from greenlane.core.digits import is_number
from greenlane.core.rights import EVERY, Actor, Grant
from greenlane.core.service.people import DAYS, MOST_DAYS, NoSuch, effective
from greenlane.core.store.people_rows import Key
from greenlane.web.console.account_faults import Errors, at_fields
from greenlane.web.console.frame import page, person, see
from greenlane.web.tables import Code, Column, Link, Mark, Row, Several, Table, exported
from greenlane.web.wiring import Desk

HERE: Final = "/console/account/keys"
_COLUMNS: Final = (
    Column("name", "What it is for", head=True),
    Column("state", "State"),
    Column("opens", "Opens now"),
    Column("made", "Made"),
    Column("until", "Until"),
    Column("id", "Id"),
)


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes."""

    @routes.get("/account/keys")
    def my_keys() -> Response:
        return listed(person(desk), {})

    @routes.post("/account/keys")
    def make() -> Response:
        actor, form, errors = person(desk), request.form, Errors()
        scopes = [Grant(role, economy) for role, _, economy in (one.partition("@") for one in form.getlist("scopes"))]
        days = form.get("days", "")
        made = None
        if not is_number(days, 5):
            errors["/days"] = f"Give a number of days, 1 to {MOST_DAYS}."
        else:
            with at_fields(errors):
                made = desk.people.add_key(actor, form.get("name", ""), scopes, days=int(days))
        if made is None:
            return listed(actor, errors)
        return page("console/account/key_made.html", key=made.key, secret=made.secret)

    @routes.get("/account/keys/<key_id>")
    def one_key(key_id: str) -> Response:
        return shown(own(person(desk), key_id), {})

    @routes.post("/account/keys/<key_id>/revoke")
    def revoke(key_id: str) -> Response:
        actor = person(desk)
        found, reason = own(actor, key_id), " ".join(request.form.get("reason", "").split())
        if not 1 <= len(reason) <= 500 or not reason.isprintable():
            return shown(found, {"/reason": "Say why, in 1 to 500 characters."})
        desk.people.revoke_key(actor, key_id, reason)
        return see(HERE, f"The key “{found.name}” opens nothing any more.")

    def own(actor: Actor, key_id: str) -> Key:
        found = desk.people.key(actor, key_id)
        if found.owner.name != actor.name:
            raise NoSuch("You have no key with this id.")
        return found

    def shown(key: Key, errors: Errors) -> Response:
        return page(
            "console/account/key.html",
            status=422 if errors else 200,
            key=key,
            state=_state(key),
            opens=_said(effective(key)),
            errors=errors,
            typed=request.form.get("reason", ""),
        )

    def listed(actor: Actor, errors: Errors) -> Response:
        keys = [one for one in desk.people.keys(actor) if one.owner.name == actor.name]
        table = Table("my-keys", "My keys", _COLUMNS, [_row(one) for one in keys], nothing="You have no key.")
        if found := exported(table):
            return found
        return page(
            "console/account/keys.html",
            status=422 if errors else 200,
            table=table,
            me=actor,
            scopes=_said(actor.grants),
            days=DAYS,
            most_days=MOST_DAYS,
            errors=errors,
            typed=request.form,
        )


def _row(key: Key) -> Row:
    return {
        "name": Link(key.name, f"{HERE}/{key.key_id}"),
        "state": _state(key),
        "opens": Several(tuple(text for _, text in _said(effective(key)))) if key.usable else None,
        "made": key.created_at,
        "until": key.expires_at,
        "id": Code(key.key_id),
    }


def _state(key: Key) -> Mark:
    if key.revoked_at is not None:
        return Mark("revoked", "bad")
    return Mark("in use", "good") if key.usable else Mark("expired", "warn")


def _said(grants: frozenset[Grant]) -> list[tuple[str, str]]:
    """Grants as a form sends them, and as they are read."""
    ordered = sorted(grants, key=lambda one: (one.role, one.economy))
    return [
        (f"{one.role}@{one.economy}", f"{one.role}, {'every economy' if one.economy == EVERY else one.economy}")
        for one in ordered
    ]
