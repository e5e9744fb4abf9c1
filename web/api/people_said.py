"""People, sessions, keys and changes as the doors answer them."""

from datetime import datetime
from typing import Any

from greenlane.core.rights import RIGHTS, Actor, Grant
from greenlane.core.service.people import effective
from greenlane.core.store.change_log import LoggedEntry
from greenlane.core.store.people_rows import Key, Session, User

Json = dict[str, Any]


def who(actor: Actor) -> Json:
    """Who asks, and what they may do where."""
    actions = {name: sorted(actor.economies(name)) for name in RIGHTS if actor.may(name)}
    return {"name": actor.name, "via": actor.via, "roles": roles(actor.grants), "actions": actions}


def roles(grants: frozenset[Grant]) -> list[Json]:
    """Roles, in a fixed order."""
    ordered = sorted(grants, key=lambda one: (one.economy, one.role))
    return [{"role": one.role, "economy": one.economy} for one in ordered]


def user(user: User) -> Json:
    """Somebody with an account."""
    return {
        "name": user.name,
        "roles": roles(user.grants),
        "has_password": user.password_hash is not None,
        "second_factor": user.second_factor,
        "created_at": at(user.created_at),
        "disabled_at": at(user.disabled_at),
        "locked_until": at(user.locked_until) if user.locked else None,
    }


def session(session: Session) -> Json:
    """A session."""
    return {
        "session_id": session.session_id,
        "created_at": at(session.created_at),
        "seen_at": at(session.seen_at),
        "agent": session.agent,
    }


def key(key: Key) -> Json:
    """A key without its secret."""
    return {
        "key_id": key.key_id,
        "name": key.name,
        "owner": key.owner.name,
        "scopes": roles(key.scopes),
        "effective": roles(effective(key)) if key.usable else [],
        "usable": key.usable,
        "created_at": at(key.created_at),
        "expires_at": at(key.expires_at),
        "revoked_at": at(key.revoked_at),
    }


def change(entry: LoggedEntry) -> Json:
    """An entry of the change log."""
    return {
        "number": entry.number,
        "at": at(entry.at),
        "actor": entry.actor,
        "via": entry.via,
        "action": entry.action,
        "subject": entry.subject,
        "economies": list(entry.economies),
        "reason": entry.reason,
        "detail": entry.detail,
    }


def at(instant: datetime | None) -> str | None:
    """An instant in RFC 3339."""
    return None if instant is None else instant.isoformat()
