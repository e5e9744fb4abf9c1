"""Drafts: rules changed under control, by one person, approved by another, and published exactly so."""

from greenlane.core.service.drafts_editing import DraftEditing
from greenlane.core.service.drafts_reading import Draft, NoSuchDraft, NotApproved, Stale
from greenlane.core.service.drafts_way import DraftWay
from greenlane.core.service.publishing import Conflicted, Refused
from greenlane.core.service.readiness import NotReady
from greenlane.core.store import StoreError


class Drafts(DraftEditing, DraftWay):
    """The use cases around drafts. One a process; threads share it."""


__all__ = [
    "Conflicted",
    "Draft",
    "Drafts",
    "NoSuchDraft",
    "NotApproved",
    "NotReady",
    "Refused",
    "Stale",
    "StoreError",
]
