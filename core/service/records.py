"""A decision as it is kept: codes and arguments, no texts. Written once; read back to be rendered or replayed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson

from greenlane.core.ask import Ask, Hit
from greenlane.core.charges import Computed, compute
from greenlane.core.check import Checker, ItemOutcome, Outcome
from greenlane.core.declaration import Declaration
from greenlane.core.declaration.strictjson import loads
from greenlane.core.extension import Fault, RiskSignal
from greenlane.core.ruleset import RuleSet
from greenlane.core.vocabulary import VERDICTS


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return orjson.Fragment(str(value))  # a number, as loads() gives it back
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} is not kept")


def body(
    sent: bytes | None,
    known_at: datetime,
    declaration: Declaration,
    outcome: Outcome,
    ruleset: RuleSet,
    versions: Mapping[str, str],
    unavailable: Mapping[str, str],
) -> bytes:
    """The record's JSON. `sent`: the declaration byte for byte as it came (None: it came decoded)."""
    rules = ruleset.rules
    record = {
        "v": 1,
        "input": orjson.Fragment(sent) if sent is not None else _fitting(declaration.document),
        "date": declaration.date.isoformat(),
        "known_at": known_at.isoformat(),
        "ruleset": [ruleset.version, ruleset.digest],
        "plugins": dict(versions),
        "coverage": outcome.coverage,
        "items": [_item(item, rules) for item in outcome.items],
    }
    reasons = {economy: unavailable[economy] for economy, _ in declaration.asks if economy in unavailable}
    if reasons:
        record["unavailable"] = reasons
    return orjson.dumps(record, default=_plain)


def _fitting(value: Any) -> Any:
    """A decoded document whose whole numbers orjson can write: it takes 64 bits."""
    if isinstance(value, dict):
        return {key: _fitting(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_fitting(one) for one in value]
    return orjson.Fragment(str(value)) if type(value) is int and value.bit_length() > 63 else value


def read(body: bytes) -> dict[str, Any]:
    """A record as body() wrote it, the decimals of the declaration with all their digits."""
    record: dict[str, Any] = loads(body)
    return record


def _item(item: ItemOutcome, rules: Any) -> dict[str, Any]:
    kept: dict[str, Any] = {
        "verdict": VERDICTS[item.verdict],
        "hits": [
            [place, rules[hit.rule].id, hit.code, hit.partner, hit.match, hit.verdict, hit.values.hex()]
            for place, hit in item.hits
        ],
    }
    if item.charges:
        kept["charges"] = [
            [place, rules[rule].id, c.percent, c.base, c.amount, c.currency, c.needs, c.said]
            for place, rule, c in item.charges
        ]
    if item.origin:
        kept["origin"] = [[one.agreement, one.status, one.criterion, one.satisfied_by] for one in item.origin]
    if item.provided:
        kept["provided"] = item.provided
    if item.signals:
        kept["signals"] = [[place, s.code, s.title, s.message] for place, s in item.signals]
    if item.faults:
        kept["faults"] = [[place, f.plugin, f.hook, f.kind, f.message] for place, f in item.faults]
    return kept


def outcome_of(record: Mapping[str, Any], declaration: Declaration, checker: Checker) -> Outcome:
    """What a record says was found, ready to be rendered against the rule set it names."""
    ruleset = checker.ruleset
    index = {rule.id: number for number, rule in enumerate(ruleset.rules)}
    items = []
    for item, kept in zip(declaration.items, record["items"], strict=True):
        outcome = ItemOutcome(item.number, VERDICTS.index(kept["verdict"]))
        outcome.provided = kept.get("provided", {})
        for economy, flow in declaration.asks:
            ask: Ask | None = None
            foreign = False
            if economy in ruleset.packs:
                ask, foreign = checker.ask(declaration, item, economy, flow)
                if economy in outcome.provided:
                    ask = replace(ask, facts={**ask.facts, **outcome.provided[economy]})  # type: ignore[dict-item]
            outcome.asks.append(ask)
            outcome.foreign.append(foreign)
        outcome.hits = [
            (place, Hit(index[rule], code, partner, match, verdict, bytes.fromhex(values)))
            for place, rule, code, partner, match, verdict, values in kept["hits"]
        ]
        money = item.source.get("value")
        for place, rule, percent, base, amount, currency, needs, said in kept.get("charges", ()):
            charge = ruleset.rules[index[rule]].charge
            asked = outcome.asks[place]
            worded = Computed()
            if charge is not None and asked is not None and not charge.formula:
                worded = compute(charge, asked, (Decimal(money["amount"]), money["currency"]) if money else None)
            worded.percent, worded.base, worded.amount = (
                None if n is None else Decimal(n) for n in (percent, base, amount)
            )
            worded.currency, worded.needs, worded.said = currency, needs, said
            outcome.charges.append((place, index[rule], worded))
        outcome.signals = [(place, RiskSignal(*rest)) for place, *rest in kept.get("signals", ())]
        # Origin follows from the declaration and the rule set alone: it is decided again to be worded.
        checker.originate(declaration, item, outcome)
        outcome.faults = [(place, Fault(*rest)) for place, *rest in kept.get("faults", ())]
        items.append(outcome)
    return Outcome(max(item.verdict for item in items), record["coverage"], items)
