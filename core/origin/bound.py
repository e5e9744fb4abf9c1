"""An agreement ready to be asked of many goods: what depends on it alone is made once."""

from datetime import date
from functools import lru_cache
from typing import Final

from greenlane.core.origin.agreement import Agreement, InForce
from greenlane.core.origin.annex import Annex
from greenlane.core.origin.besides import Granted
from greenlane.core.origin.outcome import Phrase

PROOF_COST: Final = {"self": 0, "declaration": 0, "either": 1, "authority": 2}
"""What a proof costs the exporter, least first (note on Korea, 1.6: existing certificate, self, authority)."""


@lru_cache(maxsize=4096)
def _one(parties: frozenset[str]) -> frozenset[str]:
    """One set for all agreements between the same economies: it is told at a glance that they are alike."""
    return parties


class Bound:
    """An agreement ready to be asked: its terms, its annex, whom it bound when, and what it takes as given."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement
        self.annex = Annex(agreement)
        self.granted = Granted(agreement)
        self.proof = f"CO-{agreement.id}"
        self.cost = PROOF_COST.get(agreement.proof_kind, 3)
        self.first = Phrase("origin_rank_qualifies", {"proof": agreement.proof_kind, "others": True})
        self._last = max((one.day for one in agreement.in_force), default=date.max)
        self._all = _one(agreement.parties_on(self._last))

    def parties(self, day: date) -> frozenset[str]:
        """The economies for which it was in force on a day: whose materials may be cumulated."""
        return self._all if day >= self._last else self.agreement.parties_on(day)

    def since(self, partner: str, day: date) -> InForce | None:
        """Since when it has bound a partner, as far as it does on a day."""
        for one in self.agreement.in_force:
            if one.day <= day and partner in one.partners:
                return one
        return None
