"""Everything that is kept: decisions, rule sets, idempotency. The only folder that knows SQL."""

from greenlane.core.store.errors import (
    AlreadyAnswered,
    PublishedMeanwhile,
    RecordRefused,
    RuleSetMoved,
    StoreError,
    StoreUnavailable,
    UnknownRuleSet,
    UnsafeDatabase,
)
from greenlane.core.store.records import (
    DecisionRecord,
    IdempotencyKey,
    InstalledPack,
    Publication,
    RuleSetHeader,
)
from greenlane.core.store.store import Store, open_store
from greenlane.core.store.writer import Writer

__all__ = [
    "AlreadyAnswered",
    "DecisionRecord",
    "IdempotencyKey",
    "InstalledPack",
    "Publication",
    "PublishedMeanwhile",
    "RecordRefused",
    "RuleSetHeader",
    "RuleSetMoved",
    "Store",
    "StoreError",
    "StoreUnavailable",
    "UnknownRuleSet",
    "UnsafeDatabase",
    "Writer",
    "open_store",
]
