"""Messages about what does not fit: what was sent, what would be right. For brokers, not for programmers."""

import json
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from greenlane.core.declaration.forms import MAX_DIGITS, MAX_EXPONENT
from greenlane.core.declaration.repairs import nearest, repair
from greenlane.core.declaration.validator import Misfit
from greenlane.core.units import UNITS

Worded = tuple[str, str, str | None]
"""Code, message, suggestion."""

ECHO = 60
"""Characters of a value that a message repeats at most."""

WANTED = {
    "boolean": "true or false, without quotes",
    "string": "text in quotes",
    "dict": "an object: {…}",
    "list": "a list: […]",
    "integer": "a whole number, without quotes",
    "decimal": "a number such as 1234.5, with a point before the decimals and nothing between thousands; "
    f"at most {MAX_DIGITS} digits, {MAX_EXPONENT} of them after the point",
    "date": "a day that exists, as YYYY-MM-DD",
    "datetime": "an instant with its offset, as YYYY-MM-DDThh:mm:ssZ",
    "commodity_code": "text of 2 to 12 digits; dots and spaces are allowed, letters are not",
    "economy": "an economy's two capital letters (ISO 3166-1 alpha-2), or EU",
    "currency": "a currency's three capital letters (ISO 4217)",
    "unit": f"one of the units {', '.join(sorted(UNITS))} (UN/CEFACT Rec 20)",
}

BAD_FORM = {
    "commodity_code": "bad_commodity_code",
    "date": "bad_date",
    "datetime": "bad_datetime",
    "decimal": "bad_decimal",
    "economy": "unknown_economy",
    "currency": "unknown_currency",
    "unit": "unknown_unit",
}
"""Code of a fault where the text is wrong; of a value of another kind it is `wrong_type`."""


def echo(value: object) -> str:
    """A value as a message repeats it: JSON, control characters escaped, cut at ECHO characters."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, str):
        shown = json.dumps(value[:ECHO], ensure_ascii=False)
        return shown[: ECHO - 2] + '…"' if len(shown) > ECHO or len(value) > ECHO else shown
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    shown = str(value)
    return shown if len(shown) <= ECHO else shown[: ECHO - 1] + "…"


def word(misfit: Misfit, facts: tuple[str, ...]) -> Worded:
    """The words for a misfit."""
    match misfit.rule:
        case "unknown":
            return _unknown(misfit, facts)
        case "required":
            meta = misfit.definition["meta"]
            return "missing", f"{meta['title']} is missing: {_lower(meta['description'])}", None
        case "nullable":
            return (
                "null",
                f"{_title(misfit)} is null. Leave out what is not known; {_wanted(misfit)} is wanted here.",
                None,
            )
        case "some_of":
            return "missing", "The route names no economy: give export, import or transit.", None
        case "minlength" | "maxlength":
            return _length(misfit)
        case "min" | "max":
            edge = "less than" if misfit.rule == "min" else "more than"
            code = "too_small" if misfit.rule == "min" else "too_large"
            return code, f"{_title(misfit)} is {echo(misfit.value)}, {edge} {misfit.constraint}.", None
        case _:
            return _form(misfit)


def _form(misfit: Misfit) -> Worded:
    definition, value = misfit.definition, misfit.value
    kind = definition["type"]
    suggestion = repair(definition, value)
    if misfit.rule == "allowed":
        values = ", ".join(map(str, definition["allowed"]))
        return "not_allowed", f"{_title(misfit)} is {echo(value)}; it is one of {values}.", suggestion
    if misfit.rule == "regex":
        return _pattern(misfit, suggestion)
    if kind == "commodity_code" and isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        message = (
            f"{_title(misfit)} is the number {echo(value)}. A number loses the zeros of a code: "
            "write it as text in quotes, and compare the proposal with your papers before you send it."
        )
        return "wrong_type", message, suggestion
    code = BAD_FORM.get(kind, "wrong_type") if isinstance(value, str) else "wrong_type"
    message = f"{_title(misfit)} is {echo(value)}; wanted is {WANTED[kind]}."
    if kind == "date" and isinstance(value, str) and suggestion is None:
        message += " Which day is meant cannot be told from what was sent."
    return code, message, suggestion


def _pattern(misfit: Misfit, suggestion: str | None) -> Worded:
    meta = misfit.definition.get("meta", {})
    if "known" in meta:
        known = ", ".join((*meta["known"], *meta["families"])).replace("[A-Z0-9-]+", "…")
        message = f"There is no document {echo(misfit.value)}. Known are: {known}."
        return "unknown_document", message, suggestion
    if misfit.definition["regex"].startswith("[^"):
        return (
            "bad_text",
            f"{_title(misfit)} holds control characters, such as a line end or a tab.",
            suggestion,
        )
    described = meta.get("description") or f"the form {misfit.definition['regex']}"
    return (
        "bad_format",
        f"{_title(misfit)} is {echo(misfit.value)}, which does not fit: {_lower(described)}",
        suggestion,
    )


def _unknown(misfit: Misfit, facts: tuple[str, ...]) -> Worded:
    name = str(misfit.path[-1])
    in_facts = len(misfit.path) > 1 and misfit.path[-2] == "facts"
    what = "fact" if in_facts else "field"
    suggestion = nearest(name, misfit.known)
    message = f"There is no {what} named {echo(name)} here."
    if suggestion is None and not in_facts and name in facts:
        suggestion = f"facts/{name}"
        message += " It is a fact: it stands under facts."
    elif suggestion is None and not in_facts and len(name) <= ECHO:
        near = get_close_matches(name, facts, 1, 0.85)
        suggestion = f"facts/{near[0]}" if near else None
    return ("unknown_fact" if in_facts else "unknown_field"), message, suggestion


def _length(misfit: Misfit) -> Worded:
    size, bound = len(misfit.value), misfit.constraint
    kind = misfit.definition["type"]
    unit = {"string": "character", "list": "entry"}.get(kind, "member")
    units = unit if bound == 1 else {"entry": "entries"}.get(unit, unit + "s")
    if misfit.rule == "minlength":
        said = "is empty" if size == 0 else f"has {size}"
        return "too_short", f"{_title(misfit)} {said}; at least {bound} {units} is wanted.", None
    return "too_long", f"{_title(misfit)} has {size} {units}; at most {bound} are taken.", None


def _title(misfit: Misfit) -> str:
    if len(misfit.path) > 1 and misfit.path[-2] == "facts":
        return f"Fact {misfit.path[-1]}"
    title = misfit.definition.get("meta", {}).get("title")
    if title:
        return str(title[0].upper() + title[1:])
    return "An entry" if isinstance(misfit.path[-1], int) else echo(misfit.path[-1])


def _wanted(misfit: Misfit) -> Any:
    return WANTED[misfit.definition["type"]]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
