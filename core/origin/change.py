"""Change of tariff classification: whether every non-originating material changes, those apart that may stay."""

from functools import lru_cache
from typing import Final

from greenlane.core.origin.content import NO_MATERIALS
from greenlane.core.origin.foreign import Foreign, Places, Unchanged
from greenlane.core.origin.found import Found
from greenlane.core.origin.outcome import Phrase
from greenlane.core.origin.rule import LEVELS, Change, From
from greenlane.core.origin.share import shares
from greenlane.core.origin.staying import staying
from greenlane.core.origin.tolerance import tolerated
from greenlane.core.origin.trial import Trial
from greenlane.core.vocabulary import FALSE, TRUE, UNKNOWN

LEVEL_NAMES: Final = {2: "chapter", 4: "heading", 6: "subheading"}
_GAP: Final = (Phrase("origin_gap_tolerance", {}),)


@lru_cache(maxsize=4096)
def _met(written: str) -> tuple[Phrase, ...]:
    return (Phrase("origin_any_heading" if written == LEVELS[0] else "origin_change_met", {"rule": written}),)


def change(rule: Change | From, written: str, trial: Trial) -> Found:
    """Whether every non-originating material changes as the rule asks, those apart that may stay."""
    foreign = trial.foreign
    if foreign is None:
        return Found(UNKNOWN, "", NO_MATERIALS, (), ("materials",))
    stay, maybe = staying(rule, written, trial.entry.code, foreign)
    if not stay and not maybe:
        return Found(TRUE, written, _met(written))
    found = Found(FALSE)
    level = rule.level if isinstance(rule, Change) else 0
    unit = LEVEL_NAMES.get(level, "code")
    if type(rule) is Change and rule.allowance is not None:
        stay, maybe = _allowed(rule, written, trial, foreign, stay, maybe, found)
        if not stay and not maybe:
            found.value, found.met = TRUE, written
            return found
    if stay:
        prefix = trial.entry.code[:level]
        said = foreign.said.get((written, prefix, stay))
        if said is None:
            said = foreign.said[written, prefix, stay] = _unchanged(written, prefix, unit, foreign, stay)
        found.because += said
    if maybe:
        found.because += (foreign.phrase("origin_unsure", written, maybe, unit),)
    _tolerate(written, trial, foreign, stay, maybe, found)
    if found.value != TRUE:
        found.met = ""
        if found.value == UNKNOWN and maybe:
            found.facts += tuple(
                [f"materials.{one + 1}.commodity_code" for one in maybe if min(map(len, foreign.codes(one))) < 6]
            )
            if any(place in foreign.doubtful and not foreign.doubtful[place].known for place in maybe):
                found.gaps += (Phrase("origin_gap_edition_material", {"edition": trial.agreement.edition}),)
        if stay:
            found.advice += (foreign.phrase("origin_replace", written, stay, unit),)
    return found


def _unchanged(written: str, prefix: str, unit: str, foreign: Foreign, stay: Places) -> tuple[Phrase, ...]:
    """What is said of the materials that stay: those of the good's own code, and those that the rule excepts."""
    same = tuple([one for one in stay if prefix and all(code.startswith(prefix) for code in foreign.codes(one))])
    said: tuple[Phrase, ...] = (foreign.phrase("origin_unchanged", written, same, unit),) if same else ()
    if len(same) < len(stay):
        excepted = tuple([one for one in stay if one not in same])
        said += (foreign.phrase("origin_excepted", written, excepted, unit),)
    return said


def _allowed(
    rule: Change, written: str, trial: Trial, foreign: Foreign, stay: Places, maybe: Places, found: Found
) -> Unchanged:
    """Take out the materials of the good's own heading or subheading, as far as the rule lets them stay."""
    allowance, terms = rule.allowance, trial.agreement.value
    assert allowance is not None
    prefix = trial.entry.code[: allowance.level]
    own = tuple([place for place in stay if all(one.startswith(prefix) for one in foreign.codes(place))])
    if not own or terms is None:
        return stay, maybe
    found.said += (terms.said,)
    share = shares("allowance", trial, foreign, own, allowance.percent)
    found.facts += share.facts
    found.because += share.stands
    others = tuple([place for place in stay if place not in own])
    met = next((figure for figure in share.figures if figure.met), None)
    if met is None:
        found.figures += share.figures
        found.because += tuple([Phrase("origin_figure", {"figure": one, "rule": written}) for one in share.figures])
        return (others, maybe + own) if share.unsure else (stay, maybe)
    found.figures += (met,)
    found.because += (Phrase("origin_figure", {"figure": met, "rule": written}),)
    return others, maybe


def _tolerate(written: str, trial: Trial, foreign: Foreign, stay: Places, maybe: Places, found: Found) -> None:
    """Let the materials that do not change stay within the agreement's tolerance; sets the value of `found`."""
    tolerance = trial.agreement.tolerance
    if tolerance is None:
        found.value = UNKNOWN
        found.gaps += _GAP
        return
    found.said += (tolerance.said,)
    whole = tolerated(tolerance, trial, foreign, stay + maybe, found)
    if whole == TRUE:
        found.value, found.met = TRUE, written
    elif not stay:
        found.value = UNKNOWN
    elif not maybe:
        found.value = whole
    else:
        alone = tolerated(tolerance, trial, foreign, stay, Found(FALSE))
        found.value = UNKNOWN if alone == TRUE else alone
