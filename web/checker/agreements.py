"""Origin under the agreements of a route in plain words, side by side. What cannot be told is never worded as a yes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from greenlane.core.origin.agreement import Agreement
from greenlane.core.ruleset import RuleSet
from greenlane.core.service.enquiry import document
from greenlane.web.checker import facts, wording
from greenlane.web.checker.laws import Law, law_of
from greenlane.web.checker.tongue import _, _l
from greenlane.web.checker.wording import Lazy, Said, spoken
from greenlane.web.languages import language

Json = dict[str, Any]
STATUSES: Final[Mapping[str, tuple[Lazy, str]]] = {
    "qualifies": (_l("Qualifies"), "good"),
    "undetermined": (_l("Cannot be told yet"), "incomplete"),
    "fails": (_l("Does not qualify"), "warn"),
    "not_in_force": (_l("Not in force on that day"), "plain"),
}
"""A status in plain words, and a class of the stylesheet."""
TESTS: Final[Mapping[str, Lazy]] = {
    "BD": _l("Regional value, counted down from the price"),
    "BU": _l("Regional value, counted up from the materials"),
    "NC": _l("Regional value in the net cost"),
    "MC": _l("Value of foreign materials"),
    "tolerance": _l("Tolerated foreign materials, by value"),
    "weight": _l("Tolerated foreign materials, by weight"),
    "allowance": _l("Tolerated foreign materials of the same heading"),
}
"""Method of a figure → what is tested by it."""
_AT_LEAST: Final = ("BD", "BU", "NC")
_VALUE: Final = (*_AT_LEAST, "MC")
"""Methods that show a value test of a product rule: of what is not met they come first."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value test, its numbers as the language writes them; empty where one is not known."""

    test: str
    formula: str
    base: str
    value: str
    result: str
    asked: str
    met: bool | None
    short: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """What one agreement says. `lang`: of the sentences that are not ours; `figure`: the one to compare by."""

    id: str
    name: Said
    status: str
    word: str
    tone: str
    rule: str
    met_by: str
    figures: tuple[Figure, ...]
    figure: Figure | None
    missing: tuple[Said, ...]
    because: tuple[str, ...]
    advice: tuple[str, ...]
    conditions: tuple[str, ...]
    gaps: tuple[str, ...]
    proof: str
    validity: str
    presented: bool
    evidence: str
    laws: tuple[Law, ...]
    ranked: str
    lang: str


def compared(origin: Iterable[Json], ruleset: RuleSet) -> tuple[Agreed, ...]:
    """The agreements of an item's answer, best first."""
    known = {one.id: one for pack in ruleset.packs.values() for one in pack.agreements}
    return tuple(_agreed(one, known.get(one["agreement"]), ruleset) for one in origin)


def question(declared: Json) -> str:
    """The query of `/origin` for the goods and the route of a declaration."""
    route, item = declared["route"], declared["items"][0]
    state = {
        "code": item["commodity_code"],
        "from": route.get("export"),
        "to": route.get("import"),
        "on": declared.get("date"),
    }
    return urlencode({name: value for name, value in state.items() if value})


def _agreed(one: Json, known: Agreement | None, ruleset: RuleSet) -> Agreed:
    lang = "" if language() == "en" else "en"
    word, tone = STATUSES[one["status"]]
    figures = tuple(map(_figure, one["figures"]))
    met = [figure for figure in figures if figure.met]
    value = [figure for figure, said in zip(figures, one["figures"], strict=True) if said["method"] in _VALUE]
    return Agreed(
        id=one["agreement"],
        name=spoken(known.name) if known is not None else Said(one["name"], lang),
        status=one["status"],
        word=str(word),
        tone=tone,
        rule=one["criterion"],
        met_by=one["satisfied_by"] if one["satisfied_by"] != one["criterion"] else "",
        figures=figures,
        figure=next(iter((*met, *value, *figures)), None),
        missing=tuple(_missing(one["missing"], ruleset)),
        because=tuple(one["because"]),
        advice=tuple(one["advice"]),
        conditions=tuple(one["conditions"]),
        gaps=tuple(one["gaps"]),
        proof=one["proof"],
        validity=one["proof_validity"],
        presented=one["proof_presented"],
        evidence=str(wording.EVIDENCE[one["evidence"]]),
        laws=tuple(map(law_of, one["legal_basis"])),
        ranked=one["ranked_because"],
        lang=lang,
    )


def _figure(one: Json) -> Figure:
    base, value = one["base"], one["value"]
    least = one["method"] in _AT_LEAST
    limit = wording.percent(one["limit"])
    short = ""
    if one["shift"] and base:
        amount = wording.money(one["shift"], base["currency"])
        short = _("%(amount)s too little", amount=amount) if least else _("%(amount)s too much", amount=amount)
    return Figure(
        test=str(TESTS.get(one["method"], one["method"])),
        formula=one["formula"],
        base=wording.money(base["amount"], base["currency"]) if base else "",
        value=wording.money(value["amount"], value["currency"]) if value else "",
        result=wording.percent(one["percent"]) if one["percent"] is not None else "",
        asked=_("at least %(limit)s", limit=limit) if least else _("at most %(limit)s", limit=limit),
        met=one["met"],
        short=short,
    )


def _missing(missing: Mapping[str, list[str]], ruleset: RuleSet) -> Iterable[Said]:
    for name in missing["facts"]:
        yield _fact(name, ruleset)
    for code in missing["documents"]:
        yield facts.paper(document(ruleset, code))
    for name in missing["parameters"]:
        yield Said(name)


def _fact(name: str, ruleset: RuleSet) -> Said:
    """What is to be told, in the words of the page where it has some."""
    if name in facts.ASKED:
        return Said(str(facts.ASKED[name][0]))
    if name in ruleset.facts:
        return spoken(ruleset.facts[name].label)
    if found := re.fullmatch(r"materials\.([0-9]+)\.commodity_code", name):
        return Said(_("a longer code of material %(number)s", number=found[1]))
    if found := re.fullmatch(r"exchange_rates\.([A-Z]{3})", name):
        return Said(_("an exchange rate for %(currency)s", currency=found[1]))
    return Said(str(_NAMES.get(name, name)))


_NAMES: Final[Mapping[str, Lazy]] = {
    "materials": _l("the materials that went into the goods, with their codes and values"),
    "materials.value": _l("the value of every material, in one currency"),
    "value": _l("the value of the goods"),
    "value.basis": _l("whether the value of the goods is FOB, CIF or EXW"),
    "commodity_code": _l("a longer code of the goods"),
}
