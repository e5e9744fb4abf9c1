"""What goes into the store and comes out of it, as frozen values."""

import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MICROSECOND = datetime.timedelta(microseconds=1)


def to_microseconds(instant: datetime.datetime) -> int:
    """An aware instant as microseconds since 1970 UTC, the stored form. ValueError if it is naive."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no time zone")
    return (instant - _EPOCH) // _MICROSECOND


def from_microseconds(microseconds: int) -> datetime.datetime:
    """The aware UTC instant of a stored number."""
    return _EPOCH + microseconds * _MICROSECOND


@dataclass(frozen=True, slots=True)
class RuleSetHeader:
    """A published rule set without its content; in force from `effective_at` until a higher number is."""

    version: int
    digest: str
    published_at: datetime.datetime
    effective_at: datetime.datetime
    published_by: str
    reason: str
    #: packs, draft, rollback, cancellation or carried (published again over a later one).
    origin: str = "packs"
    #: The draft it came from.
    draft_id: str | None = None
    #: The number whose content it took over.
    source: int | None = None


@dataclass(frozen=True, slots=True)
class InstalledPack:
    """A plugin's pack as it was installed: its version, its digest, and its document as canonical JSON."""

    version: str
    digest: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Publication:
    """A rule set to be published. `effective_at` None: at once."""

    content: bytes = field(repr=False)
    digest: str
    reason: str
    by: str
    effective_at: datetime.datetime | None = None
    origin: str = "packs"
    draft_id: str | None = None
    source: int | None = None
    #: The set that it follows, and how its entries differ: address, before, after. None: it is found out afterwards.
    follows: int | None = None
    changes: Sequence[tuple[str, Any, Any]] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """A client's key and the body it came with, both as hexadecimal SHA-256: neither is kept in clear."""

    key_hash: str
    body_digest: str

    @classmethod
    def of(cls, owner: str | None, key: str, body: bytes) -> "IdempotencyKey":
        """The stored form of `key`, sent with `body` by `owner` (the id of an API key; None on loopback)."""
        # The length keeps ("ab", "c") and ("a", "bc") apart; -1 is no owner, which is not the empty owner.
        head = f"{-1 if owner is None else len(owner)}:{owner or ''}{key}"
        return cls(
            hashlib.sha256(head.encode("utf-8", "surrogatepass")).hexdigest(),
            hashlib.sha256(body).hexdigest(),
        )


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """One decision as it is kept.

    `decision_id` is a ULID and sorts by time; `economies` holds codes separated by spaces; `owner` is the id
    of the key that asked; `body` is the JSON of input, trace, result and plugin versions. `idempotency` is
    None when read back.
    """

    decision_id: str
    reference: str | None
    created_at: datetime.datetime
    date: datetime.date
    verdict: str
    rule_set: int
    owner: str | None
    economies: str
    body: bytes = field(repr=False)
    idempotency: IdempotencyKey | None = None
    #: When its declaration was erased; `body` is then what is left (core/service/erasure.py).
    erased_at: datetime.datetime | None = None
