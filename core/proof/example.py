"""An example declaration of a rule: goods, papers and a day that it speaks of, and that meet some conditions."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from greenlane.core.model import All, Charge, Condition, Not, Rule, Test
from greenlane.core.model import Any as AnyOf
from greenlane.core.proof import witness
from greenlane.core.proof.domains import EVERYTHING, below, codes, members
from greenlane.core.proof.possible import Known, asked
from greenlane.core.proof.scope import Scope
from greenlane.core.ruleset import RuleSet
from greenlane.core.terms.codes import ECONOMIES

INPUTS = ("commodity_code", "keyword", "origin", "partner", "regime")
UNNAMED = ("940360", "610910", "847130", "250100")
"""Ordinary goods, for rules that name no code: the first that the rule does not exclude."""
ALWAYS, NEVER = All(()), AnyOf(())


def example(
    rule: Rule,
    ruleset: RuleSet,
    on: date,
    also: Sequence[Condition] = (),
    nomenclatures: Mapping[str, Collection[str]] | None = None,
) -> dict[str, Any] | None:
    """A declaration on a day whose goods the rule speaks of, and that makes these conditions true as well.

    None where no such goods were found. Amounts that a charge needs are there: 100 of its unit, 10000 of value.
    """
    scope = Scope(rule, ruleset)
    for flow in rule.flows:
        known = asked([*scope.goods(flow), *also], ruleset.facts)
        if known is not None:
            code = _code(rule, ruleset, known, nomenclatures or {})
            return _declaration(rule, ruleset, flow, on, code, known) if code else None
    return None


def decisive(condition: Condition, test: Test) -> list[Condition]:
    """Conditions under which a condition is true just where one test in it is true."""
    return [replaced(condition, test, ALWAYS), Not(replaced(condition, test, NEVER))]


def replaced(condition: Condition, test: Test, by: Condition) -> Condition:
    """A condition with a test replaced wherever it stands."""
    match condition:
        case Test():
            return by if condition == test else condition
        case Not(part):
            return Not(replaced(part, test, by))
        case All(parts):
            return All(tuple(replaced(part, test, by) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(replaced(part, test, by) for part in parts))


def _code(rule: Rule, ruleset: RuleSet, known: Known, nomenclatures: Mapping[str, Collection[str]]) -> str | None:
    """A code of the economy's own length among the goods; a real one where its nomenclature was imported."""
    literals = known.get("commodity_code", ())
    prefixes = codes(literals) if literals else EVERYTHING
    out = frozenset[str]().union(*(members(test) for test, holds in literals if not holds))
    length = max(ruleset.packs[rule.economy].economy.nomenclature.lengths)
    listed = nomenclatures.get(rule.economy, ())
    begun = UNNAMED if prefixes == EVERYTHING else tuple(sorted(prefixes))
    real = sorted(code for code in listed if len(code) == length and below(code, frozenset(begun)))
    for code in (*real, *(code.ljust(length, "0") for code in begun)):
        if not below(code, out):
            return code
    return None


def _declaration(rule: Rule, ruleset: RuleSet, flow: str, on: date, code: str, known: Known) -> dict[str, Any]:
    item: dict[str, Any] = {"commodity_code": code}
    everywhere = rule.economy in ruleset.everywhere
    of = _anywhere(ruleset, known) if everywhere else rule.economy
    route: dict[str, Any] = {flow: [of] if flow == "transit" else of}
    if flow == "transit" and not everywhere:
        item["national_codes"] = {rule.economy: code}
    facts: dict[str, Any] = {}
    documents: list[dict[str, str]] = []
    for name, literals in known.items():
        if name.startswith("document:"):
            documents += witness.of_papers(literals, on)
        elif name.startswith("quantity:"):
            number = witness.of_number(literals)
            if number is not None:
                item["quantity"] = {"value": witness.plain(number), "unit": literals[0].test.subject[9:]}
        elif name not in INPUTS:
            value = witness.of_fact(literals, ruleset.facts[name])
            if value is not None:
                facts[name] = value
    if "origin" in known and (origin := witness.of_choice(known["origin"], ECONOMIES)):
        item["origin"] = origin
    if "partner" in known and (partner := witness.of_choice(known["partner"], ECONOMIES)):
        route["import" if flow == "export" else "export"] = partner
    if "keyword" in known:
        words = [witness.of_choice([literal], ()) for literal in known["keyword"] if literal.holds]
        item["description"] = ", ".join(word for word in words if word)
    if rule.charge is not None:
        _charged(rule.charge, rule, ruleset, item, facts)
    item |= {name: value for name, value in (("facts", facts), ("documents", documents)) if value}
    declaration: dict[str, Any] = {"date": on.isoformat(), "route": route, "items": [item]}
    regime = witness.of_regime(known.get("regime", ()))
    return declaration if regime in (None, "release") else {**declaration, "regime": regime}


def _anywhere(ruleset: RuleSet, known: Known) -> str:
    """An economy on whose route nobody but packs without an economy speak, and that no condition names."""
    literals = [*known.get("origin", ()), *known.get("partner", ())]
    named = frozenset[str]().union(*(members(test) for test, _ in literals))
    return min(ECONOMIES - named - ruleset.packs.keys() - ruleset.unions.keys())


def _charged(charge: Charge, rule: Rule, ruleset: RuleSet, item: dict[str, Any], facts: dict[str, Any]) -> None:
    """What the charge is computed from, where the example does not say it already."""
    if charge.base == "value":
        item.setdefault("value", {"amount": "10000", "currency": ruleset.packs[rule.economy].economy.currency})
        return
    unit, price = charge.base.removeprefix("quantity:").split("*")
    item.setdefault("quantity", {"value": "100", "unit": unit})
    if ruleset.parameter(rule.economy, price) is None:
        facts.setdefault(price, "1000")
