"""What was posted of a condition → its tree, and its written form."""

import json
from typing import Any

from greenlane.core.digits import is_number
from greenlane.web.console.forms.codelist import readings
from greenlane.web.console.forms.conditions import DEEPEST, GROUPS, RAW, Node, write
from greenlane.web.console.forms.plain import listed, undata
from greenlane.web.console.forms.posted import Posted


def read_tree(posted: Posted, place: str) -> Any:
    """The written condition that a form says; None where it says none."""
    node = read_node(posted, place)
    return None if node is None else write(node)


def read_node(posted: Posted, place: str, deep: int = 0) -> Node | None:
    """The tree that a form says; None where there is none."""
    kind = posted.one(f"{place}#kind")
    if kind not in (*GROUPS, "test") or deep > DEEPEST:
        return None
    nots = posted.one(f"{place}#nots")
    count = min(int(nots), DEEPEST) if is_number(nots, 3) else 0
    if kind != "test":
        parts = [read_node(posted, f"{place}/{index}", deep + 1) for index in posted.rows(place)]
        return Node(kind, count, tuple(part for part in parts if part is not None))
    fact, op = posted.one(f"{place}#fact"), posted.one(f"{place}#op")
    was = _unjson(posted.one(f"{place}#was"))
    if fact != posted.one(f"{place}#about"):
        # Another fact was chosen: what stood beside the one before says nothing of it.
        return Node("test", count, fact=fact, op="in")
    if op == RAW:
        return Node("test", count, fact=fact, op=RAW, raw=_unjson(posted.whole(f"{place}#raw")), was=was)
    typed = [value for value in posted.many(f"{place}#value")]
    values = [one for value in typed for one in _split(fact, value)]
    return Node("test", count, fact=fact, of=posted.one(f"{place}#of"), op=op, values=tuple(values), was=was)


def _split(fact: str, value: str) -> list[str]:
    if fact == "commodity_code":
        return [code for one in readings(value) for code in one.codes]
    return listed(value)


def _unjson(text: str) -> Any:
    """What JSON says; the text where it is none."""
    try:
        return json.loads(text)
    except ValueError:
        return undata(text)
