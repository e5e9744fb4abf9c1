"""Try it: a declaration decided without being stored, by the rule set in force, another one, or a draft."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from flask import Blueprint, Response, request
from werkzeug.datastructures import MultiDict

from greenlane.core.declaration import NotADeclaration, NotJSON
from greenlane.core.model import Fact
from greenlane.core.rights import Actor
from greenlane.core.service.drafts import NoSuchDraft, Refused
from greenlane.core.store import UnknownRuleSet
from greenlane.core.vocabulary import REGIMES
from greenlane.web.console.comparing import Comparison, compared
from greenlane.web.console.decisions import against, chosen
from greenlane.web.console.frame import page, person
from greenlane.web.languages import language
from greenlane.web.wiring import Desk

Json = dict[str, Any]
Typed = Mapping[str, Any]
ROWS: Final = 3
"""Empty rows for facts, beside those that were filled in."""
UNIT, CURRENCY = "KGM", "USD"
"""What stands in the form at first."""
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_FIELDS: Final = (
    ("/items/0/commodity_code", "code"),
    ("/items/0/description", "description"),
    ("/items/0/origin", "origin"),
    ("/items/0/quantity", "quantity"),
    ("/items/0/value", "amount"),
    ("/items/0/documents", "documents"),
    ("/items/0/facts", "facts"),
    ("/route/export", "export"),
    ("/route/transit", "transit"),
    ("/route", "import"),
    ("/date", "date"),
    ("/regime", "regime"),
)
"""Beginnings of a pointer into a declaration → the field of the form."""


@dataclass
class Outcome:
    """What came of it: an answer, what differs from the set in force (None where that decided), or faults."""

    answer: Json | None = None
    comparison: Comparison | None = None
    errors: dict[str, str] = field(default_factory=dict)


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes."""

    @routes.get("/try")
    def trying() -> Response:
        actor = person(desk)
        typed = request.args
        found = Outcome()
        if "code" in typed:
            document = declared(typed, desk.book.current().ruleset.facts)
            found = _tried(desk, actor, document, _by(typed), by_field=True)
        return _page(desk, actor, found, typed, as_json=typed.get("as") == "json")

    @routes.post("/try")
    def tried() -> Response:
        actor = person(desk)
        sent = request.form.get("declaration", "")
        found = _tried(desk, actor, sent.encode(), _by(request.form), by_field=False)
        return _page(desk, actor, found, request.form, as_json=True)


def _by(typed: MultiDict[str, str]) -> str:
    """By what it shall be decided: `by` of the form, or `set` or `draft` of a link."""
    if typed.get("by"):
        return typed["by"]
    for kind in ("draft", "set"):
        if typed.get(kind):
            return f"{kind}:{typed[kind]}"
    return ""


def _page(desk: Desk, actor: Actor, found: Outcome, typed: MultiDict[str, str], *, as_json: bool) -> Response:
    choices = against(desk, actor)
    facts = list(zip(typed.getlist("fact"), typed.getlist("fact_value"), strict=False))
    facts = [pair for pair in facts if any(pair)]
    ruleset = desk.book.current().ruleset
    return page(
        "console/decisions/try.html",
        part=("trying", "console/decisions/_try.html"),
        status=422 if found.errors else 200,
        answer=found.answer,
        comparison=found.comparison,
        errors=found.errors,
        typed=typed,
        as_json=as_json,
        by_choices=choices["by_choices"],
        by_typed=_by(typed) or f"set:{ruleset.version}",
        facts=[*facts, *[("", "")] * ROWS],
        fact_names=sorted(ruleset.facts),
        document_names=sorted(ruleset.documents),
        unit=typed.get("unit", UNIT),
        currency=typed.get("currency", CURRENCY),
        regimes=[("", "release"), *((one, one.replace("_", " ")) for one in REGIMES[1:])],
    )


