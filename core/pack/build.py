"""A pack's plain document → a `Pack`. The document is also what a rule set keeps, so this needs no file."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from greenlane.core.compile import TooLarge, compile_rules
from greenlane.core.conditions import ConditionError, decimal, parse
from greenlane.core.model import (
    Coverage,
    DocumentType,
    Economy,
    Fact,
    Nomenclature,
    Pack,
    Parameter,
    Presumption,
)
from greenlane.core.origin.build import Known, build_agreements
from greenlane.core.pack import everywhere
from greenlane.core.pack.crosswalk_build import build_crosswalk
from greenlane.core.pack.dates import day, month, overlap
from greenlane.core.pack.patterns import slow
from greenlane.core.pack.problems import PackError, Problem
from greenlane.core.pack.rules import build_rule, text
from greenlane.core.uses import subjects


class Report(Protocol):
    """Takes one fault: where in the document, what is wrong, what would be right."""

    def __call__(self, path: tuple[str | int, ...], message: str, remedy: str = "") -> None:
        """Take it."""


def build(
    document: Mapping[str, Any],
    facts: Mapping[str, Fact],
    is_document: Callable[[str], bool],
    report: Report | None = None,
) -> Pack | None:
    """The pack a document says; None when faults were reported.

    Without `report`, raises PackError naming every fault.
    """
    problems: list[Problem] = []

    def collect(path: tuple[str | int, ...], message: str, remedy: str = "") -> None:
        problems.append(Problem(".".join(map(str, path)), 0, message, remedy))
        if report:
            report(path, message, remedy)

    known, own = _facts(document["facts"], facts, is_document, collect)
    documents = {
        code: DocumentType(code, text(one["label"]), text(one.get("help", "")))
        for code, one in document["documents"].items()
    }

    def has_document(code: str) -> bool:
        return code in documents or is_document(code)

    for name, one in document["facts"].items():
        if name in own and isinstance(one.get("presume"), Mapping):
            own[name] = _guarded(own[name], one, known, has_document, collect)
    parameters = {name: _parameter(name, one, collect) for name, one in document["parameters"].items()}
    for name, fact in own.items():
        if fact.provider and fact.provider not in parameters:
            collect(("facts", name, "provider"), f"no parameter {fact.provider}", "name one of parameters.yaml")
    economy = _economy(document["economy"], collect)
    everywhere.check(document, collect)
    seen: set[str] = set()
    rules = []
    for index, one in enumerate(document["rules"]):
        path = ("rules", index)
        if one["id"] in seen:
            collect((*path, "id"), f"the rule {one['id']} stands twice", "give each rule its own id")
        seen.add(one["id"])
        rule = build_rule(one, economy.code, {**known, **own}, has_document, parameters, path, collect)
        if rule:
            rules.append(rule)
            for name in subjects(rule) if rule.kind == "simplification" else ():
                if name in own and own[name].provider:
                    collect(path, f"a simplification looks at {name}, which a dated series provides", "use a notice")
    # A content of an older release has no part of product rules.
    lines = document.get("product_rules", ())
    may = Known(economy.code, {**known, **own}, has_document)
    agreements = build_agreements(document["agreements"], lines, may, collect)
    crosswalk = build_crosswalk(document, collect)
    if not problems:
        try:
            compile_rules(rules, {**known, **own}, _presumptions(economy.code, own))
        except TooLarge as error:
            collect(("rules",), str(error), "split the rule, or the list of values")
    if problems:
        if report is None:
            raise PackError(problems)
        return None
    return Pack(economy, own, documents, parameters, tuple(rules), agreements, crosswalk)


def _presumptions(economy: str, facts: Mapping[str, Fact]) -> dict[tuple[str, str], Presumption]:
    return {(economy, fact.name): fact.presumption for fact in facts.values() if fact.presumption is not None}


def _economy(one: Mapping[str, Any], report: Report) -> Economy:
    try:
        ZoneInfo(one["time_zone"])
    except (KeyError, ValueError, OSError):
        report(("economy", "time_zone"), f"{one['time_zone']!r} is no time zone", "an IANA name such as Asia/Seoul")
    nomenclature = one["nomenclature"]
    spans = []
    for index, entry in enumerate(one["coverage"]):
        path = ("economy", "coverage", index)
        start, end = day(entry["from"], (*path, "from"), report), day(entry.get("to"), (*path, "to"), report)
        if start and end and end < start:
            report((*path, "to"), "ends before it begins", "both days are inclusive")
        spans.append(Coverage(entry["flow"], start or date.min, end, entry["status"], text(entry["scope"])))
    return Economy(
        code=one["economy"],
        names=text(one["names"]),
        languages=tuple(one["languages"]),
        time_zone=one["time_zone"],
        currency=one["currency"],
        nomenclature=Nomenclature(
            nomenclature["name"],
            nomenclature["family"],
            int(nomenclature["shared_digits"]),
            tuple(sorted(int(n) for n in nomenclature["lengths"])),
        ),
        coverage=tuple(spans),
        members=tuple(one.get("members", ())),
        version=one["version"],
        everywhere=one.get("everywhere") == "true",
    )


def _facts(
    written: Mapping[str, Any],
    shared: Mapping[str, Fact],
    is_document: Callable[[str], bool],
    report: Report,
) -> tuple[dict[str, Fact], dict[str, Fact]]:
    """All facts by name, and those this pack says something of."""
    own: dict[str, Fact] = {}
    for name, one in written.items():
        path = ("facts", name)
        base = shared.get(name)
        if base is None and not {"type", "label"} <= set(one):
            report(path, f"{name} is a new fact: it needs type and label", "or is the name misspelt?")
            continue
        if base is not None and "type" in one and one["type"] != base.type:
            report((*path, "type"), f"{name} is a {base.type} for everyone", "use another name")
            continue
        presume = one.get("presume")
        plain = Presumption(_presumed(presume)) if isinstance(presume, str | list) else None
        try:
            low = decimal(one["minimum"], path) if "minimum" in one else base.minimum if base else None
            high = decimal(one["maximum"], path) if "maximum" in one else base.maximum if base else None
        except ConditionError as error:
            report(error.path, str(error))
            continue
        try:
            re.compile(one.get("pattern", ""))
            why = slow(one.get("pattern", ""))
        except re.error as error:
            report((*path, "pattern"), f"{one['pattern']!r} is no regular expression: {error}", "as [0-9]{3}")
            continue
        if why:
            remedy = "repeat one kind of character at a time, as [A-Z]{2}[0-9]+"
            report((*path, "pattern"), f"{one['pattern']!r} may take ages: {why}", remedy)
            continue
        own[name] = Fact(
            name=name,
            type=base.type if base else one["type"],
            values=base.values if base else tuple(one.get("values", ())),
            pattern=base.pattern if base else one.get("pattern", ""),
            minimum=low,
            maximum=high,
            unit=base.unit if base else one.get("unit", ""),
            label=text(one["label"]) if "label" in one else base.label if base else {},
            help=text(one["help"]) if "help" in one else base.help if base else {},
            presumption=plain,
            provider=one.get("provider", ""),
        )
        if plain is not None:
            _presumable(own[name], presume, (*path, "presume"), report)
        if own[name].provider and own[name].type != "decimal":
            report((*path, "provider"), f"{name} is a {own[name].type}: a parameter gives decimals", "leave it out")
    return {**shared, **own}, own


def _presumable(fact: Fact, value: object, path: tuple[str | int, ...], report: Report) -> None:
    """Report a value that cannot be presumed of a fact."""
    if fact.type == "boolean":
        if value not in ("true", "false"):
            report(path, f"{value!r} is no boolean", 'write "false"')
    elif fact.type == "list":
        members = value if isinstance(value, list) else [value]
        if not isinstance(value, list) or any(fact.values and member not in fact.values for member in members):
            report(path, f"{value!r} is no list of {fact.name}", "write [] for none")
    else:
        report(path, f"a {fact.type} is presumed as {{not: value}}", "see docs/pack-format.md")


def _presumed(value: object) -> bool | frozenset[str]:
    return frozenset(map(str, value)) if isinstance(value, list) else value == "true"


def _guarded(
    fact: Fact,
    one: Mapping[str, Any],
    facts: Mapping[str, Fact],
    is_document: Callable[[str], bool],
    report: Report,
) -> Fact:
    """The fact with a presumption of the form {not: value, unless: condition}: some other value is taken."""
    from dataclasses import replace

    presume = one["presume"]
    path = ("facts", fact.name, "presume")
    unless = None
    if set(presume) - {"not", "is", "unless"} or not {"not", "is"} & set(presume):
        report(path, "a presumption is a value, or {not: value, unless: condition}", "see docs/pack-format.md")
        return fact
    if "unless" in presume:
        try:
            unless = parse(presume["unless"], facts, is_document, (*path, "unless"))
        except ConditionError as error:
            report(error.path, str(error))
    if "not" in presume:
        other = presume["not"]
        if fact.type not in ("choice", "string", "economy"):
            report((*path, "not"), f"a {fact.type} is not presumed as {{not: value}}", "see docs/pack-format.md")
        elif not isinstance(other, str) or fact.values and other not in fact.values:
            report((*path, "not"), f"{other!r} is no {fact.name}", f"one of {', '.join(fact.values)}")
    else:
        _presumable(fact, presume["is"], (*path, "is"), report)
    if "is" in presume:
        return replace(fact, presumption=Presumption(_presumed(presume["is"]), unless))
    return replace(fact, presumption=Presumption(f"not {presume['not']}", unless))


def _parameter(name: str, one: Mapping[str, Any], report: Report) -> Parameter:
    from greenlane.core.model import ParameterValue

    values = []
    for index, entry in enumerate(one["values"]):
        path = ("parameters", name, "values", index)
        span: tuple[date, date | None] | None
        if one["period"] == "month":
            span = month(entry.get("period"), (*path, "period"), report)
        else:
            start = day(entry.get("from"), (*path, "from"), report)
            if start is None and "from" not in entry:
                report(path, "a dated value needs `from`", "and `to` when it was closed")
            end = day(entry.get("to"), (*path, "to"), report)
            span = (start, end) if start else None
        if entry["evidence"] == "unverified":
            report((*path, "evidence"), "an unverified value decides nothing", "leave it out and say so in the README")
        if span and span[1] and span[1] < span[0]:
            report((*path, "to"), "ends before it begins", "both days are inclusive")
        try:
            value = decimal(entry["value"], (*path, "value"))
        except ConditionError as error:
            report(error.path, str(error))
            continue
        if span:
            values.append(ParameterValue(span[0], span[1], value, entry["evidence"], entry["source"]))
    values.sort(key=lambda value: value.valid_from)
    for before, after in zip(values, values[1:], strict=False):
        if overlap(before.valid_to, after.valid_from):
            report(("parameters", name), f"two values for {after.valid_from}", "close the older one the day before")
    return Parameter(name, text(one["title"]), one["unit"], one["period"], tuple(values))
