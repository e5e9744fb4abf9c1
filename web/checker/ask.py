"""`/`: one form whose address is its whole state, the next questions, and the answer so far. `/goods`: the search."""

from dataclasses import dataclass, field, replace
from typing import Any, Final

from flask import Blueprint, Response, request

from greenlane.core.declaration import NotADeclaration
from greenlane.core.model import Economy
from greenlane.core.pack.codetexts import CodeText
from greenlane.core.ruleset import RuleSet
from greenlane.core.service.enquiry import Enquiry, enquire
from greenlane.core.service.goods import WORDS, Found, Goods, code_of
from greenlane.core.service.trial import Trial
from greenlane.core.vocabulary import REGIMES
from greenlane.web import hx
from greenlane.web.checker import agreements, answer, faults, questions, who, wording
from greenlane.web.checker.state import State, read
from greenlane.web.checker.tongue import _
from greenlane.web.console.frame import page
from greenlane.web.languages import economies, economy_name, language
from greenlane.web.wiring import Desk

Json = dict[str, Any]
TRIES: Final = 8
"""Times that a declaration is tried without what is wrong in it."""
SHOWN: Final = 20
"""Goods that the form offers; `/goods` shows more."""


@dataclass
class View:
    """What the page shows."""

    state: State
    errors: dict[str, str] = field(default_factory=dict)
    trial: Trial | None = None
    enquiry: Enquiry | None = None


def add(routes: Blueprint, desk: Desk, goods: Goods) -> None:
    """Add the routes."""

    @routes.get("/")
    def ask() -> Response:
        refused = who.closed(desk)
        if refused is not None:
            return refused
        state = read(request.args)
        view = decided(desk, state)
        response = whole(desk, goods, view)
        if hx.asks():
            query = state.query()
            response.headers["HX-Push-Url"] = f"/?{query}" if query else "/"
        return response

    @routes.get("/goods")
    def search() -> Response:
        refused = who.closed(desk)
        if refused is not None:
            return refused
        state = read(request.args)
        found = offered(desk, goods, state, 50)
        context: Json = {"state": state, "goods": found, "rows": picked(found, state), "economies_of": economies_of}
        return page("checker/goods.html", ("goods-found", "checker/_goods.html"), **context)


def whole(desk: Desk, goods: Goods, view: View) -> Response:
    """The page, or what htmx asks for of it; 422 where something was typed that cannot be used."""
    part = ("checker", "checker/_checker.html")
    context = shown(desk, goods, view)
    return page("checker/index.html", part, status=422 if view.errors else 200, **context)


def decided(desk: Desk, state: State) -> View:
    """The answer to what was typed, or all that is wrong with it; what is wrong with an answer to a question is left
    out, so that the rest is answered.
    """
    view = View(state)
    if not state.asked:
        return view
    if not state["q"]:
        view.errors["q"] = _("Say what the goods are: by their code, or in words.")
    if not state["from"] and not state["to"] and not state.via:
        view.errors["to"] = _("Say where the goods go, or where they come from.")
    if view.errors or not state.code:
        return view
    ruleset = desk.book.current().ruleset
    left: set[str] = set()
    for _try in range(TRIES):
        document = state.document(ruleset.facts, left)
        beyond = who.beyond(desk, document)
        if beyond:
            names = ", ".join(map(economy_name, beyond))
            view.errors["to"] = _("You may not ask about %(economies)s here.", economies=names)
            return view
        try:
            view.trial = desk.trials.decide(document, language=language())
            break
        except NotADeclaration as error:
            papers = [paper["code"] for paper in document["items"][0].get("documents", ())]
            wrong = faults.errors_of(error.faults, papers)
            if "q" in wrong and state["longer"]:
                wrong["longer"] = wrong.pop("q")
            view.errors = {**wrong, **view.errors}
            keys = {faults.key_of(one) for one in wrong}
            if None in keys or keys <= left:
                return view
            left |= {key for key in keys if key is not None}
    if view.trial is not None:
        view.enquiry = enquire(view.trial, state.unsure, state.without)
    return view


