"""What share of the price some materials are, on each basis the agreement leaves to the exporter."""

from __future__ import annotations

from decimal import Decimal

from greenlane.core.origin.foreign import Foreign, Places
from greenlane.core.origin.outcome import Figure, Phrase, Shares
from greenlane.core.origin.sums import most
from greenlane.core.origin.trial import Trial

_NO_TERMS = Shares((), True, (), (), ())


def shares(method: str, trial: Trial, foreign: Foreign, places: Places, percent: Decimal) -> Shares:
    """The share of some materials in each basis of the agreement."""
    terms, kept = trial.agreement.value, trial.case.shares
    if terms is None:
        return _NO_TERMS
    # Most agreements ask the same of the same materials: on one basis, to one limit.
    stands = tuple([terms.stands.get(basis) for basis in terms.bases]) if terms.stands else ()
    key = method, foreign, places, percent, terms.bases, stands
    found = kept.get(key)
    if found is None:
        found = kept[key] = _shares(method, trial, foreign, places, percent)
    return found


def _shares(method: str, trial: Trial, foreign: Foreign, places: Places, percent: Decimal) -> Shares:
    terms, price = trial.agreement.value, trial.case.price
    assert terms is not None
    figures: list[Figure] = []
    facts: list[str] = []
    stands: list[Phrase] = []
    unsure = False
    exact = foreign.worth(places)
    least, greatest = (exact, exact) if exact is not None else (foreign.least(places), foreign.total)
    for basis in terms.bases:
        base = price.on(basis, terms)
        if base is None:
            unsure = True
            facts += price.wanted(basis, terms)
            continue
        if base.used != base.wanted:
            stands.append(Phrase("origin_stands", {"used": base.used, "wanted": base.wanted}))
        if greatest is not None and (figure := most(method, base, greatest, percent, price.currency)).met:
            figures.append(figure)
        elif (figure := most(method, base, least, percent, price.currency)).met:
            unsure = True
            facts += [f"exchange_rates.{currency}" for currency in foreign.rates_missing] or ["materials.value"]
        else:
            figures.append(figure)
    said = [Phrase("origin_figure", {"figure": one, "rule": ""}) for one in figures]
    return Shares(tuple(figures), unsure, tuple(facts), tuple(stands), tuple(said))
