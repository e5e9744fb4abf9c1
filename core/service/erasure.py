"""Erasing declarations: verdict, rules and dates of the decision stay, and a salted digest of what was there.

With the body as it was, anyone can show that it is the one that was erased; from the digest alone nobody can guess it.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson

from greenlane.core.rights import SYSTEM, Actor
from greenlane.core.service.guard import demand
from greenlane.core.service.jobs import Job, Kind, Progress
from greenlane.core.store import DecisionRecord, Store
from greenlane.core.store.change_log import Entry
from greenlane.core.store.erasure import Left

RIGHT: Final = "erase decisions"
PORTION: Final = 500
"""Decisions that are erased in one transaction: others wait for it."""


class Erased(Exception):
    """The declaration of this decision was erased, so that it cannot be shown or decided again."""

    def __init__(self, kept: DecisionRecord) -> None:
        self.decision_id, self.at = kept.decision_id, kept.erased_at
        self.left: dict[str, Any] = orjson.loads(kept.body)
        super().__init__(f"the declaration of decision {kept.decision_id} was erased")


class NoSuchDecision(LookupError):
    """No decision has this id."""


def standing(kept: DecisionRecord) -> DecisionRecord:
    """The record, whose declaration stands. Raises Erased."""
    if kept.erased_at is not None:
        raise Erased(kept)
    return kept


def erase(store: Store, actor: Actor, decision_id: str, reason: str) -> bool:
    """Erase one declaration; False if it was already. The change log says who did it and why.

    Raises Forbidden, NoSuchDecision, ValueError without a reason, StoreUnavailable.
    """
    if not reason.strip():
        raise ValueError("say why it is erased: --reason, or `reason`")
    kept = store.decision(decision_id)
    economies = kept.economies.split() if kept is not None else []
    demand(store, actor, RIGHT, economies, f"decision:{decision_id}")
    if kept is None:
        raise NoSuchDecision(decision_id)
    if kept.erased_at is not None:
        return False
    at = store.erasure.now()
    entry = Entry(actor.name, actor.via, "decision.erased", f"decision:{decision_id}", reason.strip(), economies)
    erased = store.erasure.replace([Left(decision_id, left_of(kept, at))], at, entry)
    store.erasure.flush()
    return erased == 1


def retain(store: Store, days: int, said: Callable[[int], object] = lambda erased: None) -> int:
    """Erase the declarations of decisions older than so many days, some at a time; how many were.

    `said` is told after each portion, and may raise to stop. Each portion is logged with its number and its last
    instant. Raises ValueError for less than a day, and StoreUnavailable; what was erased till then stays so.
    """
    if days < 1:
        raise ValueError(f"{days} days: declarations are kept for at least one")
    before = store.erasure.now() - timedelta(days=days)
    total = 0
    while ids := store.erasure.old(before, PORTION):
        at = store.erasure.now()
        found = [kept for one in ids if (kept := store.decision(one)) is not None]
        entry = Entry(
            SYSTEM.name,
            SYSTEM.via,
            "decisions.erased",
            "retention",
            f"kept for {days} days",
            sorted({code for kept in found for code in kept.economies.split()}),
            {"count": len(found), "until": found[-1].created_at.isoformat()},
        )
        total += store.erasure.replace([Left(kept.decision_id, left_of(kept, at)) for kept in found], at, entry)
        said(total)
    if total:
        store.erasure.flush()
    return total


def retention(store: Store, days: int) -> Kind:
    """The job that does so once a day; where declarations are kept for ever it is never due."""

    def run(job: Job, progress: Progress) -> dict[str, Any]:
        erased = retain(store, days, lambda done: progress(done, 0)) if days else 0
        return {"erased": erased, "days": days}

    return Kind(run, RIGHT, daily=days > 0)


def left_of(kept: DecisionRecord, at: datetime) -> bytes:
    """What is left of a decision's body, as JSON."""
    salt = secrets.token_bytes(16)
    record = orjson.loads(kept.body)
    left: dict[str, Any] = {
        "v": 1,
        "erased": {
            "at": at.astimezone(UTC).isoformat(),
            "salt": salt.hex(),
            "digest": f"sha256:{hashlib.sha256(salt + kept.body).hexdigest()}",
        },
    }
    left |= {name: record[name] for name in ("date", "known_at", "ruleset", "plugins", "coverage") if name in record}
    left["items"] = [
        # Of a hit its place in the route and its rule; what it was found by was in the declaration.
        {"verdict": item["verdict"], "hits": [[hit[0], hit[1]] for hit in item.get("hits", ())]}
        for item in record.get("items", ())
    ]
    return orjson.dumps(left)
