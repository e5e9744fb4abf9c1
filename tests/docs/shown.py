"""Whether an answer is as the documentation shows it: `…` stands for anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

ANYTHING = "…"


def text_differs(shown: str, said: str) -> str:
    """Why an output is not the one shown, empty where it is. A line that is `…` alone stands for any lines, or none."""
    pattern = ""
    for line in shown.strip("\n").splitlines():
        parts = map(re.escape, line.rstrip().split(ANYTHING))
        pattern += r"(?:[^\n]*\n)*?" if line.strip() == ANYTHING else r"[^\n]*?".join(parts) + r"\n"
    cleaned = "".join(f"{line.rstrip()}\n" for line in said.strip("\n").splitlines())
    return "" if re.fullmatch(pattern, cleaned) else f"shown:\n{shown}\nsaid:\n{said}"


def json_differs(shown: Any, said: Any, path: str = "") -> Iterator[str]:
    """How an answer is not as shown. What is shown must be there, in the order shown; what is not shown may be too."""
    if isinstance(shown, dict):
        if not isinstance(said, dict):
            yield f"{path or 'it'} is no object: {str(said)[:200]}"
            return
        for key, value in shown.items():
            if key != ANYTHING and key not in said:
                yield f"{path}.{key} is shown, and not there: {sorted(said)}"
            elif key != ANYTHING:
                yield from json_differs(value, said[key], f"{path}.{key}")
    elif isinstance(shown, list):
        yield from _list_differs([one for one in shown if one != ANYTHING], said, path)
    elif isinstance(shown, str) and ANYTHING in shown:
        pattern = ".*".join(map(re.escape, shown.split(ANYTHING)))
        if not (isinstance(said, str) and re.fullmatch(pattern, said, re.DOTALL)):
            yield f"{path} is {said!r}, shown as {shown!r}"
    elif shown != said:
        yield f"{path} is {said!r}, shown as {shown!r}"


def _list_differs(shown: list[Any], said: Any, path: str) -> Iterator[str]:
    if not isinstance(said, list):
        yield f"{path} is no list: {str(said)[:200]}"
        return
    rest = list(said)
    for index, one in enumerate(shown):
        while rest and next(json_differs(one, rest[0]), None):
            rest.pop(0)
        if not rest:
            why = [difference for other in said for difference in list(json_differs(one, other, path))[:1]]
            yield f"{path}[{index}] as shown is not there, or not in this order: {why[:6]}"
            return
        rest.pop(0)
