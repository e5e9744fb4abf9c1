"""Roles in forms: ticked, with the economies they are for; and what a service refuses of them, at its field."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from flask import request

from greenlane.core.rights import EVERY, Forbidden, Grant
from greenlane.core.service.people import Contradicts, Refused
from greenlane.web import access

LONGEST: Final = 500
"""Characters of a reason at most."""
Errors = dict[str, str]
"""By the field's pointer, what is wrong; `/` of the form."""


class Turned(Exception):
    """What was posted is not taken: `errors` at their fields, `status` of the page that shows the form again."""

    def __init__(self, errors: Errors, status: int = 422) -> None:
        super().__init__(str(errors))
        self.errors, self.status = errors, status


def grants() -> list[Grant]:
    """The roles that are ticked, each in every economy that is named. Raises Turned where one of the two is wanting."""
    roles, economies = request.form.getlist("roles"), named_economies(request.form.get("economies", ""))
    errors: Errors = {}
    if not roles:
        errors["/roles"] = "Tick at least one role."
    if roles and not economies:
        errors["/economies"] = "Name the economies, as TH VN, or * for every one."
    if errors:
        raise Turned(errors)
    return [Grant(role, economy) for role in roles for economy in economies]


def named_economies(text: str) -> list[str]:
    """The economies that a field names, between spaces or commas."""
    return list(dict.fromkeys(text.replace(",", " ").upper().split()))[:300]


def reason() -> str:
    """Why it is done, on one line. Raises Turned where nobody says it."""
    written = " ".join(request.form.get("reason", "").split())
    if not 1 <= len(written) <= LONGEST or not written.isprintable():
        raise Turned({"/reason": f"Say why, in 1 to {LONGEST} characters: it stands in the change log."})
    return written


def password(*, required: bool) -> str | None:
    """The password that was typed, twice the same; None for none. Raises Turned."""
    typed, again = request.form.get("password", ""), request.form.get("password_again", "")
    if not typed and not again:
        if required:
            raise Turned({"/password": "Type a password of at least 12 characters."})
        return None
    if not access.private(request.environ):
        raise Turned({"/password": "Passwords are taken over TLS only: open this page with https://."})
    if typed != again:
        raise Turned({"/password_again": "This is not what stands in the field above. Type the same password twice."})
    return typed


@contextmanager
def at_fields() -> Iterator[None]:
    """Within, what a service of people refuses becomes Turned, said at the field where it was typed."""
    try:
        yield
    except Refused as refused:
        errors: Errors = {}
        for fault in refused.faults:
            field = "/economies" if fault.pointer.endswith("/economy") else "/" + fault.pointer.split("/")[1]
            errors.setdefault(_FIELDS.get(field, field), fault.message)
        raise Turned(errors) from None
    except Contradicts as error:
        raise Turned({"/": str(error)}, 409) from None
    except Forbidden as error:  # it is in the change log already
        raise Turned({"/": f"{error}."}, 403) from None


_FIELDS: Final = {"/grant": "/roles", "/revoke": "/roles", "/scopes": "/roles"}


def said(grants: Iterable[Grant]) -> list[str]:
    """Roles for a reader, sorted: `editor in TH, VN`, `admin everywhere`."""
    held: dict[str, set[str]] = {}
    for one in grants:
        held.setdefault(one.role, set()).add(one.economy)
    return [f"{role} {where(economies)}" for role, economies in sorted(held.items())]


def where(economies: Collection[str]) -> str:
    """In which economies."""
    return "everywhere" if EVERY in economies else f"in {', '.join(sorted(economies))}"
