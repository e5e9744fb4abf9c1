"""Sign-in by name, password and second factor, and the sessions of browsers. Of tokens the hashes are kept."""

import hashlib
import hmac
import math
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeVar

from ulid import ULID

from greenlane.core.declaration import Fault
from greenlane.core.rights import Actor
from greenlane.core.service import passwords
from greenlane.core.service.accounts import Accounts, token_hash
from greenlane.core.service.people_errors import (
    LockedOut,
    NoSuch,
    Refused,
    SecondFactorWrong,
    SignInFailed,
)
from greenlane.core.service.second_step import Proofs, wanting
from greenlane.core.store import Store, StoreUnavailable
from greenlane.core.store.change_log import Entry
from greenlane.core.store.people_rows import Session, User
from greenlane.core.store.people_writing import PeopleWriting

T = TypeVar("T")
FAILURES: Final = 10
LOCKED_FOR: Final = timedelta(minutes=15)
IDLE: Final = timedelta(hours=12)
LONGEST: Final = timedelta(days=7)
_NOTED_EVERY: Final = timedelta(minutes=1)
"""How exactly it is kept when a session was last used: not each request writes."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that began. `token` is for the cookie; `csrf` for the header of requests that change something."""

    token: str
    csrf: str
    session_id: str
    expires_at: datetime
    user: User


class Sessions(Accounts):
    """Use cases of who signs in with a password. All raise StoreUnavailable."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._proofs = Proofs()

    def sign_in(
        self, name: str, password: str, code: str | None = None, *, proof: str | None = None, agent: str = ""
    ) -> SignedIn:
        """Begin a session. `code`: of who has a second factor; `proof`, of SecondFactorWanted: instead of a password.

        Raises SignInFailed, LockedOut; SecondFactorWanted where the password alone is right, SecondFactorWrong.
        """
        token = secrets.token_urlsafe(32)
        session_id = str(ULID())

        def begin(changing: PeopleWriting, user: User) -> SignedIn:
            changing.forget_sessions(user.user_id, changing.now - 2 * LONGEST)
            changing.add_session(user.user_id, session_id, token_hash(token), agent[:200])
            return SignedIn(token, csrf_of(token), session_id, changing.now + LONGEST, user)

        return self._proved(name, password, code, "session", begin, proof)

    def authenticate(self, name: str, password: str, code: str | None = None) -> Actor:
        """Who has this name and password, for one command. Raises as `sign_in` does."""
        return self._proved(name, password, code, "command", lambda _, user: Actor(user.name, user.grants, "command"))

    def session_of(self, token: str) -> Session | None:
        """The session of a token; None where there is none that still holds."""
        found = self._store.people.session(token_hash(token))
        if found is None or found.ended_at is not None or found.owner.disabled_at is not None:
            return None
        now = found.owner.read_at
        if now - found.created_at >= LONGEST or now - found.seen_at >= IDLE:
            return None
        if now - found.seen_at >= _NOTED_EVERY:
            try:
                with self._store.people.changing() as changing:
                    changing.seen(found.session_id)
            except StoreUnavailable:  # it is noted the next time
                pass
        return found

    def actor_of_session(self, token: str) -> Actor | None:
        """Who acts by a session; None where there is none that still holds."""
        found = self.session_of(token)
        return None if found is None else Actor(found.owner.name, found.owner.grants, "session")

    def sign_out(self, token: str) -> None:
        """End the session of a token, if it has one."""
        found = self._store.people.session(token_hash(token))
        if found is not None and found.ended_at is None:
            with self._store.people.changing() as changing:
                changing.end_session(found.session_id)
                changing.log(Entry(found.owner.name, "session", "user.signed_out", f"user:{found.owner.name}"))

    def sessions(self, actor: Actor) -> list[Session]:
        """The actor's own sessions that still hold, newest first."""
        return [
            one
            for one in self._store.people.sessions(actor.name)
            if one.owner.read_at - one.created_at < LONGEST and one.owner.read_at - one.seen_at < IDLE
        ]

    def end_session(self, actor: Actor, session_id: str) -> None:
        """End one of the actor's own sessions. Raises NoSuch."""
        if all(one.session_id != session_id for one in self._store.people.sessions(actor.name)):
            raise NoSuch("You have no session with this id.")
        with self._store.people.changing() as changing:
            changing.end_session(session_id)
            detail = {"session": session_id}
            changing.log(Entry(actor.name, actor.via, "user.signed_out", f"user:{actor.name}", detail=detail))

    def end_other_sessions(self, actor: Actor, keep: str) -> int:
        """End the actor's own sessions but the one with the id `keep`; how many there were."""
        others = [one.session_id for one in self.sessions(actor) if one.session_id != keep]
        user = self._named(actor.name)
        if user is not None and others:
            with self._store.people.changing() as changing:
                changing.end_sessions(user.user_id, keep)
                detail = {"sessions": len(others)}
                changing.log(Entry(actor.name, actor.via, "user.signed_out", f"user:{actor.name}", detail=detail))
        return len(others)

    def _confirm(self, user: User, current: str | None, code: str | None) -> None:
        if current is None:
            raise Refused([Fault("/current_password", "required", "To change your password, give the one in use too.")])
        self._proved(user.name, current, code, "", lambda *_: None)

    def _proved(
        self,
        name: str,
        password: str,
        code: str | None,
        via: str,
        then: Callable[[PeopleWriting, User], T],
        proof: str | None = None,
    ) -> T:
        """What `then` makes, in the transaction that finds all right and notes it (`via` "" does not).

        Whoever asks while the lock holds learns nothing of password and code: however many try at once, the
        transactions come one after the other, and those after the tenth failure are refused unseen. Failures are
        forgotten only where nothing is wanting: else who knows the password could guess codes for ever.
        """
        people = self._store.people
        user = self._named(name)
        subject = f"user:{name}" if user else _stranger(name)
        if user is not None and user.locked:
            raise _locked(user)
        if proof is not None and not self._proofs.holds(user, proof):
            raise SignInFailed  # it lapsed: nobody guesses one, so it does not count
        right = proof is not None or passwords.matches(user.password_hash if user else None, password)
        failure: Exception
        with people.changing() as changing:
            found = changing.user(name) if user else None
            if found is None:
                failure = _unknown(changing, subject)
            elif found.locked:
                failure = _locked(found)
            elif not right or found.disabled_at is not None or (user and user.password_hash != found.password_hash):
                failure = _failed(changing, found)
            elif (wanted := wanting(changing, found, code, via, self._proofs)) is not None:
                if isinstance(wanted, SecondFactorWrong):
                    _failed(changing, found, second_factor=True)
                failure = wanted
            else:
                if found.failures or found.locked_until:
                    changing.set_failures(found.user_id, 0, None)
                if proof is None and found.password_hash and passwords.outdated(found.password_hash):
                    changing.set_password(found.user_id, passwords.hashed(password))
                if via:
                    changing.log(Entry(name, via, "user.signed_in", subject))
                return then(changing, found)
        raise failure


