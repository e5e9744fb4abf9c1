"""Names and roles of people: what is wrong with them as they were given, and how the change log says them."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from greenlane.core.declaration import Fault
from greenlane.core.declaration.repairs import nearest
from greenlane.core.rights import EVERY, ROLES, SYSTEM, Actor, Grant
from greenlane.core.store.change_log import Entry
from greenlane.core.terms.codes import ECONOMIES, PLACELESS

NAME: Final = r"[a-z0-9][a-z0-9._-]{0,63}"
ADMIN: Final = Grant("admin", EVERY)
_RESERVED: Final = frozenset({SYSTEM.name, "anonymous"})


def grant_faults(grants: Iterable[Grant], pointer: str) -> Iterator[Fault]:
    """What is wrong with roles as they were given."""
    for place, one in enumerate(grants):
        if one.role not in ROLES:
            said = f"{one.role[:40]!r} is no role; there are {', '.join(ROLES)}."
            yield Fault(f"{pointer}/{place}/role", "unknown_role", said, nearest(one.role, ROLES))
        if one.economy != EVERY and one.economy not in ECONOMIES | PLACELESS:
            said = f"{one.economy[:40]!r} is no economy: two capital letters (ISO 3166-1 alpha-2), EU, or * for all."
            yield Fault(f"{pointer}/{place}/economy", "unknown_economy", said)


def name_faults(name: str) -> Iterator[Fault]:
    """What is wrong with a name that somebody is to have."""
    if not re.fullmatch(NAME, name):
        said = "A name has 1 to 64 small letters, digits, and . _ - after the first."
        yield Fault("/name", "bad_name", said)
    elif name in _RESERVED:
        yield Fault("/name", "bad_name", f"{name} is the name of nobody, in the change log.")


def subject_of(name: str) -> str:
    """A user in the change log, by whatever name they were asked for."""
    return f"user:{name}" if re.fullmatch(NAME, name) else "user:?"


def reach_of(grants: Iterable[Grant]) -> set[str]:
    """The economies in which roles are held; EVERY is one of its own."""
    return {one.economy for one in grants}


def said(grants: Iterable[Grant]) -> list[str]:
    """Roles as the change log has them."""
    return sorted(f"{one.role}@{one.economy}" for one in grants)


def entry_of(
    actor: Actor, action: str, name: str, reason: str, economies: Iterable[str] = (), detail: object = None
) -> Entry:
    """What is done to a user, for the change log."""
    return Entry(actor.name, actor.via, action, f"user:{name}", reason, sorted(economies), detail)
