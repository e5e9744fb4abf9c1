"""What the store can answer instead of doing as asked. No driver's exception leaves this folder."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError, SQLAlchemyError


class StoreError(Exception):
    """The root of everything that the store raises."""


class StoreUnavailable(StoreError):
    """The database cannot be reached, is locked, full or not upgraded; the caller may try again later.

    A record that was being committed when this was raised may have been stored: it was not acknowledged.
    """


class UnsafeDatabase(StoreError):
    """The database would acknowledge what it could still lose; the server must not start on it."""


class RecordRefused(StoreError):
    """A record contradicts what is stored (its id is taken, its rule set is unknown)."""


class UnknownRuleSet(StoreError, LookupError):
    """No rule set has this number."""

    def __init__(self, version: int) -> None:
        """Keep the number that was asked for."""
        super().__init__(f"no rule set {version} has been published")
        self.version = version


class RuleSetMoved(StoreError):
    """Another rule set came into force while the decision was made; nothing of it was stored.

    `in_force` is the number to decide by now, or None when nothing has been published.
    """

    def __init__(self, in_force: int | None) -> None:
        """Keep the number in force."""
        super().__init__(f"rule set {in_force} is in force now")
        self.in_force = in_force


class PublishedMeanwhile(StoreError):
    """Another rule set was published since this one was made ready; nothing was. `newest` is its number."""

    def __init__(self, newest: int) -> None:
        """Keep the newest number."""
        super().__init__(f"rule set {newest} was published meanwhile")
        self.newest = newest


class AlreadyAnswered(StoreError):
    """The idempotency key is taken: `decision_id` stands, and `body_digest` says for which body."""

    def __init__(self, decision_id: str, body_digest: str) -> None:
        """Keep the decision that stands and the digest of the body that it answered."""
        super().__init__(f"decision {decision_id} was already given under this key")
        self.decision_id = decision_id
        self.body_digest = body_digest


@contextmanager
def own_errors() -> Iterator[None]:
    """Turn failures of SQLAlchemy and of the file system into ours."""
    try:
        yield
    except IntegrityError as error:
        raise RecordRefused(str(error.orig)) from error
    except (SQLAlchemyError, OSError) as error:
        cause = getattr(error, "orig", None) or error
        raise StoreUnavailable(f"{type(cause).__name__}: {cause}") from error
