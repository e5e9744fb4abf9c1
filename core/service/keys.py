"""API keys: made once and shown once, kept as hashes, never more able than who they belong to."""

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from ulid import ULID

from greenlane.core.declaration import Fault
from greenlane.core.rights import EVERY, Actor, Grant
from greenlane.core.service.grants import grant_faults, reach_of, said, subject_of
from greenlane.core.service.guard import demand
from greenlane.core.service.people_errors import NoSuch, Refused
from greenlane.core.service.sign_in import Sessions
from greenlane.core.store import Store
from greenlane.core.store.change_log import Entry
from greenlane.core.store.people_rows import Key

_ID: Final = re.compile("[0-7][0-9A-HJKMNP-TV-Z]{25}")
FORM: Final = re.compile(rf"gl_({_ID.pattern})_[A-Za-z0-9_-]{{43}}")
DAYS: Final = 365
MOST_DAYS: Final = 730
BELIEVED: Final = 1.0
"""Seconds for which a process takes a key as it read it: so much longer, at most, does a revoked key work."""
_KEPT: Final = 10_000
"""Keys that a process remembers at once."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key with its secret, which is not kept and cannot be shown again."""

    key: Key
    secret: str = field(repr=False)


class Keys(Sessions):
    """Use cases of API keys. All raise StoreUnavailable."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._known: dict[str, tuple[float, Actor]] = {}

    def actor_of_key(self, secret: str) -> Actor | None:
        """Who acts by a key; None where it opens nothing. Believed for `BELIEVED` seconds."""
        # The secret is the name in the dictionary: hashing it would cost as much as all else on this way, and the
        # process holds it in the request anyway.
        known = self._known.get(secret)
        if known is not None and time.monotonic() < known[0]:
            return known[1]
        return self._looked_up(secret)

    def add_key(
        self,
        actor: Actor,
        name: str,
        scopes: Collection[Grant],
        *,
        owner: str | None = None,
        days: int = DAYS,
        reason: str = "",
    ) -> NewKey:
        """Make a key of `owner` (the actor where None), usable for `days`.

        Raises Refused, Forbidden, NoSuch.
        """
        owner = owner or actor.name
        if owner == actor.name:
            demand(self._store, actor, "manage own keys", subject=subject_of(owner))
        else:
            demand(self._store, actor, "manage keys", reach_of(scopes), subject_of(owner))
        user = self._named(owner)
        if user is None or user.disabled_at is not None:
            raise NoSuch(f"There is no user {owner[:64]!r} who could use a key.")
        held = actor.grants if owner == actor.name else user.grants
        expires = user.read_at + timedelta(days=days)
        faults = [*_key_faults(name, scopes, days), *_more_than(scopes, held, owner)]
        parent = None if actor.key_id is None else self._store.people.key(actor.key_id)
        if parent is not None and owner == actor.name and expires > parent.expires_at:
            until = f"{parent.expires_at:%Y-%m-%d}"
            told = f"A key makes none that outlives it ({until}); with a password, you can."
            faults.append(Fault("/days", "outlives", told))
        if faults:
            raise Refused(faults)
        key_id = str(ULID())
        secret = f"gl_{key_id}_{secrets.token_urlsafe(32)}"
        with self._store.people.changing() as changing:
            changing.add_key(key_id, name, _hash(secret), user.user_id, frozenset(scopes), expires)
            detail = {
                "name": name,
                "owner": owner,
                "scopes": said(scopes),
                "expires_at": expires.isoformat(),
            }
            economies = sorted(reach_of(scopes))
            changing.log(Entry(actor.name, actor.via, "key.added", f"key:{key_id}", reason, economies, detail))
            made = changing.key(key_id)
        assert made is not None
        return NewKey(made, secret)

    def revoke_key(self, actor: Actor, key_id: str, reason: str = "") -> None:
        """Revoke a key: one's own, or as admin anybody's. Once revoked it stays so. Raises Forbidden, NoSuch."""
        key = self.key(actor, key_id)
        if key.owner.name == actor.name:
            demand(self._store, actor, "manage own keys", subject=f"key:{key_id}")
        else:
            demand(self._store, actor, "manage keys", reach_of(key.scopes), f"key:{key_id}")
        with self._store.people.changing() as changing:
            if changing.revoke_key(key_id):
                detail = {"name": key.name, "owner": key.owner.name}
                changing.log(Entry(actor.name, actor.via, "key.revoked", f"key:{key_id}", reason, detail=detail))
        for secret, (_, known) in list(self._known.items()):
            if known.key_id == key_id:
                self._known.pop(secret, None)

    def key(self, actor: Actor, key_id: str) -> Key:
        """A key: one's own, or as admin anybody's. Raises NoSuch, for those of others too."""
        found = self._store.people.key(key_id) if _ID.fullmatch(key_id) else None
        if found is None or (found.owner.name != actor.name and not actor.may("manage keys")):
            raise NoSuch("There is no key with this id.")
        return found

    def keys(self, actor: Actor) -> list[Key]:
        """One's own keys, or as admin all, newest first; revoked and expired ones too."""
        return self._store.people.keys(None if actor.may("manage keys") else actor.name)

    def somebody_may_check(self) -> bool:
        """Whether some key would be let in to check: a server that others reach is of no use before."""
        return any(
            key.usable and Actor(key.owner.name, effective(key), "key").may("check")
            for key in self._store.people.keys()
        )

    def owns(self, actor: Actor, owner: str | None) -> bool:
        """Whether a decision of `owner` is the actor's own: of the same key; of a person, also of their keys."""
        if owner is None:
            return False
        if owner == owner_of(actor):
            return True
        if actor.key_id is not None or owner.startswith("user:"):
            return False
        key = self._store.people.key(owner)
        return key is not None and key.owner.name == actor.name

    def _looked_up(self, secret: str) -> Actor | None:
        self._known.pop(secret, None)
        form = FORM.fullmatch(secret)
        if form is None:
            return None
        key = self._store.people.key(form[1])
        # Compared also where there is none, in the same time.
        same = hmac.compare_digest(key.secret_hash if key else "", _hash(secret))
        if key is None or not same or not key.usable:
            return None
        actor = Actor(key.owner.name, effective(key), "key", key.key_id)
        left = (key.expires_at - key.owner.read_at).total_seconds()
        if len(self._known) >= _KEPT:
            self._known.clear()
        self._known[secret] = (time.monotonic() + min(BELIEVED, left), actor)
        return actor


