"""What the doors of people take (Cerberus), each with an example."""

from typing import Any, Final

from greenlane.core.declaration.schema import LINE
from greenlane.core.rights import EVERY, ROLES
from greenlane.core.service.grants import NAME
from greenlane.core.service.people import DAYS, MOST_DAYS
from greenlane.core.terms.codes import ECONOMIES, PLACELESS
from greenlane.web.bodies import Body

PAGE: Final = 100
MOST: Final = 500
"""Entries of the change log on a page: where nothing is said, and at most."""
REASON_LENGTH: Final = 500

Schema = dict[str, Any]


def _text(description: str, longest: int, regex: str = LINE, **more: Any) -> Schema:
    meta = {"title": "", "description": description}
    return {"type": "string", "minlength": 1, "maxlength": longest, "regex": regex, "meta": meta, **more}


def _roles(description: str) -> Schema:
    grant: Schema = {
        "type": "dict",
        "schema": {
            "role": {"type": "string", "allowed": list(ROLES), "required": True},
            "economy": {"type": "string", "allowed": [EVERY, *sorted(ECONOMIES | PLACELESS)], "required": True},
        },
    }
    return {"type": "list", "maxlength": 200, "schema": grant, "meta": {"title": "", "description": description}}


def _password(description: str, **more: Any) -> Schema:
    meta = {"title": "", "description": description}
    return {"type": "string", "minlength": 1, "maxlength": 200, "meta": meta, **more}


_CODE: Final = _text("Of a second factor: six digits of the app, or a recovery code.", 64)
REASON: Final = _text("Why, for the change log.", REASON_LENGTH)
_TH_BROKER: Final = {"role": "broker", "economy": "TH"}

SIGN_IN: Final = Body(
    {
        "name": _text("Who.", 64, required=True),
        "password": _password("Theirs.", required=True),
        "code": _CODE,
    },
    {"name": "minh", "password": "seven green lanes"},
)
NEW_USER: Final = Body(
    {
        "name": _text("Theirs for ever: no name is given twice.", 64, NAME, required=True),
        "password": _password("At least 12 characters; without one they act by keys only."),
        "roles": _roles("What they may do, and where; `*` is every economy."),
        "reason": REASON,
    },
    {"name": "suda", "password": "seven green lanes", "roles": [_TH_BROKER], "reason": "new at the Bangkok desk"},
)
CHANGED_USER: Final = Body(
    {
        "grant": _roles("Roles to give."),
        "revoke": _roles("Roles to take away."),
        "password": _password("Another password. All sessions end, but the one that asks."),
        "current_password": _password("The one in use, of who changes their own."),
        "code": _CODE,
        "disabled": {"type": "boolean", "meta": {"title": "", "description": "Close the account, or open it again."}},
        "reason": REASON,
    },
    {"grant": [{"role": "viewer", "economy": "VN"}], "reason": "covers for Hanoi in May"},
)
NEW_KEY: Final = Body(
    {
        "name": _text("What it is for.", 100, required=True),
        "scopes": {**_roles("What it may at most do; never more than its owner."), "required": True, "minlength": 1},
        "owner": _text("Whose it is; the asker's where it is left out.", 64, NAME),
        "days": {
            "type": "integer",
            "min": 1,
            "max": MOST_DAYS,
            "meta": {"title": "", "description": f"How long it is good for; {DAYS} where it is left out."},
        },
        "reason": REASON,
    },
    {"name": "filing desk", "scopes": [_TH_BROKER], "days": 90},
)
