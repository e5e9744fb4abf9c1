"""Accounts: who there is, and which roles they hold. Nobody is ever removed: a name in the change log stays theirs."""

import hashlib
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Final

from ulid import ULID

from greenlane.core.declaration import Fault
from greenlane.core.rights import Actor, Forbidden, Grant
from greenlane.core.service import passwords
from greenlane.core.service.grants import (
    ADMIN,
    NAME,
    entry_of,
    grant_faults,
    name_faults,
    reach_of,
    said,
    subject_of,
)
from greenlane.core.service.guard import demand
from greenlane.core.service.people_errors import Contradicts, NoSuch, Refused
from greenlane.core.store import Store
from greenlane.core.store.people_rows import User
from greenlane.core.store.people_writing import PeopleWriting

OWN: Final = ("session", "key")
"""Doors at which the password in use is asked for again before it is changed."""
NO_LINK: Final = "This link was used, is void or is not ours: whoever starts the server is shown another."


class _BeyondThem(Exception):
    """Raised in a transaction: it concerns economies in which the actor does not manage people."""

    def __init__(self, economies: set[str]) -> None:
        super().__init__()
        self.economies = economies


class Accounts:
    """The use cases of an admin, and of who changes their own password. All raise StoreUnavailable."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def nobody(self) -> bool:
        """Whether there is no account yet."""
        return not self._store.people.users()

    def add_user(
        self,
        actor: Actor | None,
        name: str,
        *,
        password: str | None = None,
        grants: Collection[Grant] = (),
        reason: str = "",
        link: str | None = None,
    ) -> User:
        """Add somebody. `actor` is None for the first, who must be admin everywhere and have a password.

        `link`: the token of a set-up link, which this uses up. Raises Refused, Forbidden, Contradicts, NoSuch.
        """
        people = self._store.people
        if actor is not None:
            demand(self._store, actor, "manage people", reach_of(grants), subject_of(name))
        faults = [*name_faults(name), *grant_faults(grants, "/roles")]
        weak = None if password is None else passwords.fault(password, name)
        if actor is None and ADMIN not in grants:
            faults.append(Fault("/roles", "first_user", "The first user is admin in every economy: who else could be?"))
        if actor is None and password is None:
            faults.append(Fault("/password", "first_user", "The first user needs a password."))
        if weak:
            faults.append(weak)
        if faults:
            raise Refused(faults)
        kept = None if password is None else passwords.hashed(password)
        with people.changing() if actor is not None else people.founding() as changing:
            if actor is None and not changing.nobody():
                raise Contradicts("There are users already: somebody with the role admin adds others.")
            if link is not None and not changing.links.use(token_hash(link)):
                raise NoSuch(NO_LINK)
            if changing.user(name) is not None:
                raise Contradicts(f"The name {name} was given before, and names are not given away again.")
            user_id = str(ULID())
            changing.add_user(user_id, name, kept)
            changing.grant(user_id, set(grants))
            by = actor or Actor(name, frozenset(grants), "command" if link is None else "set-up link")
            detail = {"roles": said(grants), "password": kept is not None}
            changing.log(entry_of(by, "user.added", name, reason, reach_of(grants), detail))
            made = changing.user(name)
        assert made is not None
        return made

    def change_user(
        self,
        actor: Actor,
        name: str,
        *,
        grant: Collection[Grant] = (),
        revoke: Collection[Grant] = (),
        password: str | None = None,
        current: str | None = None,
        code: str | None = None,
        disabled: bool | None = None,
        reason: str = "",
        keep_session: str | None = None,
    ) -> User:
        """Change somebody, all at once or not at all. `current`: the password in use, of who changes their own;
        `code`: of their second factor.

        A new password, and being disabled, ends their sessions, all but `keep_session`.
        Raises Refused, Forbidden, NoSuch, Contradicts, SignInFailed, LockedOut, SecondFactorWanted.
        """
        own = name == actor.name and password is not None and not grant and not revoke and disabled is None
        if not own:
            demand(self._store, actor, "manage people", reach_of([*grant, *revoke]), subject_of(name))
        user = self._named(name)
        if user is None:
            raise NoSuch(f"There is no user {name[:64]!r}.")
        weak = None if password is None else passwords.fault(password, name)
        faults = [*grant_faults(grant, "/grant"), *grant_faults(revoke, "/revoke"), *([weak] if weak else ())]
        if faults:
            raise Refused(faults)
        if password is not None and name == actor.name and actor.via in OWN:
            self._confirm(user, current, code)
        kept = None if password is None else passwords.hashed(password)
        with self._changing(actor, f"user:{name}") as changing:
            if revoke or disabled:
                changing.admins()  # locked first and in one order, so that two admins cannot wait for each other
            found = changing.user(name)
            assert found is not None
            if not own:
                # Who may not give a role may neither take over an account that has it.
                self._within_reach(actor, reach_of([*grant, *revoke, *found.grants]))
            self._apply(changing, actor, found, set(grant), set(revoke), kept, disabled, reason, keep_session)
            if (revoke or disabled) and not changing.admins():
                raise Contradicts(f"{name} is the last admin in every economy; make somebody else one first.")
            made = changing.user(name)
        assert made is not None
        return made

    def grant(self, actor: Actor, name: str, grants: Collection[Grant], reason: str = "") -> User:
        """Give roles. Raises as `change_user` does."""
        return self.change_user(actor, name, grant=grants, reason=reason)

    def revoke(self, actor: Actor, name: str, grants: Collection[Grant], reason: str = "") -> User:
        """Take roles away, and with them what keys could do by them. Raises as `change_user` does."""
        return self.change_user(actor, name, revoke=grants, reason=reason)

    def disable(self, actor: Actor, name: str, reason: str = "") -> User:
        """Close an account: its sessions end, its keys open nothing. Raises as `change_user` does."""
        return self.change_user(actor, name, disabled=True, reason=reason)

    def set_password(
        self,
        actor: Actor,
        name: str,
        password: str,
        *,
        current: str | None = None,
        code: str | None = None,
        reason: str = "",
    ) -> User:
        """Set a password: one's own, or as admin somebody's. Raises as `change_user` does."""
        return self.change_user(actor, name, password=password, current=current, code=code, reason=reason)

    def users(self, actor: Actor) -> list[User]:
        """Everybody, by name. Raises Forbidden."""
        demand(self._store, actor, "manage people")
        return self._store.people.users()

    def user(self, actor: Actor, name: str) -> User:
        """Somebody; oneself without any right. Raises Forbidden, NoSuch."""
        if name != actor.name:
            demand(self._store, actor, "manage people", subject=subject_of(name))
        found = self._named(name)
        if found is None:
            raise NoSuch(f"There is no user {name[:64]!r}.")
        return found

    def _named(self, name: str) -> User | None:
        """The user of a name; what could be no name is not asked for, as a database may choke on it."""
        return self._store.people.user(name) if re.fullmatch(NAME, name) else None

    @staticmethod
    def _within_reach(actor: Actor, reach: set[str]) -> None:
        """Within `_changing`: whether they manage people in each of these economies."""
        if not actor.may("manage people", reach):
            raise _BeyondThem(reach)

    @contextmanager
    def _changing(self, actor: Actor, subject: str) -> Iterator[PeopleWriting]:
        """A transaction; what is refused within it is noted after it was undone."""
        try:
            with self._store.people.changing() as changing:
                yield changing
        except _BeyondThem as refused:
            demand(self._store, actor, "manage people", refused.economies, subject)
            raise Forbidden(actor, "manage people", refused.economies) from None

    def _confirm(self, user: User, current: str | None, code: str | None) -> None:
        raise NotImplementedError

    def _apply(
        self,
        changing: PeopleWriting,
        actor: Actor,
        user: User,
        grant: set[Grant],
        revoke: set[Grant],
        kept: str | None,
        disabled: bool | None,
        reason: str,
        keep_session: str | None,
    ) -> None:
        name, gained, lost = user.name, grant - user.grants, revoke & user.grants
        if gained:
            changing.grant(user.user_id, gained)
            changing.log(entry_of(actor, "role.granted", name, reason, reach_of(gained), said(gained)))
        if lost:
            changing.revoke(user.user_id, lost)
            changing.log(entry_of(actor, "role.revoked", name, reason, reach_of(lost), said(lost)))
        if kept is not None:
            changing.set_password(user.user_id, kept)
            changing.log(entry_of(actor, "user.password_set", name, reason))
        if disabled is not None and disabled != (user.disabled_at is not None):
            changing.set_disabled(user.user_id, disabled)
            changing.log(entry_of(actor, "user.disabled" if disabled else "user.enabled", name, reason))
        if kept is not None or disabled:
            changing.end_sessions(user.user_id, keep_session if user.name == actor.name else None)


def token_hash(token: str) -> str:
    """The hash of a token, which is what is kept of it."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
