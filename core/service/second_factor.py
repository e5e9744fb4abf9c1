"""A second factor: begun with a secret, in use once a code of it was given, and from then on taken at every sign-in."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from greenlane.core.declaration import Fault
from greenlane.core.rights import Actor
from greenlane.core.service import totp
from greenlane.core.service.accounts import OWN
from greenlane.core.service.grants import entry_of, reach_of, subject_of
from greenlane.core.service.guard import demand
from greenlane.core.service.people_errors import Contradicts, NoSuch, Refused
from greenlane.core.service.sign_in import Sessions
from greenlane.core.store.people_rows import User
from greenlane.core.store.people_writing import PeopleWriting
from greenlane.core.store.second_factors import SecondFactor

CONFIRM_WITHIN: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A second factor that was begun. `address`: what an app takes, as a QR code; `secret`: the same to type."""

    secret: str = field(repr=False)
    address: str = field(repr=False)
    until: datetime


class SecondFactors(Sessions):
    """Use cases of second factors. All raise StoreUnavailable."""

    def second_factor(self, actor: Actor) -> SecondFactor | None:
        """One's own, where it is in use."""
        found = self._factor(actor.name)
        return None if found is None or found.confirmed_at is None else found

    def begin_second_factor(self, actor: Actor, password: str) -> Enrolment:
        """Make a secret for the actor, in the place of one that was begun and not confirmed.

        Raises SignInFailed, LockedOut; Contradicts where one is in use.
        """
        if self.second_factor(actor) is not None:
            raise Contradicts(_IN_USE)
        secret = totp.new_secret()

        def begin(changing: PeopleWriting, user: User) -> Enrolment:
            changing.second.begin(user.user_id, secret)
            return _enrolment(secret, user.name, changing.now)

        return self._proved(actor.name, password, None, "", begin)

    def begun_second_factor(self, actor: Actor) -> Enrolment | None:
        """What the actor began and can still confirm."""
        user = self._named(actor.name)
        found = None if user is None else self._store.people.second_factor(user)
        if user is None or found is None or found.confirmed_at is not None:
            return None
        return _enrolment(found.secret, user.name, found.made_at) if _fresh(found, user.read_at) else None

    def confirm_second_factor(self, actor: Actor, code: str, keep_session: str | None = None) -> tuple[str, ...]:
        """Take what was begun into use; the recovery codes, which are not kept. Sessions end, but `keep_session`.

        Raises Refused for a wrong code, Contradicts where one is in use, NoSuch where none was begun.
        """
        codes = totp.new_recovery_codes()
        with self._store.people.changing() as changing:
            user = changing.user(actor.name)
            found = None if user is None else changing.second.of(user.user_id)
            if found is not None and found.confirmed_at is not None:
                raise Contradicts(_IN_USE)
            if user is None or found is None or not _fresh(found, changing.now):
                raise NoSuch("No second factor was begun in the last 15 minutes: begin it anew.")
            step = totp.step_of(found.secret, code, changing.now, None)
            if step is None:
                raise Refused([Fault("/code", "wrong_code", _WRONG)])
            changing.second.confirm(user.user_id, step)
            _keep(changing, user, codes)
            changing.end_sessions(user.user_id, keep_session)
            changing.log(entry_of(actor, "user.second_factor_added", user.name, ""))
        return codes

    def new_recovery_codes(self, actor: Actor, password: str, code: str | None) -> tuple[str, ...]:
        """Ten others in the place of all that are left. Raises NoSuch, and as `sign_in` does."""
        codes = totp.new_recovery_codes()

        def renew(changing: PeopleWriting, user: User) -> tuple[str, ...]:
            _in_use(changing, user)
            _keep(changing, user, codes)
            changing.log(entry_of(actor, "user.recovery_codes_made", user.name, ""))
            return codes

        return self._proved(actor.name, password, code, "", renew)

    def remove_second_factor(
        self, actor: Actor, name: str, *, password: str | None = None, code: str | None = None, reason: str = ""
    ) -> None:
        """Remove one's own, by password and code; or as admin somebody's, who has lost it.

        Raises Refused, Forbidden, NoSuch, and as `sign_in` does.
        """
        own = name == actor.name
        if not own:
            demand(self._store, actor, "manage people", subject=subject_of(name))
        if self._named(name) is None:
            raise NoSuch(f"There is no user {name[:64]!r}.")

        def remove(changing: PeopleWriting, user: User) -> None:
            _in_use(changing, user)
            changing.second.remove(user.user_id)
            changing.log(entry_of(actor, "user.second_factor_removed", name, reason))

        if own and actor.via in OWN:
            if password is None:
                said = "To remove your second factor, give your password and a code."
                raise Refused([Fault("/current_password", "required", said)])
            return self._proved(name, password, code, "", remove)
        with self._changing(actor, f"user:{name}") as changing:
            user = changing.user(name)
            assert user is not None
            if not own:
                self._within_reach(actor, reach_of(user.grants))
            remove(changing, user)

    def _factor(self, name: str) -> SecondFactor | None:
        user = self._named(name)
        return None if user is None else self._store.people.second_factor(user)


_IN_USE: Final = "A second factor is in use. To use another one, remove it first."
_WRONG: Final = "This is not the code that the app shows now. Look at the clock of the device, and type the newest one."


def _enrolment(secret: str, name: str, begun: datetime) -> Enrolment:
    return Enrolment(secret, totp.address_of(secret, name), begun + CONFIRM_WITHIN)


def _fresh(begun: SecondFactor, now: datetime) -> bool:
    return now - begun.made_at < CONFIRM_WITHIN


def _in_use(changing: PeopleWriting, user: User) -> None:
    found = changing.second.of(user.user_id)
    if found is None or found.confirmed_at is None:
        raise NoSuch(f"{user.name} has no second factor.")


def _keep(changing: PeopleWriting, user: User, codes: tuple[str, ...]) -> None:
    hashes = [totp.recovery_hash(user.user_id, code) for code in codes]
    changing.second.set_recovery_codes(user.user_id, [one for one in hashes if one is not None])
