"""What was found → the answer of the contract, in the reader's language."""

from collections.abc import Callable, Hashable, Mapping
from operator import attrgetter
from typing import Any

import orjson

from greenlane.core.ask import Ask, Hit
from greenlane.core.because import Papers, plain
from greenlane.core.charges import Computed
from greenlane.core.check import SILENT, ItemOutcome, Outcome
from greenlane.core.declaration.normalise import Declaration, Item
from greenlane.core.extension import Fault, RiskSignal
from greenlane.core.finding import FindingWriter
from greenlane.core.origin.told import told
from greenlane.core.papers import not_covering
from greenlane.core.ruleset import RuleSet
from greenlane.core.speaker import Speaker
from greenlane.core.sums import told as sums_told
from greenlane.core.uses import Looked, looked_at
from greenlane.core.vocabulary import COVERAGE, SEVERITY, VERDICTS

Json = dict[str, Any]
REFERRED = SEVERITY["referred"]
REMEMBERED = 8192
_ORDER = attrgetter("order")


class Worded:
    """A part of an answer: its fields, and their JSON, made when first asked for."""

    __slots__ = ("_json", "content")

    def __init__(self, content: Json) -> None:
        self.content = content
        self._json: orjson.Fragment | None = None

    def fields(self) -> Json:
        """As a dictionary."""
        return self.content

    def json(self) -> orjson.Fragment:
        """As JSON, ready to stand in another."""
        if self._json is None:
            self._json = orjson.Fragment(orjson.dumps(self.content))
        return self._json


class Told(Worded):
    """A finding as it is answered."""

    __slots__ = ("order",)

    def __init__(self, severity: int, content: Json) -> None:
        super().__init__(content)
        #: Worst first, then by rule.
        self.order = (-severity, content["rule"], content["economy"], content["flow"])


