"""The tables of an economy's page: what its pack brings beside rules, and what its cases prove."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote

from greenlane.core.conditions import parse
from greenlane.core.draft.entries import parts
from greenlane.core.model import Fact, Pack, Presumption
from greenlane.core.proof.cases import Proof
from greenlane.core.proof.coverage import RuleCoverage
from greenlane.core.wording import sentence
from greenlane.web.console import agreement_tables
from greenlane.web.console.asked import rule_address
from greenlane.web.tables import Code, Column, Row, Several, Table, Value

SHOWN: Final = 100
"""Rows of a page; the files have all."""


def tables(pack: Pack) -> list[Table]:
    """Parameters, facts, documents and agreements of a pack, and the product rules of these."""
    return [
        _parameters(pack), _facts(pack), _documents(pack),
        agreement_tables.agreements(pack), agreement_tables.product_rules(pack),
    ]  # fmt: skip


def _parameters(pack: Pack) -> Table:
    columns = [Column("name", "Parameter", head=True), Column("title", "Title"), Column("unit", "Unit"),
               Column("period", "By"), Column("values", "Values", number=True), Column("last", "Last value"),
               Column("from", "From")]  # fmt: skip
    rows: list[Row] = [
        {
            "name": Code(name, f"/console/parameters/{pack.economy.code}/{quote(name, safe='')}"),
            "title": one.title.get("en", ""),
            "unit": one.unit,
            "period": "month" if one.period == "month" else "day",
            "values": len(one.values),
            "last": f"{one.values[-1].value:f}" if one.values else None,
            "from": one.values[-1].valid_from if one.values else None,
        }
        for name, one in sorted(pack.parameters.items())
    ]
    return Table("parameters", "Parameters", columns, rows, nothing="It has no dated series.", total=len(rows))


def _facts(pack: Pack) -> Table:
    columns = [Column("name", "Fact", head=True), Column("label", "What it is"), Column("type", "Type"),
               Column("values", "Values"), Column("presumed", "Where nobody says it"),
               Column("provider", "Answered by")]  # fmt: skip
    rows: list[Row] = [
        {
            "name": Code(name),
            "label": one.label.get("en", ""),
            "type": f"{one.type} in {one.unit}" if one.unit else one.type,
            "values": _values(one),
            "presumed": _presumed(one.presumption, pack),
            "provider": Code(one.provider) if one.provider else None,
        }
        for name, one in sorted(pack.facts.items())
    ]
    return Table("facts", "Facts it adds or presumes", columns, rows, nothing="It uses the shared facts as they are.",
                 total=len(rows))  # fmt: skip


def _values(fact: Fact) -> Value:
    bounds = [f"{word} {edge:f}" for word, edge in (("from", fact.minimum), ("to", fact.maximum)) if edge is not None]
    return ", ".join((*fact.values, *bounds)) or None


def _presumed(one: Presumption | None, pack: Pack) -> Value:
    if one is None:
        return None
    value = one.value
    if isinstance(value, bool):
        said = "yes" if value else "no"
    elif isinstance(value, str):
        said = value
    else:
        said = ", ".join(sorted(value)) or "none"
    return f"{said}, unless {sentence(one.unless, pack.facts)}" if one.unless is not None else said


def _documents(pack: Pack) -> Table:
    columns = [Column("code", "Document", head=True), Column("label", "What it is"), Column("help", "Where it is had")]
    rows: list[Row] = [
        {"code": Code(code), "label": one.label.get("en", ""), "help": one.help.get("en", "")}
        for code, one in sorted(pack.documents.items())
    ]
    return Table("documents", "Documents it adds", columns, rows, nothing="It adds no document.", total=len(rows))


def proof(found: Proof, facts: Mapping[str, Fact]) -> tuple[Table, Table]:
    """The cases that fail, and the rules that cases do not prove. `facts`: of the rule set."""
    failing: list[Row] = [
        {"name": one.name, "file": one.file, "wrong": Several(tuple(one.differences))} for one in found.failing
    ]
    # Only those that are shown are put in words: a big economy has thousands.
    lacking = [rule for rule in found.rules
               if not (rule.hits and rule.misses) or any(branch.unseen for branch in rule.branches)]  # fmt: skip
    cases = [Column("name", "Case", head=True), Column("file", "File"), Column("wrong", "What differs")]
    rules = [Column("rule", "Rule", head=True), Column("hits", "Cases it hits", number=True),
             Column("misses", "Cases it misses", number=True), Column("seen", "Outcomes seen", number=True),
             Column("unseen", "Not seen")]  # fmt: skip
    return (
        Table("failing", "Cases that fail", cases, failing, nothing="Every case holds.", total=len(failing)),
        Table("wanting", "Rules that cases do not prove wholly", rules,
              [_wanting(rule, facts) for rule in lacking[:SHOWN]],
              every=lambda: (_wanting(rule, facts) for rule in lacking),
              nothing="Each rule is hit and missed by a case, and every outcome of its tests was seen.",
              total=len(lacking)),
    )  # fmt: skip


def _wanting(rule: RuleCoverage, facts: Mapping[str, Fact]) -> Row:
    """What cases do not prove of a rule."""
    unseen = [f"{_test(branch.test, facts)}: never {', never '.join(branch.unseen)}"
              for branch in rule.branches if branch.unseen]  # fmt: skip
    rule_id = parts(rule.address).name
    seen = sum(len(branch.seen) for branch in rule.branches)
    every = seen + sum(len(branch.unseen) for branch in rule.branches)
    return {
        "rule": Code(rule_id, rule_address(rule_id)),
        "hits": rule.hits,
        "misses": rule.misses,
        "seen": f"{Decimal(seen * 100 // every)} %" if every else "–",
        "unseen": Several(tuple(unseen[:5] + [f"and {len(unseen) - 5} more"] * (len(unseen) > 5))),
    }


def _test(written: Mapping[str, Any], facts: Mapping[str, Fact]) -> str:
    return sentence(parse(written, facts, lambda _: True), facts)
