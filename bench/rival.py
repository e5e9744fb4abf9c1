"""The honest rival: a tuned index in pure Python that gives the same answers as the compiled matcher, values included.

How it is tuned:
- one table for each (economy, flow), so that both are filtered by one look-up; in it codes by prefix, and only the
  lengths that rules are written in are tried;
- rules written longer than the declared code stand in a second table under each of their shorter prefixes: one
  look-up instead of two bisections of a sorted list;
- days are compared before a rule's function is called;
- each rule is a function generated from its conditions (bench/rival_source.py): straight-line code, left at the first
  test that decides; nothing of the item is read before a test asks for it.

What it does not do: remember answers by code. The bench would repeat its items, and a server would not.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from bench.compiled import Found
from bench.rival_source import rule_function
from greenlane.core.compile import antichain
from greenlane.core.model import Presumption, Rule

RuleFunction = Callable[..., Found | None]
Entry = tuple[int, int, RuleFunction]
Table = tuple[tuple[int, ...], dict[str, list[Entry]], dict[str, list[Entry]], list[Entry]]

FIRST, LAST = date.min.toordinal(), date.max.toordinal()


class Rival:
    """Answers as Matcher.check does, from a decoded item."""

    def __init__(self, rules: Sequence[Rule], presumptions: Mapping[tuple[str, str], Presumption]) -> None:
        self._tables: dict[tuple[str, str], Table] = {}
        made: dict[str, Callable[..., RuleFunction]] = {}
        lengths: dict[tuple[str, str], set[int]] = {}
        for index, rule in enumerate(rules):
            for flow in dict.fromkeys(rule.flows):
                place = (rule.economy, flow)
                _, under, above, anywhere = self._tables.setdefault(place, ((), {}, {}, []))
                entry = (
                    rule.valid_from.toordinal() if rule.valid_from else FIRST,
                    rule.valid_to.toordinal() if rule.valid_to else LAST,
                    rule_function(rule, index, flow, presumptions, made),
                )
                if not rule.codes:
                    anywhere.append(entry)
                shorter: set[str] = set()
                for code in antichain(rule.codes):
                    under.setdefault(code, []).append(entry)
                    lengths.setdefault(place, set()).add(len(code))
                    shorter.update(code[:size] for size in range(2, len(code)))
                for prefix in shorter:
                    above.setdefault(prefix, []).append(entry)
        for place, (_, under, above, anywhere) in self._tables.items():
            self._tables[place] = (tuple(sorted(lengths.get(place, ()))), under, above, anywhere)

    def check(self, route: tuple[str, str, int, str, str | None, str], item: dict[str, Any]) -> list[Found]:
        """What every matching rule says of one item, in the order of the rules."""
        economy, flow, day, regime, partner, on = route
        table = self._tables.get((economy, flow))
        found: list[Found] = []
        if table is None:
            return found
        lengths, under, above, anywhere = table
        code = item["commodity_code"]
        size = len(code)
        facts = None
        for length in lengths:
            if length > size:
                break
            entries = under.get(code[:length])
            if entries is not None:
                if facts is None:
                    facts = item.get("facts") or {}
                for first, last, rule in entries:
                    if first <= day <= last:
                        hit = rule(2, code, item, facts, partner, regime, on)
                        if hit is not None:
                            found.append(hit)
        entries = above.get(code)
        if entries is not None:
            if facts is None:
                facts = item.get("facts") or {}
            for first, last, rule in entries:
                if first <= day <= last:
                    hit = rule(1, code, item, facts, partner, regime, on)
                    if hit is not None:
                        found.append(hit)
        if anywhere:
            if facts is None:
                facts = item.get("facts") or {}
            for first, last, rule in anywhere:
                if first <= day <= last:
                    hit = rule(2, code, item, facts, partner, regime, on)
                    if hit is not None:
                        found.append(hit)
        if len(found) > 1:
            found.sort()
        return found

    def candidates(self, route: tuple[str, str, int, str, str | None, str], item: dict[str, Any]) -> int:
        """How many rules of the item's economy and flow have a code that fits."""
        table = self._tables.get(route[:2])
        if table is None:
            return 0
        lengths, under, above, anywhere = table
        code = item["commodity_code"]
        short = sum(len(under.get(code[:length], ())) for length in lengths if length <= len(code))
        return short + len(above.get(code, ())) + len(anywhere)
