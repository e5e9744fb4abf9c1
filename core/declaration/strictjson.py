"""JSON as RFC 8259 means it: no duplicate names, no NaN, no byte-order mark; decimals keep their digits."""

import json
import re
from decimal import Decimal, InvalidOperation
from json.decoder import JSONArray, JSONObject  # type: ignore[attr-defined]
from json.scanner import py_make_scanner  # type: ignore[attr-defined]
from typing import Any, NoReturn

MAX_DEPTH = 64
_SEEK_LIMIT = 1 << 18
"""Characters up to which the place of a duplicate name is sought, with the slow scanner."""
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"'


class MalformedJSON(ValueError):
    """A body that is not JSON as we take it; the message names line and column where they are known."""


class _Duplicate(Exception):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class _Constant(Exception):
    pass


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise _Duplicate(name)
            seen.add(name)
    return result


def _refuse(name: str) -> NoReturn:
    raise _Constant(name)


_decode = json.JSONDecoder(object_pairs_hook=_object, parse_float=Decimal, parse_constant=_refuse).decode


def loads(data: bytes) -> Any:
    """Decode a JSON text in UTF-8. Numbers with a fraction or an exponent become Decimal, others int.

    Raises MalformedJSON: not UTF-8, a byte-order mark, not JSON, a name twice in one object, NaN or Infinity,
    deeper than 64, a number past counting, half of a surrogate pair.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        where = _place(data[: error.start].decode("utf-8"), error.start)
        raise MalformedJSON(f"not UTF-8: byte {error.start} is no part of a character, {where}") from None
    if text.startswith("\ufeff"):
        raise MalformedJSON("a byte-order mark stands before the JSON, line 1 column 1: send UTF-8 without one")
    try:
        value = _decode(text)
    except json.JSONDecodeError as error:
        if not text.strip():
            raise MalformedJSON("the body is empty, line 1 column 1: a JSON object is wanted") from None
        raise MalformedJSON(f"not JSON: {error.msg}, {_place(text, error.pos)}") from None
    except _Duplicate as error:
        raise MalformedJSON(f"the name {_short(error.name)} stands twice in one object{_seek(text)}") from None
    except _Constant as error:
        raise MalformedJSON(f"{error} is no JSON number{_find(text, str(error))}") from None
    except RecursionError:
        raise MalformedJSON(f"nested deeper than {MAX_DEPTH}{_deep(text)}") from None
    except (ValueError, InvalidOperation):
        place = _find(text, "[0-9]{4301,}|[0-9][Ee][+-]?[0-9]{16,}")
        raise MalformedJSON(f"a number is too long or too large to be read{place}") from None
    # Each level needs an opening bracket, so few brackets cannot be deep.
    if data.count(b"[") + data.count(b"{") > MAX_DEPTH and _is_deep(value):
        raise MalformedJSON(f"nested deeper than {MAX_DEPTH}{_deep(text)}")
    if _SURROGATE.search(data) and _has_lone_surrogate(value):
        raise MalformedJSON("half of a surrogate pair (\\ud800 to \\udfff) stands alone: no such character exists")
    return value


def _place(text: str, position: int) -> str:
    line = text.count("\n", 0, position) + 1
    return f"line {line} column {position - text.rfind(chr(10), 0, position)}"


def _short(text: str) -> str:
    return json.dumps(text[:60] + ("…" if len(text) > 60 else ""), ensure_ascii=False)


def _is_deep(value: object) -> bool:
    level: list[Any] = [value]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for node in level
            for child in (node.values() if type(node) is dict else node if type(node) is list else ())
            if type(child) is dict or type(child) is list
        ]
        if not level:
            return False
    return True


def _find(text: str, pattern: str) -> str:
    """Where a pattern first stands outside of a string."""
    for found in re.finditer(f"{_STRING}|{pattern}", text, re.DOTALL):
        if not found.group().startswith('"'):
            return f", {_place(text, found.start())}"
    return ""


def _deep(text: str) -> str:
    depth = 0
    for found in re.finditer(_STRING + r"|[\[{]|[\]}]", text, re.DOTALL):
        mark = found.group()
        depth += (mark in "[{") - (mark in "]}")
        if depth > MAX_DEPTH:
            return f", {_place(text, found.start())}"
    return ""


def _has_lone_surrogate(value: object) -> bool:
    try:
        json.dumps(value, ensure_ascii=False, default=str).encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _seek(text: str) -> str:
    """Where the object begins that has a name twice: the C scanner does not say, the slow one does."""
    if len(text) > _SEEK_LIMIT:
        return ""
    decoder: Any = json.JSONDecoder(object_pairs_hook=_object, parse_float=Decimal)
    starts: list[int] = []

    def parse_object(state: tuple[str, int], *rest: Any) -> Any:
        try:
            return JSONObject(state, *rest)
        except _Duplicate:
            starts.append(state[1] - 1)
            raise

    decoder.parse_object = parse_object
    decoder.parse_array = JSONArray
    try:
        py_make_scanner(decoder)(text, len(text) - len(text.lstrip(" \t\n\r")))
    except _Duplicate:
        return f" that begins at {_place(text, starts[0])}"
    except (RecursionError, ValueError, StopIteration, InvalidOperation):
        return ""
    return ""
