"""The routes of sign-in, accounts, keys and the change log."""

from typing import Any, Final

from greenlane.core.declaration.schema import LINE
from greenlane.core.rights import EVERY, ROLES
from greenlane.web.api import people_bodies as bodies
from greenlane.web.openapi.operations import path, query, sends
from greenlane.web.openapi.schemas import KEYED, Json, listed, members, ref, text

ID: Final = "01JMTPVBWZ9S2CJ4S4E1S1T1N2"
CSRF: Final[Json] = {
    "name": "X-Greenlane-CSRF",
    "in": "header",
    "description": "Of a session; keys need none.",
    "schema": text(),
}
REASON: Final = query(
    "reason", "Why, for the change log.",
    text(minLength=1, maxLength=bodies.REASON_LENGTH, pattern=f"^{LINE}$"), "left the company",
)  # fmt: skip
MAYBE: Final = {"type": ["string", "null"], "format": "date-time"}
INSTANT: Final = text(format="date-time")
GRANT: Final = members({"role": text(enum=list(ROLES)), "economy": text(f"An economy; `{EVERY}` is every one.")})
ROLES_HELD: Final = listed(GRANT)
NOTHING: Final = {"description": "Done."}
SENT: Final = ["bad-request", "not-json", "too-large", "unsupported-media-type", "refused"]
ASKED: Final = ["bad-parameter", "unauthorized", "unavailable"]
CHANGES: Final = ["bad-parameter", "unauthorized", "bad-csrf", "unavailable"]
_WHO: Final[Json] = {
    "name": text(),
    "via": text("The door.", enum=["session", "key", "command"]),
    "roles": ROLES_HELD,
    "actions": {
        "type": "object",
        "description": "What they may do: by action, the economies.",
        "additionalProperties": listed(text()),
    },
}

SCHEMAS: Final[dict[str, Json]] = {
    "Me": members({**_WHO, "csrf": text("For `X-Greenlane-CSRF`; of a session.")}, "Who asks.", ("csrf",)),
    "SignedIn": members(
        {"session_id": text(), "expires_at": INSTANT, "csrf": text("For `X-Greenlane-CSRF`."), **_WHO},
        "A session that began.",
    ),
    "Session": members(
        {"session_id": text(), "created_at": INSTANT, "seen_at": INSTANT, "agent": text("The browser, by its word.")},
        "A sign-in that holds: until 12 hours without use, 7 days at most.",
    ),
    "User": members(
        {
            "name": text(),
            "roles": ROLES_HELD,
            "has_password": {"type": "boolean"},
            "second_factor": {"type": "boolean", "description": "Whether sign-in takes a code too."},
            "created_at": INSTANT,
            "disabled_at": MAYBE,
            "locked_until": {**MAYBE, "description": "After ten failures in a row sign-in is closed for 15 minutes."},
        },
        "Somebody with an account.",
    ),
    "Key": members(
        {
            "key_id": text(),
            "name": text(),
            "owner": text(),
            "scopes": ROLES_HELD,
            "effective": {**ROLES_HELD, "description": "What it opens now: of the scopes, what the owner holds."},
            "usable": {"type": "boolean"},
            "created_at": INSTANT,
            "expires_at": INSTANT,
            "revoked_at": MAYBE,
            "secret": text("The key itself, shown this once."),
        },
        "An API key.",
        ("secret",),
    ),
    "Change": members(
        {
            "number": {"type": "integer"},
            "at": INSTANT,
            "actor": text("Who; `anonymous` before they proved it."),
            "via": text("By which door."),
            "action": text("As `draft.edited` or `denied`."),
            "subject": text("What it was done to, as `user:minh`."),
            "economies": listed(text()),
            "reason": text("Why."),
            "detail": {"description": "What exactly; of edits a diff."},
        },
        "An entry of the change log.",
    ),
}


def _operation(name: str, summary: str, ok: Json, problems: list[str], **more: Any) -> Json:
    return {"operationId": name, "summary": summary, "security": KEYED, "ok": ok, "problems": problems, **more}


_NAME: Final = path("name", "The user's.", text(), "minh")

