"""Who may do what: one table, for every door (HTTP, command line, console)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

ROLES: Final = ("broker", "viewer", "editor", "approver", "admin")
EVERY: Final = "*"
"""In the place of an economy: all of them."""

RIGHTS: Final[dict[str, frozenset[str]]] = {
    action: frozenset(roles.split())
    for action, roles in {
        # Declarations.
        "check": "broker editor approver admin",
        "read own decisions": "broker editor approver admin",
        "read decisions": "viewer editor approver admin",
        "erase decisions": "admin",
        # Rules on their way.
        "read drafts": "viewer editor approver admin",
        "edit drafts": "editor",
        "submit drafts": "editor",
        "review drafts": "approver",
        "publish": "approver",
        "roll back": "approver",
        "run impact": "viewer editor approver admin",
        "import nomenclatures": "editor admin",
        # The house.
        "read changes": "viewer editor approver admin",
        "manage people": "admin",
        "manage keys": "admin",
        "manage own keys": "broker viewer editor approver admin",
        "read jobs": "viewer editor approver admin",
        "manage jobs": "admin",
        "manage plugins": "admin",
        "read metrics": "viewer admin",
    }.items()
}
"""Action → the roles that may do it; nothing else may. What concerns an economy needs the role in that economy."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role in one economy, or in `EVERY` one."""

    role: str
    economy: str


class Forbidden(Exception):
    """An actor may not do this; it was written in the change log where that was possible."""

    def __init__(self, actor: "Actor", action: str, economies: Iterable[str]) -> None:
        self.actor, self.action, self.economies = actor, action, tuple(sorted(economies))
        where = f" in {', '.join(self.economies)}" if self.economies else ""
        roles = " or ".join(sorted(RIGHTS[action]))
        super().__init__(f"{actor.name} may not {action}{where}: that needs the role {roles}")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person by name (unique, and never given away again), by which door, with which roles.

    `via`: session, key, command or job. `key_id`: of the API key, where one was used.
    """

    name: str
    grants: frozenset[Grant]
    via: str = "command"
    key_id: str | None = None

    def may(self, action: str, economies: Iterable[str] = ()) -> bool:
        """Whether this action is theirs: in each of the economies; in any at all where none is named.

        Raises KeyError for an action that the table does not know.
        """
        roles = RIGHTS[action]
        held = [grant.economy for grant in self.grants if grant.role in roles]
        return bool(held) and (EVERY in held or all(economy in held for economy in economies))

    def economies(self, action: str) -> frozenset[str]:
        """The economies in which the action is theirs; `EVERY` stands for all."""
        return frozenset(grant.economy for grant in self.grants if grant.role in RIGHTS[action])

    def demand(self, action: str, economies: Iterable[str] = ()) -> None:
        """Return if they may. Raises Forbidden."""
        economies = tuple(economies)
        if not self.may(action, economies):
            raise Forbidden(self, action, economies)


SYSTEM: Final = Actor("greenlane", frozenset(), "job")
"""The server itself: its first publication, its jobs. It holds no role."""
