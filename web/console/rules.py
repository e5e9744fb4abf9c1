"""Rules: searched as one types, filtered by the address, as of any day and by any rule set."""

import datetime
from collections.abc import Iterable
from typing import Final

from flask import Blueprint, Response, request

from greenlane.core.model import Rule
from greenlane.core.pack.rules import valid_on
from greenlane.core.service.rulebook_search import SORTS, Sought
from greenlane.core.vocabulary import EVIDENCE, FLOWS, KINDS
from greenlane.web.console import asked, rule_page
from greenlane.web.console.frame import page, person
from greenlane.web.tables import Code, Column, Mark, Row, Table, Value, address, exported
from greenlane.web.wiring import Desk

PAGE: Final = 50
SHOWN_CODES: Final = 3
KIND_TONES: Final = {"prohibition": "prohibited", "restriction": "restricted", "risk": "referred", "charge": "info"}
"""Of the kinds that weigh; the others are plain."""
COLUMNS: Final = (
    Column("id", "Rule", sort="id", head=True),
    Column("title", "Title", sort="title"),
    Column("kind", "Kind", sort="kind"),
    Column("flows", "Flows"),
    Column("codes", "Codes"),
    Column("from", "Valid from", sort="from"),
    Column("to", "Valid to", sort="to"),
    Column("evidence", "Evidence", sort="evidence"),
    Column("review", "Review by", sort="review"),
)


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes."""

    @routes.get("/rules")
    def rules() -> Response:
        actor = person(desk)
        faults: asked.Faults = {}
        edition = asked.edition(desk, actor, faults)
        today = asked.today()
        on = asked.day("on", today, faults)
        economies = sorted(edition.ruleset.packs)
        every = request.args.get("valid") == "any"
        due = request.args.get("review") == "past"
        sought = Sought(
            text=request.args.get("q", "").strip(),
            economy=asked.word("economy", economies, faults),
            kind=asked.word("kind", KINDS, faults),
            flow=asked.word("flow", FLOWS, faults),
            evidence=asked.word("evidence", EVIDENCE, faults),
            on=None if every else on,
            due=today if due else None,
        )
        sort = asked.word("sort", SORTS, faults) or "id"
        index = desk.rules.index(edition.ruleset)
        found = index.find(sought, sort)
        shown = index.page(found, request.args.get("after", ""), sort, PAGE)
        more = bool(shown) and shown[-1] is not found[-1]
        table = Table(
            "rules",
            "Rules",
            COLUMNS,
            [_row(rule, today) for rule in shown],
            every=lambda: _all(found, today),
            more=address(after=shown[-1].id) if more else None,
            nothing="No rule is like this. Take out a word or a filter, or look at another day.",
            total=len(found),
        )
        if not faults and (file := exported(table)):
            return file
        answer = page(
            "console/rules/index.html",
            part=("rules-list", "console/rules/_list.html"),
            status=422 if faults else 200,
            table=table,
            edition=edition,
            in_force=desk.book.current().version,
            sought=sought,
            economies=economies,
            on=on,
            every=every,
            due=due,
            today=today,
            typed=request.args,
            errors=faults,
            sort=sort,
        )
        return asked.tidy(answer)

    rule_page.add(routes, desk)


def _all(found: Iterable[Rule], today: datetime.date) -> Iterable[Row]:
    for rule in found:
        yield {**_row(rule, today), "codes": " ".join(rule.codes) or "any goods"}


def _row(rule: Rule, today: datetime.date) -> Row:
    """A rule in the list. What is not as it should be is marked."""
    arguments = {name: request.args.get(name) for name in ("set", "on")}
    review: Value = rule.review_by
    if rule.review_by is not None and rule.review_by < today and valid_on(rule, today):
        review = Mark(f"{rule.review_by.isoformat()} past", "warn")
    return {
        "id": Code(rule.id, asked.rule_address(rule.id, **arguments)),
        "title": rule.title.get("en", ""),
        "kind": Mark(rule.kind, KIND_TONES.get(rule.kind, "plain")),
        "flows": ", ".join(rule.flows),
        "codes": few_codes(rule.codes),
        "from": rule.valid_from,
        "to": rule.valid_to,
        "evidence": rule.evidence.replace("_", " "),
        "review": review,
    }


def few_codes(codes: tuple[str, ...]) -> str:
    """The first codes, and how many more there are."""
    more = len(codes) - SHOWN_CODES
    if not codes:
        return "any goods"
    return ", ".join(codes[:SHOWN_CODES]) + (f" and {more:,} more" if more > 0 else "")
