"""Passwords: argon2id, and the same work for a name that nobody has."""

import secrets
import threading
import unicodedata
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from greenlane.core.declaration import Fault

SHORTEST: Final = 12
LONGEST: Final = 200
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""About 20 ms and 19 MiB."""
_ROOM: Final = threading.BoundedSemaphore(2)
"""How many are hashed at once in a process: sign-ins must not take the memory and the cores that checks need."""


def hashed(password: str) -> str:
    """The hash to keep."""
    with _ROOM:
        return _HASHER.hash(_plain(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether it is the password that was hashed. Without one (None) it is not, after the same time."""
    with _ROOM:
        try:
            _HASHER.verify(kept or _nobodys(), _plain(password))
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None


def outdated(kept: str) -> bool:
    """Whether a hash was made with other costs than now, and should be made again while the password is at hand."""
    return _HASHER.check_needs_rehash(kept)


def fault(password: str, name: str) -> Fault | None:
    """What is wrong with a password that somebody of this name wants to take."""
    if len(password) < SHORTEST:
        return Fault("/password", "too_short", f"A password has at least {SHORTEST} characters.")
    if len(password) > LONGEST:
        return Fault("/password", "too_long", f"A password has at most {LONGEST} characters.")
    if name.casefold() in password.casefold() and len(password) < len(name) + SHORTEST:
        return Fault("/password", "guessable", f"Besides the name, a password has at least {SHORTEST} characters.")
    if len(set(password)) < 5:
        return Fault("/password", "guessable", "A password has at least five different characters.")
    return None


def _plain(password: str) -> bytes:
    # Keyboards differ in how they compose an accented letter.
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


@cache
def _nobodys() -> str:
    return _HASHER.hash(secrets.token_bytes(32))
