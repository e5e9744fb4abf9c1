"""Stored decisions, each decided by two rule sets on its own date: the quick way first, all of it where that differs.

The quick way asks the touched rules alone. Only where these say something else, or where their facts are provided on
demand or a charge hangs on them, both sets decide the whole declaration.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

import orjson

from greenlane.core.check import Checker
from greenlane.core.declaration import Declaration
from greenlane.core.declaration.normalise import Item, normalise
from greenlane.core.declaration.places import places_of
from greenlane.core.declaration.strictjson import loads
from greenlane.core.engine import CompiledEngine
from greenlane.core.extension import Services
from greenlane.core.impact.answered import Answered, Reading
from greenlane.core.impact.differences import Differences
from greenlane.core.impact.recorded import Recorded
from greenlane.core.impact.tally import Tally
from greenlane.core.impact.touched import provided, touched
from greenlane.core.ruleset import RuleSet
from greenlane.core.uses import subjects

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands where an instant is wanted and the date is known."""


class Kept(NamedTuple):
    """A stored decision, as far as an impact looks at it. `economies`: those asked, separated by spaces.

    `body` may be None where none of the economies that are concerned was asked.
    """

    decision_id: str
    rule_set: int
    economies: str
    erased: bool
    body: bytes | None


class Comparison:
    """Compares two rule sets over decisions. Made before a fork, used in one thread of each process.

    `versions`: of the plugins that are installed. `economies`: only decisions that asked one of them. `thorough`:
    always the whole way, which the quick one is held to.
    """

    def __init__(
        self,
        before: RuleSet,
        after: RuleSet,
        services: Services,
        versions: Mapping[str, str],
        economies: frozenset[str] | None = None,
        *,
        thorough: bool = False,
    ) -> None:
        self._before, self._after = before, after
        self._versions = dict(versions)
        placeless = before.everywhere | after.everywhere
        self._coded = frozenset(
            code for one in (before, after) for code in one.packs.keys() - placeless if services.provides(code)
        )
        self._touched = touched(before, after, self._coded)
        self._decided = [before.version, before.digest]
        #: A pack without an economy was asked by every decision, though none names it.
        self._asked = None if economies is not None and not placeless.isdisjoint(economies) else economies
        self._thorough = thorough
        self._all = self._touched.everywhere or self._touched.placeless
        self._recorded = Recorded(services, before, after)
        self._differences = Differences(before, after)
        self._readings = Reading(before), Reading(after)
        self._engines = CompiledEngine(before), CompiledEngine(after)
        self._checkers: dict[str, tuple[Checker, Checker]] = {}
        self._quick = _Touching(before, self._touched.before), _Touching(after, self._touched.after)
        self._places = tuple(
            places_of({code: pack.economy for code, pack in one.packs.items()}) for one in (before, after)
        )

    @property
    def concerned(self) -> frozenset[str] | None:
        """Without the bodies of decisions that asked none of these economies the tally is the same; None: of all."""
        return None if self._thorough or self._all else self._touched.economies

    def tally(self, page: Iterable[Kept]) -> Tally:
        """Count what differs over some decisions. One that cannot be replayed is counted as that."""
        tally = Tally()
        counts = tally.counts
        version = self._before.version
        for kept in page:
            asked = kept.economies.split(" ")
            if self._asked is not None and self._asked.isdisjoint(asked):
                continue
            counts["found"] += 1
            if kept.erased:
                counts["erased"] += 1
                continue
            if kept.body is not None and self._concerned(asked):
                try:
                    if not self._compare(kept.decision_id, kept.body, tally):
                        counts["other_plugin"] += 1
                        continue
                except Exception:  # whatever was done to a record must not hide the others: doctor --replay names it
                    counts["unreadable"] += 1
                    continue
            counts["replayed"] += 1
            if kept.rule_set != version:
                counts["of_other_rule_sets"] += 1
        return tally

    def _concerned(self, asked: Sequence[str]) -> bool:
        """Whether anything can come out differently where these economies are asked."""
        return self._thorough or self._all or not self._touched.economies.isdisjoint(asked)

    def _compare(self, decision_id: str, body: bytes, tally: Tally) -> bool:
        """Compare one decision; False where a plugin's code had a say and its version is another now."""
        record = orjson.loads(body)
        if not _exact(record):
            record = loads(body)
        declaration = self._declaration(record, 0)
        spoke: frozenset[str] = frozenset()
        if self._coded or record["plugins"] != self._versions:
            spoke = self._recorded.spoke(record, declaration.asks)
            spoke |= self._coded.intersection(economy for economy, _ in declaration.asks)
        if spoke:
            if any(record["plugins"].get(code) != self._versions.get(code) for code in spoke):
                return False
            record = loads(body)  # what a plugin provided, with all its digits
            declaration = self._declaration(record, 0)
        # What the rule set before answered need not be asked again where it is what decided.
        own = not self._thorough and record["ruleset"] == self._decided
        everywhere = self._touched.everywhere
        if not self._thorough and not everywhere and self._same(declaration, record, own):
            return True
        if spoke:
            self._recorded.turn_to(record, [item.number for item in declaration.items], declaration.asks)
        checkers = self._both(record.get("unavailable", {}))
        other = self._declaration(record, 1) if everywhere else declaration
        old = (
            self._kept(record, body, declaration)
            if own
            else self._readings[0].outcome(checkers[0].check(declaration), declaration.asks)
        )
        new = self._readings[1].outcome(checkers[1].check(other), other.asks)
        self._differences.count(decision_id, declaration.items, old, new, tally)
        return True

    def _kept(self, record: dict[str, Any], body: bytes, declaration: Declaration) -> list[Answered]:
        """What a record of the rule set before says."""
        if any("charges" in item for item in record["items"]):
            record = loads(body)  # its sums, with all their digits
        return self._readings[0].record(record, declaration.asks)

    def _declaration(self, record: dict[str, Any], side: int) -> Declaration:
        document = record["input"]
        if "date" not in document:
            document = {**document, "date": record["date"]}
        return normalise(document, self._places[side], _EPOCH)

    def _same(self, declaration: Declaration, record: Mapping[str, Any], own: bool) -> bool:
        """Whether the touched rules alone tell that both sets answer the same. `own`: the set before decided it."""
        whole, economies = self._touched.whole, self._touched.economies
        unavailable = record.get("unavailable", ())
        old, new = self._quick
        for place, (economy, flow) in enumerate(declaration.asks):
            if economy not in economies or economy in unavailable:
                continue
            if economy in whole:
                return False
            for item, kept in zip(declaration.items, record["items"], strict=True):
                found = old.recorded(kept, place) if own else old.findings(declaration, item, economy, flow)
                if found is None or found != new.findings(declaration, item, economy, flow):
                    return False
        return True

    def _both(self, unavailable: Mapping[str, str]) -> tuple[Checker, Checker]:
        """The checkers of both sets, for whom the plugins that failed then fail again."""
        key = " ".join(sorted(unavailable))
        found = self._checkers.get(key)
        if found is None:
            found = self._checkers[key] = (
                Checker(self._before, self._engines[0], self._recorded, unavailable),
                Checker(self._after, self._engines[1], self._recorded, unavailable),
            )
        return found


