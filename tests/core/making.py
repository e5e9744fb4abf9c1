"""Small packs made in a test, and the answer that their rules give."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from greenlane.core import reference
from greenlane.core.ask import Ask, Hit
from greenlane.core.asking import ask_of
from greenlane.core.check import Checker, Outcome
from greenlane.core.declaration import Declaration, Reader
from greenlane.core.engine import CompiledEngine
from greenlane.core.extension import ChargeResult, CheckContext, DecisionView, FactValue, Fault, ItemView, RiskSignal
from greenlane.core.pack import build
from greenlane.core.render import Renderer
from greenlane.core.ruleset import RuleSet, assemble, canonical, digest
from greenlane.core.terms import Terms, is_document, shared_documents, shared_facts

Json = dict[str, Any]
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
DAY = "2025-02-24"


def known(code: str) -> bool:
    """Whether every pack may use a document."""
    return is_document(code, shared_documents())


def rule(name: str, kind: str = "prohibition", **more: Any) -> Json:
    """A rule of a pack's document; what is not said is of no interest."""
    return {
        "id": name,
        "title": f"Title of {name}",
        "kind": kind,
        "flows": ["import"],
        "valid": {},
        "evidence": "legal_text",
        "verified_on": "2026-11-22",
        "review_by": "2027-05-22",
        "message": f"Message of {name}.",
        "remedy": f"Remedy of {name}.",
        "legal_basis": [
            {
                "name": "Decree 1",
                "provision": "art. 2",
                "in_force_from": "2020-01-01",
                "source": "https://example.org, read 2026-11-22",
            }
        ],
        **more,
    }


def restriction(name: str, *that: Json, **more: Any) -> Json:
    """A restriction that requires some conditions."""
    return rule(name, "restriction", requires=[{"that": one} for one in that], **more)


def charge(name: str, written: Json, **more: Any) -> Json:
    """A rule of kind charge."""
    return rule(name, "charge", charge={"kind": "duty", **written}, **more)


def pack(
    economy: str,
    *rules: Json,
    facts: Json | None = None,
    documents: Json | None = None,
    parameters: Json | None = None,
    **more: Any,
) -> Json:
    """A pack's document. `more` goes to economy.yaml."""
    return {
        "economy": {
            "economy": economy,
            "names": {"en": f"Land of {economy}"},
            "languages": ["en"],
            "time_zone": "Asia/Seoul",
            "currency": "USD",
            "version": "1",
            "api": "1",
            "nomenclature": {"name": f"Tariff of {economy}", "family": economy, "shared_digits": "6", "lengths": ["8"]},
            "coverage": [
                {"flow": flow, "from": "2020-01-01", "status": "covered", "scope": f"all {flow}"}
                for flow in ("import", "export", "transit")
            ],
            **more,
        },
        "facts": facts or {},
        "documents": documents or {},
        "parameters": parameters or {},
        "rules": list(rules),
        "cases": [],
        "agreements": [],
        "product_rules": [],
    }


def ruleset(*packs: Json) -> RuleSet:
    """The rule set of some packs."""
    documents = {one["economy"]["economy"]: one for one in packs}
    built = {code: build(one, shared_facts(), known) for code, one in documents.items()}
    assert all(built.values())
    content = canonical(documents)
    return assemble(built, shared_facts(), shared_documents(), version=1, content_digest=digest(content))  # type: ignore[arg-type]


class Agreeing:
    """The compiled engine, held to the reference at every question."""

    def __init__(self, rules: RuleSet) -> None:
        self.compiled = CompiledEngine(rules)
        self.rules = rules
        self.asked: list[Ask] = []

    def check(self, ask: Ask) -> list[Hit]:
        self.asked.append(ask)
        hits = self.compiled.check(ask)
        assert hits == reference.check(self.rules.rules, self.rules.presumptions, ask)
        return hits

    def check_item(
        self, economy: str, flow: str, day: date, code: str, regime: str, partner: str | None, source: Json
    ) -> list[Hit]:
        hits = self.compiled.check_item(economy, flow, day, code, regime, partner, source)
        assert hits == self.check(ask_of(economy, flow, day, code, regime, partner, source))
        return hits


