"""What a test of a condition can ask, how, and with what kind of field: for the builder's lists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from greenlane.core.model import DocumentType, Fact
from greenlane.core.units import UNITS
from greenlane.core.vocabulary import REGIMES
from greenlane.web.console.forms.conditions import PLAIN, RAW, Node, operators
from greenlane.web.console.forms.fields import Choice

INPUTS: Final = (
    ("Goods", (("commodity_code", "commodity code"), ("keyword", "word in the description"), ("quantity", "quantity"))),
    ("Route", (("origin", "origin"), ("partner", "economy at the other end"), ("regime", "procedure"))),
    ("Papers", (("document", "document"),)),
)
OPERATORS: Final = {
    "is": "is so",
    "in": "is one of",
    "<": "is less than",
    "<=": "is at most",
    ">": "is more than",
    ">=": "is at least",
    "=": "is",
    "!=": "is other than",
    "any": "has one of",
    "all": "has all of",
    "only": "has nothing but",
    "presented": "was presented",
    "issued <": "was issued before",
    "issued <=": "was issued on or before",
    "issued >": "was issued after",
    "issued >=": "was issued on or after",
    "issued =": "was issued on",
    "issued !=": "was issued on another day than",
    RAW: "as written",
}


@dataclass(frozen=True, slots=True)
class Face:
    """How a test is shown. `widget`: none, yesno, number, day, checks, lines, codes or raw; `of`: its second list."""

    operators: tuple[Choice, ...]
    widget: str
    choices: tuple[Choice, ...] = ()
    of: tuple[Choice, ...] = ()
    unit: str = ""
    help: str = ""


def groups(facts: Mapping[str, Fact], own: Iterable[str]) -> list[tuple[str, list[Choice]]]:
    """What can be asked, grouped, each with its label. `own`: the facts that are this economy's alone."""
    found = [(title, [Choice(*one) for one in inputs]) for title, inputs in INPUTS]
    mine = set(own)
    for title, wanted in (("Facts", False), ("Facts of this economy", True)):
        named = [Choice(name, label(fact)) for name, fact in facts.items() if (name in mine) is wanted]
        if named:
            found.append((title, sorted(named, key=lambda one: one.label.casefold())))
    return found


def label(fact: Fact) -> str:
    """What a fact is called, with its name: two may be called the same."""
    said = fact.label.get("en", "")
    return f"{said} ({fact.name})" if said else fact.name


def face(node: Node, facts: Mapping[str, Fact], documents: Mapping[str, DocumentType]) -> Face:
    """How a test is shown."""
    fact = facts.get(node.fact) if node.fact not in PLAIN else None
    names = list(operators(node.fact, fact.type if fact else ""))
    if node.op == RAW:
        return Face(_named([RAW, *names] if node.fact else [RAW]), "raw")
    if not node.fact:
        return Face((), "none", help="Choose what is asked.")
    if node.op not in names:
        names.insert(0, node.op)
    ops = _named(names)
    if node.fact == "document":
        of = tuple(Choice(code, f"{code}: {one.label.get('en', '')}".rstrip(": ")) for code, one in documents.items())
        return Face(ops, "day" if node.op.startswith("issued") else "none", of=of)
    if node.fact == "quantity":
        return Face(ops, "number", of=tuple(Choice(unit, unit) for unit in sorted(UNITS)))
    if node.fact == "regime":
        return Face(ops, "checks", tuple(Choice(one, one.replace("_", " ")) for one in REGIMES))
    if node.fact == "commodity_code":
        return Face(ops, "codes", help="One a line; a shorter code stands for all below it.")
    if fact is None:
        return Face(ops, "lines", help="One a line." if node.fact in PLAIN else "This economy knows no such fact.")
    told = fact.help.get("en", "")
    if fact.type == "boolean":
        return Face(ops, "yesno", (Choice("true", "yes"), Choice("false", "no")), help=told)
    if fact.type in ("decimal", "integer"):
        return Face(ops, "number", unit={"P1": "%"}.get(fact.unit, fact.unit), help=told)
    if fact.values and set(node.values) <= set(fact.values):
        return Face(ops, "checks", tuple(Choice(one, one.replace("_", " ")) for one in fact.values), help=told)
    return Face(ops, "lines", help=f"One a line. {told}".strip())


def _named(names: Iterable[str]) -> tuple[Choice, ...]:
    return tuple(Choice(name, OPERATORS.get(name, name)) for name in names)
