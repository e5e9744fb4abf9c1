"""A good against every agreement of its route, ranked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import localcontext
from typing import Final

from greenlane.core.conditions import tests
from greenlane.core.money import EXACT
from greenlane.core.origin.agreement import Agreement
from greenlane.core.origin.editions import Editions
from greenlane.core.origin.good import Good
from greenlane.core.origin.judge import Bound, judge
from greenlane.core.origin.outcome import QUALIFIES, STATUSES, UNDETERMINED, Origin, Phrase
from greenlane.core.terms.codes import UNION_OF

PROOF_COST: Final = {"self": 0, "declaration": 0, "either": 1, "authority": 2}
"""What a proof costs the exporter, least first (note on Korea, 1.6: existing certificate, self, authority)."""


class Agreements:
    """The agreements of all packs, by the two economies of a route. Immutable; threads share it."""

    def __init__(self, agreements: Iterable[Agreement], editions: Editions) -> None:
        self.editions = editions
        self.bound: dict[str, Bound] = {}
        self._routes: dict[tuple[str, str], tuple[Bound, ...]] = {}
        routes: dict[tuple[str, str], list[Bound]] = {}
        for agreement in sorted(agreements, key=lambda one: one.id):
            bound = self.bound[agreement.id] = Bound(agreement)
            for partner in sorted(agreement.partners):
                routes.setdefault((agreement.economy, partner), []).append(bound)
                routes.setdefault((partner, agreement.economy), []).append(bound)
        #: Whether a condition of one of them asks for the quantity or the description of goods.
        self.widely = any(
            test.subject == "keyword" or test.subject.startswith("quantity:")
            for bound in self.bound.values()
            for condition in bound.agreement.conditions()
            for test in tests(condition)
        )
        self._routes = {route: tuple(found) for route, found in routes.items()}

    def between(self, exporter: str, importer: str) -> tuple[Bound, ...]:
        """The agreements that bind both ends of a route, whether in force or not."""
        return self._routes.get((exporter, importer), ())

    def bind(self, export: str | None, import_: str | None) -> bool:
        """Whether an agreement binds both ends of a route, as they are declared."""
        if export is None or import_ is None:
            return False
        return (UNION_OF.get(export, export), UNION_OF.get(import_, import_)) in self._routes

    def compare(self, good: Good) -> list[Origin]:
        """What each agreement of the route says, best first. Never raises for what a declaration may hold."""
        bound = self.between(good.exporter, good.importer)
        if not bound:
            return []
        declared = self.editions.edition_on(good.day)
        with localcontext(EXACT):
            found = [judge(one, good, self.editions, declared) for one in bound]
        return rank(found, {one.agreement.id: one.agreement for one in bound})


def rank(found: Sequence[Origin], agreements: Mapping[str, Agreement]) -> list[Origin]:
    """Best first: what qualifies, then what may, what fails, what is not in force; then by what the proof costs.

    Preferential rates would come before the proof (note on Korea, 1.6); no rates are held, and the reason says so.
    """

    def key(one: Origin) -> tuple[object, ...]:
        cost = PROOF_COST.get(agreements[one.agreement].proof_kind, 3)
        missing = len(one.missing_facts) + len(one.gaps) if one.status == UNDETERMINED else 0
        return STATUSES.index(one.status), not one.presented, missing, cost, one.agreement

    ranked = sorted(found, key=key)
    for place, one in enumerate(ranked, 1):
        one.rank = place
        if one.status == QUALIFIES:
            why = "presented" if one.presented else agreements[one.agreement].proof_kind
            one.ranked_because = Phrase("origin_rank_qualifies", {"proof": why, "others": len(ranked) > 1})
        else:
            one.ranked_because = Phrase(f"origin_rank_{one.status}", {})
    return ranked
