"""A pack's cases: sentences a lawyer can check, each with the answer it must get."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from greenlane.core.model import Fact
from greenlane.core.pack import schema
from greenlane.core.pack.check import check
from greenlane.core.pack.problems import PackError, Problem
from greenlane.core.pack.renamed import current
from greenlane.core.pack.yamltext import read


@dataclass(frozen=True, slots=True)
class Case:
    """One case. `declaration` is as a client would send it; `expect` holds only what must be so.

    `file` and `line`: where it was read; empty and 0 for one that was written in a draft.
    """

    file: str
    line: int
    name: str
    declaration: dict[str, Any]
    expect: dict[str, Any]
    hits: tuple[str, ...]
    misses: tuple[str, ...]


def load_cases(folder: Path, facts: Mapping[str, Fact]) -> list[Case]:
    """The cases of a pack. Raises PackError naming file and line."""
    cases: list[Case] = []
    problems: list[Problem] = []
    for path in sorted((folder / "cases").glob("*.yaml")):
        name = path.relative_to(folder).as_posix()
        source = current(read(path, name))
        faults = check(source, schema.CASES_FILE)
        problems.extend(faults)
        if faults or not isinstance(source.content, dict):
            continue
        for index, one in enumerate(source.content["cases"]):
            cases.append(_case(one, facts, name, source.line(("cases", index))))
    if problems:
        raise PackError(problems)
    return cases


def cases_of(document: Mapping[str, Any], facts: Mapping[str, Fact]) -> list[Case]:
    """The cases in a pack's plain document, which may be of a time when it held none.

    `facts`: of the whole rule set, whose types the texts of a declaration stand for.
    """
    return [_case(one, facts, one.get("file", ""), 0) for one in document.get("cases", ())]


def _case(one: Mapping[str, Any], facts: Mapping[str, Fact], file: str, line: int) -> Case:
    hits, misses = tuple(one.get("hits", ())), tuple(one.get("misses", ()))
    return Case(file, line, one["name"], typed(one["declaration"], facts), one["expect"], hits, misses)


def typed(declaration: Mapping[str, Any], facts: Mapping[str, Fact]) -> dict[str, Any]:
    """The declaration with the types its text stands for: booleans and integers among facts, item numbers."""
    result = dict(declaration)
    result["items"] = [_item(item, facts) for item in declaration.get("items", [])]
    return result


def _item(item: Mapping[str, Any], facts: Mapping[str, Fact]) -> dict[str, Any]:
    result = dict(item)
    if "number" in result:
        result["number"] = int(result["number"])
    if "facts" in result:
        result["facts"] = {name: _fact(value, facts.get(name)) for name, value in result["facts"].items()}
    if "materials" in result:
        result["materials"] = [
            {key: value == "true" if key == "originating" else value for key, value in material.items()}
            for material in result["materials"]
        ]
    return result


def _fact(value: Any, fact: Fact | None) -> Any:
    if fact is None:
        return value
    if fact.type == "boolean":
        return {"true": True, "false": False}.get(value, value)
    if fact.type == "integer" and isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,31}", value):
        return int(value)
    return value


def differences(answer: Mapping[str, Any], case: Case) -> Iterator[str]:
    """How an answer differs from what a case expects, in sentences; nothing when it holds."""
    expect = case.expect
    items = answer.get("items", [])
    findings = [finding for item in items for finding in item["findings"]]
    if not items:
        yield f"no decision: {str(answer)[:300]}"
        return
    if "verdict" in expect and answer["verdict"] != expect["verdict"]:
        yield f"verdict {answer['verdict']}, wanted {expect['verdict']}"
    if "verdict_in" in expect and answer["verdict"] not in expect["verdict_in"]:
        yield f"verdict {answer['verdict']}, wanted one of {expect['verdict_in']}"
    if "item_verdicts" in expect and [item["verdict"] for item in items] != expect["item_verdicts"]:
        yield f"item verdicts {[item['verdict'] for item in items]}, wanted {expect['item_verdicts']}"
    origins = [one for item in items for one in item.get("origin", ())]
    for name in ("findings", "charges", "origin"):
        have = [one for item in items for one in item.get(name, ())]
        for wanted in expect.get(name, ()):
            if not any(_matches(one, wanted) for one in have):
                yield f"no {name} like {wanted}"
    for unwanted in expect.get("no_findings", ()):
        if any(_matches(one, unwanted) for one in findings):
            yield f"unwanted finding {unwanted}"
    for name, wanted in expect.get("missing", {}).items():
        have_missing = {one for found in (*findings, *origins) for one in found["missing"][name]}
        for one in wanted:
            if not any(one in text for text in have_missing):
                yield f"missing.{name} has no {one}: {sorted(have_missing)}"
    found = {finding["rule"] for finding in findings}
    for rule in case.hits:
        if rule not in found:
            yield f"{rule} does not hit"
    for rule in case.misses:
        if rule in found:
            yield f"{rule} hits"


def _matches(one: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    for name, value in wanted.items():
        have = one.get(name)
        if name == "basis":
            if not any(value in f"{b['instrument']} {b['provision']}" for b in one.get("legal_basis", ())):
                return False
        elif name == "because":
            if not any(value in sentence for sentence in one["because"]):
                return False
        elif name in ("rate_percent", "amount", "base"):
            have = have.get("amount") if isinstance(have, Mapping) else have
            if not _same(have, value):
                return False
        elif name == "currency":
            if (one.get("amount") or {}).get("currency") != value:
                return False
        elif isinstance(value, list):
            if have not in value:
                return False
        elif have != value:
            return False
    return True


def _same(have: object, wanted: object) -> bool:
    try:
        return Decimal(str(have)) == Decimal(str(wanted))
    except InvalidOperation:
        return False
