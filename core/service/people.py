"""People as every door knows them: accounts, sign-in, second factors and keys in one object."""

from greenlane.core.service.grants import ADMIN
from greenlane.core.service.keys import BELIEVED, DAYS, MOST_DAYS, Keys, NewKey, effective, owner_of
from greenlane.core.service.people_errors import (
    Contradicts,
    LockedOut,
    NoSuch,
    Refused,
    SecondFactorWanted,
    SecondFactorWrong,
    SignInFailed,
)
from greenlane.core.service.second_factor import Enrolment, SecondFactors
from greenlane.core.service.sign_in import SignedIn, csrf_of


class People(Keys, SecondFactors):
    """The use cases of people. One a process; threads share it."""


__all__ = [
    "ADMIN",
    "BELIEVED",
    "DAYS",
    "MOST_DAYS",
    "Contradicts",
    "Enrolment",
    "LockedOut",
    "NewKey",
    "NoSuch",
    "People",
    "Refused",
    "SecondFactorWanted",
    "SecondFactorWrong",
    "SignInFailed",
    "SignedIn",
    "csrf_of",
    "effective",
    "owner_of",
]