class Plugins:
    """Services as some functions answer: by economy and hook."""

    def __init__(self, hooks: Mapping[tuple[str, str], Callable[..., Any]] | None = None) -> None:
        self.hooks = dict(hooks or {})
        self.told: list[DecisionView] = []

    def provides(self, economy: str) -> frozenset[str]:
        return frozenset(hook for one, hook in self.hooks if one == economy)

    def fact(self, economy: str, name: str, item: ItemView, context: CheckContext) -> FactValue | Fault | None:
        answer: FactValue | Fault | None = self.hooks[economy, "greenlane_fact"](name, item, context)
        return answer

    def charge(self, economy: str, formula: str, item: ItemView, context: CheckContext) -> ChargeResult | Fault | None:
        answer: ChargeResult | Fault | None = self.hooks[economy, "greenlane_charge"](formula, item, context)
        return answer

    def risks(self, economy: str, item: ItemView, context: CheckContext) -> Sequence[RiskSignal] | Fault:
        answer: Sequence[RiskSignal] | Fault = self.hooks[economy, "greenlane_risk"](item, context)
        return answer

    def decided(self, decision: DecisionView) -> None:
        self.told.append(decision)


class Desk:
    """Answers declarations by some packs, without a store."""

    def __init__(
        self,
        *packs: Json,
        plugins: Plugins | None = None,
        unavailable: Mapping[str, str] | None = None,
    ) -> None:
        self.ruleset = ruleset(*packs)
        self.engine = Agreeing(self.ruleset)
        self.unavailable = dict(unavailable or {})
        self.checker = Checker(self.ruleset, self.engine, plugins or Plugins(), self.unavailable)
        economies = {code: one.economy for code, one in self.ruleset.packs.items()}
        self.renderers: dict[str, Renderer] = {}
        self.reader = Reader(Terms(self.ruleset.facts, self.ruleset.documents, economies))

    def read(self, declaration: Json) -> Declaration:
        """The declaration, on an ordinary day if it names none."""
        return self.reader.accept({"date": DAY, **declaration}, NOW)

    def outcome(self, declaration: Json) -> Outcome:
        """What was found, without texts."""
        return self.checker.check(self.read(declaration))

    def answer(self, declaration: Json, language: str = "en") -> Json:
        """The decision of the contract."""
        read = self.read(declaration)
        outcome = self.checker.check(read)
        renderer = self.renderers.setdefault(language, Renderer(self.ruleset, language))
        sent = renderer.json("D-1", NOW.isoformat(), read, outcome, self.unavailable)
        answered: Json = json.loads(sent)
        # What was worded for another declaration and remembered is right for this one too.
        fresh = Renderer(self.ruleset, language)
        assert fresh.decision("D-1", NOW.isoformat(), read, outcome, self.unavailable) == answered
        return answered

    def item(self, code: str = "39151010", route: Json | None = None, **more: Any) -> Json:
        """The only item of the decision on an import into the first economy, or on another route."""
        fields = {key: more.pop(key) for key in ("date", "regime") if key in more}
        answered = self.answer(
            {"route": route or {"import": next(iter(self.ruleset.packs))}, "items": [item(code, **more)], **fields}
        )
        found: Json = answered["items"][0]
        return found

    def finding(self, code: str = "39151010", route: Json | None = None, **more: Any) -> Json:
        """The only finding of the only item."""
        (found,) = self.item(code, route, **more)["findings"]
        assert isinstance(found, dict)
        return found


def item(code: str = "39151010", **more: Any) -> Json:
    """A goods item as it is declared."""
    return {"commodity_code": code, **more}


def quantity(value: str, unit: str = "TNE") -> Json:
    return {"value": value, "unit": unit}


def money(amount: str, currency: str = "USD") -> Json:
    return {"amount": amount, "currency": currency}
