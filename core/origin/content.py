"""Value tests: regional value content by build-down, build-up and net cost; the most foreign content; shares of value.

Each on its agreement's own basis; nothing is divided before it is compared, so no limit is met or missed by rounding.
"""

from collections.abc import Mapping
from decimal import ROUND_DOWN, ROUND_UP, Decimal
from functools import lru_cache
from typing import Any

from greenlane.core.money import EXACT, minor_digits
from greenlane.core.origin.agreement import ValueTerms
from greenlane.core.origin.bill import Bill, Foreign
from greenlane.core.origin.found import Found
from greenlane.core.origin.outcome import Figure, Phrase
from greenlane.core.origin.price import Base, Price
from greenlane.core.origin.rule import Content
from greenlane.core.vocabulary import FALSE, TRUE, UNKNOWN

HUNDRED = Decimal(100)
_CENT = Decimal("0.01")


@lru_cache(maxsize=256)
def _minor(currency: str) -> Decimal:
    return Decimal(1).scaleb(-minor_digits(currency)) if currency else _CENT


def most(method: str, base: Base, part: Decimal, limit: Decimal, currency: str) -> Figure:
    """`part` is at most `limit` percent of the base: MC, tolerance, allowance."""
    over = EXACT.subtract(EXACT.multiply(part, HUNDRED), EXACT.multiply(base.amount, limit))
    percent = EXACT.divide(EXACT.multiply(part, HUNDRED), base.amount).quantize(_CENT, ROUND_UP, EXACT)
    shift = None if over <= 0 else EXACT.divide(over, HUNDRED).quantize(_minor(currency), ROUND_UP, EXACT)
    return Figure(method, base.wanted, base.amount, part, currency, percent, limit, over <= 0, shift)


def build_down(method: str, base: Base, vnm: Decimal, limit: Decimal, currency: str) -> Figure:
    """(base - VNM) / base is at least `limit` percent. `method`: BD, or NC where the base is the net cost."""
    rest = EXACT.subtract(base.amount, vnm)
    short = EXACT.subtract(EXACT.multiply(base.amount, limit), EXACT.multiply(rest, HUNDRED))
    percent = EXACT.divide(EXACT.multiply(rest, HUNDRED), base.amount).quantize(_CENT, ROUND_DOWN, EXACT)
    shift = None if short <= 0 else EXACT.divide(short, HUNDRED).quantize(_minor(currency), ROUND_UP, EXACT)
    return Figure(method, base.wanted, base.amount, vnm, currency, percent, limit, short <= 0, shift)


def build_up(base: Base, vom: Decimal, limit: Decimal, currency: str, whole: bool) -> Figure:
    """VOM / base is at least `limit` percent. `whole`: nothing can add to VOM; else short tells nothing."""
    short = EXACT.subtract(EXACT.multiply(base.amount, limit), EXACT.multiply(vom, HUNDRED))
    percent = EXACT.divide(EXACT.multiply(vom, HUNDRED), base.amount).quantize(_CENT, ROUND_DOWN, EXACT)
    met = True if short <= 0 else False if whole else None
    shift = EXACT.divide(short, HUNDRED).quantize(_minor(currency), ROUND_UP, EXACT) if met is False else None
    return Figure("BU", base.wanted, base.amount, vom, currency, percent, limit, met, shift)


def content(
    part: Content,
    written: str,
    terms: ValueTerms | None,
    price: Price,
    bill: Bill | None,
    foreign: Foreign | None,
    facts: Mapping[str, Any],
) -> Found:
    """Whether a value test is met; by any of the methods and bases that the agreement leaves to the exporter."""
    if terms is None:
        return Found(UNKNOWN, gaps=(Phrase("origin_gap_value", {"rule": written}),))
    if bill is None or foreign is None:
        return Found(UNKNOWN, because=(Phrase("origin_no_materials", {}),), facts=("materials",), said=(terms.said,))
    methods = (terms.methods or ("BD",)) if part.method == "RVC" else (part.method,)
    bases = ("NC",) if part.method == "NC" else terms.bases
    whole = Found(FALSE, said=(terms.said,))
    for basis in bases:
        for method in methods:
            found = _one(method, basis, part.percent, written, terms, price, bill, foreign, facts)
            if found.value == TRUE:
                found.said += (terms.said,)
                return found
            # What is not foreign holds all that build-up could count: build-down decides for both.
            decided = method == "BD" and found.value == FALSE and part.method == "RVC"
            whole.take(found)
            whole.value = max(whole.value, found.value)
            if decided:
                break
    if whole.value == FALSE:
        whole.facts = ()
    return whole


def _one(
    method: str,
    basis: str,
    percent: Decimal,
    written: str,
    terms: ValueTerms,
    price: Price,
    bill: Bill,
    foreign: Foreign,
    facts: Mapping[str, Any],
) -> Found:
    base = price.on(basis, terms)
    if base is None:
        return Found(
            UNKNOWN,
            because=(Phrase("origin_no_basis", {"rule": written, "basis": basis}),),
            facts=(price.wanted(basis, terms),),
        )
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
        found = Found(UNKNOWN, because=because)
        _unpriced(bill, found)
        return found
    if method == "MC":
        figure = most("MC", base, amount, percent, price.currency)
    elif method == "BU":
        figure = build_up(base, amount, percent, price.currency, whole)
    else:
        figure = build_down(method, base, amount, percent, price.currency)
    because += (Phrase("origin_figure", {"figure": figure, "rule": written}),)
    value = UNKNOWN if figure.met is None else TRUE if figure.met else FALSE
    found = Found(value, written if value == TRUE else "", because, (figure,))
    if value == UNKNOWN:
        found.facts += tuple(name for name in terms.adds if name not in facts)
    elif figure.shift is not None:
        found.advice += (Phrase("origin_shift", {"figure": figure, "rule": written}),)
    return found


def _unpriced(bill: Bill, found: Found) -> None:
    """What is missing where materials have no value in the price's currency."""
    if bill.rates_missing:
        for currency in bill.rates_missing:
            found.facts += (f"exchange_rates.{currency}",)
            found.because += (Phrase("origin_no_rate", {"currency": currency}),)
    else:
        found.facts += ("materials.value",)
