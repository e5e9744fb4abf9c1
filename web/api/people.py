"""Sign-in, accounts and keys over HTTP. What may be done is decided in core/service/people.py."""

import re
from typing import Any, Final

import orjson
from flask import Blueprint, Response, request

from greenlane.core.declaration.schema import LINE
from greenlane.core.rights import Actor, Grant
from greenlane.core.service.people import DAYS, csrf_of
from greenlane.web import access
from greenlane.web.api import people_bodies as bodies
from greenlane.web.api import people_said as said
from greenlane.web.api.answers import answer
from greenlane.web.api.reading import parameters
from greenlane.web.problems import Problem
from greenlane.web.wiring import Desk

Json = dict[str, Any]
LONGEST: Final = 7 * 24 * 3600
"""Seconds for which a browser keeps the cookie; the server ends the session no later."""


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes."""
    _add_sessions(routes, desk)
    _add_users(routes, desk)
    _add_keys(routes, desk)


def _add_sessions(routes: Blueprint, desk: Desk) -> None:
    @routes.post("/sessions")
    def sign_in() -> Response:
        parameters(request, {})
        if not access.private(request.environ):
            raise Problem("not-private")
        sent = bodies.SIGN_IN.read(request.environ)
        agent = request.environ.get("HTTP_USER_AGENT", "")
        made = desk.people.sign_in(sent["name"], sent["password"], sent.get("code"), agent=agent)
        payload = {"session_id": made.session_id, "expires_at": said.at(made.expires_at), "csrf": made.csrf}
        response = _made({**payload, **said.who(Actor(made.user.name, made.user.grants, "session"))}, "/api/v1/me")
        set_cookie(response, made.token, LONGEST)
        return response

    @routes.get("/sessions")
    def sessions() -> Response:
        parameters(request, {})
        actor = access.somebody(desk)
        return answer({"sessions": [said.session(one) for one in desk.people.sessions(actor)]})

    @routes.delete("/sessions")
    def sign_out() -> Response:
        parameters(request, {})
        # A cookie whose session has ended is taken away all the same.
        access.actor(request.environ, desk)
        token = access.token(request.environ)
        if token is not None:
            desk.people.sign_out(token)
        response = Response(status=204)
        set_cookie(response, "", 0)
        return response

    @routes.delete("/sessions/<session_id>")
    def end(session_id: str) -> Response:
        parameters(request, {})
        desk.people.end_session(access.somebody(desk), session_id)
        return Response(status=204)

    @routes.get("/me")
    def me() -> Response:
        parameters(request, {})
        actor = access.somebody(desk)
        token = access.token(request.environ) if actor.via == "session" else None
        csrf = {} if token is None else {"csrf": csrf_of(token)}
        return answer({**said.who(actor), **csrf})


def _add_users(routes: Blueprint, desk: Desk) -> None:
    @routes.get("/users")
    def users() -> Response:
        parameters(request, {})
        return answer({"users": [said.user(one) for one in desk.people.users(access.somebody(desk))]})

    @routes.post("/users")
    def add_user() -> Response:
        parameters(request, {})
        actor = access.somebody(desk)
        sent = bodies.NEW_USER.read(request.environ)
        _private(sent)
        made = desk.people.add_user(
            actor,
            sent["name"],
            password=sent.get("password"),
            grants=_grants(sent.get("roles", [])),
            reason=sent.get("reason", ""),
        )
        return _made(said.user(made), f"/api/v1/users/{made.name}")

    @routes.get("/users/<name>")
    def user(name: str) -> Response:
        parameters(request, {})
        return answer(said.user(desk.people.user(access.somebody(desk), name)))

    @routes.patch("/users/<name>")
    def change_user(name: str) -> Response:
        parameters(request, {})
        actor = access.somebody(desk)
        sent = bodies.CHANGED_USER.read(request.environ)
        _private(sent)
        token = access.token(request.environ) if actor.via == "session" else None
        session = None if token is None else desk.people.session_of(token)
        changed = desk.people.change_user(
            actor,
            name,
            grant=_grants(sent.get("grant", [])),
            revoke=_grants(sent.get("revoke", [])),
            password=sent.get("password"),
            current=sent.get("current_password"),
            code=sent.get("code"),
            disabled=sent.get("disabled"),
            reason=sent.get("reason", ""),
            keep_session=None if session is None else session.session_id,
        )
        return answer(said.user(changed))

    @routes.delete("/users/<name>")
    def disable(name: str) -> Response:
        asked = parameters(request, {"reason": _reason})
        desk.people.disable(access.somebody(desk), name, asked.get("reason", ""))
        return Response(status=204)


def _add_keys(routes: Blueprint, desk: Desk) -> None:
    @routes.get("/keys")
    def keys() -> Response:
        parameters(request, {})
        return answer({"keys": [said.key(one) for one in desk.people.keys(access.somebody(desk))]})

    @routes.post("/keys")
    def add_key() -> Response:
        parameters(request, {})
        actor = access.somebody(desk)
        sent = bodies.NEW_KEY.read(request.environ)
        made = desk.people.add_key(
            actor,
            sent["name"],
            _grants(sent["scopes"]),
            owner=sent.get("owner"),
            days=int(sent.get("days", DAYS)),
            reason=sent.get("reason", ""),
        )
        return _made({**said.key(made.key), "secret": made.secret}, f"/api/v1/keys/{made.key.key_id}")

    @routes.get("/keys/<key_id>")
    def key(key_id: str) -> Response:
        parameters(request, {})
        return answer(said.key(desk.people.key(access.somebody(desk), key_id)))

    @routes.delete("/keys/<key_id>")
    def revoke_key(key_id: str) -> Response:
        asked = parameters(request, {"reason": _reason})
        desk.people.revoke_key(access.somebody(desk), key_id, asked.get("reason", ""))
        return Response(status=204)


def set_cookie(response: Response, token: str, seconds: int) -> None:
    """Give the browser a session's token for so many seconds; 0 takes it away."""
    tls = access.secure(request.environ)
    response.set_cookie(
        access.SECURE_COOKIE if tls else access.COOKIE,
        token,
        max_age=seconds,
        secure=tls,
        httponly=True,
        samesite="Strict",
    )


def _private(sent: Json) -> None:
    """Raises Problem where a password came that others could read."""
    if "password" in sent and not access.private(request.environ):
        raise Problem("not-private")


def _made(payload: Json, address: str) -> Response:
    response = Response(orjson.dumps(payload), 201, content_type="application/json")
    response.headers["Location"] = address
    return response


def _grants(sent: list[Json]) -> list[Grant]:
    return [Grant(one["role"], one["economy"]) for one in sent]


def _reason(text: str) -> str:
    if not 1 <= len(text) <= bodies.REASON_LENGTH or not re.fullmatch(LINE, text):
        raise ValueError(f"reason is one line of 1 to {bodies.REASON_LENGTH} characters.")
    return text
