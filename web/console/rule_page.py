"""One rule on one page: what it says, its codes, its time, its law, its cases, its history, how often it hit."""

import datetime
import re
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, request

from greenlane.core.charge_words import brackets, formula
from greenlane.core.draft.entries import address as place_of
from greenlane.core.model import Parameter, Rule
from greenlane.core.pack.rules import valid_on
from greenlane.core.rights import Actor
from greenlane.core.ruleset import RuleSet
from greenlane.core.service.book import Edition
from greenlane.core.service.rule_codes import CodeNames
from greenlane.core.service.rulebook_search import RuleIndex
from greenlane.core.store import StoreUnavailable
from greenlane.core.uses import subjects
from greenlane.core.vocabulary import VERDICTS
from greenlane.core.wording import sentence
from greenlane.web import charts
from greenlane.web.console import asked, rule_history, rule_tables
from greenlane.web.console.frame import page, person
from greenlane.web.console.rule_try import try_address
from greenlane.web.problems import Problem
from greenlane.web.tables import Column, Table, exported
from greenlane.web.wiring import Desk

_ID: Final = re.compile("[A-Z]{2}-[A-Z0-9][A-Z0-9.-]{0,63}")
DAYS: Final = 30
"""So many days the chart of hits shows."""
LATEST: Final = 5
"""Changes that the page itself shows."""