class _Touching:
    """The touched rules of one set."""

    def __init__(self, ruleset: RuleSet, names: frozenset[str]) -> None:
        kept = [(rule, layout) for rule, layout in zip(ruleset.rules, ruleset.layouts, strict=True) if rule.id in names]
        rules = tuple(rule for rule, _ in kept)
        few = replace(ruleset, rules=rules, layouts=tuple(layout for _, layout in kept))
        self._engine = CompiledEngine(few)
        self._checker = Checker(few, self._engine, _Silent(), {})
        self._economies = {rule.economy for rule in rules}
        self._names = [rule.id for rule in rules]
        #: Of each rule whether its match and verdict say all: no charge, and no fact that is provided on demand.
        self._plain = [
            rule.charge is None and subjects(rule).isdisjoint(provided(ruleset, rule.economy)) for rule in rules
        ]
        self._by_name = dict(zip(self._names, self._plain, strict=True))

    def recorded(self, item: Mapping[str, Any], place: int) -> list[tuple[str, int, int]] | None:
        """The same as `findings`, of an item in a record of this set."""
        found = []
        for at, rule, _, _, match, verdict, _ in item["hits"]:
            if at == place and (plain := self._by_name.get(rule)) is not None:
                if not plain:
                    return None
                found.append((rule, match, verdict))
        return found

    def findings(
        self, declaration: Declaration, item: Item, economy: str, flow: str
    ) -> list[tuple[str, int, int]] | None:
        """(rule, match, verdict) of each finding of a touched rule; None where those do not say all."""
        if economy not in self._economies:
            return []
        code, _ = self._checker.code_of(declaration, item, economy)
        partner = self._checker.partner_of(declaration, flow)
        hits = self._engine.check_item(economy, flow, declaration.date, code, declaration.regime, partner, item.source)
        if not hits:
            return []
        if not all(self._plain[hit.rule] for hit in hits):
            return None
        return [(self._names[hit.rule], hit.match, hit.verdict) for hit in hits]


class _Silent:
    """Plugins without code."""

    def provides(self, economy: str) -> frozenset[str]:
        return frozenset()

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"a plugin without code was asked: {name}")


def _exact(record: Mapping[str, Any]) -> bool:
    """Whether orjson lost no digit of the numbers that deciding looks at: a fraction came as a string."""
    for item in record["input"]["items"]:
        numbers = [item.get("number")]
        if "value" in item:
            numbers.append(item["value"]["amount"])
        if "quantity" in item:
            numbers.append(item["quantity"]["value"])
        if "facts" in item:
            numbers += item["facts"].values()
        for number in numbers:
            if type(number) is float:
                return False
    return True
