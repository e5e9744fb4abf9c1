"""What the use cases of people refuse, and why; `Forbidden` is in core/rights.py."""

from collections.abc import Iterable
from datetime import datetime

from greenlane.core.declaration import Fault


class Refused(ValueError):
    """What was given cannot be taken: every fault, each at its field."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(fault.message for fault in self.faults))


class NoSuch(LookupError):
    """Nobody and nothing has this name or id; or it is not for the asker to know."""


class Contradicts(ValueError):
    """It contradicts what there is: a name that was given before, the last admin."""


class SignInFailed(Exception):
    """Name or password is wrong; which of the two is not said."""

    def __init__(self) -> None:
        super().__init__("The name or the password is wrong.")


class SecondFactorWanted(Exception):
    """Name and password are right, and do not suffice. `proof`: that they were, to go on without the password."""

    said = "This name signs in with a second factor: give the code that the app shows too, or a recovery code."

    def __init__(self, proof: str) -> None:
        super().__init__(self.said)
        self.proof = proof


class SecondFactorWrong(SecondFactorWanted):
    """The code is not right, or was used; it counts as a wrong password does."""

    said = "The code is wrong, or was used before: the app shows another every 30 seconds, a recovery code works once."


class LockedOut(Exception):
    """Too many failures: until an instant nobody signs in by this name, whatever the password."""

    def __init__(self, until: datetime, seconds: int) -> None:
        super().__init__(f"Sign-in failed too often by this name: it is closed until {until:%Y-%m-%d %H:%M:%S} UTC.")
        self.until, self.seconds = until, seconds
