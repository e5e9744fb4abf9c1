"""The tables of a rule's page: its codes, its cases, its law, the parameters it looks at."""

from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import quote

from flask import request

from greenlane.core.model import Parameter, Rule
from greenlane.core.service import rule_codes
from greenlane.core.service.rule_cases import RuleCase
from greenlane.core.service.rule_codes import CodeNames
from greenlane.web.tables import Code, Column, Link, Mark, Row, Several, Table, Value, address

CODES: Final = 50
"""Codes on a page."""
CASES: Final = 20
"""Cases that a rule's page runs unasked."""
MOST_CASES: Final = 500


def codes(rule: Rule, names: CodeNames) -> Table:
    """Its codes, of one chapter where the address names it, a page at a time."""
    within = chapter(rule)
    inside = sorted(code for code in rule.codes if code.startswith(within))
    after = request.args.get("after", "")
    shown = [code for code in inside if code > after][:CODES]
    more = bool(shown) and shown[-1] != inside[-1]
    columns = [Column("code", "Code", head=True), Column("text", "What it is"), Column("without", "Without")]
    if not rule.exclude:
        columns.pop()
    return Table(
        "codes-table",
        f"Codes of chapter {within}" if within else "Codes",
        columns,
        _codes(rule, shown, names),
        every=lambda: _codes(rule, sorted(rule.codes), names),
        more=address(after=shown[-1]) + "#codes" if more else None,
        nothing="It names no codes: it is about any goods." if not rule.codes else "No code here.",
        total=len(inside),
    )


def chapter(rule: Rule) -> str:
    """The chapter of whose codes the table is; empty for all."""
    asked = request.args.get("chapter", "")
    return asked if any(code.startswith(asked) for code in rule.codes) and len(asked) == 2 else ""


def chapters(rule: Rule, names: CodeNames) -> list[tuple[str, str, int, str]]:
    """Its chapters: digits, what a nomenclature calls them, how many codes, and the address of those."""
    found = rule_codes.chapters(rule)
    called = names.of(rule.economy, [one for one, _ in found])
    return [
        (one, called[one].text if one in called else "", count, address(chapter=one, after=None) + "#codes")
        for one, count in found
    ]


def _codes(rule: Rule, shown: Sequence[str], names: CodeNames) -> list[Row]:
    called: dict[str, rule_codes.Named] = {}
    for start in range(0, len(shown), 500):  # a database takes so many at once
        called |= names.of(rule.economy, shown[start : start + 500])
    return [
        {
            "code": Code(code, f"/console/rules?q={code}"),
            "text": _called(code, called.get(code)),
            "without": Several(tuple(map(Code, rule_codes.excluded(code, rule)))),
        }
        for code in shown
    ]


def _called(code: str, named: rule_codes.Named | None) -> str | None:
    if named is None:
        return None
    return named.text if named.of == code else f"{named.text} ({named.of})"


def cases(found: Iterable[RuleCase]) -> Table:
    """Its cases with what they came to just now."""
    columns = [
        Column("name", "Case", head=True),
        Column("says", "The rule"),
        Column("expected", "Expected"),
        Column("verdict", "Answer"),
        Column("result", "Result"),
    ]
    rows: list[Row] = [
        {
            "name": one.name,
            "says": "hits" if one.says == "hits" else "does not hit",
            "expected": _verdict(one.expected),
            "verdict": _verdict(one.verdict or ""),
            "result": Mark("holds", "good") if one.holds else Several((Mark("fails", "bad"), *one.differences)),
        }
        for one in found
    ]
    return Table("cases", "Cases that speak of it", columns, rows, nothing="No case speaks of this rule.")


def _verdict(word: str) -> Value:
    return Mark(word.replace("_", " "), word.replace("_", "-")) if word and " " not in word else word.replace("_", " ")


def citation(rule: Rule) -> Table:
    """Where it stands in the law."""
    columns = [
        Column("instrument", "Instrument", head=True),
        Column("provision", "Provision"),
        Column("from", "In force from"),
        Column("to", "In force to"),
        Column("source", "Source"),
    ]
    rows: list[Row] = [
        {
            "instrument": one.instrument,
            "provision": one.provision,
            "from": one.in_force_from,
            "to": one.in_force_to,
            "source": source(one.source),
        }
        for one in rule.legal_basis
    ]
    return Table("citation", "Legal basis", columns, rows, nothing="It cites nothing.")


def source(text: str) -> Value:
    """Where it was read: the addresses in it are links, and what stands between them is text."""
    parts: list[Value] = []
    words: list[str] = []
    for word in text.split(" "):
        if not word.startswith(("https://", "http://")):
            words.append(word)
            continue
        if words:
            parts.append(" ".join(words))
        href = word.rstrip(",;.)")
        parts.append(Link(href, href))
        words = [word[len(href) :].strip(",;")] if word[len(href) :].strip(",;") else []
    if words:
        parts.append(" ".join(words))
    return parts[0] if len(parts) == 1 else Several(tuple(parts))


def parameters(rule: Rule, found: Iterable[tuple[str, Parameter]]) -> Table:
    """The dated series it looks at."""
    columns = [Column("name", "Parameter", head=True), Column("title", "Title"), Column("fact", "Answers for"),
               Column("last", "Last value"), Column("from", "From")]  # fmt: skip
    rows: list[Row] = [
        {
            "name": Code(one.name, f"/console/parameters/{rule.economy}/{quote(one.name, safe='')}"),
            "title": one.title.get("en", ""),
            "fact": Code(fact),
            "last": f"{one.values[-1].value:f} {one.unit}" if one.values else None,
            "from": one.values[-1].valid_from if one.values else None,
        }
        for fact, one in found
    ]
    return Table("parameters", "Parameters it looks at", columns, rows, nothing="It looks at no parameter.")
