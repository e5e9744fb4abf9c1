"""Two answers to one declaration side by side: what another rule set or a draft says differently, item by item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from greenlane.web.console import asked
from greenlane.web.tables import Column, Link, Mark, Row, Several, Table

Answer = Mapping[str, Any]
"""An answer of the contract."""
_Key = tuple[str, str, str]
"""Economy, flow, rule."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs. `same`: nothing does, neither verdicts nor findings nor charges nor origin."""

    before: str
    after: str
    same: bool
    tables: Sequence[Table]


def compared(before: Answer, after: Answer, then: str, now: str) -> Comparison:
    """The differences between two answers to one declaration; `then` and `now` name them for their reader."""
    items, findings, charges, agreements = [], [], [], []
    for old, new in zip(before["items"], after["items"], strict=True):
        if old["verdict"] != new["verdict"]:
            items.append(_verdicts(str(old["number"]), old["verdict"], new["verdict"]))
        findings += _findings(old, new)
        charges += _charges(old, new)
        agreements += _agreements(old, new)
    if before["verdict"] != after["verdict"]:
        items.insert(0, _verdicts("all", before["verdict"], after["verdict"]))
    both = [Column("before", then), Column("after", now)]
    item = Column("item", "Item", head=True)
    tables = (
        Table("verdicts", "Verdicts that differ", [item, *both], items, nothing="Every verdict is the same."),
        Table(
            "findings",
            "Findings that differ",
            [item, Column("rule", "Rule"), Column("flow", "Asked of"), *both],
            findings,
            nothing="Every rule finds the same.",
        ),
        Table(
            "charges",
            "Charges that differ",
            [item, Column("rule", "Rule"), *both],
            charges,
            nothing="Every charge is the same.",
        ),
        Table(
            "agreements",
            "Agreements whose answer differs",
            [item, Column("agreement", "Agreement"), *both],
            agreements,
            nothing="Every agreement says the same.",
        ),
    )
    return Comparison(then, now, not (items or findings or charges or agreements), tables)


def mark(verdict: str) -> Mark:
    """A verdict as a cell shows it."""
    return Mark(verdict.replace("_", " "), verdict.replace("_", "-"))


def _verdicts(item: str, old: str, new: str) -> Row:
    return {"item": item, "before": mark(old), "after": mark(new)}


def _findings(old: Answer, new: Answer) -> list[Row]:
    was, now = _by_rule(old["findings"]), _by_rule(new["findings"])
    rows: list[Row] = []
    for key in sorted({*was, *now}):
        before, after = was.get(key), now.get(key)
        if before == after:
            continue
        economy, flow, rule = key
        rows.append(
            {
                "item": str(old["number"]),
                "rule": Link(rule, asked.rule_address(rule)),
                "flow": f"{economy}, {flow}",
                "before": _said(before, after),
                "after": _said(after, before),
            }
        )
    return rows


def _by_rule(findings: Sequence[Answer]) -> dict[_Key, Answer]:
    return {(one["economy"], one["flow"], one["rule"]): one for one in findings}


def _said(one: Answer | None, other: Answer | None) -> Several | str:
    """What a finding says that the other does not; its verdict in any case."""
    if one is None:
        return "does not match"
    lines: list[str] = []
    for name in ("title", "message", "remedy", "evidence"):
        if one.get(name) and (other is None or one.get(name) != other.get(name)) and (other or name == "title"):
            lines.append(str(one[name]))
    theirs = () if other is None else other["because"]
    lines += [line for line in one["because"] if line not in theirs]
    for kind, names in one["missing"].items():
        wanting = [name for name in names if other is None or name not in other["missing"][kind]]
        if wanting:
            lines.append(f"missing {kind}: {', '.join(wanting)}")
    laws = [] if other is None else [_law(basis) for basis in other["legal_basis"]]
    if other is not None:
        lines += [law for basis in one["legal_basis"] if (law := _law(basis)) not in laws]
    return Several((mark(one["verdict"]), *dict.fromkeys(lines)))


def _law(basis: Answer) -> str:
    return f"{basis['instrument']}, {basis['provision']}"


def _charges(old: Answer, new: Answer) -> list[Row]:
    was, now = ({(one["economy"], one["rule"]): one for one in item["charges"]} for item in (old, new))
    return [
        {
            "item": str(old["number"]),
            "rule": Link(key[1], asked.rule_address(key[1])),
            "before": _sum(was.get(key)),
            "after": _sum(now.get(key)),
        }
        for key in sorted({*was, *now})
        if was.get(key) != now.get(key)
    ]


def _sum(one: Answer | None) -> Several | str:
    if one is None:
        return "none"
    amount = f"{one['amount']['amount']} {one['amount']['currency']}"
    return Several((amount, *one["because"]))


def _agreements(old: Answer, new: Answer) -> list[Row]:
    was, now = ({one["agreement"]: one for one in item["origin"]} for item in (old, new))
    return [
        {
            "item": str(old["number"]),
            "agreement": name,
            "before": _originates(was.get(name), now.get(name)),
            "after": _originates(now.get(name), was.get(name)),
        }
        for name in sorted({*was, *now})
        if was.get(name) != now.get(name)
    ]


def _originates(one: Answer | None, other: Answer | None) -> Several | str:
    """What an agreement says that it does not say in the other answer; its status in any case."""
    if one is None:
        return "not looked at"
    lines = [f"rule {one['criterion']}"] if one["criterion"] and _other(one, other, "criterion") else []
    if _other(one, other, "rank"):
        lines.append(f"place {one['rank']}")
    if _other(one, other, "proof"):
        lines.append(f"proof: {one['proof']}")
    if _other(one, other, "evidence"):
        lines.append(f"evidence: {one['evidence'].replace('_', ' ')}")
    for name in ("because", "gaps"):
        lines += [line for line in one[name] if other is None or line not in other[name]]
    if other is not None:
        laws = [_law(basis) for basis in other["legal_basis"]]
        lines += [law for basis in one["legal_basis"] if (law := _law(basis)) not in laws]
    tone = {"qualifies": "good", "fails": "warn", "undetermined": "incomplete"}.get(one["status"], "plain")
    return Several((Mark(one["status"].replace("_", " "), tone), *dict.fromkeys(lines)))


def _other(one: Answer, other: Answer | None, name: str) -> bool:
    return other is not None and one[name] != other[name]
