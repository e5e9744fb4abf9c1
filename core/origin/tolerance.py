"""Tolerance (de minimis): materials that do not change may stay, so far and no further."""

from decimal import Decimal

from greenlane.core.origin.agreement import Textiles, Tolerance
from greenlane.core.origin.foreign import Foreign, Places
from greenlane.core.origin.found import Found
from greenlane.core.origin.outcome import Figure, Phrase
from greenlane.core.origin.share import shares
from greenlane.core.origin.trial import Trial
from greenlane.core.vocabulary import FALSE, TRUE, UNKNOWN


def tolerated(tolerance: Tolerance, trial: Trial, foreign: Foreign, places: Places, found: Found) -> int:
    """Whether the materials at some places may stay: FALSE, UNKNOWN or TRUE. Says why in `found`."""
    entry = trial.entry
    value = _excepted(trial, foreign, places, found) if entry.exceptions else TRUE
    if value == FALSE:
        return FALSE
    if entry.textiles is not None:
        return min(value, _textile(entry.textiles, trial, foreign, places, found))
    return min(value, _share(trial, foreign, places, tolerance.percent, found))


def _excepted(trial: Trial, foreign: Foreign, places: Places, found: Found) -> int:
    """What the exceptions leave of the tolerance for a good: TRUE where none bars it."""
    worst, code, facts = TRUE, trial.entry.code, trial.case.facts
    for one in trial.entry.exceptions:
        concerned = places
        if one.materials:
            concerned = tuple(
                place
                for place in places
                if any(span.covers(own) or span.touches(own) for span in one.materials for own in foreign.codes(place))
            )
        if not concerned:
            continue
        if one.rule == "never":
            found.because += (Phrase("origin_tolerance_never", {}),)
            return FALSE
        if one.rule == "CTSH":
            if any(own[:6] == code for place in concerned for own in foreign.codes(place)):
                found.because += (Phrase("origin_tolerance_subheading", {}),)
                return FALSE
            if any(len(own) < 6 and code.startswith(own) for place in concerned for own in foreign.codes(place)):
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


def _share(trial: Trial, foreign: Foreign, places: Places, percent: Decimal, found: Found) -> int:
    share = shares("tolerance", trial, foreign, places, percent)
    found.figures += share.figures
    found.facts += share.facts
    found.because += share.stands + share.said
    for one in share.figures:
        if one.met:
            return TRUE
    if share.unsure:
        return UNKNOWN
    found.advice += tuple([Phrase("origin_shift", {"figure": one, "rule": ""}) for one in share.figures])
    return FALSE


def _textile(textiles: Textiles, trial: Trial, foreign: Foreign, places: Places, found: Found) -> int:
    """Textiles: by weight, of which only a fact can tell, or by value where the agreement lets the exporter choose."""
    value = FALSE
    if "weight" in textiles.by:
        declared = trial.case.facts.get("unchanged_weight_percent")
        if declared is None and foreign.all and len(places) == len(foreign.places):
            declared = 100  # No material changes: they are all its weight.
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
        value = max(value, _share(trial, foreign, places, textiles.percent, found))
    return value
