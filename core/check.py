"""One declaration against one rule set: asks, hits, providers, charges, verdicts. No texts: those come last."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from greenlane.core.ask import Ask, Hit
from greenlane.core.asking import ask_of
from greenlane.core.charges import Computed, compute
from greenlane.core.everywhere import Reach
from greenlane.core.explain import Layout, unknown
from greenlane.core.extension import Fault, RiskSignal, Services
from greenlane.core.model import Rule
from greenlane.core.origin.compare import Agreements
from greenlane.core.origin.of_item import alike, good_of
from greenlane.core.origin.outcome import Origin
from greenlane.core.ruleset import RuleSet
from greenlane.core.uses import by_words_alone, charged, subjects
from greenlane.core.views import context_of, view_of
from greenlane.core.vocabulary import SEVERITY, TRUE

if TYPE_CHECKING:
    from greenlane.core.declaration.normalise import Declaration, Item


class Engine(Protocol):
    """Matches and evaluates: the compiled matcher, or in tests the reference."""

    def check(self, ask: Ask) -> list[Hit]:
        """What every matching rule says, in the order of the rules."""
        ...

    def check_item(
        self, economy: str, flow: str, day: date, code: str, regime: str, partner: str | None, source: dict[str, Any]
    ) -> list[Hit]:
        """The same of an item as it was sent, of which only what a rule looks at is read."""
        ...


@dataclass(slots=True)
class ItemOutcome:
    """What was found for one item. `hits` and `charges` name the ask they answer by its place in the asks.

    `origin`: what each agreement of the route says, best first; it never changes the verdict. `alike`: items for which
    it is equal have the same origin; None where it depends on a bill of materials.
    """

    number: int
    verdict: int = 0
    hits: list[tuple[int, Hit]] = field(default_factory=list)
    charges: list[tuple[int, int, Computed]] = field(default_factory=list)
    provided: dict[str, dict[str, object]] = field(default_factory=dict)
    signals: list[tuple[int, RiskSignal]] = field(default_factory=list)
    faults: list[tuple[int, Fault]] = field(default_factory=list)
    asks: list[Ask | None] = field(default_factory=list)
    foreign: list[bool] = field(default_factory=list)
    origin: Sequence[Origin] = ()
    alike: Hashable | None = None


@dataclass(slots=True)
class Outcome:
    """What was found for a declaration. `coverage`: of each ask, its status; SILENT where nobody has to answer."""

    verdict: int
    coverage: list[str]
    items: list[ItemOutcome]


REMEMBERED = 8192
SILENT = "silent"
"""Of an ask that a pack without an economy does not answer: its plugin failed, or it does not speak on the day."""
REFERRED = SEVERITY["referred"]
INCOMPLETE = SEVERITY["incomplete"]
NOT_COVERED = SEVERITY["not_covered"]
PROHIBITED = SEVERITY["prohibited"]


class Checker:
    """Checks declarations against one rule set. Immutable after construction: shared by threads.

    `unavailable`: economies whose plugin failed, with the reason.
    """

    def __init__(
        self,
        ruleset: RuleSet,
        engine: Engine,
        services: Services,
        unavailable: Mapping[str, str],
    ) -> None:
        self.ruleset = ruleset
        self.engine = engine
        self.services = services
        self.unavailable = dict(unavailable)
        self.agreements = Agreements(one for pack in ruleset.packs.values() for one in pack.agreements)
        self._origins: dict[Hashable, Sequence[Origin]] = {}
        self._coverage: dict[object, tuple[str, ...]] = {}
        # A pack without an economy has no code: code may refer, and it must change no verdict.
        self._hooks = {
            code: frozenset() if code in ruleset.everywhere else services.provides(code) for code in ruleset.packs
        }
        self._reach = {code: Reach(ruleset.packs[code].rules) for code in ruleset.everywhere}
        self._subjects = tuple(subjects(rule) for rule in ruleset.rules)
        self._asked_by_series = {
            code for code, pack in ruleset.packs.items() if any(fact.provider for fact in pack.facts.values())
        }

    def check(self, declaration: Declaration) -> Outcome:
        """Verdicts, hits and charges of every item. Never raises for what a declaration or a plugin may hold."""
        coverage = self._covering(declaration)
        items = [self._item(declaration, item, coverage) for item in declaration.items]
        return Outcome(max(item.verdict for item in items), coverage, items)

    def _covering(self, declaration: Declaration) -> list[str]:
        """Of each ask, its status; told once for a route and day."""
        key = (declaration.asks, declaration.date)
        found = self._coverage.get(key)
        if found is None:
            if len(self._coverage) >= REMEMBERED:
                self._coverage.clear()
            found = self._coverage[key] = tuple(self.status(*ask, declaration) for ask in declaration.asks)
        return list(found)

    def status(self, economy: str, flow: str, declaration: Declaration) -> str:
        """How completely an economy is answered for, for a flow on the day. Nobody misses a pack without one."""
        everywhere = economy in self._reach
        if economy in self.unavailable:
            return SILENT if everywhere else "unavailable"
        found = self.ruleset.coverage(economy, flow, declaration.date)
        if not found:
            return SILENT if everywhere else "not_covered"
        return "partial" if any(one.status == "partial" for one in found) else "covered"

    def _item(self, declaration: Declaration, item: Item, coverage: list[str]) -> ItemOutcome:
        outcome = ItemOutcome(item.number)
        for place, (economy, flow) in enumerate(declaration.asks):
            if coverage[place] == "unavailable":
                outcome.verdict = max(outcome.verdict, REFERRED)
                outcome.asks.append(None)
                outcome.foreign.append(False)
                continue
            if coverage[place] == "not_covered":
                outcome.verdict = max(outcome.verdict, NOT_COVERED)
            reach = self._reach.get(economy)
            if (reach is None and economy not in self.ruleset.packs) or (
                reach is not None and (coverage[place] == SILENT or not reach.has(flow, item.code))
            ):
                outcome.asks.append(None)
                outcome.foreign.append(False)
                continue
            code, foreign = self.code_of(declaration, item, economy)
            partner = self.partner_of(declaration, flow)
            hits = self.engine.check_item(
                economy, flow, declaration.date, code, declaration.regime, partner, item.source
            )
            ask = None
            if hits or self._hooks[economy]:
                ask = ask_of(
                    economy, flow, declaration.date, code, declaration.regime, partner, item.source, item.documents
                )
                if self._hooks[economy] or economy in self._asked_by_series:
                    hits = self._provide(declaration, item, place, ask, hits, outcome)
            outcome.asks.append(ask)
            outcome.foreign.append(foreign)
            for hit in hits:
                outcome.hits.append((place, hit))
                if hit.verdict > outcome.verdict:
                    outcome.verdict = hit.verdict
            if ask is not None and "greenlane_risk" in self._hooks[economy]:
                self._signals(declaration, item, place, ask, outcome)
        if outcome.verdict < PROHIBITED:
            self._charge(declaration, item, outcome)
        self.originate(declaration, item, outcome)
        return outcome

    def originate(self, declaration: Declaration, item: Item, outcome: ItemOutcome) -> None:
        """Say in `outcome` what each agreement between the two ends of the route says of an item."""
        if not self.agreements.bind(declaration.export, declaration.import_):
            return
        key = outcome.alike = alike(declaration, item, self.agreements.widely)
        found = self._origins.get(key) if key is not None else None
        if found is None:
            good = good_of(declaration, item)
            found = self.agreements.compare(good) if good is not None else []
            if key is not None:
                if len(self._origins) >= REMEMBERED:
                    self._origins.clear()
                self._origins[key] = found
        outcome.origin = found

    def ask(self, declaration: Declaration, item: Item, economy: str, flow: str) -> tuple[Ask, bool]:
        """The question to one economy, and whether its nomenclature is another than the declared code's."""
        code, foreign = self.code_of(declaration, item, economy)
        partner = self.partner_of(declaration, flow)
        day, regime = declaration.date, declaration.regime
        return ask_of(economy, flow, day, code, regime, partner, item.source, item.documents), foreign

    @staticmethod
    def partner_of(declaration: Declaration, flow: str) -> str | None:
        """The economy at the other end of the route."""
        if flow == "import":
            return declaration.export
        return declaration.import_ if flow == "export" else None

    def code_of(self, declaration: Declaration, item: Item, economy: str) -> tuple[str, bool]:
        """The digits that count in an economy's nomenclature, and whether it is another than the declared code's."""
        if economy == declaration.declared_in:
            return item.code, False
        if economy in self._reach:
            return item.code[:6], False
        own = item.national.get(economy)
        if own is not None:
            return own, False
        here = self.ruleset.economy(economy)
        there = self.ruleset.economy(declaration.declared_in) if declaration.declared_in else None
        if here is None or there is None or here.nomenclature.family != there.nomenclature.family:
            return item.code[:6], True
        shared = min(here.nomenclature.shared_digits, there.nomenclature.shared_digits)
        return item.code[:shared], len(item.code) >= shared

    def _provide(
        self, declaration: Declaration, item: Item, place: int, ask: Ask, hits: list[Hit], outcome: ItemOutcome
    ) -> list[Hit]:
        """Answer, lazily, the facts that a matched rule needs and nobody declared; decide again with them."""
        asked: set[str] = set()
        while True:
            wanted = {
                name
                for hit in hits
                for name in needed(self.ruleset.rules[hit.rule], self.ruleset.layouts[hit.rule], hit)
                if name not in asked and name not in ask.facts
            }
            found: dict[str, object] = {}
            for name in sorted(wanted):
                asked.add(name)
                value = self._provided(declaration, item, place, ask, name, outcome)
                if value is not None:
                    found[name] = value
            if not found:
                return hits
            ask.facts = {**ask.facts, **found}  # type: ignore[dict-item]
            outcome.provided.setdefault(ask.economy, {}).update(found)
            if any(name in self._subjects[hit.rule] for hit in hits for name in found):
                hits = self.engine.check(ask)

    def _provided(
        self, declaration: Declaration, item: Item, place: int, ask: Ask, name: str, outcome: ItemOutcome
    ) -> object | None:
        parameter = self.ruleset.parameter(ask.economy, name)
        if parameter is not None:
            for value in parameter.values:
                if value.valid_from <= ask.day and (value.valid_to is None or ask.day <= value.valid_to):
                    return value.value
        if "greenlane_fact" in self._hooks[ask.economy]:
            answer = self.services.fact(ask.economy, name, view_of(item, self.ruleset.facts), context_of(ask))
            if isinstance(answer, Fault):
                self._fault(place, answer, outcome)
            elif answer is not None:
                return answer
        return None

    def _signals(self, declaration: Declaration, item: Item, place: int, ask: Ask, outcome: ItemOutcome) -> None:
        answer = self.services.risks(ask.economy, view_of(item, self.ruleset.facts), context_of(ask))
        if isinstance(answer, Fault):
            self._fault(place, answer, outcome)
            return
        for signal in answer:
            outcome.signals.append((place, signal))
            outcome.verdict = max(outcome.verdict, REFERRED)

    def _fault(self, place: int, fault: Fault, outcome: ItemOutcome) -> None:
        """Fail closed: a plugin that raised, was late or answered nonsense refers the item."""
        if (place, fault) not in outcome.faults:
            outcome.faults.append((place, fault))
        outcome.verdict = max(outcome.verdict, REFERRED)

    def _charge(self, declaration: Declaration, item: Item, outcome: ItemOutcome) -> None:
        """Compute the charges of the rules that matched for certain."""
        value = item.source.get("value")
        money = (Decimal(value["amount"]), value["currency"]) if value else None
        for index, (place, hit) in enumerate(outcome.hits):
            rule = self.ruleset.rules[hit.rule]
            ask = outcome.asks[place]
            if rule.charge is None or hit.match != TRUE or ask is None:
                continue
            if rule.charge.formula:
                computed = self._formula(rule, item, place, ask, outcome)
            else:
                computed = compute(rule.charge, ask, money)
            if computed.amount is not None:
                outcome.charges.append((place, hit.rule, computed))
                continue
            worst = REFERRED if rule.evidence == "unverified" or by_words_alone(rule) else INCOMPLETE
            outcome.charges.append((place, hit.rule, computed))
            outcome.hits[index] = (
                place,
                Hit(hit.rule, hit.code, hit.partner, hit.match, max(hit.verdict, worst), hit.values),
            )
            outcome.verdict = max(outcome.verdict, worst)

    def _formula(self, rule: Rule, item: Item, place: int, ask: Ask, outcome: ItemOutcome) -> Computed:
        assert rule.charge is not None
        if "greenlane_charge" not in self._hooks[ask.economy]:
            return Computed(needs=[f"formula {rule.charge.formula}"])
        view = view_of(item, self.ruleset.facts)
        answer = self.services.charge(ask.economy, rule.charge.formula, view, context_of(ask))
        if isinstance(answer, Fault):
            self._fault(place, answer, outcome)
            return Computed(needs=[f"formula {rule.charge.formula}"])
        if answer is None:
            return Computed(needs=[f"formula {rule.charge.formula}"])
        return Computed(
            percent=answer.rate_percent,
            base=answer.base,
            amount=answer.amount,
            currency=answer.currency,
            said=list(answer.because),
        )


def needed(rule: Rule, layout: Layout, hit: Hit) -> set[str]:
    """The facts that would tell of an unknown in a hit, or that its charge is computed from."""
    names = charged(rule) if hit.match == TRUE else set()
    for node in (layout.when, *layout.requires):
        if node is not None:
            names |= {test.subject for test in unknown(node, hit.values) if ":" not in test.subject}
    return names
