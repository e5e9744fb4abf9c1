"""What one rule, taken by itself, says wrongly: its citation, its codes, its condition, its requirements."""

from collections.abc import Iterator
from datetime import date

from greenlane.core.conditions import tests
from greenlane.core.model import Rule, Test
from greenlane.core.proof.coverage import outcomes
from greenlane.core.proof.domains import below, common
from greenlane.core.proof.looks import Looked, some
from greenlane.core.proof.possible import implies, possible
from greenlane.core.proof.remark import Remark
from greenlane.core.proof.scope import Scope
from greenlane.core.vocabulary import UNKNOWN

TOLD_WHEN_UNKNOWN = ("risk", "notice")
"""Kinds that speak although nobody knows whether they apply: a rule may be written for just that.

As `{not: {lead_percent: ">= 0"}}`, which is true of no goods, and unknown where the lead is not stated.
"""
HS = "HS"
"""The nomenclature whose six digits are everyone's."""


def remarks(looked: Looked) -> Iterator[Remark]:
    """Of every rule of the economy."""
    for scope in looked.scopes:
        yield from _citation(looked, scope.rule)
        yield from _codes(looked, scope.rule)
        yield from _nomenclature(looked, scope.rule)
        yield from _conditions(looked, scope)
        yield from _days(looked, scope)


def _citation(looked: Looked, rule: Rule) -> Iterator[Remark]:
    remedy = "name the instrument, and the address and day it was read"
    if not rule.legal_basis:
        yield looked.about("no-citation", rule, "/legal_basis", f"{rule.id} cites no instrument", remedy)
    for index, basis in enumerate(rule.legal_basis):
        missing = [name for name in ("instrument", "source") if not getattr(basis, name).strip()]
        if missing:
            message = f"{rule.id}: citation {index + 1} has no {' and no '.join(missing)}"
            yield looked.about("no-citation", rule, f"/legal_basis/{index}", message, remedy)


def _codes(looked: Looked, rule: Rule) -> Iterator[Remark]:
    lengths = looked.ruleset.packs[rule.economy].economy.nomenclature.lengths
    longest = max(6, *lengths)
    for pointer, codes in written(rule):
        long = [code for code in codes if len(code) > longest]
        if long:
            message = f"{rule.id}: no code of {rule.economy} has more than {longest} digits: {some(long)}"
            yield looked.about("code-too-long", rule, pointer, message, "take off the digits that are not the tariff's")
    excluded = frozenset(rule.exclude)
    if rule.codes and all(below(code, excluded) for code in rule.codes):
        message = f"{rule.id} excludes every code it names, so it applies to nothing"
        yield looked.about("all-excluded", rule, "/exclude", message, "exclude less, or close the rule")
    elif rule.codes:
        included = frozenset(rule.codes)
        idle = sorted(code for code in excluded if not common(frozenset((code,)), included))
        if idle:
            message = f"{rule.id} excludes what it does not name anyway: {some(idle)}"
            yield looked.about("idle-exclusion", rule, "/exclude", message, "take it out, or is a digit wrong?")


def written(rule: Rule) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every list of codes in a rule, with the pointer to where it stands."""
    yield "/codes", rule.codes
    yield "/exclude", rule.exclude
    conditions = [("/when", rule.when)]
    conditions += [(f"/requires/{index}/that", one.that) for index, one in enumerate(rule.requires)]
    for pointer, condition in conditions:
        for test in tests(condition):
            if test.subject == "commodity_code" and isinstance(test.value, frozenset):
                yield pointer, tuple(sorted(test.value))


def _nomenclature(looked: Looked, rule: Rule) -> Iterator[Remark]:
    """Only of rules that hold today or later: an imported list is of today."""
    if rule.valid_to is not None and rule.valid_to < looked.on:
        return
    for name in (rule.economy, HS):
        if name not in looked.known:
            continue
        known, longest = looked.known[name]
        for pointer, codes in written(rule):
            unknown = sorted(code for code in codes if code[:longest] not in known)
            if unknown:
                message = f"{rule.id}: not in the nomenclature {name}: {some(unknown)}"
                remedy = "is a digit wrong? or is the code of another edition?"
                yield looked.about("unknown-code", rule, pointer, message, remedy)


def _conditions(looked: Looked, scope: Scope) -> Iterator[Remark]:
    rule, facts = scope.rule, looked.ruleset.facts
    if not scope.codes:
        return  # said already: every code is excluded
    goods = [scope.goods(flow) for flow in rule.flows]

    def untold(test: Test) -> bool:
        return UNKNOWN in outcomes(test, rule.economy, looked.ruleset)

    allowed = untold if rule.kind in TOLD_WHEN_UNKNOWN else None
    if not any(possible(one, facts, allowed) for one in goods):
        message = f"{rule.id} never applies: its condition contradicts itself, or its codes, partners or regimes"
        yield looked.about("never-true", rule, "/when", message, "read the condition again part by part")
        return
    for index, requirement in enumerate(rule.requires):
        pointer = f"/requires/{index}/that"
        if not any(possible([*one, requirement.that], facts) for one in goods):
            message = f"{rule.id}: no goods that it applies to can meet requirement {index + 1}"
            yield looked.about("never-met", rule, pointer, message, "make it a prohibition, or correct the requirement")
        elif all(implies(one, requirement.that, facts) for one in goods):
            message = f"{rule.id}: all goods that it applies to meet requirement {index + 1}, so it asks nothing"
            yield looked.about("always-met", rule, pointer, message, "take it out, or correct the condition")


def _days(looked: Looked, scope: Scope) -> Iterator[Remark]:
    rule, on = scope.rule, looked.on
    if rule.review_by is not None and rule.review_by < on and scope.last >= on:
        message = f"{rule.id} was to be reviewed by {rule.review_by}"
        remedy = "read its sources again; then set verified_on and review_by"
        yield looked.about("review-passed", rule, "/review_by", message, remedy)
    if not rule.legal_basis:
        return
    last = max(basis.in_force_to or date.max for basis in rule.legal_basis)
    if scope.last > last:
        until = rule.valid_to or "now, without an end"
        message = f"{rule.id} holds until {until}, but all that it cites was in force until {last}"
        remedy = "close the rule with its law, or cite what keeps it in force"
        yield looked.about("outside-its-law", rule, "/valid/to", message, remedy)
    begins = [basis.in_force_from for basis in rule.legal_basis]
    if rule.valid_from is not None and all(begins):
        first = min(day for day in begins if day)
        if scope.first < first:
            message = f"{rule.id} holds from {rule.valid_from}, but the first of what it cites is in force from {first}"
            remedy = "begin with the law, or cite what was in force before"
            yield looked.about("outside-its-law", rule, "/valid/from", message, remedy)
