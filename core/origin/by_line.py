"""A good by the product rule: the lines of the annex that may speak of it, or the general rule, or the gap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from greenlane.core.origin.agreement import Agreement, Fallback, ProductLine
from greenlane.core.origin.annex import Annex
from greenlane.core.origin.case import Case
from greenlane.core.origin.editions import Transposed
from greenlane.core.origin.foreign import Foreign
from greenlane.core.origin.found import Found
from greenlane.core.origin.outcome import Phrase
from greenlane.core.origin.parts import decide, relaxed, written
from greenlane.core.origin.rule import Change, ProductRule
from greenlane.core.origin.trial import Trial
from greenlane.core.vocabulary import TRUE, UNKNOWN

_NO_CHANGE_KNOWN: Final = Change(6)
"""Stands for a product rule that was not found, where a fallback may be met without it: no rule asks for less."""


class Tried(NamedTuple):
    """A rule that may be the good's, what came of it, and the line it stands in (None: the general rule, or none)."""

    found: Found
    rule: ProductRule | None
    line: ProductLine | None


def by_line(agreement: Agreement, annex: Annex, case: Case, moved: Transposed, foreign: Foreign | None) -> Found:
    """By whichever rule may be the good's: all must say the same. `moved`: its code in the annex's edition."""
    if not moved.known:
        gap = Phrase("origin_gap_edition", {"code": case.good.code[:6], "edition": agreement.edition or case.declared})
        return Found(UNKNOWN, gaps=(gap,), facts=() if foreign is not None else ("materials",))
    if len(moved.codes) == 1:
        entry = annex.at(moved.codes[0])
        if len(entry.lines) == 1:  # By far most goods: one code, and one line for it.
            [line] = entry.lines
            trial = Trial(agreement, case, entry, foreign)
            found = decide(line.rule, trial)
            if entry.fallback is not None and found.value != TRUE:
                found = _fallen_back(line.rule, trial, found, entry.fallback)
            found.lines, found.criterion = (line.id,), line.written
            found.said += (line.said,)
            return found
    tried: list[Tried] = []
    for code in moved.codes:
        entry = annex.at(code)
        trial = Trial(agreement, case, entry, foreign)
        if entry.lines:
            tried += [Tried(_ruled(line.rule, trial), line.rule, line) for line in entry.lines]
        else:
            tried.append(_unlisted(trial))
    if len(tried) > 1:
        return _together(tried, moved, agreement.edition or case.declared, case.good.code[:6])
    found, rule, _ = tried[0]
    if rule is not None:
        found.criterion = written(rule)
    return found


def _together(tried: list[Tried], moved: Transposed, edition: str, code: str) -> Found:
    """Several rules that may be the good's: what they say if they say the same, else that it cannot be told."""
    lines = list({one.line.id: one.line for one in tried if one.line is not None}.values())
    found = tried[0].found
    if len({one.found.value for one in tried}) > 1:
        key = "origin_gap_transposed" if len(moved.codes) > 1 else "origin_gap_lines"
        found = Found(UNKNOWN, gaps=(Phrase(key, _ambiguous(code, moved.codes, edition, lines)),))
        for one in tried:
            found.because += one.found.because
            found.figures += one.found.figures
            found.facts += one.found.facts
            found.advice += one.found.advice
            found.said += one.found.said
    else:
        for one in tried[1:]:
            found.take(one.found)
    found.lines = tuple([line.id for line in lines])
    found.criterion = " / ".join(dict.fromkeys(line.written for line in lines))
    found.said += tuple([line.said for line in lines])
    return found


def _ambiguous(code: str, codes: Sequence[str], edition: str, lines: Sequence[ProductLine]) -> dict[str, Any]:
    return {
        "code": code,
        "codes": list(codes[:6]),
        "edition": edition,
        "goods": [line.goods for line in lines if line.goods],
        "rules": list(dict.fromkeys(line.written for line in lines))[:6],
    }


def _ruled(rule: ProductRule, trial: Trial) -> Found:
    """By a product rule; where it is not met, by the fallback that the agreement sets beside it."""
    found, fallback = decide(rule, trial), trial.entry.fallback
    return found if found.value == TRUE or fallback is None else _fallen_back(rule, trial, found, fallback)


def _fallen_back(rule: ProductRule, trial: Trial, found: Found, fallback: Fallback) -> Found:
    """What the fallback makes of a rule that is not met."""
    if trial.foreign is None:
        return found
    again = decide(relaxed(rule, fallback.level, fallback.percent), trial)
    if again.value > found.value:
        again.said += (fallback.said,)
        again.because += (Phrase("origin_fallback", {"provision": fallback.said.provision}),)
        return again
    found.figures += tuple(one for one in again.figures if one.method == "allowance")
    found.advice += tuple(one for one in again.advice if one not in found.advice)
    return found


def _unlisted(trial: Trial) -> Tried:
    """No line was found: the general rule where the whole annex is held, else what it would say, and the gap."""
    agreement, code, foreign = trial.agreement, trial.entry.code, trial.foreign
    general, fallback = agreement.general, trial.entry.fallback
    if general is not None and general.annex_known:
        found = decide(general.rule, trial)
        found.said += (general.said,)
        return Tried(found, general.rule, None)
    if fallback is not None and foreign is not None:
        alike = all(set(foreign.codes(place)) == {code} for place in foreign.places)
        again = decide(relaxed(_NO_CHANGE_KNOWN, fallback.level, fallback.percent), trial) if alike else None
        if again is not None and again.value == TRUE:
            again.said += (fallback.said,)
            again.met = fallback.said.provision
            again.because += (Phrase("origin_fallback", {"provision": fallback.said.provision}),)
            return Tried(again, None, None)
    found = Found(UNKNOWN, gaps=(Phrase("origin_gap_line", {"code": code}),))
    if foreign is None:
        found.facts += ("materials",)
    if general is not None:
        would = decide(general.rule, trial)
        found.figures += would.figures
        found.facts += would.facts
        found.gaps += (
            Phrase("origin_gap_general", {"rule": general.written, "value": would.value, "note": general.said.note}),
        )
    return Tried(found, None, None)