def _tried(desk: Desk, actor: Actor, document: bytes | Json, by: str, *, by_field: bool) -> Outcome:
    """Decide, and compare with the set in force where that is not what decides."""
    number, draft, error = chosen(desk, actor, by)
    if error:
        return Outcome(errors={"/by": error})
    try:
        trial = desk.trials.decide(document, language=language(), number=number, draft=draft, actor=actor)
        current = desk.book.current().version
        comparison = None
        if draft or number not in (None, current):
            try:
                standing = desk.trials.decide(document, language=language(), number=current).answer
                now = "The draft" if draft else f"Rule set {number}"
                comparison = compared(standing, trial.answer, f"Rule set {current}, in force", now)
            except NotADeclaration:  # it names what only the other one knows
                pass
        return Outcome(trial.answer, comparison)
    except NotJSON as refused:
        return Outcome(errors={"/declaration": f"This is not JSON: {refused}"})
    except NotADeclaration as refused:
        return Outcome(errors=_errors(refused, by_field))
    except (NoSuchDraft, UnknownRuleSet):
        return Outcome(errors={"/by": "There is no such rule set or draft."})
    except Refused as refused:
        return Outcome(errors={"/by": f"The draft makes no rule set: {refused}"})


def _errors(refused: NotADeclaration, by_field: bool) -> dict[str, str]:
    """Each fault at its field; what is at none stands at `/`."""
    errors: dict[str, str] = {}
    for fault in refused.faults:
        said = fault.message + (f" For example {fault.suggestion!r}." if isinstance(fault.suggestion, str) else "")
        name = "declaration"
        if by_field:
            name = next((name for start, name in _FIELDS if fault.pointer.startswith(start)), "")
        if not by_field or name in ("facts", "documents", ""):
            said = f"{fault.pointer.removeprefix('/items/0/') if by_field else fault.pointer}: {said}"
        key = f"/{name}"
        errors[key] = f"{errors[key]} {said}" if key in errors else said
    return errors


def declared(typed: MultiDict[str, str], facts: Mapping[str, Fact]) -> Json:
    """The declaration that the small form says: one item. What is left empty is left out."""

    def one(name: str, otherwise: str = "") -> str:
        return typed.get(name, otherwise).strip()

    item: Json = {"description": one("description"), "origin": one("origin").upper()}
    if one("quantity"):
        item["quantity"] = {"value": one("quantity"), "unit": one("unit", UNIT).upper()}
    if one("amount"):
        item["value"] = {"amount": one("amount"), "currency": one("currency", CURRENCY).upper()}
    item["documents"] = [_document(line.split()) for line in typed.get("documents", "").splitlines() if line.strip()]
    said = zip(typed.getlist("fact"), typed.getlist("fact_value"), strict=False)
    item["facts"] = {name.strip(): _value(text.strip(), facts.get(name.strip())) for name, text in said if name.strip()}
    route: Json = {
        "export": one("export").upper(),
        "import": one("import").upper(),
        "transit": re.findall(r"[^\s,;]+", one("transit").upper()),
    }
    document = _said({"date": one("date"), "regime": one("regime")})
    return {**document, "route": _said(route), "items": [{"commodity_code": one("code"), **_said(item)}]}


def _said(values: Json) -> Json:
    return {name: value for name, value in values.items() if value not in ("", [], {})}


def _document(words: list[str]) -> Json:
    """A line of the form: the code, then days (issued, expires), then the document's own number."""
    code, *rest = words
    days = [word for word in rest if _DAY.fullmatch(word)][:2]
    number = " ".join(word for word in rest if word not in days)
    dated = dict(zip(("issued", "expires"), days, strict=False))
    return {"code": code, **dated, **({"reference": number} if number else {})}


def _value(text: str, fact: Fact | None) -> Any:
    """What was typed, in the type of the fact; what does not fit stays text, and is refused for what it is."""
    kind = fact.type if fact is not None else ""
    yes = {"yes": True, "true": True, "no": False, "false": False}.get(text.lower())
    if yes is not None and kind in ("boolean", ""):
        return yes
    if kind == "list":
        return [word for word in re.split(r"[\s,;]+", text) if word]
    if kind == "integer" and re.fullmatch("-?[0-9]{1,15}", text):
        return int(text)
    return text