def csrf_of(token: str) -> str:
    """What a page of this session sends in `X-Greenlane-CSRF`. It does not tell the token."""
    return hmac.new(token.encode(), b"greenlane csrf", hashlib.sha256).hexdigest()


def _locked(user: User) -> LockedOut:
    assert user.locked_until is not None
    return LockedOut(user.locked_until, math.ceil((user.locked_until - user.read_at).total_seconds()))


def _failed(changing: PeopleWriting, user: User, *, second_factor: bool = False) -> SignInFailed:
    failures = user.failures + 1
    until = changing.now + LOCKED_FOR if failures >= FAILURES else None
    changing.set_failures(user.user_id, 0 if until else failures, until)
    detail: dict[str, object] | None = {"closed_until": until.isoformat()} if until else None
    if second_factor:
        detail = {**(detail or {}), "second_factor": "wrong"}
    changing.log(Entry("anonymous", "session", "user.sign_in_failed", f"user:{user.name}", detail=detail))
    return SignInFailed()


def _stranger(name: str) -> str:
    # Not in clear: people type their password where the name belongs.
    return "stranger:" + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _unknown(changing: PeopleWriting, subject: str) -> Exception:
    """As a user's failures are counted, so that nobody learns by being locked out which names there are."""
    count, last = changing.logged("user.sign_in_failed", subject)
    until = None if last is None else last + LOCKED_FOR
    if until is not None and count % FAILURES == 0 and until > changing.now:
        return LockedOut(until, math.ceil((until - changing.now).total_seconds()))
    changing.log(Entry("anonymous", "session", "user.sign_in_failed", subject))
    return SignInFailed()
