"""Links by which the first account is made, in the database; of their tokens the hashes."""

from datetime import datetime

import sqlalchemy as sa

from greenlane.core.store.console_schema import set_up_links
from greenlane.core.store.records import from_microseconds, to_microseconds


def read_set_up_link(connection: sa.Connection, now: int, token_hash: str) -> datetime | None:
    """Until when a link holds; None where it does not."""
    query = sa.select(set_up_links.c.expires_at).where(*_holds(token_hash, now))
    found = connection.execute(query).scalar_one_or_none()
    return None if found is None else from_microseconds(found)


class SetUpLinkWriting:
    """Part of a transaction over people that overlaps no other which founds."""

    def __init__(self, connection: sa.Connection, now: int) -> None:
        self._connection = connection
        self._now = now

    def replace(self, token_hash: str, expires_at: datetime) -> None:
        """Keep a link, and void those that were not used."""
        self._connection.execute(set_up_links.delete().where(set_up_links.c.used_at.is_(None)))
        values = {"token_hash": token_hash, "made_at": self._now, "expires_at": to_microseconds(expires_at)}
        self._connection.execute(set_up_links.insert().values(**values))

    def use(self, token_hash: str) -> bool:
        """Use a link up; False where it does not hold."""
        held = set_up_links.update().where(*_holds(token_hash, self._now))
        return self._connection.execute(held.values(used_at=self._now)).rowcount == 1


def _holds(token_hash: str, now: int) -> tuple[sa.ColumnElement[bool], ...]:
    links = set_up_links.c
    return links.token_hash == token_hash, links.used_at.is_(None), links.expires_at > now
