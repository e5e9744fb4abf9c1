"""The oracle: matching and evaluation in slow, obvious Python, straight from the contract.

Property tests hold the compiled matcher to it. It is never a fallback.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any as Anything

from greenlane.core.ask import Ask, Hit, Value
from greenlane.core.keywords import pattern
from greenlane.core.model import All, Any, Condition, Not, Presumption, Rule, Test
from greenlane.core.units import UNITS, convert
from greenlane.core.uses import by_words_alone
from greenlane.core.vocabulary import FALSE, PRESUMED, SEVERITY, TRUE, UNKNOWN

Presumptions = Mapping[tuple[str, str], Presumption]
"""(economy, fact) → what is taken when nobody declared it."""

RISK_AT_WORST = SEVERITY["referred"]


def check(rules: Sequence[Rule], presumptions: Presumptions, ask: Ask) -> list[Hit]:
    """What every matching rule says, in the order of the rules."""
    hits = []
    for index, rule in enumerate(rules):
        hit = apply(rule, index, presumptions, ask)
        if hit is not None:
            hits.append(hit)
    return hits


def apply(rule: Rule, index: int, presumptions: Presumptions, ask: Ask) -> Hit | None:
    """What one rule says, or None where it does not match."""
    if rule.economy != ask.economy or ask.flow not in rule.flows:
        return None
    if rule.regimes and ask.regime not in rule.regimes:
        return None
    if rule.valid_from and ask.day < rule.valid_from or rule.valid_to and ask.day > rule.valid_to:
        return None
    code = under(ask.code, rule.codes) if rule.codes else TRUE
    code = min(code, TRUE - under(ask.code, rule.exclude))
    partner = _partner(rule, ask)
    if rule.keywords and not any(pattern(word) in ask.text for word in rule.keywords):
        return None
    values: list[int] = []
    when = TRUE
    if rule.when is not None:
        when = evaluate(rule.when, presumptions, ask, values)
    match = min(code, partner, when)
    if match == FALSE:
        return None
    required = [evaluate(one.that, presumptions, ask, values) for one in rule.requires]
    verdict = _verdict(rule, match, required)
    if verdict is None:
        return None
    return Hit(index, code, partner, match, verdict, bytes(values))


def under(code: str, prefixes: Iterable[str]) -> int:
    """Whether a declared code lies under one of some rule codes; a shorter declared code may."""
    result = FALSE
    for prefix in prefixes:
        if code.startswith(prefix):
            return TRUE
        if prefix.startswith(code):
            result = UNKNOWN
    return result


def _partner(rule: Rule, ask: Ask) -> int:
    if not rule.partners:
        return TRUE
    partner = ask.partner if ask.flow == "export" else ask.origin
    if partner is None:
        return UNKNOWN
    return TRUE if partner in rule.partners else FALSE


def _verdict(rule: Rule, match: int, required: list[int]) -> int | None:
    """Index into VERDICTS; None where a simplification is not open."""
    if rule.kind == "simplification":
        return SEVERITY["clear"] if match == TRUE and all(r == TRUE for r in required) else None
    if rule.kind in ("notice", "preference"):
        return SEVERITY["clear"]
    if rule.kind == "risk":
        return RISK_AT_WORST
    if rule.kind == "prohibition":
        verdict = SEVERITY["prohibited"] if match == TRUE else SEVERITY["incomplete"]
    else:
        verdict = SEVERITY["clear"]
        if rule.kind == "charge" and match == UNKNOWN:
            verdict = SEVERITY["incomplete"]
        for requirement, value in zip(rule.requires, required, strict=True):
            if value == UNKNOWN or value == FALSE and match == UNKNOWN:
                verdict = max(verdict, SEVERITY["incomplete"])
            elif value == FALSE:
                verdict = max(verdict, SEVERITY[requirement.otherwise])
    if rule.evidence == "unverified" or by_words_alone(rule):
        verdict = min(verdict, RISK_AT_WORST)
    return verdict


def evaluate(condition: Condition, presumptions: Presumptions, ask: Ask, values: list[int]) -> int:
    """FALSE, UNKNOWN or TRUE; the value of every node is appended to `values`, parts before their whole."""
    match condition:
        case Test():
            value = _test(condition, presumptions, ask)
            values.append(value)
            return value & 3
        case Not(part):
            result = TRUE - evaluate(part, presumptions, ask, values)
        case All(parts):
            result = min([evaluate(part, presumptions, ask, values) for part in parts])
        case Any(parts):
            result = max([evaluate(part, presumptions, ask, values) for part in parts])
    values.append(result)
    return result


def _test(test: Test, presumptions: Presumptions, ask: Ask) -> int:
    subject, op, wanted = test.subject, test.op, test.value
    if subject == "commodity_code":
        return under(ask.code, wanted)  # type: ignore[arg-type]
    if subject == "keyword":
        return TRUE if any(pattern(word) in ask.text for word in wanted) else FALSE  # type: ignore[union-attr]
    if subject in ("origin", "partner", "regime"):
        declared = getattr(ask, subject)
        return UNKNOWN if declared is None else _truth(declared in wanted)  # type: ignore[operator]
    if subject.startswith("document:"):
        return _document(ask.documents.get(subject[9:], ()), op, wanted)  # type: ignore[arg-type]
    if subject.startswith("quantity:"):
        if ask.quantity is None or ask.quantity[1] not in UNITS:
            return UNKNOWN
        number = convert(*ask.quantity, subject[9:])
        return UNKNOWN if number is None else _truth(_compare(number, op, wanted))
    if subject in ask.facts:
        return _truth(_holds(ask.facts[subject], op, wanted))
    presumption = presumptions.get((ask.economy, subject))
    if presumption is None:
        return UNKNOWN
    if presumption.unless is not None and evaluate(presumption.unless, presumptions, ask, []) == TRUE:
        return UNKNOWN
    taken = presumption.value
    if isinstance(taken, str) and taken.startswith("not "):
        return FALSE | PRESUMED if wanted <= {taken[4:]} else UNKNOWN  # type: ignore[operator]
    return _truth(_holds(taken, op, wanted)) | PRESUMED


def _document(issued: Sequence[date | None], op: str, wanted: date | None) -> int:
    if op == "presented":
        return _truth(bool(issued))
    result = FALSE
    for day in issued:
        result = max(result, UNKNOWN if day is None else _truth(_compare(day, op.removeprefix("issued "), wanted)))
    return result


def _holds(declared: Value, op: str, wanted: object) -> bool:
    if op == "is":
        return declared is wanted
    if op == "in":
        return bool(declared in wanted)  # type: ignore[operator]
    if op == "any":
        return bool(set(declared) & set(wanted))  # type: ignore[arg-type, call-overload]
    if op == "all":
        return bool(set(declared) >= set(wanted))  # type: ignore[arg-type, call-overload]
    if op == "only":
        return bool(declared) and set(declared) <= set(wanted)  # type: ignore[arg-type, call-overload]
    return _compare(Decimal(declared), op, wanted)  # type: ignore[arg-type]


def _compare(left: Anything, op: str, right: Anything) -> bool:
    compared: dict[str, bool] = {
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
        "=": left == right,
        "!=": left != right,
    }
    return compared[op]


def _truth(holds: bool) -> int:
    return TRUE if holds else FALSE