@dataclass(frozen=True, slots=True)
class Said:
    """A requirement in words."""

    sentence: str
    otherwise: str
    message: str
    remedy: str


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes."""
    names = CodeNames(desk.nomenclatures, desk.host.texts)

    def wanted(actor: Actor, rule_id: str) -> tuple[Edition, RuleIndex, Rule]:
        """The rule in the set that is asked for. Raises Problem."""
        faults: asked.Faults = {}
        edition = asked.edition(desk, actor, faults)
        if faults:
            raise Problem("not-found", faults["/set"])
        index = desk.rules.index(edition.ruleset)
        rule = index.get(rule_id)
        if rule is None:
            raise Problem("not-found", f"There is no rule {rule_id[:80]} in rule set {edition.version}.")
        return edition, index, rule

    @routes.get("/rules/<rule_id>")
    def rule(rule_id: str) -> Response:
        actor = person(desk)
        edition, index, found = wanted(actor, rule_id)
        faults: asked.Faults = {}
        today = asked.today()
        on = asked.day("on", today, faults) or today
        codes = rule_tables.codes(found, names)
        every = request.args.get("cases") == "all"
        run = desk.rule_cases.run(edition, found.id, rule_tables.MOST_CASES if every else rule_tables.CASES)
        proof = rule_tables.cases(run)
        parameters = _parameters(found, edition.ruleset)
        tables = [codes, proof, rule_tables.citation(found), rule_tables.parameters(found, parameters)]
        if file := exported(*tables):
            return file
        hits = _hits(desk, found, today) if actor.may("read decisions", [found.economy]) else None
        return page(
            "console/rules/rule.html",
            part=("codes", "console/rules/_codes.html"),
            rule=found,
            edition=edition,
            in_force=desk.book.current().version,
            on=on,
            today=today,
            errors=faults,
            standing=standing(found, on),
            past_review=bool(found.review_by and found.review_by < today and valid_on(found, today)),
            words=_words(found, edition.ruleset),
            charge=formula(found.charge, edition.ruleset.facts) if found.charge else "",
            scale=_scale(found, edition.ruleset),
            chapters=rule_tables.chapters(found, names),
            chapter=rule_tables.chapter(found),
            codes=codes,
            proof=proof,
            every_case=every,
            more_cases=max(desk.rule_cases.count(edition, found.id) - len(proof.rows), 0),
            citation=tables[2],
            parameters=tables[3],
            span=_span(index, found, today),
            around=index.around(found),
            languages_of=sorted({one for text in (found.title, found.message, found.remedy) for one in text} - {"en"}),
            hits=hits,
            as_of=desk.insight.as_of() if hits is not None else None,
            history=rule_history.history(desk, found, LATEST) if actor.may("read drafts") else None,
            drafts=_drafts(desk, actor, found),
            may_edit=actor.may("edit drafts", [found.economy]),
            try_address=try_address(found, run, on.isoformat(), request.args.get("set")),
            arguments={name: request.args.get(name) for name in ("set", "on")},
            rule_address=asked.rule_address,
        )

    @routes.get("/rules/<rule_id>/history")
    def rule_changes(rule_id: str) -> Response:
        actor = person(desk, "read drafts")
        if not _ID.fullmatch(rule_id):
            raise Problem("not-found", f"There is no rule {rule_id[:80]}, and there never was one.")
        known = [one for one in (desk.rules.index(desk.book.current().ruleset).get(rule_id),) if one is not None]
        history = rule_history.of(desk, place_of(rule_id[:2], "rules", rule_id))
        if not known and not history.items:
            raise Problem("not-found", f"There is no rule {rule_id[:80]}, and there never was one.")
        if file := exported(history.table):
            return file
        return page(
            "console/rules/history.html", rule_id=rule_id, known=bool(known), history=history, name=actor.name,
            rule_address=asked.rule_address,
        )  # fmt: skip


def standing(rule: Rule, on: datetime.date) -> tuple[str, str]:
    """Whether a rule is law on a day, in words, and the tone of it."""
    if rule.valid_from is not None and on < rule.valid_from:
        return "not yet valid", "info"
    if rule.valid_to is not None and on > rule.valid_to:
        return "ended", "plain"
    return "valid", "good"


def _words(rule: Rule, ruleset: RuleSet) -> dict[str, Any]:
    """Its condition and its requirements as sentences."""
    required = [
        Said(sentence(one.that, ruleset.facts), one.otherwise, one.message.get("en", ""), one.remedy.get("en", ""))
        for one in rule.requires
    ]
    return {"when": sentence(rule.when, ruleset.facts) if rule.when is not None else "", "requires": required}


def _scale(rule: Rule, ruleset: RuleSet) -> Table | None:
    if rule.charge is None or rule.charge.scale is None:
        return None
    columns = [Column("row", "Of", head=True), Column("rate", "Rate", number=True), Column("printed", "As printed")]
    rows = [{"row": row, "rate": rate, "printed": text} for row, rate, text in brackets(rule.charge, ruleset.facts)]
    return Table("scale", "Scale of rates", columns, rows)


def _parameters(rule: Rule, ruleset: RuleSet) -> list[tuple[str, Parameter]]:
    """The dated series that answer for facts the rule looks at."""
    found = ((name, ruleset.parameter(rule.economy, name)) for name in sorted(subjects(rule)))
    return [(name, parameter) for name, parameter in found if parameter is not None]


def _span(index: RuleIndex, rule: Rule, today: datetime.date) -> charts.Span:
    before, after = index.around(rule)
    spans = [(one.valid_from, one.valid_to, "past", one.id) for one in before]
    spans.append((rule.valid_from, rule.valid_to, "plain", "this rule"))
    spans += [(one.valid_from, one.valid_to, "past", one.id) for one in after]
    return charts.span(f"When {rule.id} is law", spans, today)


def _hits(desk: Desk, rule: Rule, today: datetime.date) -> charts.Bars | None:
    """How often it left a finding, by day and what it said; None while that cannot be read."""
    days = [today - datetime.timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    try:
        counted = desk.insight.hits(rule.id, days[0], today)
    except StoreUnavailable:
        return None
    by = {(one.day, one.verdict): one.decisions for one in counted}
    said = [one for one in (*VERDICTS, "") if any(verdict == one for _, verdict in by)]
    series = [
        (one.replace("_", " ") or "erased", one.replace("_", "-") or "past", [by.get((day, one), 0) for day in days])
        for one in said
    ]
    return charts.bars(f"Decisions in which it left a finding, last {DAYS} days",
                       [day.isoformat() for day in days], series)  # fmt: skip


def _drafts(desk: Desk, actor: Actor, rule: Rule) -> list[tuple[str, str, bool]]:
    """The open drafts in which the actor could change the rule: id, title, and whether it is changed there already."""
    if not actor.may("edit drafts", [rule.economy]):
        return []
    place = place_of(rule.economy, "rules", rule.id)
    return [(one.id, one.header.title, place in one.patch) for one in desk.drafts.all(actor, ("open",))]
