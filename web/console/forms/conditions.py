"""A condition's written form ↔ a tree of groups and tests ↔ the flat fields of a form.

What the tree cannot show stands in it raw, and what means the same stays written as it was: nothing is lost and
nothing changes by being looked at.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from greenlane.core.conditions import COMPARISONS
from greenlane.core.model import Fact
from greenlane.web.console.forms.plain import listed

GROUPS: Final = ("all", "any", "each")
"""Kinds of groups; `each` is a mapping of several keys: all of them, written shorter."""
PLAIN: Final = ("commodity_code", "origin", "partner", "regime", "keyword")
LISTS: Final = ("any", "all", "only")
RAW: Final = "raw"
EMPTY: Final[dict[str, Any]] = {"": ""}
"""The written form of a test of which nothing was chosen yet."""
DEEPEST: Final = 60
UNIT: Final = "TNE"
"""Of a quantity that is asked anew."""


@dataclass(frozen=True, slots=True)
class Node:
    """A group (`kind` of GROUPS, with parts) or a test; `nots`: how often it is turned into its opposite.

    Of a test: what it asks (`fact`, and `of`: the document's code or the quantity's unit), how, and with what. `was`:
    its written form as it was read, and `raw` a value that no operator says.
    """

    kind: str
    nots: int = 0
    parts: tuple["Node", ...] = ()
    fact: str = ""
    of: str = ""
    op: str = ""
    values: tuple[str, ...] = ()
    raw: Any = ""
    was: Any = None

    def flat(self, place: str) -> Iterator[tuple[str, str]]:
        """Names and values of its fields, as a browser posts them."""
        yield f"{place}#kind", self.kind
        yield f"{place}#nots", str(self.nots)
        if self.kind != "test":
            for index, part in enumerate(self.parts):
                yield f"{place}/{index}#row", "1"
                yield from part.flat(f"{place}/{index}")
            return
        yield f"{place}#about", self.fact
        yield f"{place}#was", self.was_text
        yield f"{place}#fact", self.fact
        yield f"{place}#of", self.of
        yield f"{place}#op", self.op
        if self.op == RAW:
            yield f"{place}#raw", self.raw_text
        for value in self.values:
            yield f"{place}#value", value

    @property
    def was_text(self) -> str:
        """Its written form as it was read, as JSON."""
        return json.dumps(self.was, ensure_ascii=False, sort_keys=True)

    @property
    def raw_text(self) -> str:
        """A value that no operator says, as JSON."""
        return json.dumps(self.raw, ensure_ascii=False)


def tree(written: Any, facts: Mapping[str, Fact] | None = None) -> Node:
    """The tree of a written condition, whether or not it could be parsed. `facts`: whose types say the operators."""
    if not isinstance(written, dict) or not written:
        return Node("test", op=RAW, raw=written, was=written)
    if len(written) > 1:
        return Node("each", parts=tuple(tree({key: value}, facts) for key, value in written.items()))
    key, value = next(iter(written.items()))
    if key in ("all", "any") and isinstance(value, list):
        return Node(key, parts=tuple(tree(one, facts) for one in value))
    if key == "not" and isinstance(value, dict) and value:
        inner = tree(value, facts)
        return replace(inner, nots=inner.nots + 1)
    kind = facts[key].type if facts and key in facts and key not in PLAIN else ""
    return replace(_test(key, value, kind), was=written)


def _test(key: str, value: Any, kind: str) -> Node:
    raw = Node("test", fact=key, op=RAW, raw=value)
    if key in ("all", "any", "not"):
        return raw
    if key == "document":
        return _document(value) or raw
    if key == "quantity":
        return _quantity(value) or raw
    if value == "":
        return Node("test", fact=key, op=operators(key, kind)[0])
    if isinstance(value, dict) and len(value) == 1 and key not in PLAIN:
        op, members = next(iter(value.items()))
        one = Node("test", fact=key, op=op, values=tuple(_members(members)))
        return one if op in LISTS and one.values and kind in ("", "list") else raw
    if isinstance(value, str) and key not in PLAIN:
        return _stated(key, value.strip(), kind) or raw
    values = tuple(_members(value))
    op = "in" if kind in ("", "choice", "string", "economy") else ""
    return Node("test", fact=key, op=op, values=values) if values and op else raw


def _stated(key: str, text: str, kind: str) -> Node | None:
    """A test whose value is one text: yes or no, a comparison, or the only member of a list."""
    if kind == "boolean" or (not kind and text in ("true", "false")):
        return Node("test", fact=key, op="is", values=(text,)) if text in ("true", "false") else None
    op, number = comparison(text)
    if kind in ("decimal", "integer") or (not kind and text.startswith(COMPARISONS)):
        return Node("test", fact=key, op=op, values=(number,) if number else ())
    return Node("test", fact=key, op="in", values=(text,)) if kind != "list" and _members(text) else None


def _document(value: Any) -> Node | None:
    if isinstance(value, str):
        return Node("test", fact="document", of=value, op="presented")
    if not isinstance(value, dict) or not isinstance(value.get("code"), str) or set(value) - {"code", "issued"}:
        return None
    if "issued" not in value:
        return Node("test", fact="document", of=value["code"], op="presented")
    if not isinstance(value["issued"], str):
        return None
    op, day = comparison(value["issued"])
    return Node("test", fact="document", of=value["code"], op=f"issued {op}", values=(day,) if day else ())


def _quantity(value: Any) -> Node | None:
    if value == "":
        return Node("test", fact="quantity", of=UNIT, op=">=")
    if not isinstance(value, dict) or set(value) != {"unit", "is"} or not all(type(v) is str for v in value.values()):
        return None
    op, number = comparison(value["is"])
    return Node("test", fact="quantity", of=value["unit"], op=op, values=(number,) if number else ())


def _members(value: Any) -> list[str]:
    """The texts of a list, or of one text; none where they could not stand one a line."""
    members = value if isinstance(value, list) else [value]
    fits = all(isinstance(one, str) and listed(one) == [one] for one in members)
    return members if fits and len(set(members)) == len(members) else []


def comparison(text: str) -> tuple[str, str]:
    """Operator and number of a comparison as it is written; without an operator it is `=`."""
    text = text.strip()
    op = next((one for one in COMPARISONS if text.startswith(one)), "")
    return op or "=", text[len(op) :].strip()


def operators(fact: str, kind: str) -> tuple[str, ...]:
    """The operators that a fact of a type has; the first is the one a new test begins with."""
    if fact == "document":
        return ("presented", *(f"issued {op}" for op in ("<", "<=", ">", ">=", "=", "!=")))
    if fact == "quantity" or kind in ("decimal", "integer"):
        return (">=", ">", "<=", "<", "=", "!=")
    if kind == "list" and fact not in PLAIN:
        return LISTS
    return ("is",) if kind == "boolean" and fact not in PLAIN else ("in",)


def write(node: Node) -> Any:
    """The written form of a tree."""
    written: Any
    if node.kind == "test":
        written = _written(node)
    elif node.kind == "each":
        parts = [write(part) for part in node.parts]
        keys = [key for part in parts if isinstance(part, dict) for key in part]
        apart = len(keys) == len(parts) == len(set(keys)) and all(isinstance(part, dict) for part in parts)
        written = {key: value for part in parts for key, value in part.items()} if apart else {"all": parts}
    else:
        written = {node.kind: [write(part) for part in node.parts]}
    for _ in range(node.nots):
        written = {"not": written}
    return written


def _written(node: Node) -> Any:
    if node.op == RAW:
        named = node.fact or (isinstance(node.was, dict) and "" in node.was)
        return {node.fact: node.raw} if named else node.raw
    if node.was == {node.fact: ""} and not node.values and node.of in ("", UNIT):
        return node.was  # nothing was chosen yet
    made = {node.fact: _value(node)}
    return node.was if node.was is not None and canonical(node.was) == canonical(made) else made


def _value(node: Node) -> Any:
    first = node.values[0] if node.values else ""
    if node.fact == "document":
        issued = node.op.partition(" ")[2]
        return {"code": node.of, "issued": f"{issued} {first}".strip()} if issued else node.of
    if node.fact == "quantity":
        return {"unit": node.of, "is": f"{node.op} {first}".strip()}
    if node.op in COMPARISONS:
        return f"{node.op} {first}".strip() if first else node.op
    if node.op in LISTS:
        return {node.op: list(node.values)}
    return first if node.op == "is" or not node.values else list(node.values)


def canonical(written: Any) -> Any:
    """A test's written form such that two which mean the same are the same."""
    if isinstance(written, dict):
        found = {key: canonical(value) for key, value in written.items()}
        document = written.get("document")
        if isinstance(document, str):
            found["document"] = canonical({"code": document})
        return found
    if isinstance(written, list):
        return sorted({json.dumps(one, sort_keys=True) for one in written})
    if isinstance(written, str):
        op, rest = comparison(written)
        return canonical([rest]) if op == "=" else f"{op} {rest}"
    return written
