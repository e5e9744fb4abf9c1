"""A good by the product rule: the lines of the annex that may speak of it, or the general rule, or the gap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from greenlane.core.origin.agreement import ProductLine
from greenlane.core.origin.annex import Annex
from greenlane.core.origin.editions import Transposed
from greenlane.core.origin.found import Found
from greenlane.core.origin.good import Good
from greenlane.core.origin.outcome import Origin, Phrase
from greenlane.core.origin.parts import Trial, decide, open_to, relaxed, written
from greenlane.core.origin.rule import Change, ProductRule
from greenlane.core.vocabulary import TRUE, UNKNOWN

_NO_CHANGE_KNOWN: Final = Change(6)
"""Stands for a product rule that was not found, where a fallback may be met without it: no rule asks for less."""


class Tried(NamedTuple):
    """A rule that may be the good's, what came of it, and the line it stands in (None: the general rule, or none)."""

    found: Found
    rule: ProductRule | None
    line: ProductLine | None


def by_line(annex: Annex, trial: Trial, moved: Transposed, edition: str, good: Good, origin: Origin) -> Found:
    """By whichever rule may be the good's: all must say the same. `moved`: its code in the annex's edition."""
    if not moved.known:
        gap = Phrase("origin_gap_edition", {"code": good.code[:6], "edition": edition})
        return Found(UNKNOWN, gaps=(gap,), facts=() if good.bill else ("materials",))
    tried: list[Tried] = []
    for code in moved.codes:
        one = trial if code == trial.code else trial.at(code)
        lines = annex.lines(code)
        if lines:
            tried += [Tried(_ruled(line.rule, one), line.rule, line) for line in lines]
        else:
            tried.append(_unlisted(one))
    found, rule, line = tried[0]
    if len(tried) == 1:
        if line is not None:
            origin.lines, origin.criterion = (line.id,), line.written
            found.said += (line.said,)
        elif rule is not None:
            origin.criterion = written(rule)
        return found
    return _together(tried, moved, edition, good, origin)


def _together(tried: list[Tried], moved: Transposed, edition: str, good: Good, origin: Origin) -> Found:
    """Several rules that may be the good's: what they say if they say the same, else that it cannot be told."""
    lines = list({one.line.id: one.line for one in tried if one.line is not None}.values())
    origin.lines = tuple(line.id for line in lines)
    origin.criterion = " / ".join(dict.fromkeys(line.written for line in lines))
    found = tried[0].found
    if len({one.found.value for one in tried}) > 1:
        key = "origin_gap_transposed" if len(moved.codes) > 1 else "origin_gap_lines"
        found = Found(UNKNOWN, gaps=(Phrase(key, _ambiguous(good.code[:6], moved.codes, edition, lines)),))
        for one in tried:
            found.because += one.found.because
            found.figures += one.found.figures
            found.facts += one.found.facts
            found.advice += one.found.advice
            found.said += one.found.said
    else:
        for one in tried[1:]:
            found.take(one.found)
    found.said += tuple(line.said for line in lines)
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
    found = decide(rule, trial)
    fallback = trial.agreement.fallback
    if found.value == TRUE or fallback is None or trial.foreign is None or not open_to(fallback, trial.code):
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
    agreement = trial.agreement
    general, fallback = agreement.general, agreement.fallback
    if general is not None and general.annex_known:
        found = decide(general.rule, trial)
        found.said += (general.said,)
        return Tried(found, general.rule, None)
    if fallback is not None and trial.foreign is not None and open_to(fallback, trial.code):
        alike = all(set(codes) == {trial.code} for codes in trial.foreign.codes)
        again = decide(relaxed(_NO_CHANGE_KNOWN, fallback.level, fallback.percent), trial) if alike else None
        if again is not None and again.value == TRUE:
            again.said += (fallback.said,)
            again.met = fallback.said.provision
            again.because += (Phrase("origin_fallback", {"provision": fallback.said.provision}),)
            return Tried(again, None, None)
    found = Found(UNKNOWN, gaps=(Phrase("origin_gap_line", {"code": trial.code}),))
    if trial.bill is None:
        found.facts += ("materials",)
    if general is not None:
        would = decide(general.rule, trial)
        found.figures += would.figures
        found.facts += would.facts
        found.gaps += (
            Phrase("origin_gap_general", {"rule": general.written, "value": would.value, "note": general.said.note}),
        )
    found.gaps += tuple(Phrase("origin_note", {"text": gap}) for gap in agreement.gaps)
    return Tried(found, None, None)
