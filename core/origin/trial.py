"""A good under one agreement: what the parts of a product rule look at."""

from __future__ import annotations

from greenlane.core.origin.agreement import Agreement
from greenlane.core.origin.annex import Entry
from greenlane.core.origin.case import Case
from greenlane.core.origin.foreign import Foreign


class Trial:
    """A good under one agreement. `entry`: what its annex and terms have for the good's code in their edition."""

    __slots__ = ("agreement", "case", "entry", "foreign")

    def __init__(self, agreement: Agreement, case: Case, entry: Entry, foreign: Foreign | None) -> None:
        self.agreement = agreement
        self.case = case
        self.entry = entry
        self.foreign = foreign
