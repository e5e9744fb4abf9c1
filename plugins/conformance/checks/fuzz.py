"""Made-up declarations over the pack's own codes, facts, documents and days: nothing raises, and the oracle agrees."""

import random
import time
from collections.abc import Iterator
from typing import Final

from greenlane.core import reference
from greenlane.core.declaration import NotADeclaration
from greenlane.core.vocabulary import VERDICTS
from greenlane.plugins.conformance.examined import Examined
from greenlane.plugins.conformance.made_up import MadeUp
from greenlane.plugins.conformance.report import Result
from greenlane.plugins.conformance.say import failed, passed

TITLE = "Made-up declarations"
MANY: Final = 2000
SECONDS: Final = 8.0
"""After which no more are made; a slow machine makes fewer, and says so."""
SEED: Final = 20261122
ENOUGH: Final = 3
"""Faults after which no more are looked for."""
REPORT: Final = "this is a fault of Greenlane, or of the plugin's code: please report it with the declaration"


def look(one: Examined) -> Iterator[Result]:
    """Each is answered, and never better than the oracle would have it."""
    made = MadeUp(one.ruleset, one.economy, random.Random(SEED), one.today)
    begun = time.monotonic()
    count = refused = faults = 0
    hit: set[str] = set()
    while count < MANY and time.monotonic() - begun < SECONDS and faults < ENOUGH:
        declaration = made.declaration()
        count += 1
        try:
            wrong = _wrong(one, declaration, hit)
        except NotADeclaration as error:
            refused += 1
            wrong = f"no declaration: {error}" if refused > count / 10 + ENOUGH else ""
        except Exception as error:
            wrong = f"raised {type(error).__name__}: {error}"
        if wrong:
            faults += 1
            yield failed(f"{wrong} ({declaration})", "", REPORT)
    yield passed(
        f"{count} declarations answered, as the oracle says; {len(hit)} of {len(one.pack.rules)} rules were hit"
    )


def _wrong(one: Examined, declaration: dict[str, object], hit: set[str]) -> str:
    """How the answer to a declaration differs from the oracle's; empty where it does not."""
    answered = one.answers.answer(declaration)
    rules, presumptions = one.ruleset.rules, one.ruleset.presumptions
    for item, outcome in zip(answered.declaration.items, answered.outcome.items, strict=True):
        for place, asked in enumerate(answered.declaration.asks):
            if asked[0] not in one.ruleset.packs:
                continue
            ask = outcome.asks[place] or one.answers.checker.ask(answered.declaration, item, *asked)[0]
            said = reference.check(rules, presumptions, ask)
            if one.answers.checker.engine.check(ask) != said:
                return "the compiled engine and the oracle differ"
            hit.update(rules[one_hit.rule].id for one_hit in said)
            worst = max((one_hit.verdict for one_hit in said), default=0)
            if outcome.verdict < worst:
                return f"answered {VERDICTS[outcome.verdict]}, and a rule says {VERDICTS[worst]}"
    if answered.answer["verdict"] != VERDICTS[max(item.verdict for item in answered.outcome.items)]:
        return "the answer is not the worst of its items"
    return ""