def shown(desk: Desk, goods: Goods, view: View) -> Json:
    """All that the templates need."""
    state, ruleset = view.state, desk.book.current().ruleset
    code = state.code
    context: Json = {
        "state": state,
        "errors": view.errors,
        "answer": None,
        "questions": [],
        "presumed": [],
        "more": 0,
        "needed": set(),
        "goods": [],
        "rows": [],
        "named": name_of(goods, code, state["to"]) if code else None,
        "dotted": questions.dotted,
        "code": code,
        "typed_code": code_of(state["q"]),
        "known": loaded(ruleset),
        "economies": economies(("EU",) if "EU" in ruleset.packs else ()),
        "regimes": [(one, str(wording.REGIMES[one])) for one in REGIMES],
        "query": state.query(),
        "wording": wording,
        "economies_of": economies_of,
    }
    if state["q"] and not code:
        context["goods"] = offered(desk, goods, state, SHOWN)
        context["rows"] = picked(context["goods"], state)
    if view.trial is not None and view.enquiry is not None:
        there = view.trial.declaration.declared_in or ""
        asked, presumed, more = questions.shown(view.enquiry, state, goods, view.errors, there)
        context |= {
            "answer": answer.plain(view.trial.answer, view.trial.ruleset, view.enquiry),
            "questions": asked,
            "presumed": presumed,
            "more": more,
            "origin_query": agreements.question(view.trial.declaration.document),
            "needed": {one.key for one in view.enquiry.open if one.key in questions.ROUTE},
        }
    return context


@dataclass(frozen=True, slots=True)
class Row:
    """Goods to choose from. `pick`: the code as it would be declared on the way in the form; `source`: whose code."""

    found: Found
    pick: str
    shown: str
    source: str
    lang: str
    query: str


def picked(found: list[tuple[Found, str]], state: State) -> list[Row]:
    """The goods that were found as rows of the form, or links with all of its state."""
    own = language()
    return [
        Row(
            one,
            pick,
            questions.dotted(pick),
            _source(one),
            "" if one.language in (own, "") else one.language,
            state.query(leave=("longer",), code=pick, w=state["q"]),
        )
        for one, pick in found
    ]


def offered(desk: Desk, goods: Goods, state: State, most: int) -> list[tuple[Found, str]]:
    """Goods that the words may mean, each code once, with its digits as the importing economy counts them."""
    ruleset = desk.book.current().ruleset
    taken: dict[str, Found] = {}
    for one in goods.search(state["q"], language=language()):
        if one.kind == "rule":  # a rule's title tells of the goods; what they are called is better
            name = goods.name(one.code, (language(), "en"))
            if name is not None and name.code == one.code:
                one = replace(one, text=name.text, language=name.language, source=WORDS, kind=WORDS)
        taken.setdefault(fitting(one, ruleset.economy(state["to"] or state["from"]), ruleset), one)
    return [(one, pick) for pick, one in taken.items()][:most]


def fitting(found: Found, there: Economy | None, ruleset: RuleSet) -> str:
    """A code with the digits that it can have in an economy's nomenclature: of another's the common first six."""
    code = found.code
    here = ruleset.economy(found.source)
    if there is None:
        return code
    own = found.source == there.code or (here is not None and here.nomenclature.family == there.nomenclature.family)
    lengths = {2, 4, 6, *(there.nomenclature.lengths if own else ())}
    return code[: max((one for one in lengths if one <= len(code)), default=2)]


def name_of(goods: Goods, code: str, economy: str) -> CodeText | None:
    """What goods of a code are called, in the language of the page if anything says it there."""
    return goods.name(code, (language(), "en"), economy)


def loaded(ruleset: RuleSet) -> set[str]:
    """The economies whose rules are known here: those of packs, and the members they answer for."""
    return {*ruleset.economies, *(member for member, union in ruleset.unions.items() if union in ruleset.packs)}


def economies_of(found: Found) -> str:
    """Whose rules name these goods."""
    return ", ".join(map(economy_name, found.rules))


def _source(found: Found) -> str:
    if found.source == WORDS:
        return _("everyday name")
    if found.source == "HS":
        return _("Harmonised System")
    named = economy_name(found.source)
    if found.kind == "rule":
        return _("title of a rule of %(economy)s", economy=named)
    return _("list of %(economy)s", economy=named)
