"""What is wrong with what was typed, at the field, in the reader's language, with what would be right."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from greenlane.core.declaration import Fault
from greenlane.web.checker.tongue import _

_FIELDS: Final = {
    "/route/export": "from",
    "/route/import": "to",
    "/route/transit": "via",
    "/route": "to",
    "/date": "on",
    "/regime": "regime",
    "/items/0/commodity_code": "q",
    "/items/0/description": "words",
    "/items/0/origin": "origin",
    "/items/0/quantity": "qty",
    "/items/0/quantity/value": "qty",
    "/items/0/quantity/unit": "unit",
    "/items/0/value": "amount",
    "/items/0/value/amount": "amount",
    "/items/0/value/currency": "currency",
    "/items/0/exchange_rates": "amount",
}
_KEYS: Final = {"origin": "origin", "qty": "quantity", "unit": "quantity", "amount": "value", "currency": "value"}


def field_of(pointer: str, papers: list[str]) -> str:
    """The field of a pointer into the declaration; `papers`: the codes of its documents, in their order."""
    if pointer in _FIELDS:
        return _FIELDS[pointer]
    if found := re.fullmatch(r"/items/0/facts/([^/]+)(?:/[0-9]+)?", pointer):
        return f"f.{found[1]}"
    if found := re.fullmatch(r"/items/0/national_codes/([^/]+)", pointer):
        return f"n.{found[1]}"
    if (found := re.fullmatch(r"/items/0/documents/([0-9]+)(/issued|/code)?", pointer)) and int(found[1]) < len(papers):
        return f"{'i' if found[2] == '/issued' else 'd'}.{papers[int(found[1])]}"
    return "via" if pointer.startswith("/route/transit") else "q"


def key_of(field: str) -> str | None:
    """The key (see core/service/enquiry.py) of a field that answers a question; None for another one."""
    head, _dot, name = field.partition(".")
    heads = {"f": "fact", "n": "national", "i": "issued", "d": "document"}
    return f"{heads[head]}:{name}" if name and head in heads else _KEYS.get(field)


def errors_of(faults: Iterable[Fault], papers: list[str]) -> dict[str, str]:
    """By field, the first thing that is wrong there."""
    found: dict[str, str] = {}
    for fault in faults:
        found.setdefault(field_of(fault.pointer, papers), worded(fault))
    return found


def worded(fault: Fault) -> str:
    """One fault as a sentence for who typed it, with what would be taken where that is known."""
    said = _WORDS.get(fault.code, _other)(fault)
    if fault.suggestion:
        said += " " + _("Did you mean %(suggestion)s?", suggestion=fault.suggestion[:60])
    return said


def _other(fault: Fault) -> str:
    return _("This cannot be read.")


def _lengths(fault: Fault) -> str:
    known = re.search(r"codes of ([0-9, ]+) digits", fault.message)
    if known:
        return _("The code has a wrong number of digits: there it has one of %(lengths)s.", lengths=known[1])
    return _("The code has a wrong number of digits.")


def _bounds(fault: Fault) -> str:
    edge = re.search(r"(?:less|more) than (-?[0-9.]+)\.$", fault.message)
    if edge and fault.code == "too_small":
        return _("The number is too small: it is at least %(edge)s.", edge=edge[1])
    if edge:
        return _("The number is too large: it is at most %(edge)s.", edge=edge[1])
    return _("The number is out of range.")


_WORDS: Final[Mapping[str, Callable[[Fault], str]]] = {
    "missing": lambda _fault: _("This is needed."),
    "null": lambda _fault: _("This is needed."),
    "too_short": lambda _fault: _("This is needed."),
    "too_long": lambda _fault: _("This is too long."),
    "bad_commodity_code": lambda _fault: _("A code has 2 to 12 digits; dots and spaces may stand between them."),
    "code_length": _lengths,
    "bad_date": lambda _fault: _("That is no day as it is wanted here: write year-month-day, as 2026-03-31."),
    "in_the_future": lambda _fault: _("This day has not come yet."),
    "too_early": lambda _fault: _("Nothing is known here of so early a day."),
    "bad_decimal": lambda _fault: _("Write a number such as 1234.5: a point before the decimals, nothing between."),
    "wrong_type": lambda _fault: _("This does not fit what is asked here."),
    "unknown_economy": lambda _fault: _("Choose one of the list."),
    "unknown_currency": lambda _fault: _("Choose one of the list."),
    "unknown_unit": lambda _fault: _("Choose one of the list."),
    "not_allowed": lambda _fault: _("Choose one of the list."),
    "unknown_document": lambda _fault: _("There is no such document."),
    "unknown_fact": lambda _fault: _("This is not asked here."),
    "too_small": _bounds,
    "too_large": _bounds,
    "bad_text": lambda _fault: _("This holds characters that cannot be taken, such as a line end."),
    "bad_format": lambda _fault: _("This has not the form that is wanted: see the example."),
    "expires_before_issued": lambda _fault: _("It would end before it begins."),
    "no_value": lambda _fault: _("Say the value of the goods too: the exchange rates lead to its currency."),
    "own_currency": lambda _fault: _("The value is in this currency itself: its exchange rate is 1."),
    "zero_rate": lambda _fault: _("An exchange rate is more than nought."),
}
"""Code of a fault → its sentence."""
