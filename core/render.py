"""What was found → the answer of the contract, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from greenlane.core.ask import Ask, Hit
from greenlane.core.because import Papers, of_match, of_test, plain
from greenlane.core.charges import Computed
from greenlane.core.check import ItemOutcome, Outcome
from greenlane.core.explain import absent, deciding, unknown
from greenlane.core.model import Rule, Test, Text
from greenlane.core.papers import not_covering
from greenlane.core.phrases import phrase
from greenlane.core.ruleset import RuleSet
from greenlane.core.uses import subjects
from greenlane.core.vocabulary import FALSE, SEVERITY, TRUE, UNKNOWN, VERDICTS, weakest

if TYPE_CHECKING:
    from greenlane.core.declaration.normalise import Declaration, Item

Json = dict[str, Any]


class Speaker:
    """One language: phrases and texts, English where it has none."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, **arguments: object) -> str:
        """One sentence."""
        return phrase(self.language, key, **arguments)

    def text(self, text: Text) -> str:
        """A pack's text in this language."""
        return text.get(self.language) or text.get("en", "")


class Renderer:
    """Renders outcomes of one rule set in one language. What all answers share is made once a rule."""

    def __init__(self, ruleset: RuleSet, language: str) -> None:
        self.ruleset = ruleset
        self.say = Speaker(language)
        self._frames: dict[int, Json] = {}

    def decision(
        self,
        decision_id: str,
        known_at: str,
        declaration: Declaration,
        outcome: Outcome,
        unavailable: Mapping[str, str],
    ) -> Json:
        """The whole answer. `unavailable`: economies whose plugin failed at the time, with the reason."""
        return {
            "decision_id": decision_id,
            "reference": declaration.reference,
            "date": declaration.date.isoformat(),
            "known_at": known_at,
            "verdict": VERDICTS[outcome.verdict],
            "ruleset": {"version": self.ruleset.version, "digest": self.ruleset.digest},
            "coverage": self.coverage(declaration, outcome.coverage, unavailable),
            "items": [
                self.item(declaration, item, found, unavailable)
                for item, found in zip(declaration.items, outcome.items, strict=True)
            ],
        }

    def coverage(self, declaration: Declaration, statuses: list[str], unavailable: Mapping[str, str]) -> Json:
        """By economy: the worst status of its flows on the route, and the scopes."""
        order = ("covered", "partial", "not_covered", "unavailable")
        result: Json = {}
        for (economy, flow), status in zip(declaration.asks, statuses, strict=True):
            scopes = [self.say.text(one.scope) for one in self.ruleset.coverage(economy, flow, declaration.date)]
            entry = result.setdefault(economy, {"status": status})
            if order.index(status) > order.index(entry["status"]):
                entry["status"] = status
            if scopes:
                entry["scope"] = "; ".join([*filter(None, [entry.get("scope")]), *scopes])
            if status == "unavailable":
                entry["reason"] = unavailable.get(economy, "")
        return result

    def item(self, declaration: Declaration, item: Item, found: ItemOutcome, unavailable: Mapping[str, str]) -> Json:
        """One item: findings sorted by severity and rule, charges, origin."""
        papers = not_covering(item.documents, declaration.date)
        computed = {(place, rule): charge for place, rule, charge in found.charges}
        findings = []
        for place, hit in found.hits:
            ask = found.asks[place]
            assert ask is not None
            charge = computed.get((place, hit.rule))
            provided = found.provided.get(ask.economy, {})
            findings.append((hit.verdict, self._finding(hit, ask, found.foreign[place], papers, charge, provided)))
        for economy, flow in declaration.asks:
            if economy in unavailable:
                findings.append((SEVERITY["referred"], self._unavailable(economy, flow, unavailable[economy])))
        findings += [(SEVERITY["referred"], self._signal(declaration.asks[p], s)) for p, s in found.signals]
        findings += [(SEVERITY["referred"], self._fault(declaration.asks[p], f)) for p, f in found.faults]
        findings.sort(key=lambda pair: (-pair[0], pair[1]["rule"], pair[1]["economy"], pair[1]["flow"]))
        return {
            "number": item.number,
            "commodity_code": item.code,
            "verdict": VERDICTS[found.verdict],
            "findings": [finding for _, finding in findings],
            "charges": [
                self._charge(rule, charge, ask, found.provided.get(ask.economy, {}))
                for place, rule, charge in found.charges
                if charge.amount is not None and (ask := found.asks[place]) is not None
            ],
            "origin": [],
        }

    def _frame(self, index: int) -> Json:
        """What every finding of a rule has in common."""
        frame = self._frames.get(index)
        if frame is None:
            rule = self.ruleset.rules[index]
            frame = {
                "rule": rule.id,
                "economy": rule.economy,
                "flow": "",
                "kind": rule.kind,
                "verdict": "",
                "title": self.say.text(rule.title),
                "message": self.say.text(rule.message),
                "because": [],
                "missing": {},
                "remedy": "",
                "legal_basis": [
                    {
                        "instrument": basis.instrument,
                        "provision": basis.provision,
                        "in_force_from": _day(basis.in_force_from),
                        **({"in_force_to": _day(basis.in_force_to)} if basis.in_force_to else {}),
                        "source": basis.source,
                    }
                    for basis in rule.legal_basis
                ],
                "evidence": rule.evidence,
                "verified_on": _day(rule.verified_on),
            }
            self._frames[index] = frame
        return frame

    def _finding(
        self, hit: Hit, ask: Ask, foreign: bool, papers: Papers, charge: Computed | None, provided: Mapping[str, object]
    ) -> Json:
        rule, layout, say = self.ruleset.rules[hit.rule], self.ruleset.layouts[hit.rule], self.say
        because = list(of_match(rule, hit, ask, foreign, layout, papers, say, provided))
        facts: list[str] = []
        documents: list[str] = []
        parameters: list[str] = []
        remedies: list[str] = []
        clear = hit.verdict == 0 and rule.kind not in ("notice",)
        if hit.code == UNKNOWN and not clear:
            facts.append(f"national_codes.{ask.economy}" if foreign else "commodity_code")
        if hit.partner == UNKNOWN and not clear:
            facts.append("route.import" if ask.flow == "export" else "origin")
        if layout.when is not None and not clear:
            for test in unknown(layout.when, hit.values):
                self._missing(test, ask, facts, documents, parameters, because)
        for requirement, node in zip(rule.requires, layout.requires, strict=True):
            value = hit.values[node.place] & 3
            for test, state in deciding(node, hit.values):
                because.append(of_test(test, state, ask, papers, say, provided))
            if value == TRUE:
                continue
            for test in unknown(node, hit.values):
                self._missing(test, ask, facts, documents, parameters, because)
            if value == FALSE:
                for test in absent(node, hit.values):
                    documents.append(test.subject[9:])
                if message := say.text(requirement.message):
                    because.append(message)
            if remedy := say.text(requirement.remedy):
                remedies.append(remedy)
        if charge is not None:
            self._computed(charge, rule, ask, facts, parameters, because)
        if hit.verdict or rule.kind in ("notice", "simplification", "charge"):
            remedies.append(say.text(rule.remedy))
        if rule.evidence == "unverified":
            because.append(say("unverified"))
        finding = {
            **self._frame(hit.rule),
            "flow": ask.flow,
            "verdict": VERDICTS[hit.verdict],
            "evidence": self._evidence(rule, ask, provided),
            "because": list(dict.fromkeys(because)),
            "missing": {
                "facts": list(dict.fromkeys(facts)),
                "documents": list(dict.fromkeys(documents)),
                "parameters": list(dict.fromkeys(parameters)),
            },
            "remedy": " ".join(filter(None, dict.fromkeys(remedies))),
        }
        exposure = [
            {
                "text": say.text(one.text),
                "instrument": one.instrument,
                "provision": one.provision,
                "evidence": one.evidence,
                "source": one.source,
            }
            for one in rule.exposure
            if (one.valid_from is None or one.valid_from <= ask.day)
            and (one.valid_to is None or ask.day <= one.valid_to)
        ]
        if exposure:
            finding["exposure"] = exposure
        return finding

    def _missing(
        self, test: Test, ask: Ask, facts: list[str], documents: list[str], parameters: list[str], because: list[str]
    ) -> None:
        subject = test.subject
        if subject.startswith("document:"):
            (documents if test.op == "presented" else facts).append(
                subject[9:] if test.op == "presented" else f"documents.{subject[9:]}.issued"
            )
        elif subject.startswith("quantity:"):
            facts.append("quantity")
        elif not self._parameter(subject, ask, parameters, because):
            facts.append(
                "route.import"
                if subject == "partner" and ask.flow == "export"
                else "route.export"
                if subject == "partner"
                else subject
            )

    def _parameter(self, fact: str, ask: Ask, parameters: list[str], because: list[str]) -> bool:
        """Note the value of a dated series that is not held for the day; False where no series provides the fact."""
        parameter = self.ruleset.parameter(ask.economy, fact)
        if parameter is None:
            return False
        period = ask.day.strftime("%Y-%m") if parameter.period == "month" else ask.day.isoformat()
        parameters.append(f"{parameter.name} {period}")
        because.append(self.say("no_value", name=parameter.name, period=period))
        return True

    def _computed(
        self, charge: Computed, rule: Rule, ask: Ask, facts: list[str], parameters: list[str], because: list[str]
    ) -> None:
        for name in charge.needs:
            if not self._parameter(name, ask, parameters, because):
                facts.append(name)
                because.append(self.say("charge_missing", name=name))
        because.extend(self._sum(charge, rule))

    def _sum(self, charge: Computed, rule: Rule) -> list[str]:
        """How the amount came about."""
        say = self.say
        lines = list(charge.said)
        if charge.bracket is not None and rule.charge is not None and rule.charge.scale is not None:
            printed = charge.bracket.printed or f"{charge.bracket.lower or ''}-{charge.bracket.upper or ''}"
            lines.append(
                say(
                    "rate_scale",
                    measure=rule.charge.scale.by.replace("quantity:", "quantity in "),
                    value=charge.measure,
                    bracket=printed,
                    percent=charge.percent,
                )
            )
        if charge.doubt is not None:
            lines.append(say.text(charge.doubt.note))
        if charge.amount is not None and charge.base is not None and charge.percent is not None:
            lines.append(
                say(
                    "amount",
                    percent=charge.percent,
                    base=plain(charge.base),
                    currency=charge.currency,
                    amount=charge.amount,
                )
            )
        return lines

    def _charge(self, index: int, charge: Computed, ask: Ask, provided: Mapping[str, object]) -> Json:
        rule = self.ruleset.rules[index]
        assert rule.charge is not None and charge.amount is not None
        return {
            "rule": rule.id,
            "economy": rule.economy,
            "kind": rule.charge.kind,
            "rate_percent": str(charge.percent) if charge.percent is not None else None,
            "base": {"amount": plain(charge.base), "currency": charge.currency} if charge.base is not None else None,
            "amount": {"amount": str(charge.amount), "currency": charge.currency},
            "because": self._sum(charge, rule),
            "evidence": self._evidence(rule, ask, provided),
        }

    def _evidence(self, rule: Rule, ask: Ask, provided: Mapping[str, object]) -> str:
        """The rule's, weakened by the values of dated series that decided with it."""
        if not provided:
            return rule.evidence
        levels = [rule.evidence]
        for fact in subjects(rule) & set(provided):
            parameter = self.ruleset.parameter(ask.economy, fact)
            for value in parameter.values if parameter else ():
                if value.valid_from <= ask.day and (value.valid_to is None or ask.day <= value.valid_to):
                    levels.append(value.evidence)
        return weakest(levels)

    def _plain_finding(self, rule: str, economy: str, flow: str, title: str, message: str, because: list[str]) -> Json:
        return {
            "rule": rule,
            "economy": economy,
            "flow": flow,
            "kind": "risk",
            "verdict": "referred",
            "title": title,
            "message": message,
            "because": because,
            "missing": {"facts": [], "documents": [], "parameters": []},
            "remedy": self.say("plugin_remedy"),
            "legal_basis": [],
            "evidence": "unverified",
            "verified_on": None,
        }

    def _unavailable(self, economy: str, flow: str, why: str) -> Json:
        reason = self.say("unavailable", economy=economy, reason=why)
        return self._plain_finding(f"{economy}.unavailable", economy, flow, self.say("plugin_title"), reason, [reason])

    def _fault(self, ask: tuple[str, str], fault: Any) -> Json:
        said = self.say("plugin_fault", plugin=fault.plugin, kind=fault.kind, hook=fault.hook, message=fault.message)
        return self._plain_finding(f"{ask[0]}.plugin-failed", *ask, self.say("plugin_title"), said, [said])

    def _signal(self, ask: tuple[str, str], signal: Any) -> Json:
        return self._plain_finding(
            f"{ask[0]}.signal.{signal.code}", *ask, signal.title, signal.message, [signal.message]
        )


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
