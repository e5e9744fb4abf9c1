"""What a hook may answer. Types are exact: a subclass could carry code of its own past the boundary."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Final

from greenlane.core.model import Fact
from greenlane.core.money import rounded
from greenlane.plugins.values import ChargeResult, FactValue, RiskSignal

DIGITS: Final = 30
"""Before the decimal point, and after it."""
TEXT: Final = 2000
SENTENCES: Final = 50
ENTRIES: Final = 1000


class Malformed(Exception):
    """An answer that is not of the hook's type; the text says how."""


def nothing(answer: object) -> None:
    """No answer is looked for."""


def folder(answer: object) -> str:
    """A relative folder name."""
    return _text(answer, "the folder")


def fact(wanted: Fact) -> Callable[[object], FactValue | None]:
    """A check for one fact's values: its type, its bounds, its closed list."""

    def check(answer: object) -> FactValue | None:
        return None if answer is None else _fact(wanted, answer)

    return check


def charge(answer: object) -> ChargeResult | None:
    """A charge with its amount rounded, half up, to the currency's minor unit."""
    if answer is None:
        return None
    if type(answer) is not ChargeResult:
        raise Malformed(f"expected ChargeResult, got {type(answer).__name__}")
    for name in ("rate_percent", "base", "amount"):
        number = getattr(answer, name)
        if (name, number) != ("rate_percent", None) and _decimal(number, name) < 0:
            raise Malformed(f"{name} is negative")
    if not re.fullmatch("[A-Z]{3}", _text(answer.currency, "currency")):
        raise Malformed("currency is no ISO 4217 code")
    if type(answer.because) is not tuple or len(answer.because) > SENTENCES:
        raise Malformed(f"because: expected a tuple of at most {SENTENCES} sentences")
    for sentence in answer.because:
        _text(sentence, "because")
    return replace(answer, amount=rounded(answer.amount, answer.currency))


def risks(economy: str) -> Callable[[object], tuple[RiskSignal, ...]]:
    """A check for the risk signals of one economy's plugin."""

    def check(answer: object) -> tuple[RiskSignal, ...]:
        if type(answer) not in (tuple, list):
            raise Malformed(f"expected a tuple of RiskSignal, got {type(answer).__name__}")
        assert isinstance(answer, tuple | list)
        if len(answer) > SENTENCES:
            raise Malformed(f"more than {SENTENCES} signals")
        for one in answer:
            if type(one) is not RiskSignal:
                raise Malformed(f"expected RiskSignal, got {type(one).__name__}")
            if not re.fullmatch(economy + r"-[A-Z0-9][A-Z0-9.-]{1,60}", _text(one.code, "code")):
                raise Malformed(f"a signal's code is {economy}-, then capitals, digits, dots and dashes")
            _text(one.title, "title")
            _text(one.message, "message")
        return tuple(answer)

    return check


def _fact(wanted: Fact, answer: object) -> FactValue:
    if wanted.type == "boolean":
        if type(answer) is not bool:
            raise Malformed(f"{wanted.name}: expected bool, got {type(answer).__name__}")
        return answer
    if wanted.type in ("decimal", "integer"):
        return _number(wanted, answer)
    if wanted.type == "list":
        if type(answer) is not frozenset or len(answer) > ENTRIES:
            raise Malformed(f"{wanted.name}: expected a frozenset of at most {ENTRIES}")
        return frozenset(_word(wanted, one) for one in answer)
    return _word(wanted, answer)


def _number(wanted: Fact, answer: object) -> int | Decimal:
    number: int | Decimal
    if wanted.type == "integer":
        if type(answer) is not int or abs(answer) >= 10**DIGITS:
            raise Malformed(f"{wanted.name}: expected int of at most {DIGITS} digits")
        number = answer
    else:
        number = _decimal(answer, wanted.name)
    low, high = wanted.minimum, wanted.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        raise Malformed(f"{wanted.name}: {number} is out of bounds")
    return number


def _word(wanted: Fact, answer: object) -> str:
    word = _text(answer, wanted.name)
    pattern = "[A-Z]{2}" if wanted.type == "economy" else wanted.pattern
    if (wanted.values and word not in wanted.values) or (pattern and not re.fullmatch(pattern, word)):
        raise Malformed(f"{wanted.name}: {word[:60]!r} is none of its values")
    return word


def _decimal(answer: object, name: str) -> Decimal:
    if type(answer) is not Decimal:
        raise Malformed(f"{name}: expected Decimal, got {type(answer).__name__}")
    exponent = answer.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -DIGITS or answer.adjusted() >= DIGITS:
        raise Malformed(f"{name}: not a finite number of at most {DIGITS} digits before and after the point")
    return answer


def _text(answer: object, name: str) -> str:
    if type(answer) is not str:
        raise Malformed(f"{name}: expected str, got {type(answer).__name__}")
    if len(answer) > TEXT or not answer.strip() or not answer.isprintable():
        raise Malformed(f"{name}: expected one line of at most {TEXT} printable characters")
    return answer
