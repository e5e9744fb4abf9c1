"""The written form of a condition ↔ its nodes. The written form: docs/conditions.md."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from greenlane.core.keywords import pattern
from greenlane.core.model import All, Any, Condition, Fact, Not, Test
from greenlane.core.terms.codes import UNIONS
from greenlane.core.units import UNITS
from greenlane.core.vocabulary import REGIMES

COMPARISONS = ("<=", ">=", "!=", "<", ">", "=")
ECONOMY = re.compile(r"[A-Z]{2}")
CODE = re.compile(r"[0-9]{2,12}")
DEEPEST = 60
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


class ConditionError(ValueError):
    """A condition that cannot be read; `path` leads to the part that is wrong."""

    def __init__(self, path: tuple[str | int, ...], message: str) -> None:
        super().__init__(message)
        self.path = path


def parse(
    written: object,
    facts: Mapping[str, Fact],
    is_document: Callable[[str], bool],
    path: tuple[str | int, ...] = (),
) -> Condition:
    """Nodes of a written condition.

    Raises ConditionError: unknown fact or document, a comparison its type does not have, a value out of its list.
    """
    if not isinstance(written, Mapping) or not written:
        raise ConditionError(path, 'a condition is a mapping such as {used: "true"}')
    # By name, as a rule set keeps them: a pack reads the same from its files and from there.
    parts = [_one(key, written[key], facts, is_document, (*path, key)) for key in sorted(written)]
    whole = parts[0] if len(parts) == 1 else All(tuple(parts))
    if _room(whole) > DEEPEST:
        raise ConditionError(path, f"nested deeper, or of more parts, than {DEEPEST}: make several rules of it")
    return whole


def _room(condition: Condition) -> int:
    """How many values at most wait for their whole while the condition is decided, and its depth on top."""
    match condition:
        case Test():
            return 1
        case Not(part):
            return 1 + _room(part)
        case All(parts) | Any(parts):
            return 1 + max(place + _room(part) for place, part in enumerate(parts))


def _one(
    key: str,
    value: object,
    facts: Mapping[str, Fact],
    is_document: Callable[[str], bool],
    path: tuple[str | int, ...],
) -> Condition:
    if key in ("all", "any"):
        if not isinstance(value, list) or not value:
            raise ConditionError(path, f"{key} needs a list of conditions")
        parts = tuple(parse(part, facts, is_document, (*path, index)) for index, part in enumerate(value))
        return All(parts) if key == "all" else Any(parts)
    if key == "not":
        return Not(parse(value, facts, is_document, path))
    if key == "document":
        return _document(value, is_document, path)
    if key == "commodity_code":
        return Test("commodity_code", "under", _set(value, path, CODE, "2 to 12 digits"))
    if key in ("origin", "partner"):
        return Test(key, "in", with_members(_set(value, path, ECONOMY, "an economy's two capital letters")))
    if key == "regime":
        return Test(key, "in", _members(value, REGIMES, path, "regime"))
    if key == "keyword":
        words = _set(value, path, re.compile(r".{2,80}"), "2 to 80 characters")
        if silent := sorted(word for word in words if not pattern(word)):
            raise ConditionError(path, f"{silent[0]!r} has neither letters nor digits: it would stand in every text")
        return Test(key, "any", words)
    if key == "quantity":
        return _quantity(value, path)
    if key in facts:
        return _fact(facts[key], value, path)
    raise ConditionError(path, f"{key} is no fact this pack knows" + _nearest(key, [*facts, *KEYS]))


KEYS = ("all", "any", "not", "document", "commodity_code", "origin", "partner", "regime", "keyword", "quantity")


def with_members(economies: frozenset[str]) -> frozenset[str]:
    """The economies, a customs union among them with its members: goods are of Germany, not of the union."""
    return economies.union(*(UNIONS.get(code, ()) for code in economies))


def _fact(fact: Fact, value: object, path: tuple[str | int, ...]) -> Test:
    if fact.type == "boolean":
        if value not in ("true", "false"):
            raise ConditionError(path, f'{fact.name} is "true" or "false", not {value!r}')
        return Test(fact.name, "is", value == "true")
    if fact.type in ("decimal", "integer"):
        op, number = _comparison(value, path)
        return Test(fact.name, op, decimal(number, path))
    if fact.type == "list":
        if not isinstance(value, Mapping) or len(value) != 1 or next(iter(value)) not in ("any", "all", "only"):
            raise ConditionError(path, f"{fact.name} is a list: write {{any: […]}}, {{all: […]}} or {{only: […]}}")
        op, members = next(iter(value.items()))
        return Test(fact.name, str(op), _values(fact, members, (*path, str(op))))
    return Test(fact.name, "in", _values(fact, value, path))


def _values(fact: Fact, value: object, path: tuple[str | int, ...]) -> frozenset[str]:
    """Some values that a choice, string, economy or list fact may have."""
    if fact.type == "economy":
        return _set(value, path, ECONOMY, "an economy's two capital letters")
    if fact.pattern:
        return _set(value, path, re.compile(fact.pattern), f"a {fact.name}: its form is {fact.pattern}")
    return _members(value, fact.values, path, fact.name)


def _document(value: object, is_document: Callable[[str], bool], path: tuple[str | int, ...]) -> Condition:
    written = value if isinstance(value, Mapping) else {"code": value}
    code = written.get("code")
    if not isinstance(code, str) or not is_document(code):
        raise ConditionError(path, f"{code!r} is no document this pack knows: add it to documents.yaml")
    subject = f"document:{code}"
    tests: list[Condition] = [] if "issued" in written else [Test(subject, "presented", None)]
    for name in written:
        if name == "code":
            continue
        if name != "issued":
            raise ConditionError((*path, str(name)), "of a document only code and issued can be asked")
        op, day = _comparison(written[name], (*path, name))
        try:
            tests.append(Test(subject, f"issued {op}", date.fromisoformat(day)))
        except ValueError:
            raise ConditionError((*path, name), f"{day!r} is no date: write 2023-06-01") from None
    return tests[0] if len(tests) == 1 else All(tuple(tests))


def _quantity(value: object, path: tuple[str | int, ...]) -> Test:
    if not isinstance(value, Mapping) or set(value) != {"unit", "is"}:
        raise ConditionError(path, 'a quantity is asked as {unit: TNE, is: ">= 500"}')
    unit = str(value["unit"])
    if unit not in UNITS:
        raise ConditionError((*path, "unit"), f"{unit} is no unit we convert: one of {', '.join(sorted(UNITS))}")
    path = (*path, "is")
    op, number = _comparison(value["is"], path)
    return Test(f"quantity:{unit}", op, decimal(number, path))


def _comparison(value: object, path: tuple[str | int, ...]) -> tuple[str, str]:
    text = str(value).strip()
    for op in COMPARISONS:
        if text.startswith(op):
            return op, text[len(op) :].strip()
    if not isinstance(value, str) or not text:
        raise ConditionError(path, f'{value!r} is no comparison: write "<= 2"')
    return "=", text


def decimal(text: str, path: tuple[str | int, ...]) -> Decimal:
    """A finite decimal of at most six places, exactly as written. Raises ConditionError."""
    if not NUMBER.fullmatch(text):
        raise ConditionError(path, f"{text!r} is no number")
    number = Decimal(text)
    if number.as_tuple().exponent < -6 or abs(number) > 10**12:  # type: ignore[operator]
        raise ConditionError(path, f"{text} is out of range: at most six decimal places and 10^12")
    return number


def _set(value: object, path: tuple[str | int, ...], form: re.Pattern[str], wanted: str) -> frozenset[str]:
    members = value if isinstance(value, list) else [value]
    for index, member in enumerate(members):
        if not isinstance(member, str) or not form.fullmatch(member):
            raise ConditionError((*path, index), f"{member!r} is not {wanted}")
    if not members:
        raise ConditionError(path, "an empty list is never true")
    return frozenset(members)


def _members(value: object, allowed: tuple[str, ...], path: tuple[str | int, ...], name: str) -> frozenset[str]:
    members = value if isinstance(value, list) else [value]
    for index, member in enumerate(members):
        if not isinstance(member, str) or (allowed and member not in allowed):
            wanted = f"one of {', '.join(allowed)}" if allowed else "a text"
            raise ConditionError((*path, index), f"{member!r} is no {name}: {wanted}")
    if not members:
        raise ConditionError(path, "an empty list is never true")
    return frozenset(members)


def _nearest(word: str, words: list[str]) -> str:
    import difflib

    near = difflib.get_close_matches(word, words, 1)
    return f"; did you mean {near[0]}?" if near else ""


def tests(condition: Condition | None) -> Iterator[Test]:
    """Every leaf, in the order of writing."""
    match condition:
        case None:
            return
        case Test():
            yield condition
        case Not(part):
            yield from tests(part)
        case All(parts) | Any(parts):
            for part in parts:
                yield from tests(part)


def write(condition: Condition) -> dict[str, object]:
    """The written form of a condition; parse() of it gives the same nodes."""
    match condition:
        case All(parts):
            return {"all": [write(part) for part in parts]}
        case Any(parts):
            return {"any": [write(part) for part in parts]}
        case Not(part):
            return {"not": write(part)}
        case Test():
            return _written(condition)


def _written(test: Test) -> dict[str, object]:
    subject, op, value = test.subject, test.op, test.value
    if subject.startswith("document:"):
        code = subject[9:]
        return {
            "document": code if op == "presented" else {"code": code, "issued": f"{op.removeprefix('issued ')} {value}"}
        }
    if subject.startswith("quantity:"):
        return {"quantity": {"unit": subject[9:], "is": f"{op} {value}"}}
    if isinstance(value, bool):
        return {subject: "true" if value else "false"}
    if isinstance(value, frozenset):
        members = sorted(value)
        plain = op in ("in", "under") or subject == "keyword"
        return {subject: members if plain else {op: members}}
    return {subject: f"{op} {value}"}
