"""Codes of a second factor: those of an app (TOTP, RFC 6238: six digits, 30 seconds), and recovery codes."""

import hashlib
import hmac
import re
import secrets
from datetime import datetime
from typing import Final

import pyotp

SECONDS: Final = 30
AROUND: Final = 1
"""Time steps before and after this one whose codes are taken: clocks differ, and people type slowly."""
RECOVERY_CODES: Final = 10
_ISSUER: Final = "Greenlane"
_LETTERS: Final = "0123456789abcdefghjkmnpqrstvwxyz"
"""32 that are not mistaken for one another; what they are mistaken for is read as them."""
_READ_AS: Final = str.maketrans("oil", "011")
_LENGTH: Final = 16
"""80 bits: that many cannot be guessed from a hash, however fast it is made."""


def new_secret() -> str:
    """A secret of 160 bits, in base 32."""
    return pyotp.random_base32()


def address_of(secret: str, name: str) -> str:
    """The `otpauth:` address that an app takes, typed in or as a QR code."""
    return pyotp.TOTP(secret, name=name, issuer=_ISSUER).provisioning_uri()


def step_of(secret: str, code: str, now: datetime, last: int | None) -> int | None:
    """The time step whose code this is, near `now` and after the step `last`; None where it is not right."""
    typed = re.sub(r"[\s-]", "", code)
    if not re.fullmatch("[0-9]{6}", typed):
        return None
    one = pyotp.TOTP(secret)
    this = int(now.timestamp()) // SECONDS
    found = None
    # All are compared, so that the time taken does not tell which was near.
    for step in range(this + AROUND, this - AROUND - 1, -1):
        same = hmac.compare_digest(one.generate_otp(step), typed)
        if same and (last is None or step > last):
            found = step
    return found


def new_recovery_codes() -> tuple[str, ...]:
    """Ten codes in groups of four, to be shown once."""
    return tuple(_new_code() for _ in range(RECOVERY_CODES))


def recovery_hash(user_id: str, code: str) -> str | None:
    """The hash to keep of a recovery code, however it is typed; None where it is none by its form."""
    typed = re.sub(r"[\s-]", "", code).lower().translate(_READ_AS)
    if len(typed) != _LENGTH or set(typed) - set(_LETTERS):
        return None
    return hashlib.sha256(f"{user_id}:{typed}".encode()).hexdigest()


def _new_code() -> str:
    letters = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    return "-".join(letters[start : start + 4] for start in range(0, _LENGTH, 4))
