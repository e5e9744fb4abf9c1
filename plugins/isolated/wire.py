"""How a plugin's process and the server talk: frames of JSON, and values with their exact types.

Never pickle: what comes from a stranger's process is read as data, every part of it looked at, and nothing in it can
name a thing to be called. The same words go both ways.
"""

import struct
from collections.abc import Callable, Mapping
from datetime import date as Date
from datetime import datetime
from decimal import Decimal
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Final

import orjson

from greenlane.plugins.values import (
    ChargeResult,
    CheckContext,
    DecisionView,
    FindingView,
    ItemView,
    RiskSignal,
)

HEAD: Final = struct.Struct(">I")
"""What stands before each frame: how many bytes follow."""
ANSWER: Final = 1024 * 1024
"""Bytes of the longest frame that is read from a plugin's process."""
DEEP: Final = 8
"""How deeply values may stand in one another; the contract's need four."""
PLAIN: Final = 2**53
"""Whole numbers below it are JSON's."""
LONGEST: Final = 4000
"""Characters of the longest number."""
SHOWN: Final = (ItemView, CheckContext, DecisionView, FindingView, ChargeResult, RiskSignal)
"""The frozen values of the contract."""
_CALLABLE = Callable[[Any], object]


class Garbage(Exception):
    """Bytes that are no frame of the other side; the text says what is wrong with them."""


class Unspeakable(Exception):
    """A value of a type that no hook is shown or may answer; the text is the type's name."""


def pack(value: object) -> object:
    """A value of the contract, or one made of such, as JSON has it. Types are exact. Raises Unspeakable."""
    found = _PACK.get(type(value))
    if found is None:
        raise Unspeakable(type(value).__name__)
    return found(value)


def unpack(found: object, depth: int = 0) -> Any:
    """The value that `pack` made this of. Raises Garbage for whatever it did not make."""
    kind = type(found)
    if kind is str or kind is bool or found is None:
        return found
    if kind is int:
        assert isinstance(found, int)
        if -PLAIN < found < PLAIN:
            return found
        raise Garbage("a whole number too long to be plain")
    if depth >= DEEP:
        raise Garbage("values that stand too deeply in one another")
    if type(found) is list:
        return tuple([unpack(one, depth + 1) for one in found])
    if type(found) is dict and len(found) == 1:
        ((tag, inner),) = found.items()
        reader = _UNPACK.get(tag)
        if reader is not None:
            try:
                return reader(inner, depth + 1)
            except (TypeError, ValueError, ArithmeticError) as error:
                raise Garbage(f"no {tag}: {type(error).__name__}") from None
    raise Garbage(f"a {kind.__name__} where a value was due")


def frame(document: object) -> bytes:
    """A document as bytes to send. Raises TypeError for what JSON cannot say, as half a pair of surrogates."""
    body = orjson.dumps(document)
    return HEAD.pack(len(body)) + body


def opened(body: bytes | bytearray) -> list[Any]:
    """The document of a frame, which is a list. Raises Garbage."""
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Garbage("bytes that are no JSON") from None
    if type(found) is not list:
        raise Garbage("a document that is no list")
    return found


def _whole(value: int) -> object:
    if -PLAIN < value < PLAIN:
        return value
    if value.bit_length() > 4096:
        raise Unspeakable("int of more than a thousand digits")
    return {"int": str(value)}


def _exact(value: Decimal) -> object:
    said = str(value)
    if len(said) > LONGEST:
        raise Unspeakable(f"Decimal of more than {LONGEST} characters")
    return {"Decimal": said}


def _mapping(value: Mapping[object, object]) -> object:
    for key in value:
        if type(key) is not str:
            raise Unspeakable("dict whose keys are no words")
    return {"dict": {key: pack(one) for key, one in value.items()}}


def _frozen(kind: type) -> _CALLABLE:
    fields, name = tuple(kind.__dataclass_fields__), kind.__name__  # type: ignore[attr-defined]
    read = attrgetter(*fields)
    return lambda value: {name: [pack(one) for one in read(value)]}


def _text(found: object, most: int = LONGEST) -> str:
    if type(found) is not str or len(found) > most:
        raise ValueError
    return found


def _all(found: object, depth: int) -> list[Any]:
    if type(found) is not list:
        raise ValueError
    return [unpack(one, depth) for one in found]


def _int(found: object, depth: int) -> int:
    value = int(_text(found))
    if -PLAIN < value < PLAIN or str(value) != found:
        raise ValueError
    return value


def _decimal(found: object, depth: int) -> Decimal:
    value = Decimal(_text(found))
    if str(value) != found:
        raise ValueError
    return value


def _dict(found: object, depth: int) -> dict[str, Any]:
    if type(found) is not dict:
        raise ValueError
    return {key: unpack(one, depth) for key, one in found.items()}


def _made(kind: type) -> Callable[[object, int], object]:
    many = len(kind.__dataclass_fields__)  # type: ignore[attr-defined]

    def make(found: object, depth: int) -> object:
        parts = _all(found, depth)
        if len(parts) != many:
            raise ValueError
        return kind(*parts)

    return make


_PACK: Final[dict[type, _CALLABLE]] = {
    type(None): lambda value: value,
    str: lambda value: value,
    bool: lambda value: value,
    int: _whole,
    Decimal: _exact,
    Date: lambda value: {"date": value.isoformat()},
    datetime: lambda value: {"datetime": value.isoformat()},
    tuple: lambda value: [pack(one) for one in value],
    list: lambda value: {"list": [pack(one) for one in value]},
    frozenset: lambda value: {"frozenset": [pack(one) for one in value]},
    dict: _mapping,
    MappingProxyType: _mapping,
    **{kind: _frozen(kind) for kind in SHOWN},
}
_UNPACK: Final[dict[str, Callable[[object, int], Any]]] = {
    "int": _int,
    "Decimal": _decimal,
    "date": lambda found, depth: Date.fromisoformat(_text(found)),
    "datetime": lambda found, depth: datetime.fromisoformat(_text(found)),
    "list": _all,
    "frozenset": lambda found, depth: frozenset(_all(found, depth)),
    "dict": _dict,
    **{kind.__name__: _made(kind) for kind in SHOWN},
}
