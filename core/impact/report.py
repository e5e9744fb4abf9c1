"""An impact as its readers get it: counts and a few examples, by economy, kind and rule; the same each time."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from greenlane.core.impact.tally import Tally
from greenlane.core.money import EXACT
from greenlane.core.ruleset import RuleSet
from greenlane.core.vocabulary import VERDICTS

Json = dict[str, Any]

EFFECTS = ("appeared", "gone", "harder", "easier", "surer", "less_sure", "flipped")
"""What a rule's finding did: it is there now, is not, weighs more, weighs less, or is of the same weight and no longer
unknown, or unknown now; and in how many of these answers the verdict is another."""


def report(tally: Tally, before: RuleSet, after: RuleSet, since: datetime, until: datetime) -> Json:
    """The report; `economies` holds what differs, by the economy that was asked."""
    counts = tally.counts
    economies = (
        {key.economy for key in tally.answers}
        | {key[0] for key in tally.rules}
        | {key[0] for key in tally.money}
        | {key[0] for key in tally.newly}
        | {key[0] for key in tally.no_longer}
    )
    titles = {rule.id: rule.title.get("en", "") for one in (before, after) for rule in one.rules}
    return {
        "since": since.isoformat(),
        "until": until.isoformat(),
        "before": {"version": before.version, "digest": before.digest},
        "after": {"digest": after.digest},
        "decisions": {
            "found": counts["found"],
            "replayed": counts["replayed"],
            "of_other_rule_sets": counts["of_other_rule_sets"],
            "not_replayed": {name: counts[name] for name in ("erased", "other_plugin", "unreadable")},
            "flipped": tally.decisions.total(),
            "flips": _flips(tally.decisions.items()),
        },
        "items": {"flipped": tally.items.total(), "flips": _flips(tally.items.items())},
        "economies": [_economy(tally, code, titles) for code in sorted(economies)],
    }


def shown_to(found: Json, economies: Iterable[str] | None) -> Json:
    """The report for whoever may read these economies only; None: all of them."""
    if economies is None:
        return found
    mine = set(economies)
    return {**found, "economies": [one for one in found["economies"] if one["economy"] in mine]}


def _economy(tally: Tally, code: str, titles: Mapping[str, str]) -> Json:
    answers = {(one.before, one.after): count for one, count in tally.answers.items() if one.economy == code}
    rules = sorted({(rule, kind) for economy, rule, kind, _ in tally.rules if economy == code})
    return {
        "economy": code,
        "flipped": sum(answers.values()),
        "flips": _flips(answers.items()),
        "kinds": {kind: count for (economy, kind), count in sorted(tally.kinds.items()) if economy == code},
        "rules": [
            {
                "rule": rule,
                "kind": kind,
                "title": titles.get(rule, ""),
                **{effect: tally.rules[code, rule, kind, effect] for effect in EFFECTS},
                "examples": _examples(tally, code, rule),
            }
            for rule, kind in rules
        ],
        "charges": [
            {
                "kind": kind,
                "currency": currency,
                "items": money.items,
                "change": _plain(EXACT.add(money.raised, money.lowered)),
                "raised": _plain(money.raised),
                "lowered": _plain(money.lowered),
                "of_prohibited_goods": _plain(money.prohibited),
            }
            for (economy, kind, currency), money in sorted(tally.money.items())
            if economy == code
        ],
        "charges_computable": [
            {"kind": kind, "after_only": tally.newly[code, kind], "before_only": tally.no_longer[code, kind]}
            for kind in sorted({kind for economy, kind in (*tally.newly, *tally.no_longer) if economy == code})
        ],
        #: Of answers that flipped for another reason than a rule, such as what an economy covers.
        "examples": _examples(tally, code, ""),
    }


def _flips(counted: Iterable[tuple[tuple[int, int], int]]) -> list[Json]:
    """The most frequent first."""
    ordered = sorted(counted, key=lambda one: (-one[1], one[0]))
    return [{"before": VERDICTS[a], "after": VERDICTS[b], "count": count} for (a, b), count in ordered]


def _examples(tally: Tally, code: str, rule: str) -> list[Json]:
    return [
        {
            "decision": one.decision_id,
            "item": one.item,
            "flow": one.flow,
            "chapter": one.chapter,
            "before": VERDICTS[one.before],
            "after": VERDICTS[one.after],
        }
        for one in tally.examples.get((code, rule), ())
    ]


def _plain(amount: Decimal) -> str:
    return format(amount, "f")
