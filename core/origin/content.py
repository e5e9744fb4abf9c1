"""Value tests: regional value content by build-down, build-up and net cost; the most foreign content.

Each on its agreement's own basis, or on any that the agreement leaves to the exporter.
"""

from decimal import Decimal
from typing import Final

from greenlane.core.origin.agreement import ValueTerms
from greenlane.core.origin.foreign import Foreign
from greenlane.core.origin.found import Found
from greenlane.core.origin.outcome import Phrase
from greenlane.core.origin.rule import Content
from greenlane.core.origin.sums import build_down, build_up, most
from greenlane.core.origin.trial import Trial
from greenlane.core.vocabulary import FALSE, TRUE, UNKNOWN

NO_MATERIALS: Final = (Phrase("origin_no_materials", {}),)
"""Said where a rule looks at the materials, and none were sent."""


def content(part: Content, written: str, trial: Trial) -> Found:
    """Whether a value test is met; by any of the methods and bases that the agreement leaves to the exporter."""
    terms, foreign = trial.agreement.value, trial.foreign
    if terms is None:
        return Found(UNKNOWN, gaps=(Phrase("origin_gap_value", {"rule": written}),))
    if foreign is None:
        return Found(UNKNOWN, because=NO_MATERIALS, facts=("materials",), said=(terms.said,))
    methods = (terms.methods or ("BD",)) if part.method == "RVC" else (part.method,)
    bases = ("NC",) if part.method == "NC" else terms.bases
    whole: Found | None = None
    kept = trial.case.contents
    for basis in bases:
        for method in methods:
            # Most agreements ask the same of the same materials: on one basis, to one limit.
            key = written, method, basis, terms.stands.get(basis), terms.adds, foreign
            once = kept.get(key)
            if once is None:
                once = kept[key] = _one(method, basis, part.percent, written, terms, trial, foreign)
            found = Found(once.value, once.met, once.because, once.figures, once.facts, once.advice)
            found.said = (terms.said,)
            if found.value == TRUE:
                return found
            # What is not foreign holds all that build-up could count: build-down decides for both.
            decided = method == "BD" and found.value == FALSE and part.method == "RVC"
            if whole is None:
                whole = found
            else:
                whole.take(found)
                whole.value = max(whole.value, found.value)
            if decided:
                break
            if found.value == UNKNOWN and foreign.total is None and foreign.rates_missing:
                return found  # The rate comes first: what else would tell follows from it.
    if whole is None:
        return Found(FALSE, said=(terms.said,))
    if whole.value == FALSE:
        whole.facts = ()
    return whole


def _one(
    method: str, basis: str, percent: Decimal, written: str, terms: ValueTerms, trial: Trial, foreign: Foreign
) -> Found:
    price, facts = trial.case.price, trial.case.facts
    base = price.on(basis, terms)
    if base is None:
        none = Phrase("origin_no_basis", {"rule": written, "basis": basis})
        return Found(UNKNOWN, because=(none,), facts=price.wanted(basis, terms))
    because: tuple[Phrase, ...] = ()
    if base.used != base.wanted:
        because = (Phrase("origin_stands", {"used": base.used, "wanted": base.wanted}),)
    whole = True
    if method == "BU":
        amount = foreign.own
        for name in terms.adds:
            if name in facts:
                amount = None if amount is None else amount + Decimal(facts[name])
            else:
                whole = False
    else:
        amount = foreign.total
    if amount is None:
        return _unpriced(trial, Found(UNKNOWN, because=because))
    if method == "MC":
        figure = most("MC", base, amount, percent, price.currency)
    elif method == "BU":
        figure = build_up(base, amount, percent, price.currency, whole)
    else:
        figure = build_down(method, base, amount, percent, price.currency)
    because += (Phrase("origin_figure", {"figure": figure, "rule": written}),)
    if figure.met:
        return Found(TRUE, written, because, (figure,))
    if figure.met is None:
        return Found(UNKNOWN, "", because, (figure,), tuple([name for name in terms.adds if name not in facts]))
    found = Found(FALSE, "", because, (figure,))
    if figure.shift is not None:
        found.advice = (Phrase("origin_shift", {"figure": figure, "rule": written}),)
    return found


def _unpriced(trial: Trial, found: Found) -> Found:
    """What is missing where materials have no value in the price's currency."""
    missing = trial.foreign.rates_missing if trial.foreign is not None else ()
    for currency in missing:
        found.because += (Phrase("origin_no_rate", {"currency": currency}),)
    found.facts += tuple([f"exchange_rates.{currency}" for currency in missing]) or ("materials.value",)
    return found
