"""A product rule over a bill: each of its parts decided, and the whole by what `and` and `or` make of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

from greenlane.core.origin.agreement import Agreement, Fallback
from greenlane.core.origin.bill import Bill, Foreign
from greenlane.core.origin.change import change
from greenlane.core.origin.content import content
from greenlane.core.origin.found import Found, both, either
from greenlane.core.origin.outcome import Phrase
from greenlane.core.origin.price import Price
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
from greenlane.core.origin.written import write
from greenlane.core.vocabulary import FALSE, TRUE, UNKNOWN

PROCESSES = "origin_processes"


class Trial(NamedTuple):
    """A good under one agreement. `code`: its six digits in the edition of the agreement's annex."""

    agreement: Agreement
    code: str
    price: Price
    bill: Bill | None
    foreign: Foreign | None
    facts: Mapping[str, Any]

    def at(self, code: str) -> Trial:
        """The same good under another code of that edition."""
        return self._replace(code=code)


_WRITTEN: dict[int, tuple[ProductRule, str]] = {}
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
    """Whether a rule is met: its value, the alternative that was, and why."""
    if isinstance(rule, Either):
        return either(decide(part, trial) for part in rule.parts)
    if isinstance(rule, Both):
        return both([decide(part, trial) for part in rule.parts], written(rule))
    said = written(rule)
    if isinstance(rule, Change | From):
        return change(rule, said, trial.code, trial.agreement, trial.price, trial.bill, trial.foreign, trial.facts)
    if isinstance(rule, Content):
        return content(rule, said, trial.agreement.value, trial.price, trial.bill, trial.foreign, trial.facts)
    if isinstance(rule, WhollyObtained):
        return _wholly(trial)
    return _process(rule, said, trial) if isinstance(rule, Process) else _share(rule, said, trial)


def _wholly(trial: Trial) -> Found:
    """Where no limb was met the materials tell: a good with a foreign one is not wholly obtained."""
    if trial.foreign is None:
        return Found(UNKNOWN, facts=("materials", "produced_in", "collected_in"))
    return Found(
        FALSE,
        because=(
            Phrase("origin_not_wholly", {"materials": [(one.number, one.code) for one in trial.foreign.materials]}),
        ),
    )


def _process(rule: Process, said: str, trial: Trial) -> Found:
    done = trial.facts.get(PROCESSES)
    if done is None:
        return Found(UNKNOWN, facts=(PROCESSES,))
    if rule.name in done:
        return Found(TRUE, said, (Phrase("origin_process_done", {"name": rule.name}),))
    return Found(FALSE, because=(Phrase("origin_process_absent", {"name": rule.name}),))


def _share(rule: Share, said: str, trial: Trial) -> Found:
    declared = trial.facts.get(rule.fact)
    if declared is None:
        return Found(UNKNOWN, facts=(rule.fact,))
    share = Decimal(str(declared))
    met = share >= rule.percent
    key = "origin_share_met" if met else "origin_share_short"
    phrase = Phrase(key, {"name": rule.fact, "value": share, "limit": rule.percent})
    return Found(TRUE if met else FALSE, said if met else "", (phrase,))


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


def open_to(fallback: Fallback | None, code: str) -> bool:
    """Whether an agreement's fallback is open to a good."""
    return fallback is not None and not any(span.covers(code) for span in fallback.exclude)
