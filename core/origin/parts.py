"""A product rule over a bill: each of its parts decided, and the whole by what `and` and `or` make of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from greenlane.core.origin.change import change
from greenlane.core.origin.content import content
from greenlane.core.origin.found import Found, both, lacking
from greenlane.core.origin.outcome import Phrase
from greenlane.core.origin.rule import (
    Allowance,
    Both,
    Change,
    Content,
    Either,
    From,
    Process,
    ProductRule,
    Share,
    WhollyObtained,
)
from greenlane.core.origin.trial import Trial
from greenlane.core.origin.written import write
from greenlane.core.vocabulary import FALSE, TRUE, UNKNOWN

PROCESSES = "origin_processes"


_WRITTEN: dict[int, tuple[ProductRule, str]] = {}
Step = tuple[Callable[[Any, str, Trial], Found], ProductRule, str]
_STEPS: dict[int, tuple[ProductRule, tuple[Step, ...]]] = {}
_RELAXED: dict[tuple[int, int, Decimal], tuple[ProductRule, ProductRule]] = {}
"""By the identity of a rule, which is kept with what was made of it: to hash a tree costs more than to decide it."""
REMEMBERED = 65536


def written(rule: ProductRule) -> str:
    """A rule as it is written; remembered."""
    found = _WRITTEN.get(id(rule))
    if found is None:
        if len(_WRITTEN) >= REMEMBERED:
            _WRITTEN.clear()
        found = _WRITTEN[id(rule)] = (rule, write(rule))
    return found[1]


def decide(rule: ProductRule, trial: Trial) -> Found:
    """Whether a rule is met: its value, the alternative that was (no further is tried), and why."""
    kept = _STEPS.get(id(rule))
    tried: list[Found] = []
    for decided, part, said in kept[1] if kept is not None else _steps(rule):
        found = decided(part, said, trial)
        if found.value == TRUE:
            return found
        tried.append(found)
    if len(tried) == 1:
        return tried[0]
    if any([one.value == FALSE for one in tried]) and all([one.value == FALSE or one.unsaid for one in tried]):
        _not_done(tried)
    return lacking(tried)


def _steps(rule: ProductRule) -> tuple[Step, ...]:
    """The alternatives of a rule, each with what decides it and as it is written; remembered."""
    parts = rule.parts if isinstance(rule, Either) else (rule,)
    steps = tuple((_DECIDED[type(part)], part, written(part)) for part in parts)
    if len(_STEPS) >= REMEMBERED:
        _STEPS.clear()
    _STEPS[id(rule)] = (rule, steps)
    return steps


def _not_done(tried: list[Found]) -> None:
    """A process beside other alternatives, of which none is met, counts as not done until somebody says it was."""
    names = [one.unsaid for one in tried if one.unsaid]
    if names:
        tried[:] = [one for one in tried if not one.unsaid]
        said = {"names": names}
        tried.append(
            Found(FALSE, because=(Phrase("origin_process_unsaid", said),), advice=(Phrase("origin_say_process", said),))
        )


def _wholly(rule: WhollyObtained, said: str, trial: Trial) -> Found:
    """Where no limb was met the materials tell: a good with a foreign one is not wholly obtained."""
    if trial.foreign is None:
        return Found(UNKNOWN, facts=("materials", "produced_in", "collected_in"))
    return Found(
        FALSE,
        because=(Phrase("origin_not_wholly", {"materials": trial.foreign.named(trial.foreign.places)}),),
    )


def _process(rule: Process, said: str, trial: Trial) -> Found:
    done = trial.case.facts.get(PROCESSES)
    if done is None:
        open_ = Phrase("origin_process_open", {"name": rule.name})
        return Found(UNKNOWN, because=(open_,), facts=(PROCESSES,), unsaid=rule.name)
    if rule.name in done:
        return Found(TRUE, said, (Phrase("origin_process_done", {"name": rule.name}),))
    return Found(FALSE, because=(Phrase("origin_process_absent", {"name": rule.name}),))


def _share(rule: Share, said: str, trial: Trial) -> Found:
    declared = trial.case.facts.get(rule.fact)
    if declared is None:
        return Found(UNKNOWN, facts=(rule.fact,))
    share = Decimal(str(declared))
    met = share >= rule.percent
    key = "origin_share_met" if met else "origin_share_short"
    phrase = Phrase(key, {"name": rule.fact, "value": share, "limit": rule.percent})
    return Found(TRUE if met else FALSE, said if met else "", (phrase,))


def _both(rule: Both, said: str, trial: Trial) -> Found:
    return both([decide(part, trial) for part in rule.parts], said)


def _nested(rule: Either, said: str, trial: Trial) -> Found:
    return decide(rule, trial)


_DECIDED: Final[Mapping[type, Callable[[Any, str, Trial], Found]]] = {
    Change: change,
    From: change,
    Content: content,
    WhollyObtained: _wholly,
    Process: _process,
    Share: _share,
    Both: _both,
    Either: _nested,
}


def relaxed(rule: ProductRule, level: int, percent: Decimal) -> ProductRule:
    """The rule with an allowance for materials of the good's own heading or subheading in each change it asks for."""
    key = (id(rule), level, percent)
    found = _RELAXED.get(key)
    if found is None:
        if len(_RELAXED) >= REMEMBERED:
            _RELAXED.clear()
        found = _RELAXED[key] = (rule, _relax(rule, level, percent))
    return found[1]


def _relax(rule: ProductRule, level: int, percent: Decimal) -> ProductRule:
    if isinstance(rule, Either | Both):
        return replace(rule, parts=tuple(_relax(part, level, percent) for part in rule.parts))
    if isinstance(rule, Change) and rule.allowance is None and rule.level:
        return replace(rule, allowance=Allowance(level, percent))
    return rule
