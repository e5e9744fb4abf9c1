"""`/origin`: under which agreements goods originate, by four questions instead of a bill of materials."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from flask import Blueprint, Response, request

from greenlane.core.declaration import Fault, NotADeclaration
from greenlane.core.origin.outcome import UNDETERMINED
from greenlane.core.ruleset import RuleSet
from greenlane.core.service import questionnaire
from greenlane.core.service.enquiry import of_fact
from greenlane.core.terms.codes import CURRENCIES
from greenlane.web.checker import agreements, ask, facts, faults, origin_words, who
from greenlane.web.checker.origin_state import NONE, State, read
from greenlane.web.checker.tongue import _
from greenlane.web.checker.wording import Said
from greenlane.web.console.frame import page
from greenlane.web.languages import economies, economy_name, language
from greenlane.web.wiring import Desk

Json = dict[str, Any]
LISTS: Final = {"p": "processes", "o": "origin_processes", "t": "transit_operations"}
"""Field of the page → the fact whose values it offers."""
_FIELDS: Final = {
    "/items/0/commodity_code": "code",
    "/route/export": "from",
    "/route/import": "to",
    "/route": "to",
    "/date": "on",
    "/items/0/value/currency": "currency",
    "/items/0/facts/produced_in": "where",
    "/items/0/facts/collected_in": "where",
    "/items/0/facts/processes": "p",
    "/items/0/facts/origin_processes": "o",
    "/items/0/facts/transit_operations": "t",
    "/foreign": "cost",
}
_ASKED: Final = {
    "commodity_code": "code",
    "materials": "m",
    "materials.value": "cost",
    "value": "amount",
    "value.basis": "basis",
    "fob_price": "basis",
    "ex_works_price": "basis",
    "processes": "p",
    "origin_processes": "o",
    "transit_operations": "t",
    "transit_customs_control": "control",
    "through_bill_of_lading": "through",
    "works": "works",
    "repairable": "repairable",
    "fit_only_for_recovery": "recovery",
    "collected_in": "where",
    "produced_in": "where",
}
"""What an agreement misses → the field of the page that tells it."""

OWN: Final = "materials.own"
_OF_MATERIAL: Final = re.compile(r"materials\.([0-9]+)\.commodity_code")


@dataclass
class View:
    """What the page shows. `found`: what each agreement says, best first; None where nothing was asked."""

    state: State
    errors: dict[str, str] = field(default_factory=dict)
    found: list[Json] | None = None


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the route."""

    @routes.get("/origin")
    def origin() -> Response:
        refused = who.closed(desk)
        if refused is not None:
            return refused
        view = decided(desk, read(request.args))
        ruleset = desk.book.current().ruleset
        return page(
            "checker/origin.html",
            status=422 if view.errors else 200,
            state=view.state,
            errors=view.errors,
            found=agreements.compared(view.found, ruleset) if view.found is not None else None,
            telling=telling(view, ruleset),
            lists={name: offered(ruleset, fact) for name, fact in LISTS.items()},
            none_of_them=NONE,
            economies=economies(("EU",) if "EU" in ruleset.packs else ()),
            known=ask.loaded(ruleset),
            currencies=sorted(CURRENCIES),
        )


def decided(desk: Desk, state: State) -> View:
    """The answer to what was typed, or all that is wrong with it."""
    view = View(state)
    if not state.asked:
        return view
    answers, own = state.answers(), contradictions(state)
    beyond = who.beyond(desk, answers.document())
    if beyond:
        names = ", ".join(map(economy_name, beyond))
        view.errors["to"] = _("You may not ask about %(economies)s here.", economies=names)
        return view
    try:
        found = questionnaire.ask(desk.book, answers, language())
    except NotADeclaration as error:
        view.errors = {**errors_of(error.faults), **own}
        return view
    view.errors, view.found = own, None if own else found
    return view


def contradictions(state: State) -> dict[str, str]:
    """By field, what is wanting or does not go together, which no declaration would show."""
    errors: dict[str, str] = {}
    if not state["code"]:
        errors["code"] = _("Say what the goods are by their commodity code.")
    if state.nothing_but_listed:
        errors["m"] = _("You say that no material is foreign, and list some. Take one of the two back.")
    if state["direct"] == "no" and not state["via"]:
        errors["via"] = _("Say by way of where the goods go.")
    return errors


def errors_of(found: Iterable[Fault]) -> dict[str, str]:
    """By field, the first thing that is wrong there."""
    errors: dict[str, str] = {}
    for fault in found:
        errors.setdefault(field_of(fault.pointer), origin_words.fault(fault) or faults.worded(fault))
    return errors


def field_of(pointer: str) -> str:
    """The field of a pointer into the declaration."""
    for beginning, name in (("/route/transit", "via"), ("/items/0/materials", "m"), ("/items/0/facts/", "")):
        if pointer.startswith(beginning) and name:
            return name
        if pointer.startswith(beginning):
            fact = "/".join(pointer.split("/")[:5])
            return _FIELDS.get(fact, "code")
    if pointer in _FIELDS:
        return _FIELDS[pointer]
    return "amount" if pointer.startswith("/items/0/value") else "code"


def telling(view: View, ruleset: RuleSet) -> list[tuple[Said, str, list[str]]]:
    """What would tell more: its name, the field that asks for it (or empty), and the agreements that miss it."""
    missing: dict[str, list[str]] = {}
    for one in view.found or ():
        if one["status"] == UNDETERMINED:
            for name in one["missing"]["facts"]:
                # What the foreign materials cost is told: a build-up wants what the others are worth.
                name = OWN if name == "materials.value" and view.state["cost"] else name
                missing.setdefault(name, []).append(one["agreement"])
    return [(_named(name, ruleset), _field_that_asks(name), those) for name, those in missing.items()]


def _field_that_asks(name: str) -> str:
    return "m" if _OF_MATERIAL.fullmatch(name) else _ASKED.get(name, "")


def _named(name: str, ruleset: RuleSet) -> Said:
    if of_material := _OF_MATERIAL.fullmatch(name):
        return Said(_("More digits of the code in line %(line)s of the materials", line=of_material[1]))
    own = origin_words.MISSING.get(name)
    if own is not None:
        return Said(str(own))
    if name not in ruleset.facts:
        return Said(name)
    packs = [code for code, pack in ruleset.packs.items() if name in pack.facts]
    return facts.heading(of_fact(ruleset, packs[0] if packs else "", name))


def offered(ruleset: RuleSet, fact: str) -> list[tuple[str, str]]:
    """The values of a list with what they are called; none where no pack has the fact."""
    known = ruleset.facts.get(fact)
    return [(value, facts.value(fact, value)) for value in known.values] if known is not None and known.values else []
