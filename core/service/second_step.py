"""The second step of sign-in: whether a code is right, and a proof that the first step was."""

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Final

from greenlane.core.digits import is_number
from greenlane.core.service import totp
from greenlane.core.service.people_errors import SecondFactorWanted, SecondFactorWrong
from greenlane.core.store.change_log import Entry
from greenlane.core.store.people_rows import User
from greenlane.core.store.people_writing import PeopleWriting

STEP_WITHIN: Final = timedelta(minutes=5)


class Proofs:
    """Says that a password was right, for five minutes and while it is the password; threads share it.

    A page can ask for the code without holding the password. The key is that of the process which wires the parts:
    its workers have it too. Where another host is asked, the proof does not hold, and the password is typed again.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def make(self, user: User) -> str:
        """A proof for who was just found to know the password."""
        until = str(int((user.read_at + STEP_WITHIN).timestamp()))
        return f"{until}.{self._signed(user, until)}"

    def holds(self, user: User | None, proof: str) -> bool:
        """Whether it is a proof for this user."""
        until, _, signed = proof.partition(".")
        if user is None or not is_number(until, 12):
            return False
        same = hmac.compare_digest(signed.encode("utf-8", "surrogatepass"), self._signed(user, until).encode())
        return same and user.read_at.timestamp() < int(until)

    def _signed(self, user: User, until: str) -> str:
        said = f"{user.user_id} {until} {user.password_hash}"
        return hmac.new(self._key, said.encode(), hashlib.sha256).hexdigest()


def wanting(
    changing: PeopleWriting, user: User, code: str | None, via: str, proofs: Proofs
) -> SecondFactorWanted | None:
    """What is wanting of the second factor of a user whose row is held; a code that is right is used up."""
    # Asked for now, as it may have been confirmed while the row was waited for.
    factor = changing.second.of(user.user_id)
    if factor is None or factor.confirmed_at is None:
        return None
    if not code:
        return SecondFactorWanted(proofs.make(user))
    step = totp.step_of(factor.secret, code, changing.now, factor.last_step)
    if step is not None:
        changing.second.use_step(user.user_id, step)
        return None
    kept = totp.recovery_hash(user.user_id, code)
    if kept is not None and changing.second.use_recovery_code(user.user_id, kept):
        detail = {"left": factor.recovery_codes - 1}
        entry = Entry(user.name, via or "session", "user.recovery_code_used", f"user:{user.name}", detail=detail)
        changing.log(entry)
        return None
    return SecondFactorWrong(proofs.make(user))
