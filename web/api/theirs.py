"""Whose declarations and decisions: what an actor may ask of which economy, and what they may read again."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from greenlane.core.declaration import NotADeclaration, NotJSON
from greenlane.core.declaration.reader import decoded
from greenlane.core.model import Economy
from greenlane.core.rights import EVERY, Actor, Forbidden
from greenlane.core.service.guard import demand
from greenlane.core.service.people import owner_of
from greenlane.core.store import DecisionRecord
from greenlane.core.terms.codes import UNIONS
from greenlane.web import access
from greenlane.web.access import Environ
from greenlane.web.problems import Problem
from greenlane.web.wiring import Desk

Sent = bytes | dict[str, Any]
"""A declaration as it came, or decoded."""
ID: Final = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
Result = dict[str, Any] | NotJSON | NotADeclaration | Forbidden


def owner(found: Actor | None) -> str | None:
    """Whose a decision is that they ask for; nobody's where nobody need say who they are."""
    return None if found is None else owner_of(found)


def confine(desk: Desk, found: Actor, sent: Sent) -> None:
    """Return if a declaration asks only economies in which the actor may check. Raises Forbidden, NotJSON.

    What is no declaration passes: it is refused for what it is.
    """
    theirs = found.economies("check")
    if EVERY in theirs:
        return
    document = decoded(sent) if isinstance(sent, bytes) else sent
    route = document.get("route") if isinstance(document, dict) else None
    if not isinstance(route, dict):
        return
    named = [route.get("export"), route.get("import")]
    transit = route.get("transit")
    named += transit if isinstance(transit, list) else [transit]
    packs = [pack.economy for pack in desk.book.hot().ruleset.packs.values()]
    asked = {_answering(one, packs) for one in named if isinstance(one, str)}
    if not asked <= theirs:
        demand(desk.store, found, "check", asked - theirs)


def reading(desk: Desk, environ: Environ) -> Actor | None:
    """Who wants to read a decision again; None stands for anybody on this machine. Raises Problem (401)."""
    found = access.actor(environ, desk)
    if found is None and (desk.settings.keys_required or access.from_elsewhere(environ)):
        raise access.unauthorized("A decision is for the API key that asked for it: `Authorization: Bearer gl_…`.")
    return found


def decision(desk: Desk, environ: Environ, decision_id: str) -> DecisionRecord:
    """A decision, for who wants to read it again. Raises Problem: 401, or 404 also where it is not theirs to read."""
    return readable(desk, reading(desk, environ), decision_id)


def readable(desk: Desk, found: Actor | None, decision_id: str) -> DecisionRecord:
    """A decision, if it is for them. Raises Problem: whoever may not read it learns nothing of it."""
    kept = desk.store.decision(decision_id) if ID.fullmatch(decision_id) else None
    if kept is None or not may_read(desk, found, kept):
        raise Problem("not-found", "There is no decision with this id.")
    return kept


def may_read(desk: Desk, found: Actor | None, kept: DecisionRecord) -> bool:
    """Whether a decision is for them: their own, or of an economy whose decisions they may read."""
    if found is None:
        return True
    if found.may("read own decisions") and desk.people.owns(found, kept.owner):
        return True
    theirs = found.economies("read decisions")
    return EVERY in theirs or not theirs.isdisjoint(kept.economies.split())


def _answering(economy: str, packs: Iterable[Economy]) -> str:
    """The union that answers for an economy, else the economy; as core/declaration/places.py has it."""
    own = (one.code for one in packs if economy in one.members)
    known = (union for union, members in UNIONS.items() if economy in members)
    return next(own, None) or next(known, economy)


def confined(desk: Desk, found: Actor | None, sent: Sequence[Sent], language: str) -> list[Result]:
    """Several declarations decided for an actor, in the order sent; those that are not theirs to check are Forbidden.

    Raises StoreUnavailable.
    """
    refused: dict[int, Forbidden] = {}
    if found is not None and EVERY not in found.economies("check"):
        for place, one in enumerate(sent):
            try:
                confine(desk, found, one)
            except Forbidden as error:
                refused[place] = error
            except NotJSON:  # said of it below
                pass
    allowed = [one for place, one in enumerate(sent) if place not in refused]
    decided = iter(desk.checks.check_many(allowed, owner=owner(found), language=language))
    return [refused[place] if place in refused else next(decided) for place in range(len(sent))]
