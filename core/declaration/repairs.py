"""What the sender may have meant. Proposed, never done: nothing malformed is repaired in silence.

Every proposal is itself accepted by the definition it is made for.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Context, Decimal
from difflib import get_close_matches
from typing import Any, Final

from greenlane.core.declaration.forms import FORMS, is_code, is_decimal
from greenlane.core.terms.codes import ECONOMY_NAMES, economy_alias

LONGEST: Final = 200
"""Characters of a value beyond which nothing is proposed."""

UNIT_WORDS: Final = {
    "kg": "KGM", "kgs": "KGM", "kilogram": "KGM", "kilograms": "KGM", "kilo": "KGM",
    "g": "GRM", "gram": "GRM", "grams": "GRM", "gr": "GRM",
    "t": "TNE", "mt": "TNE", "tonne": "TNE", "tonnes": "TNE", "mts": "TNE",
    "l": "LTR", "litre": "LTR", "litres": "LTR", "liter": "LTR", "liters": "LTR",
    "m3": "MTQ", "m³": "MTQ", "cbm": "MTQ",
    "pc": "H87", "pcs": "H87", "pce": "H87", "piece": "H87", "pieces": "H87", "c62": "H87", "ea": "H87",
    "unit": "NAR", "units": "NAR", "no": "NAR", "nos": "NAR", "number": "NAR",
}  # fmt: skip
"""Words for a unit → its code. `ton` is left out: there are three of them."""

CURRENCY_WORDS: Final = {"RMB": "CNY", "RM": "MYR", "€": "EUR", "₩": "KRW", "฿": "THB", "₫": "VND"}

LOOKALIKES: Final = str.maketrans("OoIlSB", "001158")
"""Letters that are typed, or read by a scanner, for digits."""

_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def repair(definition: Mapping[str, Any], value: object) -> str | None:
    """The text that would be accepted in the place of `value`, if just one reading suggests itself."""
    kind = definition["type"]
    if isinstance(value, str) and len(value) > LONGEST:
        return None
    if isinstance(value, (int, float, Decimal)) and len(str(value)) > LONGEST:
        return None
    if kind == "boolean":
        return _boolean(value)
    if kind == "integer":
        return value if isinstance(value, str) and re.fullmatch("-?[0-9]{1,9}", value) else None
    if kind == "list":
        return _listed(definition, value)
    if kind == "dict" or isinstance(value, (bool, dict, list)) or value is None:
        return None
    for proposal in _PROPOSERS[kind](definition, value):
        if proposal != value and _fits(definition, proposal):
            return proposal
    return None


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name closest to one that is not, letters and underscores aside; None when none is close."""
    if len(name) > 64:
        return None
    names = {one.casefold(): one for one in known}
    spelt = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[ .-]+", "_", name.strip()).casefold()
    if spelt in ("hs", "hs_code", "hscode", "tariff_code") and "commodity_code" in names:
        return "commodity_code"
    close = get_close_matches(spelt, names, 1, 0.6)
    return names[close[0]] if close else None


def _fits(definition: Mapping[str, Any], value: str) -> bool:
    return (
        FORMS[definition["type"]](value)
        and ("regex" not in definition or re.fullmatch(definition["regex"], value) is not None)
        and ("allowed" not in definition or value in definition["allowed"])
        and (definition.get("minlength", 0) <= len(value) <= definition.get("maxlength", LONGEST))
        and ("min" not in definition or Decimal(value) >= definition["min"])
        and ("max" not in definition or Decimal(value) <= definition["max"])
    )


def _boolean(value: object) -> str | None:
    said = str(value).strip().casefold()
    if said in ("true", "yes", "y", "1"):
        return "true"
    return "false" if said in ("false", "no", "n", "0") else None


def _listed(definition: Mapping[str, Any], value: object) -> str | None:
    element = definition.get("schema", {})
    if not isinstance(value, str) or element.get("type") not in ("string", "economy"):
        return None
    one = value if _fits(element, value) else repair(element, value)
    return None if one is None else json.dumps([one])


def _code(_: Mapping[str, Any], value: Any) -> Iterator[str]:
    if not isinstance(value, str):
        yield from _code_of_number(Decimal(value))
        return
    text = unicodedata.normalize("NFKC", value).strip()
    # Digits of other scripts, as Thai ones, are digits too.
    text = "".join(str(unicodedata.digit(sign)) if sign.isdigit() else sign for sign in text)
    if re.fullmatch(r"[0-9.]+[Ee]\+?[0-9]{1,2}", text) and is_decimal(number := Decimal(text)):
        yield from _code_of_number(number)
        return
    text = re.sub(r"(?i)^(hs|hsn|hts|cn|ahtn)[\s:.-]*(?=[0-9])", "", text)
    text = re.sub(r"(?<=[0-9])[-/_,](?=[0-9])", ".", text)
    if re.fullmatch(r"[0-9. OoIlSB]+", text) and sum(map(str.isdigit, text)) >= 4:
        text = text.translate(LOOKALIKES)
    # A run that a letter cuts short is not the code that was meant.
    runs = [
        run for run in re.findall(r"(?<![0-9A-Za-z.])[0-9][0-9. ]*(?!\.?[0-9A-Za-z])", text) if is_code(run.strip(" ."))
    ]
    if len(runs) == 1:
        yield runs[0].strip(" .")


