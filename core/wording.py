"""A condition → the sentence it means, in English: no two conditions that differ in meaning have the same one.

Names from packs stand in quotation marks, values that could be read as a word of the sentence too. Groups of tests
within a group stand inline (either … or …, both … and …); what is nested deeper stands in numbered lines.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

from greenlane.core.because import plain
from greenlane.core.model import All, Any, Condition, Fact, Not, Test

SHOWN = 12
"""Members of a list that are named before the rest is counted."""
LINES_FROM = 6
"""Parts of a group from which on it stands in lines."""
UNITS = {"P1": "%", "MMK": "mm²", "KGM": "kg", "TNE": "t", "GRM": "g", "MTQ": "m³", "LTR": "l"}
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+/-]*")
_TAKEN = frozenset("and or nor not either neither both of all one none more".split())
_COMPARED = {
    "<": "less than",
    "<=": "at most",
    ">": "more than",
    ">=": "at least",
    "=": "",
    "!=": "other than",
}
_ISSUED = {
    "<": "before",
    "<=": "on or before",
    ">": "after",
    ">=": "on or after",
    "=": "on",
    "!=": "on another day than",
}
_INPUTS = {"origin": "the origin", "partner": "the economy at the other end", "regime": "the procedure"}


def sentence(condition: Condition, facts: Mapping[str, Fact] | None = None) -> str:
    """What a condition means; several numbered lines where it is nested deeply. `facts`: whose labels name them."""
    negated, inner = _bare(condition)
    known = facts or {}
    if isinstance(inner, Test):
        return _clause(inner, negated, known)
    if _depth(inner) <= 1 and len(inner.parts) < LINES_FROM and negated:
        return _inner(inner, True, known)
    if _depth(inner) <= 2 and not negated and _short(inner):
        word = " and " if isinstance(inner, All) else " or "
        parts = [_part(part, known) for part in inner.parts]
        flat = len(parts) == 2 and _depth(inner) <= 1
        return word.join(parts) if flat else f",{word}".join(parts)
    return "\n".join(_lines(condition, "", known))


def _bare(condition: Condition) -> tuple[bool, Test | All | Any]:
    """A condition without the nots around it, and whether what they leave is the opposite."""
    negated = False
    while isinstance(condition, Not) or (isinstance(condition, All | Any) and len(condition.parts) == 1):
        negated = negated != isinstance(condition, Not)
        condition = condition.part if isinstance(condition, Not) else condition.parts[0]
    return negated, condition


def _depth(condition: Condition) -> int:
    _, inner = _bare(condition)
    return 0 if isinstance(inner, Test) else 1 + max(map(_depth, inner.parts))


def _short(group: All | Any) -> bool:
    inner = [one for _, one in map(_bare, group.parts)]
    sizes = [len(one.parts) for one in inner if isinstance(one, All | Any)]
    return len(group.parts) < LINES_FROM and all(size < LINES_FROM for size in sizes) and sum(sizes) < 2 * LINES_FROM


def _part(condition: Condition, facts: Mapping[str, Fact]) -> str:
    negated, inner = _bare(condition)
    return _clause(inner, negated, facts) if isinstance(inner, Test) else _inner(inner, negated, facts)


def _inner(group: All | Any, negated: bool, facts: Mapping[str, Fact]) -> str:
    """A group of tests with a word at its beginning, and no comma within."""
    parts = [_part(part, facts) for part in group.parts]
    if isinstance(group, Any):
        return "neither " + " nor ".join(parts) if negated else "either " + " or ".join(parts)
    return ("not " if negated else "") + ("both " if len(parts) == 2 else "at once ") + " and ".join(parts)


def _lines(condition: Condition, number: str, facts: Mapping[str, Fact]) -> list[str]:
    negated, inner = _bare(condition)
    before = f"{number} " if number else ""
    if isinstance(inner, Test):
        return [before + _clause(inner, negated, facts)]
    if number and _depth(inner) <= 1 and len(inner.parts) < LINES_FROM:
        return [before + _inner(inner, negated, facts)]
    heads = {(True, False): "all of these:", (True, True): "not all of these:"}
    heads |= {(False, False): "at least one of these:", (False, True): "none of these:"}
    found = [before + heads[isinstance(inner, All), negated]]
    for index, part in enumerate(inner.parts, 1):
        found += _lines(part, f"{number}{index}.", facts)
    return found


def _clause(test: Test, negated: bool, facts: Mapping[str, Fact]) -> str:
    """One test, or its opposite."""
    subject, op, value = test.subject, test.op, test.value
    no = " not" if negated else ""
    if subject.startswith("document:"):
        code = _word(subject[9:])
        if op == "presented":
            return f"{code} was{no} presented"
        return f"{code} was{no} issued {_ISSUED[op.removeprefix('issued ')]} {value}"
    if subject.startswith("quantity:"):
        return f"the quantity is{no} {_number(op, value, subject[9:])}"
    if subject == "commodity_code":
        return f"the code is{no} under {_some(value)}"
    if subject == "keyword":
        return f"the description holds {_some(value, 'none of ' if negated else 'one of ', negated)}"
    if subject in _INPUTS:
        return f"{_INPUTS[subject]} is{no} {_some(value)}"
    name = _called(subject, facts)
    if op == "is":
        return f"{name} {'applies' if value is not negated else 'does not apply'}"
    if op in _COMPARED:
        unit = facts[subject].unit if subject in facts else ""
        return f"{name} is{no} {_number(op, value, unit)}"
    if op == "in":
        return f"{name} is{no} {_some(value)}"
    words = {"any": "one of ", "all": "all of ", "only": "nothing but "}
    has = "does not have" if negated else "has"
    return f"{name} {has} {_some(value, words[op], op == 'only')}"


def _called(subject: str, facts: Mapping[str, Fact]) -> str:
    """The label of a fact in quotation marks, with its name where another fact is called the same."""
    label = facts[subject].label.get("en", "") if subject in facts else ""
    if not label:
        return _quoted(subject)
    alike = any(name != subject and one.label.get("en", "") == label for name, one in facts.items())
    return _quoted(label) + (f" [{subject}]" if alike else "")


def _number(op: str, value: object, unit: str) -> str:
    number = plain(value) if isinstance(value, Decimal) else str(value)
    return " ".join(part for part in (_COMPARED[op], number, UNITS.get(unit, unit)) if part)


def _some(value: object, several: str = "one of ", always: bool = False) -> str:
    """The members of a list: one by itself, several after the word for them."""
    members = sorted(map(str, value))  # type: ignore[call-overload]
    shown = [_word(one) for one in members[:SHOWN]]
    if len(members) == 1 and not always:
        return shown[0]
    more = len(members) - SHOWN
    rest = f" … ({more} more)" if more > 0 else ""
    return f"{several}{', '.join(shown)}{rest}"


def _word(value: str) -> str:
    """A value as it is, or quoted where it could be read as something else."""
    if _WORD.fullmatch(value) and value.casefold() not in _TAKEN:
        return value
    return _quoted(value)


def _quoted(text: str) -> str:
    return "“" + text.replace("\\", "\\\\").replace("”", "\\”").replace("\n", " ") + "”"
