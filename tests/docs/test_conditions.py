"""docs/conditions.md is true: each block is read, each row asked of both engines, each sentence the console's."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

import pytest
import yaml

from greenlane.core import reference
from greenlane.core.ask import Ask
from greenlane.core.conditions import ConditionError, parse
from greenlane.core.model import All, Not, Test
from greenlane.core.model import Any as Either
from greenlane.core.terms import shared_facts
from greenlane.core.vocabulary import FALSE, TRUE, UNKNOWN
from greenlane.core.wording import sentence
from tests.core.making import Desk, known, pack, rule
from tests.docs.blocks import ROOT

PAGE = (ROOT / "docs" / "conditions.md").read_text("utf-8")
VALUES = {"clear": "true", "restricted": "false", "incomplete": "unknown"}
NAMES = {"true": TRUE, "false": FALSE, "unknown": UNKNOWN}


@dataclass
class Example:
    """A condition, what is presumed, the sentence it means, and what is declared with what it is then."""

    condition: Any
    words: str
    facts: Any = field(default_factory=dict)
    rows: list[tuple[str, ...]] = field(default_factory=list)


def table(text: str) -> list[tuple[str, ...]]:
    """The rows whose first cell is a mapping: what is written there, and the other cells."""
    found = re.findall(r"^\| `(\{.*?\})` \|(.*)\|$", text, re.MULTILINE)
    return [(written, *(cell.strip() for cell in rest.split("|"))) for written, rest in found]


def examples() -> list[Example]:
    found: list[Example] = []
    facts: Any = {}
    for part in re.split(r"^(?=```yaml$)", PAGE, flags=re.MULTILINE)[1:]:
        text, _, after = part.removeprefix("```yaml\n").partition("\n```\n")
        content = yaml.load(text, yaml.BaseLoader)
        if "facts" in content:
            facts = content["facts"]
            continue
        words = re.search(r"^In words: (.+)\.$", after, re.MULTILINE)
        assert words is not None, text
        found.append(Example(content, words[1], facts, table(after.partition("\n## ")[0])))
    return found


EXAMPLES = examples()


def requiring(example: Example) -> Desk:
    asked = rule("AQ-ASKED", "restriction", codes=None, requires=[{"that": example.condition}])
    asked = {key: value for key, value in asked.items() if value is not None}
    return Desk(pack("AQ", asked, facts=example.facts))


def answered(desk: Desk, declared: str) -> tuple[str, list[str]]:
    """What the condition is, and why, of an item that is so declared."""
    item = json.loads(json.dumps(yaml.safe_load(declared), default=str))
    route = item.pop("route", {"import": "AQ"})
    more = {"regime": item.pop("regime")} if "regime" in item else {}
    sent = {"date": "2025-02-24", "route": route, **more, "items": [{"commodity_code": "84715000", **item}]}
    answer = desk.answer(sent)
    (finding,) = [one for one in answer["items"][0]["findings"] if one["rule"] == "AQ-ASKED"]
    assert finding["because"][0] == "applies to all goods"
    return VALUES[finding["verdict"]], finding["because"][1:]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example.condition))
def test_an_example_is_what_the_page_says_and_for_that_reason(example: Example) -> None:
    desk = requiring(example)
    assert example.rows, "no row below it"
    for declared, value, because in example.rows:
        said = answered(desk, declared)
        assert (value, because.split("; ")) == said, f"{declared}: {said[0]} | {'; '.join(said[1])}"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example.condition))
def test_the_sentence_below_an_example_is_the_one_that_the_console_shows(example: Example) -> None:
    facts = shared_facts()
    assert sentence(parse(example.condition, facts, known), facts) == example.words


def test_every_form_of_a_test_is_shown() -> None:
    from greenlane.core.conditions import tests

    shown = {
        (one.subject.partition(":")[0], one.op.split()[0])
        for example in EXAMPLES
        for one in tests(parse(example.condition, shared_facts(), known))
    }
    kinds = {op for _, op in shown}
    assert kinds >= {"is", "in", "any", "all", "only", "under", "presented", "issued", "<=", ">="}
    assert {subject for subject, _ in shown} >= {
        "document", "quantity", "commodity_code", "origin", "partner", "regime", "keyword"
    }  # fmt: skip


def test_the_table_of_all_any_and_not_is_what_the_engine_computes() -> None:
    page = PAGE.partition("| a | b | all | any | not a |")[2].partition("\n\n")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines()[2:]]
    assert len(rows) == 9 and len({tuple(row[:2]) for row in rows}) == 9
    a, b = Test("used", "is", True), Test("works", "is", True)
    for first, second, both, either, opposite in rows:
        facts = {name: value == "true" for name, value in (("used", first), ("works", second)) if value != "unknown"}
        ask = asking(facts)
        found = [reference.evaluate(one, {}, ask, []) for one in (All((a, b)), Either((a, b)), Not(a))]
        assert found == [NAMES[both], NAMES[either], NAMES[opposite]], (first, second)


def asking(facts: dict[str, bool]) -> Ask:
    from datetime import date

    from greenlane.core.asking import ask_of

    return ask_of("AQ", "import", date(2025, 2, 24), "84715000", "release", None, {"facts": facts})


def test_the_table_of_kinds_is_what_rules_of_each_kind_say() -> None:
    page = PAGE.partition("| kind | its condition is true |")[2].partition("\n\n")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines()[2:]]
    assert {row[0].partition(",")[0] for row in rows} == {
        "prohibition", "restriction", "charge", "risk", "notice", "simplification"
    }  # fmt: skip
    for said, *wanted in rows:
        kind = said.partition(",")[0]
        condition = {"used": "true"}
        more: dict[str, Any] = {"requires": [{"that": condition}]} if "`that`" in said else {"when": condition}
        if kind == "charge":
            more["charge"] = {"kind": "duty", "base": "value", "percent": "10"}
        desk = Desk(pack("AQ", rule("AQ-ASKED", kind, **more)))
        found = []
        for facts in ({"used": True}, {"used": False}, {}):
            item = desk.item(facts=facts, value={"amount": "10", "currency": "USD", "basis": "CIF"})
            verdicts = [one["verdict"] for one in item["findings"]]
            found.append(verdicts[0] if verdicts else "no finding")
        assert found == wanted, kind


def test_what_cannot_be_read_is_answered_as_the_page_says() -> None:
    rows = table(PAGE.partition("## What cannot be read")[2])
    assert len(rows) >= 8
    said = []
    for written, _ in rows:
        with pytest.raises(ConditionError) as caught:
            parse(yaml.load(written, yaml.BaseLoader), shared_facts(), known)
        said.append((written, str(caught.value)))
    assert said == rows