def _code_of_number(number: Decimal) -> Iterator[str]:
    """A spreadsheet drops the first zero of a code and the last one of its decimals; digits come in pairs."""
    if number != number or number <= 0 or not -12 <= number.adjusted() <= 12:
        return
    whole, _, fraction = format(number, "f").partition(".")
    if len(whole) % 2 and whole != "0":
        whole = "0" + whole
    if fraction.strip("0"):
        yield f"{whole}.{fraction}{'0' * (len(fraction) % 2)}"
    elif len(whole) == 4 and len(fraction) == 2:
        yield f"{whole}.{fraction}"
    else:
        yield whole


def _date(_: Mapping[str, Any], value: Any) -> Iterator[str]:
    if not isinstance(value, str):
        # Days since 1899-12-30, as spreadsheets count them.
        if FORMS["integer"](value) and 20000 <= value <= 80000:
            yield str(date(1899, 12, 30) + timedelta(days=int(value)))
        return
    text = value.strip()
    if found := re.fullmatch(r"([0-9]{4})[-/. ]?([0-9]{1,2})[-/. ]?([0-9]{1,2})(?:[T ].*)?", text):
        year, month, day = found.groups()
        # 2025111 could be the 1st of November or the 11th of January.
        if len(month) == len(day) == 2 or not text[:7].isdigit():
            yield _iso(year, month, day)
    elif found := re.fullmatch(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})", text):
        first, second, year = found.groups()
        if int(first) > 12 or first.zfill(2) == second.zfill(2):
            yield _iso(year, second, first)
        elif int(second) > 12:
            yield _iso(year, first, second)
    elif found := re.fullmatch(r"([0-9]{1,2})[ -]([A-Za-z]{3,9})\.?,?[ -]([0-9]{4})", text):
        yield from _named_month(found[1], found[2], found[3])
    elif found := re.fullmatch(r"([A-Za-z]{3,9})\.? ([0-9]{1,2}),? ([0-9]{4})", text):
        yield from _named_month(found[2], found[1], found[3])


def _named_month(day: str, month: str, year: str) -> Iterator[str]:
    if month[:3].casefold() in _MONTHS:
        yield _iso(year, str(_MONTHS.index(month[:3].casefold()) + 1), day)


def _iso(year: str, month: str, day: str) -> str:
    return f"{year}-{month.zfill(2)}-{day.zfill(2)}"


def _datetime(_: Mapping[str, Any], value: Any) -> Iterator[str]:
    yield str(value).strip().upper().replace(" ", "T", 1)


def _decimal(_: Mapping[str, Any], value: Any) -> Iterator[str]:
    text = re.sub(r"[\s_'’]", "", unicodedata.normalize("NFKC", str(value)))
    found = re.fullmatch(r"\+?(-?)([0-9.,]+)(?:[Ee]\+?([0-9]{1,2}))?%?", text)
    if not found:
        return
    sign, body, exponent = found.groups()
    marks = re.sub("[0-9]", "", body)
    if len(set(marks)) == 2 and marks.count(marks[-1]) == 1:
        # With both marks the last one is the decimal one.
        body = body.replace(marks[0], "").replace(marks[-1], ".")
    elif marks == "," and not re.fullmatch("[1-9][0-9]{0,2},[0-9]{3}", body):
        body = body.replace(",", ".")
    elif len(marks) > 1 and len(set(marks)) == 1 and re.fullmatch("[1-9][0-9]{0,2}([.,][0-9]{3})+", body):
        body = body.replace(marks[0], "")
    elif marks not in ("", "."):
        return
    if re.fullmatch(r"[0-9]+\.?[0-9]*|\.[0-9]+", body):
        number = Decimal(sign + body).scaleb(int(exponent or 0), Context(prec=LONGEST + 99))
        yield format(number, "f")


def _economy(_: Mapping[str, Any], value: Any) -> Iterator[str]:
    text = str(value).strip()
    yield text.upper()
    yield economy_alias(text.upper()) or ""
    yield ECONOMY_NAMES.get(text.casefold(), "")
    for name in get_close_matches(text.casefold(), ECONOMY_NAMES, 1, 0.8):
        yield ECONOMY_NAMES[name]


def _currency(_: Mapping[str, Any], value: Any) -> Iterator[str]:
    yield str(value).strip().upper()
    yield CURRENCY_WORDS.get(str(value).strip().upper(), "")


def _unit(_: Mapping[str, Any], value: Any) -> Iterator[str]:
    text = str(value).strip()
    yield text.upper()
    yield UNIT_WORDS.get(text.casefold().rstrip("."), "")


def _string(definition: Mapping[str, Any], value: Any) -> Iterator[str]:
    if not isinstance(value, str):
        plain = str(value)
        # A number has lost the zeros that a code of fixed length had.
        yield from (plain.zfill(width) for width in range(len(plain), 5))
        return
    meta = definition.get("meta", {})
    known = [*definition.get("allowed", ()), *meta.get("known", ())]
    spelt = unicodedata.normalize("NFKC", value).strip()
    yield spelt
    if "allowed" in definition or "known" in meta or "regex" in definition:
        yield re.sub("[ -]+", "_", spelt.lower())
        yield re.sub("[ _]+", "-", spelt.upper())
    if near := nearest(spelt, known):
        yield near


_PROPOSERS: Final[dict[str, Callable[[Mapping[str, Any], Any], Iterator[str]]]] = {
    "commodity_code": _code,
    "date": _date,
    "datetime": _datetime,
    "decimal": _decimal,
    "economy": _economy,
    "currency": _currency,
    "unit": _unit,
    "string": _string,
}
