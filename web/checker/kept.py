"""Answers that are kept: real decisions, each with a link and a sheet to print."""

import re
from decimal import Decimal
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson
from flask import Blueprint, Response, request
from werkzeug.datastructures import MultiDict

from greenlane.core.because import plain as written
from greenlane.core.ruleset import RuleSet
from greenlane.core.service import records
from greenlane.core.service.enquiry import document as paper_of
from greenlane.core.service.enquiry import enquire, of_fact
from greenlane.core.service.erasure import Erased
from greenlane.core.service.goods import Goods
from greenlane.web.checker import agreements, answer, ask, facts, questions, who, wording
from greenlane.web.checker.state import read
from greenlane.web.checker.tongue import _
from greenlane.web.checker.wording import Said
from greenlane.web.console.frame import page, see
from greenlane.web.languages import economy_name, language
from greenlane.web.problems import Problem
from greenlane.web.wiring import Desk

Json = dict[str, Any]
OWNER: Final = "public page"
"""Whose the decisions are that the page keeps. No person or key is called so: theirs are never read by a link."""
_ID: Final = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")


def add(routes: Blueprint, desk: Desk, goods: Goods) -> None:
    """Add the routes."""

    @routes.post("/answers")
    def keep() -> Response:
        refused = who.closed(desk)
        if refused is not None:
            return refused
        state = read(MultiDict(parse_qsl(request.form.get("state", ""))))
        view = ask.decided(desk, state)
        if view.trial is None or view.errors:
            return ask.whole(desk, goods, view)
        sent = orjson.dumps(view.trial.declaration.document)
        kept = desk.checks.check(sent, owner=OWNER, language=language()).decision
        return see(f"/answers/{kept['decision_id']}", _("The answer is kept. The address of this page leads to it."))

    @routes.get("/answers/<decision_id>")
    def kept(decision_id: str) -> Response:
        found = desk.store.decision(decision_id) if _ID.fullmatch(decision_id) else None
        if found is None or found.owner != OWNER:
            raise Problem("not-found", _("No answer is kept under this address."))
        try:
            said = orjson.loads(desk.checks.rendered(found, language()))
        except Erased as error:
            return page("checker/erased.html", status=410, at=error.at, left=error.left)
        ruleset = desk.book.numbered(found.rule_set).ruleset
        declaration = records.read(found.body)["input"]
        # What was open then: the same questions by the same rules, of the same day.
        again = desk.trials.decide({**declaration, "date": said["date"]}, number=found.rule_set)
        response = page(
            "checker/kept.html",
            answer=answer.plain(said, ruleset, enquire(again), kept=True),
            told=told(declaration, ruleset, goods),
            kept_at=found.created_at,
            address=request.base_url,
            origin_query=agreements.question(declaration),
            wording=wording,
        )
        response.headers["X-Robots-Tag"] = "noindex"
        return response


def told(declaration: Json, ruleset: RuleSet, goods: Goods) -> list[tuple[Said, str]]:
    """What was asked, in the words of the page."""
    route, item = declaration["route"], declaration["items"][0]
    code = item["commodity_code"]
    name = ask.name_of(goods, code, route.get("import", ""))
    lines = [(_("Code of the goods"), questions.dotted(code) + (f" {name.text}" if name else ""))]
    if item.get("description"):
        lines.append((_("In your words"), item["description"]))
    for side, label in (("export", _("From")), ("import", _("To"))):
        if side in route:
            lines.append((label, economy_name(route[side])))
    if route.get("transit"):
        lines.append((_("By way of"), ", ".join(map(economy_name, route["transit"]))))
    if "regime" in declaration:
        lines.append((_("What for"), str(wording.REGIMES[declaration["regime"]])))
    if "origin" in item:
        lines.append((_("Origin"), economy_name(item["origin"])))
    if "quantity" in item:
        amount = wording.number(str(item["quantity"]["value"]))
        lines.append((_("Quantity"), f"{amount} {wording.unit(item['quantity']['unit'])}"))
    if "value" in item:
        lines.append((_("Value"), wording.money(str(item["value"]["amount"]), item["value"]["currency"])))
    for economy, national in item.get("national_codes", {}).items():
        lines.append((_("Code in %(economy)s", economy=economy_name(economy)), questions.dotted(national)))
    found = [(Said(label), text) for label, text in lines]
    for fact, value in item.get("facts", {}).items():
        if fact in ruleset.facts:
            economies = [one for one in ruleset.packs if fact in ruleset.packs[one].facts]
            question = of_fact(ruleset, economies[0] if economies else "", fact)
            found.append((facts.heading(question), _value(fact, value, question.kind)))
    for paper in item.get("documents", ()):
        named = facts.paper(paper_of(ruleset, paper["code"]))
        day = paper.get("issued")
        found.append((named, _("There, issued on %(day)s", day=day) if day else _("There")))
    return found


def _value(fact: str, value: Any, kind: str) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(facts.value(fact, one) for one in value) or _("none of these")
    if isinstance(value, Decimal):
        return written(value)
    if kind == "economy":
        return economy_name(value)
    return facts.value(fact, value) if kind == "choice" else str(value)