OPERATIONS: Final[dict[tuple[str, str], Json]] = {
    ("post", "/api/v1/sessions"): {
        "operationId": "signIn",
        "summary": "Sign in",
        "description": "The session is in the cookie of the answer. Passwords are taken over TLS, or on the machine "
        "itself. A wrong name and a wrong password are the same; after ten failures by one name it is closed for 15 "
        "minutes. Who has a second factor sends `code` too: where only that is wanting or wrong, the problem is "
        "`second-factor`.",
        "requestBody": bodies.SIGN_IN.described(),
        "status": 201,
        "ok": sends(ref("SignedIn"), Set_Cookie="The session.", Location="Who you are."),
        "problems": [
            *SENT, "bad-parameter", "unauthorized", "second-factor", "not-private", "locked-out", "unavailable",
        ],
    },
    ("get", "/api/v1/sessions"): _operation(
        "sessions", "Your sessions", sends(members({"sessions": listed(ref("Session"))})), ASKED
    ),
    ("delete", "/api/v1/sessions"): {
        "operationId": "signOut",
        "summary": "Sign out",
        "description": "Ends the session of the cookie, if there is one, and takes the cookie away.",
        "parameters": [CSRF],
        "status": 204,
        "ok": NOTHING,
        "problems": CHANGES,
    },
    ("delete", "/api/v1/sessions/{session_id}"): _operation(
        "endSession", "End another of your sessions", NOTHING, [*CHANGES, "not-found"],
        status=204, parameters=[path("session_id", "Of the list.", text(), ID), CSRF],
    ),
    ("get", "/api/v1/me"): _operation("me", "Who you are, and what you may do", sends(ref("Me")), ASKED),
    ("get", "/api/v1/users"): _operation(
        "users", "Everybody", sends(members({"users": listed(ref("User"))})), [*ASKED, "forbidden"]
    ),
    ("post", "/api/v1/users"): _operation(
        "addUser", "Add somebody", sends(ref("User"), Location="Theirs."),
        [*SENT, *CHANGES, "forbidden", "not-private", "conflict"],
        status=201, parameters=[CSRF], requestBody=bodies.NEW_USER.described(),
        description="Nobody is ever removed, and no name is given twice: what stands in the change log stays theirs.",
    ),
    ("get", "/api/v1/users/{name}"): _operation(
        "user", "Somebody; yourself without any right", sends(ref("User")), [*ASKED, "forbidden", "not-found"],
        parameters=[_NAME],
    ),
    ("patch", "/api/v1/users/{name}"): _operation(
        "changeUser", "Change roles, password, or whether they may act", sends(ref("User")),
        [*SENT, *CHANGES, "second-factor", "forbidden", "not-private", "not-found", "conflict", "locked-out"],
        parameters=[_NAME, CSRF], requestBody=bodies.CHANGED_USER.described(),
        description="All of it, or nothing. Your own password you may change yourself, with `current_password`, and "
        "`code` where you have a second factor. An account is changed by who may give every role that it has; the "
        "last admin in every economy stays.",
    ),
    ("delete", "/api/v1/users/{name}"): _operation(
        "disableUser", "Close an account", NOTHING, [*CHANGES, "forbidden", "not-found", "conflict"],
        status=204, parameters=[_NAME, REASON, CSRF],
        description="Sessions end, keys open nothing. It stays in the list and may be opened again.",
    ),
    ("get", "/api/v1/keys"): _operation(
        "keys", "Your keys; as admin, everybody's", sends(members({"keys": listed(ref("Key"))})), ASKED
    ),
    ("post", "/api/v1/keys"): _operation(
        "addKey", "Make a key", sends(ref("Key"), Location="Its own."),
        [*SENT, *CHANGES, "forbidden", "not-found"],
        status=201, parameters=[CSRF], requestBody=bodies.NEW_KEY.described(),
        description="The secret is in this answer and nowhere else: only its hash is kept. A key never opens more than "
        "its owner holds at the time, and makes no key that outlives it.",
    ),
    ("get", "/api/v1/keys/{key_id}"): _operation(
        "key", "A key", sends(ref("Key")), [*ASKED, "not-found"],
        parameters=[path("key_id", "Its id: what stands between `gl_` and the next `_`.", text(), ID)],
    ),
    ("delete", "/api/v1/keys/{key_id}"): _operation(
        "revokeKey", "Revoke a key", NOTHING, [*CHANGES, "forbidden", "not-found"],
        status=204, parameters=[path("key_id", "Its id.", text(), ID), REASON, CSRF],
        description="For ever. A worker that has just read it may take it for one second more.",
    ),
    ("get", "/api/v1/changes"): _operation(
        "changes", "Who did what, when and why",
        sends(
            members({"changes": listed(ref("Change"))}),
            description="Newest first.",
            Link='The next page, with `rel="next"`, where there may be one.',
        ),
        [*ASKED, "forbidden"],
        parameters=[
            query("before", "Entries with smaller numbers.", {"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
                  1000),
            query("limit", f"Entries on a page; {bodies.PAGE} where it is left out.",
                  {"type": "integer", "minimum": 1, "maximum": bodies.MOST}, 20),
            query("actor", "By this person.", text(pattern="^[!-~]{1,200}$"), "minh"),
            query("action", "Of this kind.", text(pattern="^[!-~]{1,200}$"), "user.signed_in"),
            query("subject", "On this.", text(pattern="^[!-~]{1,200}$"), "user:minh"),
            query("economy", "Concerning this economy.", text(pattern="^[!-~]{1,200}$"), "TH"),
        ],
        description="Who has the right in some economies only names one of them.",
    ),
}  # fmt: skip
