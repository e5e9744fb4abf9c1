"""What the page calls things, in the reader's language: all that is ours to say. Rules speak for themselves."""

import decimal
from collections.abc import Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from babel.numbers import format_currency, format_decimal, get_currency_precision
from babel.units import UnknownUnitError, get_unit_name
from flask_babel import get_locale

from greenlane.core.because import plain
from greenlane.core.model import Text
from greenlane.core.terms.codes import PLACELESS
from greenlane.web.checker.tongue import _, _l
from greenlane.web.languages import economy_name, language

Lazy = str
"""A text that is translated when it is shown."""


class Said(NamedTuple):
    """A text with the language it is in; empty for that of the page."""

    text: str
    lang: str = ""


def spoken(text: Text | None) -> Said:
    """A pack's text in the reader's language where it has it, else in English."""
    own = language()
    if not text:
        return Said("")
    if text.get(own):
        return Said(text[own])
    return Said(text.get("en", ""), "" if own == "en" else "en")


def flow(economy: str, name: str) -> str:
    """One economy's part of the route; of a pack without one, what it is called."""
    named = economy_name(economy)
    if economy in PLACELESS:
        return named
    match name:
        case "import":
            return _("Import into %(economy)s", economy=named)
        case "export":
            return _("Export from %(economy)s", economy=named)
        case _other:
            return _("Transit through %(economy)s", economy=named)


def verdict(name: str) -> str:
    """A verdict in one or two words, for a badge."""
    return str(VERDICTS[name])


VERDICTS: Final[Mapping[str, Lazy]] = {
    "clear": _l("nothing against it"),
    "not_covered": _l("not known here"),
    "referred": _l("for an officer"),
    "incomplete": _l("not known yet"),
    "restricted": _l("only on conditions"),
    "prohibited": _l("not allowed"),
}
EVIDENCE: Final[Mapping[str, Lazy]] = {
    "legal_text": _l("read in the text of the law itself"),
    "secondary": _l("told by a reliable second source; the text of the law itself was not read"),
    "workshop": _l("told by customs officers at a workshop; the text of the law itself was not read"),
    "unverified": _l("not verified by anybody yet: an officer has to confirm it"),
}
COVERAGE: Final[Mapping[str, Lazy]] = {
    "covered": _l("The rules for this are known here."),
    "partial": _l("Only part of the rules is known here, namely:"),
    "not_covered": _l("The rules for this are not known here. Whatever else may apply was not checked."),
    "unavailable": _l("The rules cannot be read just now. Nothing was checked."),
}
CHARGES: Final[Mapping[str, Lazy]] = {
    "duty": _l("import duty"),
    "export_duty": _l("export duty"),
    "deposit": _l("deposit (paid back later)"),
    "fee": _l("fee"),
    "tax": _l("tax"),
}
REGIMES: Final[Mapping[str, Lazy]] = {
    "release": _l("to stay there (the ordinary case)"),
    "temporary_import": _l("for a time only, to go out again"),
    "re_export": _l("to be sent back or on"),
    "processing": _l("to be worked on and sent out again"),
    "free_zone": _l("into a free zone"),
    "merchanting": _l("sold on without ever entering"),
}


def charge_kind(kind: str) -> str:
    """The name of a kind of charge."""
    return str(CHARGES.get(kind) or kind.replace("_", " "))


_UNITS: Final = {
    "KGM": "mass-kilogram",
    "TNE": "mass-tonne",
    "GRM": "mass-gram",
    "LTR": "volume-liter",
    "MTQ": "volume-cubic-meter",
}


def unit(code: str) -> str:
    """A unit's name; its code where none is known."""
    if code in ("NAR", "H87"):
        return _("pieces") if code == "H87" else _("articles")
    if code == "P1":
        return "%"
    if code == "MMK":
        return "mm²"
    if code in _UNITS:
        try:
            return str(get_unit_name(_UNITS[code], "long", get_locale()) or code)
        except UnknownUnitError:
            return code
    return code.replace("/TNE", f" / {unit('TNE')}") if code.endswith("/TNE") else code


def money(amount: str, currency: str) -> str:
    """An amount in a currency, all its digits kept."""
    # Enough digits for any amount: what Babel formats is never rounded here.
    with decimal.localcontext(prec=80):
        exact = Decimal(amount)
        places = exact.as_tuple().exponent
        usual = isinstance(places, int) and -places <= get_currency_precision(currency)
        return str(format_currency(exact, currency, locale=get_locale(), decimal_quantization=usual))


def number(value: str | Decimal) -> str:
    """A number with all its digits."""
    with decimal.localcontext(prec=80):
        return str(format_decimal(Decimal(plain(Decimal(value))), locale=get_locale(), decimal_quantization=False))


def percent(value: str) -> str:
    """A rate, as it is computed with."""
    return _("%(number)s %%", number=number(value))