class Renderer:
    """Renders outcomes of one rule set in one language. Threads may share it.

    A finding whose wording depends on little (its rule, what it looked at) is worded once and remembered.
    """

    def __init__(self, ruleset: RuleSet, language: str) -> None:
        self.ruleset = ruleset
        self.say = Speaker(language)
        self._writer = FindingWriter(ruleset, self.say)
        self._looked = tuple(looked_at(rule) for rule in ruleset.rules)
        #: Rules that look at a dated series: their wording depends on values that change with the day.
        self._series = tuple(
            any(ruleset.parameter(rule.economy, fact) for fact in looked.facts)
            for rule, looked in zip(ruleset.rules, self._looked, strict=True)
        )
        #: Rules whose wording is the same for many items: it depends on no quantity, text or dated series.
        self._alike = tuple(
            not (looked.quantity or looked.text or series)
            for looked, series in zip(self._looked, self._series, strict=True)
        )
        self._origins: dict[Hashable, list[Worded]] = {}
        self._agreements = {one.id: one for pack in ruleset.packs.values() for one in pack.agreements}
        self._told: dict[object, Told] = {}
        self._groups: dict[object, list[Told]] = {}
        self._unions: dict[tuple[int, ...], Looked] = {}
        self._coverage: dict[object, Json] = {}

    def decision(
        self,
        decision_id: str,
        known_at: str,
        declaration: Declaration,
        outcome: Outcome,
        unavailable: Mapping[str, str],
    ) -> Json:
        """The whole answer. `unavailable`: economies whose plugin failed at the time, with the reason."""
        return self._decision(decision_id, known_at, declaration, outcome, unavailable, Worded.fields)

    def json(
        self,
        decision_id: str,
        known_at: str,
        declaration: Declaration,
        outcome: Outcome,
        unavailable: Mapping[str, str],
    ) -> bytes:
        """The whole answer as JSON."""
        return orjson.dumps(self._decision(decision_id, known_at, declaration, outcome, unavailable, Worded.json))

    def _decision(
        self,
        decision_id: str,
        known_at: str,
        declaration: Declaration,
        outcome: Outcome,
        unavailable: Mapping[str, str],
        form: Callable[[Worded], object],
    ) -> Json:
        return {
            "decision_id": decision_id,
            "reference": declaration.reference,
            "date": declaration.date.isoformat(),
            "known_at": known_at,
            "verdict": VERDICTS[outcome.verdict],
            "ruleset": {"version": self.ruleset.version, "digest": self.ruleset.digest},
            **self.answering(declaration, outcome.coverage, unavailable),
            "items": [
                self._item(declaration, item, found, unavailable, form)
                for item, found in zip(declaration.items, outcome.items, strict=True)
            ],
        }

    def answering(self, declaration: Declaration, statuses: list[str], unavailable: Mapping[str, str]) -> Json:
        """`coverage`: by economy of the route, the worst status of its flows, and the scopes.

        `everywhere`: by the code of each pack without an economy that was asked, the same; left out where none was.
        """
        key = (declaration.asks, declaration.date, tuple(statuses))
        if not unavailable and key in self._coverage:
            return self._coverage[key]
        coverage: Json = {}
        everywhere: Json = {}
        for (economy, flow), status in zip(declaration.asks, statuses, strict=True):
            if status == SILENT:
                if economy not in unavailable:
                    continue
                status = "unavailable"
            scopes = [self.say.text(one.scope) for one in self.ruleset.coverage(economy, flow, declaration.date)]
            entry = (coverage if economy in declaration.economies else everywhere).setdefault(
                economy, {"status": status}
            )
            if COVERAGE.index(status) > COVERAGE.index(entry["status"]):
                entry["status"] = status
            said = [*filter(None, entry.get("scope", "").split("; ")), *scopes]
            if said:
                entry["scope"] = "; ".join(dict.fromkeys(said))
            if status == "unavailable":
                entry["reason"] = unavailable.get(economy, "")
        result = {"coverage": coverage, "everywhere": everywhere} if everywhere else {"coverage": coverage}
        if not unavailable:
            if len(self._coverage) >= REMEMBERED:
                self._coverage.clear()
            self._coverage[key] = result
        return result

    def _item(
        self,
        declaration: Declaration,
        item: Item,
        found: ItemOutcome,
        unavailable: Mapping[str, str],
        form: Callable[[Worded], object],
    ) -> Json:
        """One item: findings sorted by severity and rule, charges, origin."""
        papers = not_covering(item.documents, declaration.date) if item.documents else {}
        computed = {(place, rule): charge for place, rule, charge in found.charges} if found.charges else {}
        sums = {key: sums_told(charge, self.ruleset.rules[key[1]], self.say) for key, charge in computed.items()}
        findings: list[Told] = []
        together: dict[int, list[Hit]] = {}
        for place, hit in found.hits:
            ask = found.asks[place]
            assert ask is not None
            if self._alike[hit.rule] and not papers and not found.provided and (place, hit.rule) not in computed:
                together.setdefault(place, []).append(hit)
                continue
            provided = found.provided.get(ask.economy, {})
            charge = computed.get((place, hit.rule))
            lines = sums.get((place, hit.rule), [])
            findings.append(self._finding(hit, ask, found.foreign[place], papers, charge, lines, provided))
        for place, hits in together.items():
            ask = found.asks[place]
            assert ask is not None
            findings += self._several(tuple(hits), ask, found.foreign[place])
        if unavailable:
            failed = [one for one in declaration.asks if one[0] in unavailable and one[0] in declaration.economies]
            findings += [self._unavailable(ask, unavailable) for ask in failed]
        findings += [self._signal(declaration.asks[place], signal) for place, signal in found.signals]
        findings += [self._fault(declaration.asks[place], fault) for place, fault in found.faults]
        if len(findings) > 1:
            findings.sort(key=_ORDER)
        return {
            "number": item.number,
            "commodity_code": item.code,
            "verdict": VERDICTS[found.verdict],
            "findings": [form(finding) for finding in findings],
            "charges": [
                self._charge(rule, charge, sums[place, rule], ask, found.provided.get(ask.economy, {}))
                for place, rule, charge in found.charges
                if charge.amount is not None and (ask := found.asks[place]) is not None
            ],
            "origin": [form(one) for one in self._origin(found)] if found.origin else [],
        }

    def _origin(self, found: ItemOutcome) -> list[Worded]:
        """What the agreements say; worded once for items that are alike."""
        said = self._origins.get(found.alike) if found.alike is not None else None
        if said is None:
            said = [Worded(told(one, self._agreements[one.agreement], self.say)) for one in found.origin]
            if found.alike is not None:
                if len(self._origins) >= REMEMBERED:
                    self._origins.clear()
                self._origins[found.alike] = said
        return said

    def _several(self, hits: tuple[Hit, ...], ask: Ask, foreign: bool) -> list[Told]:
        """The findings of several rules whose wording depends on facts and papers alone, remembered together."""
        rules = tuple([hit.rule for hit in hits])
        looked = self._unions.get(rules)
        if looked is None:
            looked = self._unions[rules] = Looked.union(self._looked[rule] for rule in rules)
        key = (hits, ask.flow, ask.code, foreign, *_seen(looked, ask))
        try:
            found = self._groups.get(key)
        except TypeError:  # a list among the facts
            key = _hashable(key)
            found = self._groups.get(key)
        if found is None:
            found = [self._finding(hit, ask, foreign, {}, None, [], {}) for hit in hits]
            if len(self._groups) >= REMEMBERED:
                self._groups.clear()
                self._unions.clear()
            self._groups[key] = found
        return found

    def _finding(
        self,
        hit: Hit,
        ask: Ask,
        foreign: bool,
        papers: Papers,
        charge: Computed | None,
        lines: list[str],
        provided: Mapping[str, object],
    ) -> Told:
        """One finding. `lines`: how its charge came about."""
        looked = self._looked[hit.rule]
        if charge is not None and not charge.needs and not self._series[hit.rule]:
            # The finding without its sum is like others; the sum is this item's own.
            worded = self._finding(hit, ask, foreign, papers, None, [], provided).content
            return Told(hit.verdict, {**worded, "because": [*worded["because"], *lines]})
        if (
            charge is not None
            or papers
            or self._series[hit.rule]
            or (provided and not provided.keys().isdisjoint(looked.facts))
        ):
            return Told(hit.verdict, self._writer.write(hit, ask, foreign, papers, charge, provided))
        key = (hit, ask.flow, ask.code, foreign, *_seen(looked, ask))
        try:
            found = self._told.get(key)
        except TypeError:  # a list among the facts
            key = _hashable(key)
            found = self._told.get(key)
        if found is None:
            found = Told(hit.verdict, self._writer.write(hit, ask, foreign, papers, charge, provided))
            if len(self._told) >= REMEMBERED:
                self._told.clear()
            self._told[key] = found
        return found

    def _charge(self, index: int, charge: Computed, lines: list[str], ask: Ask, provided: Mapping[str, object]) -> Json:
        rule = self.ruleset.rules[index]
        assert rule.charge is not None and charge.amount is not None
        return {
            "rule": rule.id,
            "economy": rule.economy,
            "kind": rule.charge.kind,
            "rate_percent": str(charge.percent) if charge.percent is not None else None,
            "base": {"amount": plain(charge.base), "currency": charge.currency} if charge.base is not None else None,
            "amount": {"amount": str(charge.amount), "currency": charge.currency},
            "because": lines,
            "evidence": self._writer.evidence(rule, ask, provided),
        }

    def _referral(
        self, name: str, ask: tuple[str, str], title: str, message: str, remedy: str = "plugin_remedy"
    ) -> Told:
        """A finding that comes of no rule: a plugin's word, or its failure."""
        economy, flow = ask
        content: Json = {
            "rule": f"{economy}.{name}",
            "economy": economy,
            "flow": flow,
            "kind": "risk",
            "verdict": "referred",
            "title": title,
            "message": message,
            "because": [message],
            "missing": {"facts": [], "documents": [], "parameters": []},
            "remedy": self.say(remedy),
            "legal_basis": [],
            "evidence": "unverified",
            "verified_on": None,
        }
        return Told(REFERRED, content)

    def _unavailable(self, ask: tuple[str, str], reasons: Mapping[str, str]) -> Told:
        reason = self.say("unavailable", economy=ask[0], reason=reasons[ask[0]])
        return self._referral("unavailable", ask, self.say("plugin_title"), reason)

    def _fault(self, ask: tuple[str, str], fault: Fault) -> Told:
        said = self.say("plugin_fault", plugin=fault.plugin, kind=fault.kind, hook=fault.hook, message=fault.message)
        return self._referral("plugin-failed", ask, self.say("plugin_title"), said)

    def _signal(self, ask: tuple[str, str], signal: RiskSignal) -> Told:
        return self._referral(f"signal.{signal.code}", ask, signal.title, signal.message, "signal_remedy")


def _hashable(key: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(tuple(part) if isinstance(part, list) else part for part in key)


def _seen(looked: Looked, ask: Ask) -> list[object]:
    """What of an ask the wording of a rule's finding depends on, beside the code and the flow."""
    facts, documents = ask.facts, ask.documents
    seen: list[object] = [facts.get(name) for name in looked.facts]
    seen += [code in documents for code in looked.documents]
    if looked.dated:
        seen.append(ask.day)
    if looked.quantity:
        seen.append(ask.quantity)
    if looked.text:
        seen.append(ask.text)
    if looked.route:
        seen += (ask.origin, ask.partner, ask.regime)
    return seen
