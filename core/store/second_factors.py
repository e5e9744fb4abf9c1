"""Second factors and their recovery codes in the database. What makes a code right is decided above this."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from greenlane.core.store.console_schema import recovery_codes, second_factors
from greenlane.core.store.records import from_microseconds


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """Somebody's second factor. It is asked for once it is confirmed.

    `last_step`: the newest time step whose code was taken. `recovery_codes`: how many are left.
    """

    secret: str = field(repr=False)
    made_at: datetime
    confirmed_at: datetime | None
    last_step: int | None
    recovery_codes: int


def read_second_factor(connection: sa.Connection, user_id: str) -> SecondFactor | None:
    """The second factor of a user, confirmed or not."""
    row = connection.execute(sa.select(second_factors).where(second_factors.c.user_id == user_id)).one_or_none()
    if row is None:
        return None
    left = sa.select(sa.func.count()).where(recovery_codes.c.user_id == user_id, recovery_codes.c.used_at.is_(None))
    return SecondFactor(
        row.secret,
        from_microseconds(row.made_at),
        None if row.confirmed_at is None else from_microseconds(row.confirmed_at),
        row.last_step,
        connection.execute(left).scalar_one(),
    )


class SecondFactorWriting:
    """Part of a transaction over people. Who calls holds the user's row: two codes are never looked at at once."""

    def __init__(self, connection: sa.Connection, now: int) -> None:
        self._connection = connection
        self._now = now

    def of(self, user_id: str) -> SecondFactor | None:
        """The second factor of a user, confirmed or not."""
        return read_second_factor(self._connection, user_id)

    def begin(self, user_id: str, secret: str) -> None:
        """Keep a secret that is not asked for yet, in the place of whatever was there."""
        self.remove(user_id)
        self._connection.execute(second_factors.insert().values(user_id=user_id, secret=secret, made_at=self._now))

    def confirm(self, user_id: str, step: int) -> None:
        """From now on it is asked for; the code of this time step is used up."""
        self._set(user_id, confirmed_at=self._now, last_step=step)

    def use_step(self, user_id: str, step: int) -> None:
        """Use up the code of a time step, and all before it."""
        self._set(user_id, last_step=step)

    def use_recovery_code(self, user_id: str, code_hash: str) -> bool:
        """Use up a recovery code; False where there is none such that was not used."""
        unused = (
            recovery_codes.c.user_id == user_id,
            recovery_codes.c.code_hash == code_hash,
            recovery_codes.c.used_at.is_(None),
        )
        done = self._connection.execute(recovery_codes.update().where(*unused).values(used_at=self._now))
        return done.rowcount == 1

    def set_recovery_codes(self, user_id: str, hashes: Iterable[str]) -> None:
        """Other recovery codes in the place of all there were."""
        self._connection.execute(recovery_codes.delete().where(recovery_codes.c.user_id == user_id))
        for code_hash in hashes:
            self._connection.execute(recovery_codes.insert().values(user_id=user_id, code_hash=code_hash))

    def remove(self, user_id: str) -> None:
        """Remove it, with its recovery codes."""
        for table in (recovery_codes, second_factors):
            self._connection.execute(table.delete().where(table.c.user_id == user_id))

    def _set(self, user_id: str, **values: object) -> None:
        self._connection.execute(second_factors.update().where(second_factors.c.user_id == user_id).values(**values))
