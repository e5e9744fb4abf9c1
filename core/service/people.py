"""People as every door knows them: accounts, sign-in and keys in one object."""

from greenlane.core.service.grants import ADMIN
from greenlane.core.service.keys import BELIEVED, DAYS, MOST_DAYS, Keys, NewKey, effective, owner_of
from greenlane.core.service.people_errors import Contradicts, LockedOut, NoSuch, Refused, SignInFailed
from greenlane.core.service.sign_in import SignedIn, csrf_of


class People(Keys):
    """The use cases of people. One a process; threads share it."""


__all__ = [
    "ADMIN",
    "BELIEVED",
    "DAYS",
    "MOST_DAYS",
    "Contradicts",
    "LockedOut",
    "NewKey",
    "NoSuch",
    "People",
    "Refused",
    "SignInFailed",
    "SignedIn",
    "csrf_of",
    "effective",
    "owner_of",
]
