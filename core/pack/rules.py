"""One rule of a pack's document → a `Rule`, its faults reported where they stand."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from greenlane.core.conditions import ConditionError, decimal, parse, tests, with_members
from greenlane.core.keywords import pattern
from greenlane.core.model import (
    Bracket,
    Charge,
    Condition,
    Doubt,
    Exposure,
    Fact,
    LegalBasis,
    Parameter,
    Requirement,
    Rule,
    Scale,
    Text,
)
from greenlane.core.pack.dates import day
from greenlane.core.units import UNITS

Path = tuple[str | int, ...]


def text(value: object) -> Text:
    """A text by language, from one string or a mapping."""
    return {"en": value} if isinstance(value, str) else dict(value) if isinstance(value, Mapping) else {}


def build_rule(
    one: Mapping[str, Any],
    economy: str,
    facts: Mapping[str, Fact],
    is_document: Callable[[str], bool],
    parameters: Mapping[str, Parameter],
    path: Path,
    report: Any,
) -> Rule | None:
    """The rule, or None when it has a fault (reported)."""
    faults: list[str] = []

    def fault(where: Path, message: str, remedy: str = "") -> None:
        faults.append(message)
        report(where, message, remedy)

    def condition(written: object, where: Path) -> Condition | None:
        try:
            return parse(written, facts, is_document, where)
        except ConditionError as error:
            fault(error.path, str(error))
            return None

    if not one["id"].startswith(f"{economy}-"):
        fault((*path, "id"), f"the id must start with {economy}-", "so that a reader sees whose rule it is")
    start = day(one["valid"].get("from"), (*path, "valid", "from"), fault)
    end = day(one["valid"].get("to"), (*path, "valid", "to"), fault)
    if start and end and end < start:
        fault((*path, "valid"), f"ends on {end}, before it begins on {start}", "both days are inclusive")
    requires = []
    for index, written in enumerate(one.get("requires", ())):
        where = (*path, "requires", index)
        that = condition(written["that"], (*where, "that"))
        otherwise = written.get("otherwise", "restricted")
        if that is None:
            continue
        if otherwise == "prohibited" and any(t.subject.startswith("document:") for t in tests(that)):
            fault((*where, "otherwise"), "an absent document is always `restricted`", "a paper can be brought")
        requires.append(Requirement(that, otherwise, text(written.get("message")), text(written.get("remedy"))))
    if one["kind"] in ("prohibition", "risk", "notice") and requires:
        fault((*path, "requires"), f"a {one['kind']} requires nothing", "use `when`, or kind restriction")
    if one["kind"] == "restriction" and not one.get("requires"):  # one that cannot be read was told already
        fault(path, "a restriction says what it requires", "add `requires`")
    charge = None
    if one["kind"] == "charge" and "charge" not in one:
        fault(path, "a rule of kind charge needs `charge`")
    if "charge" in one:
        try:
            charge = _charge(one["charge"], facts, (*path, "charge"), fault)
        except ConditionError as error:
            fault(error.path, str(error))
    if "charge" in one and one["kind"] != "charge":
        fault((*path, "charge"), f"a {one['kind']} charges nothing", "make it a rule of its own, of kind charge")
    keywords = tuple(word for words in one.get("keywords", {}).values() for word in words)
    for word in keywords:
        if not pattern(word):
            fault((*path, "keywords"), f"{word!r} has neither letters nor digits", "it would stand in every text")
    rule = Rule(
        id=one["id"],
        economy=economy,
        kind=one["kind"],
        flows=tuple(one["flows"]),
        codes=tuple(one.get("codes", ())),
        exclude=tuple(one.get("exclude", ())),
        partners=with_members(frozenset(one.get("partners", ()))),
        regimes=tuple(one.get("regimes", ())),
        valid_from=start,
        valid_to=end,
        keywords=keywords,
        when=condition(one["when"], (*path, "when")) if "when" in one else None,
        requires=tuple(requires),
        charge=charge,
        evidence=one["evidence"],
        title=text(one["title"]),
        message=text(one["message"]),
        remedy=text(one.get("remedy")),
        codes_title=text(one.get("codes_title")),
        legal_basis=tuple(_basis(b, (*path, "legal_basis", i), fault) for i, b in enumerate(one["legal_basis"])),
        exposure=tuple(_exposure(e, (*path, "exposure", i), fault) for i, e in enumerate(one.get("exposure", ()))),
        verified_on=day(one["verified_on"], (*path, "verified_on"), fault),
        review_by=day(one["review_by"], (*path, "review_by"), fault),
    )
    return None if faults else rule


def _basis(one: Mapping[str, Any], path: Path, report: Any) -> LegalBasis:
    if "name" not in one or "source" not in one:
        report(path, "a legal basis needs an instrument's name and its source", "name: …, source: …")
    return LegalBasis(
        one.get("name", ""),
        one.get("provision", ""),
        day(one.get("in_force_from"), (*path, "in_force_from"), report),
        day(one.get("in_force_to"), (*path, "in_force_to"), report),
        one.get("source", ""),
    )


def _exposure(one: Mapping[str, Any], path: Path, report: Any) -> Exposure:
    return Exposure(
        text(one["text"]),
        one["instrument"],
        one.get("provision", ""),
        one["evidence"],
        one["source"],
        day(one.get("from"), (*path, "from"), report),
        day(one.get("to"), (*path, "to"), report),
    )


def _charge(one: Mapping[str, Any], facts: Mapping[str, Fact], path: Path, report: Any) -> Charge | None:
    ways = {"percent", "scale", "formula"} & set(one)
    if len(ways) != 1:
        report(path, "a charge has one of percent, scale or formula")
        return None
    base = one["base"]
    if isinstance(base, Mapping):
        if set(base) != {"quantity", "times"} or base["quantity"] not in UNITS or "currency" not in one:
            report((*path, "base"), "a base is `value`, or {quantity: UNIT, times: price_fact} with a currency")
            return None
        if base["times"] not in facts or facts[base["times"]].type != "decimal":
            report((*path, "base", "times"), f"{base['times']} is no decimal fact")
            return None
        base = f"quantity:{base['quantity']}*{base['times']}"
    elif base != "value":
        report((*path, "base"), f"{base!r} is no base", "write value, or {quantity: TNE, times: price_fact}")
        return None
    scale = _scale(one["scale"], facts, (*path, "scale"), report) if "scale" in one else None
    percent = decimal(one["percent"], (*path, "percent")) if "percent" in one else None
    return Charge(one["kind"], base, percent, scale, one.get("currency", ""), one.get("formula", ""))


def _scale(one: Mapping[str, Any], facts: Mapping[str, Fact], path: Path, report: Any) -> Scale | None:
    by = one["by"]
    if set(by) == {"quantity"} and by["quantity"] in UNITS:
        measure = f"quantity:{by['quantity']}"
    elif set(by) == {"fact"} and by["fact"] in facts and facts[by["fact"]].type == "decimal":
        measure = by["fact"]
    else:
        report((*path, "by"), "a scale goes by {quantity: UNIT} or {fact: decimal_fact}")
        return None
    rows = []
    for index, row in enumerate(one["rows"]):
        where = (*path, "rows", index)
        rows.append(
            Bracket(
                decimal(row["from"], where) if "from" in row else None,
                decimal(row["to"], where) if "to" in row else None,
                decimal(row["percent"], where),
                row.get("printed", ""),
            )
        )
        if index and rows[-1].lower != rows[-2].upper:
            report(where, f"starts at {rows[-1].lower}, the row above ends at {rows[-2].upper}", "rows join exactly")
        if rows[-1].lower is not None and rows[-1].upper is not None and rows[-1].lower >= rows[-1].upper:
            report(where, "ends before it begins")
    if any(row.upper is None for row in rows[:-1]) or any(row.lower is None for row in rows[1:]):
        report((*path, "rows"), "only the first row may lack `from`, only the last `to`")
    doubts = tuple(
        Doubt(decimal(d["above"], path), decimal(d["below"], path), text(d["note"])) for d in one.get("doubts", ())
    )
    return Scale(measure, one["includes"], tuple(rows), doubts)


def valid_on(rule: Rule, on: date) -> bool:
    """Whether the rule is law on a day; both ends inclusive."""
    return (rule.valid_from is None or rule.valid_from <= on) and (rule.valid_to is None or on <= rule.valid_to)
