"""Tolerance (de minimis): materials that do not change may stay, so far and no further."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from greenlane.core.origin.agreement import Agreement, Textiles, Tolerance
from greenlane.core.origin.bill import Foreign
from greenlane.core.origin.found import Found
from greenlane.core.origin.outcome import Figure, Phrase
from greenlane.core.origin.price import Price
from greenlane.core.origin.share import shares
from greenlane.core.vocabulary import FALSE, TRUE, UNKNOWN


def tolerated(
    tolerance: Tolerance,
    code: str,
    agreement: Agreement,
    price: Price,
    foreign: Foreign,
    places: list[int],
    facts: Mapping[str, Any],
    found: Found,
) -> int:
    """Whether the materials at some places may stay: FALSE, UNKNOWN or TRUE. Says why in `found`."""
    value = _excepted(tolerance, code, foreign, places, facts, found)
    if value == FALSE:
        return FALSE
    textiles = tolerance.textiles
    if textiles is not None and any(span.covers(code) for span in textiles.codes):
        return min(value, _textile(textiles, agreement, price, foreign, places, facts, found))
    return min(value, _share(agreement, price, foreign, places, tolerance.percent, found))


def _excepted(
    tolerance: Tolerance, code: str, foreign: Foreign, places: list[int], facts: Mapping[str, Any], found: Found
) -> int:
    """What the exceptions leave of the tolerance for a good: TRUE where none bars it."""
    worst = TRUE
    for one in tolerance.exceptions:
        if not any(span.covers(code) for span in one.codes):
            continue
        concerned = places
        if one.materials:
            concerned = [
                place
                for place in places
                if any(span.covers(own) or span.touches(own) for span in one.materials for own in foreign.codes[place])
            ]
        if not concerned:
            continue
        if one.rule == "never":
            found.because += (Phrase("origin_tolerance_never", {}),)
            return FALSE
        if one.rule == "CTSH":
            if any(own[:6] == code for place in concerned for own in foreign.codes[place]):
                found.because += (Phrase("origin_tolerance_subheading", {}),)
                return FALSE
            if any(len(own) < 6 and code.startswith(own) for place in concerned for own in foreign.codes[place]):
                worst = min(worst, UNKNOWN)
            continue
        declared = facts.get(one.rule)
        if declared is None:
            found.facts += (one.rule,)
            worst = min(worst, UNKNOWN)
        elif declared is False:
            found.because += (Phrase("origin_tolerance_fact", {"name": one.rule}),)
            return FALSE
    return worst


def _share(
    agreement: Agreement, price: Price, foreign: Foreign, places: list[int], percent: Decimal, found: Found
) -> int:
    figures, unsure = shares("tolerance", agreement, price, foreign, places, percent, found)
    found.figures += tuple(figures)
    found.because += tuple(Phrase("origin_figure", {"figure": one, "rule": ""}) for one in figures)
    if any(one.met for one in figures):
        return TRUE
    if unsure:
        return UNKNOWN
    found.advice += tuple(Phrase("origin_shift", {"figure": one, "rule": ""}) for one in figures)
    return FALSE


def _textile(
    textiles: Textiles,
    agreement: Agreement,
    price: Price,
    foreign: Foreign,
    places: list[int],
    facts: Mapping[str, Any],
    found: Found,
) -> int:
    """Textiles: by weight, of which only a fact can tell, or by value where the agreement lets the exporter choose."""
    value = FALSE
    if "weight" in textiles.by:
        declared = facts.get("unchanged_weight_percent")
        if declared is None:
            found.facts += ("unchanged_weight_percent",)
            value = UNKNOWN
        else:
            share = Decimal(str(declared))
            met = share <= textiles.percent
            found.figures += (Figure("weight", "weight", None, None, "", share, textiles.percent, met),)
            key = "origin_weight_met" if met else "origin_weight_over"
            found.because += (Phrase(key, {"percent": share, "limit": textiles.percent}),)
            value = TRUE if met else FALSE
    if "value" in textiles.by and value != TRUE:
        value = max(value, _share(agreement, price, foreign, places, textiles.percent, found))
    return value
