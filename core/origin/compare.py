"""A good against every agreement of its route, ranked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import localcontext
from typing import Final

from greenlane.core.conditions import tests
from greenlane.core.money import EXACT
from greenlane.core.origin.agreement import Agreement
from greenlane.core.origin.bound import Bound
from greenlane.core.origin.case import Case
from greenlane.core.origin.editions import Editions
from greenlane.core.origin.editions import editions as packaged
from greenlane.core.origin.good import Good
from greenlane.core.origin.judge import judge
from greenlane.core.origin.outcome import QUALIFIES, STATUSES, UNDETERMINED, Origin, Phrase
from greenlane.core.terms.codes import UNION_OF

_BEST: Final = {status: place for place, status in enumerate(STATUSES)}
_RANKED: Final = {status: Phrase(f"origin_rank_{status}", {}) for status in STATUSES if status != QUALIFIES}
_UNHELD: Final = Phrase("origin_rank_unheld", {})


class Agreements:
    """The agreements of all packs, by the two economies of a route. Immutable; threads share it."""

    def __init__(self, agreements: Iterable[Agreement], editions: Editions | None = None) -> None:
        """`editions`: None: the packaged table, read when goods are first compared."""
        self._editions = editions
        self.bound: dict[str, Bound] = {}
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
        self._routes = {route: tuple(sorted(found, key=lambda one: one.cost)) for route, found in routes.items()}

    @property
    def editions(self) -> Editions:
        """What became of codes from edition to edition."""
        if self._editions is None:
            self._editions = packaged()
        return self._editions

    def between(self, exporter: str, importer: str) -> tuple[Bound, ...]:
        """The agreements that bind both ends of a route, in force or not; by the cost of their proof, then by name."""
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
        editions = self.editions
        declared = editions.edition_on(good.day)
        with localcontext(EXACT):
            case = Case(good, editions, declared)
            found = [judge(one, case) for one in bound]
        return rank(found, bound)


def rank(found: Sequence[Origin], bound: Sequence[Bound]) -> list[Origin]:
    """Best first: what qualifies, then what may, what fails, what is not in force; then by what the proof costs.

    `bound`: what said each of them, in the order of that cost and of their names, which is kept where nothing else
    differs. Preferential rates would come before the proof (note on Korea, 1.6); no rates are held, and the reason
    says so.
    """
    others = len(found) > 1
    for one, by in zip(found, bound, strict=True):
        if one.status != QUALIFIES:
            unheld = one.status == UNDETERMINED and one.gaps and not one.missing_facts
            one.ranked_because = _UNHELD if unheld else _RANKED[one.status]
        elif others and not one.presented:
            one.ranked_because = by.first
        else:
            proof = "presented" if one.presented else by.agreement.proof_kind
            one.ranked_because = Phrase("origin_rank_qualifies", {"proof": proof, "others": others})
    ranked = sorted(found, key=_key)
    for number, one in enumerate(ranked, 1):
        one.rank = number
    return ranked


def _key(one: Origin) -> tuple[int, bool, int]:
    if one.status == QUALIFIES:
        return 0, not one.presented, 0
    missing = len(one.missing_facts) + len(one.gaps) if one.status == UNDETERMINED else 0
    return _BEST[one.status], not one.presented, missing
