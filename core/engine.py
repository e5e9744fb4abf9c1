"""The compiled engine: a rule set's image and the matcher over it, asked in the core's words."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from greenlane.core.ask import Ask, Hit
from greenlane.core.compile import compile_rules
from greenlane.core.keywords import canonical
from greenlane.core.ruleset import RuleSet
from greenlane.ext import _matcher


class CompiledEngine:
    """Matches and evaluates one rule set. Shared by threads: nothing in it changes.

    `image` may be given (an mmap another process wrote); else the rule set is compiled.
    """

    def __init__(self, ruleset: RuleSet, image: object | None = None) -> None:
        self.image = image or compile_rules(ruleset.rules, ruleset.facts, ruleset.presumptions)
        self._matcher = _matcher.Matcher(self.image, canonical)
        if len(self._matcher) != len(ruleset.rules):
            raise ValueError("the image is of another rule set")

    def check(self, ask: Ask) -> list[Hit]:
        """What every matching rule says, in the order of the rules."""
        return [Hit._make(found) for found in self._matcher.check(*plain(ask))]

    def check_item(
        self, economy: str, flow: str, day: date, code: str, regime: str, partner: str | None, source: dict[str, Any]
    ) -> list[Hit]:
        """The same of an item as it was sent and accepted, of which only what a rule looks at is read."""
        found = self._matcher.check_item(economy, flow, day.toordinal(), code, regime, partner, source)
        return [Hit._make(one) for one in found]

    def check_many(self, asks: Iterable[Ask]) -> list[list[tuple[int, int, int]]]:
        """Of each ask, (rule, verdict, match) of every matching rule; matched by column, without the GIL."""
        rows = list(asks)
        columns = self._matcher.columns(len(rows))
        for ask in rows:
            columns.append(*plain(ask))
        ends, rules, verdicts, matches = self._matcher.check_columns(columns)
        found = list(zip(memoryview(rules).cast("I"), verdicts, matches, strict=True))
        result = []
        start = 0
        for end in memoryview(ends).cast("I"):
            result.append(found[start:end])
            start = end
        return result


def plain(ask: Ask) -> tuple:  # type: ignore[type-arg]
    """An ask as the plain values the matcher takes."""
    documents = ask.documents
    return (
        ask.economy,
        ask.flow,
        ask.day.toordinal(),
        ask.code,
        ask.regime,
        ask.origin,
        ask.partner,
        ask.text,
        ask.quantity,
        ask.facts,
        {code: tuple(None if day is None else day.toordinal() for day in days) for code, days in documents.items()}
        if documents
        else {},
    )
