"""What a scalar must look like: one predicate a type, for Cerberus, generated validator and normaliser.

No predicate raises, whatever it is given.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Final

from greenlane.core.terms.codes import CURRENCIES, ECONOMIES
from greenlane.core.units import UNITS

Form = Callable[[object], bool]

_YEAR = r"(?:19|[2-9][0-9])"
DATE: Final = (
    rf"{_YEAR}[0-9]{{2}}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)"
    r"|(?:0[13578]|1[02])-31)"
    rf"|{_YEAR}(?:0[48]|[2468][048]|[13579][26])-02-29|(?:[2468][048]|[3579][26])00-02-29"
)
"""Days of the Gregorian calendar from 1900 to 9999, leap years included."""
DATETIME: Final = (
    rf"(?:{DATE})T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{{1,6}})?"
    r"(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])"
)
CODE: Final = r"[ .]*[0-9](?:[ .]*[0-9]){1,11}[ .]*"
CODE_LENGTH: Final = 40
DECIMAL: Final = r"-?(?:0|[1-9][0-9]{0,30})(?:\.[0-9]{1,30})?"
DECIMAL_LENGTH: Final = 42
MAX_DIGITS: Final = 40
MAX_EXPONENT: Final = 30
TOO_LARGE: Final = 10 ** (MAX_EXPONENT + 1)

_date = re.compile(DATE).fullmatch
_datetime = re.compile(DATETIME).fullmatch
_code = re.compile(CODE).fullmatch
_decimal = re.compile(DECIMAL).fullmatch


# The caches hold short texts only: days and codes come again and again.
@lru_cache(4096)
def day(text: str) -> date | None:
    """The day written `YYYY-MM-DD`; None for anything else. Give it ten characters, no more."""
    return date.fromisoformat(text) if _date(text) else None


@lru_cache(16384)
def digits(text: str) -> str | None:
    """The digits of a commodity code without its dots and spaces; None for anything else."""
    return text.replace(".", "").replace(" ", "") if _code(text) else None


def instant(text: str) -> datetime | None:
    """The instant written as RFC 3339 says, with its offset; None for anything else."""
    if len(text) > 40 or not _datetime(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def number(value: object) -> Decimal | None:
    """The number that a decimal (a JSON string or number) says, every digit kept; None for anything else."""
    return Decimal(value) if is_decimal(value) else None  # type: ignore[arg-type]


def is_boolean(value: object) -> bool:
    """True and false; no 0 or 1."""
    return value is True or value is False


def is_string(value: object) -> bool:
    """A string."""
    return type(value) is str


def is_dict(value: object) -> bool:
    """A JSON object."""
    return type(value) is dict


def is_list(value: object) -> bool:
    """A JSON array."""
    return type(value) is list


def is_integer(value: object) -> bool:
    """A whole number below 10³¹ either way; `1.0` is one (JSON Schema says so), `true` is not."""
    if type(value) is int:
        return -TOO_LARGE < value < TOO_LARGE
    if type(value) is Decimal:
        return _countable(value) and value == value.to_integral_value()
    return type(value) is float and value.is_integer() and -TOO_LARGE < value < TOO_LARGE


def is_decimal(value: object) -> bool:
    """A JSON number, or a string in plain notation; at most 40 digits and 31 of them before the point."""
    kind = type(value)
    if kind is str:
        return len(value) <= DECIMAL_LENGTH and _decimal(value) is not None  # type: ignore[arg-type, call-overload]
    if kind is int:
        return -TOO_LARGE < value < TOO_LARGE  # type: ignore[operator]
    return type(value) is Decimal and _countable(value)


def _countable(value: Decimal) -> bool:
    return (
        value.is_finite()
        and -MAX_EXPONENT <= value.adjusted() <= MAX_EXPONENT
        and len(value.as_tuple().digits) <= MAX_DIGITS
    )


def within(value: object, minimum: Decimal | None, maximum: Decimal | None) -> bool:
    """Whether a decimal or an integer lies between two bounds, both inclusive; None is no bound."""
    amount = Decimal(value)  # type: ignore[arg-type]
    return (minimum is None or amount >= minimum) and (maximum is None or amount <= maximum)


def is_date(value: object) -> bool:
    """A day written `YYYY-MM-DD`."""
    return type(value) is str and len(value) == 10 and day(value) is not None


def is_datetime(value: object) -> bool:
    """An instant with its offset from UTC, as RFC 3339 says."""
    return type(value) is str and instant(value) is not None


def is_code(value: object) -> bool:
    """A commodity code: a string of 2 to 12 digits, dots and spaces between them allowed."""
    return type(value) is str and len(value) <= CODE_LENGTH and digits(value) is not None


def is_economy(value: object) -> bool:
    """An economy by its ISO 3166-1 alpha-2 code, or `EU`."""
    return type(value) is str and value in ECONOMIES


def is_currency(value: object) -> bool:
    """A currency by its ISO 4217 code."""
    return type(value) is str and value in CURRENCIES


def is_unit(value: object) -> bool:
    """A unit by its UN/CEFACT Rec 20 code, one of those we convert exactly."""
    return type(value) is str and value in UNITS


FORMS: Final[dict[str, Form]] = {
    "boolean": is_boolean,
    "string": is_string,
    "dict": is_dict,
    "list": is_list,
    "integer": is_integer,
    "decimal": is_decimal,
    "date": is_date,
    "datetime": is_datetime,
    "commodity_code": is_code,
    "economy": is_economy,
    "currency": is_currency,
    "unit": is_unit,
}
"""Type name of a schema → its predicate. Cerberus' own are not used: they take `true` for an integer."""