def effective(key: Key) -> frozenset[Grant]:
    """What a key may do now: of its scopes, what its owner still holds."""
    return frozenset(
        one
        for scope in key.scopes
        for held in key.owner.grants
        if scope.role == held.role
        for one in ((held,) if scope.economy == EVERY else (scope,) if held.economy in (EVERY, scope.economy) else ())
    )


def owner_of(actor: Actor) -> str:
    """Whose a decision is that the actor asks for."""
    return actor.key_id or f"user:{actor.name}"


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _key_faults(name: str, scopes: Collection[Grant], days: int) -> list[Fault]:
    faults = list(grant_faults(scopes, "/scopes"))
    if not name.strip() or len(name) > 100 or not name.isprintable():
        faults.append(Fault("/name", "bad_name", "A key's name says in 1 to 100 characters what it is for."))
    if not scopes:
        faults.append(Fault("/scopes", "empty", "A key without a scope opens nothing: name at least one."))
    if not 1 <= days <= MOST_DAYS:
        faults.append(Fault("/days", "out_of_range", f"A key is good for 1 to {MOST_DAYS} days."))
    return faults


def _more_than(scopes: Collection[Grant], held: Collection[Grant], owner: str) -> list[Fault]:
    return [
        Fault(f"/scopes/{place}", "not_held", f"{owner} does not hold {one.role}@{one.economy}.")
        for place, one in enumerate(scopes)
        if one not in held and Grant(one.role, EVERY) not in held
    ]
