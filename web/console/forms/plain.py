"""Plain values ↔ the text that stands in a field for them."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

_KEY = re.compile(r"[\w.-]+")


def data(value: Any) -> str:
    """JSON that a person can read; a text that is none stays as it was typed."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)


def undata(text: str) -> Any:
    """The mapping or list that JSON says; the text as it is where it says none."""
    try:
        value = json.loads(text, parse_float=str, parse_int=str)
    except ValueError:
        return text.strip()
    return value if isinstance(value, dict | list) else text.strip()


def listed(text: str) -> list[str]:
    """The members of a list that stand one a line."""
    return [line.strip() for line in unix(text).split("\n") if line.strip()]


def fits_lines(value: Any) -> bool:
    """Whether a list can stand one a line and come back the same."""
    return isinstance(value, list) and all(isinstance(one, str) and listed(one) == [one] for one in value)


def pairs(value: Mapping[str, Any]) -> str:
    """Names and values, one pair a line: `kind: deposit`; what is not plain text stands as JSON."""
    return "\n".join(f"{_name(key)}: {_said(one)}" for key, one in value.items())


def fits_pairs(value: Any) -> bool:
    """Whether a mapping can stand as pairs and come back the same."""
    return isinstance(value, dict) and unpairs(pairs(value)) == value


def unpairs(text: str) -> dict[str, Any]:
    """The mapping that pairs say; a line without a colon is a name without a value."""
    found: dict[str, Any] = {}
    for line in listed(text):
        quoted = re.match(r'("(?:[^"\\]|\\.)*")\s*:(.*)', line)
        key, value = (undata_text(quoted[1]), quoted[2]) if quoted else _halves(line)
        found[key] = _unsaid(value.strip())
    return found


def undata_text(text: str) -> str:
    """The text that a JSON string says; the text itself where it says none."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, str) else text


def unix(text: str) -> str:
    """Text with one kind of line end: browsers send another."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def dropped(value: Iterable[tuple[str, Any]], empty: bool = False) -> dict[str, Any]:
    """A mapping of what is there; with `empty`, of what is empty too."""
    return {key: one for key, one in value if one is not None and (empty or one != "")}


def _halves(line: str) -> tuple[str, str]:
    key, _, value = line.partition(":")
    return key.strip(), value


def _name(key: str) -> str:
    return key if _KEY.fullmatch(key) else json.dumps(key, ensure_ascii=False)


def _said(value: Any) -> str:
    plain = isinstance(value, str) and listed(value) == [value] and value[0] not in '[{"'
    return value if plain else json.dumps(value, ensure_ascii=False)


def _unsaid(text: str) -> Any:
    if text[:1] in ("[", "{"):
        return undata(text)
    return undata_text(text) if text[:1] == '"' else text
