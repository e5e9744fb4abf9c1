"""A synthetic rule set as packs write it: one document an economy, texts, citations and a case for each rule."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bench.workload import DOCUMENTS, ECONOMIES, WORDS, Route, workload
from greenlane.core.conditions import write
from greenlane.core.model import Rule

Json = dict[str, Any]
SERIES = "scrap_price"
"""A dated series of each economy."""


def documents(rules: Sequence[Rule], seed: int = 3) -> dict[str, Json]:
    """By economy, the document of its pack."""
    chance = random.Random(seed)
    packs = {code: _economy(code) for code in ECONOMIES}
    for rule in rules:
        pack = packs[rule.economy]
        pack["rules"].append(_rule(rule, chance))
        pack["cases"].append(_case(rule))
    return packs


def declarations(rules: int, items: int) -> tuple[list[Rule], list[Json]]:
    """The rules of a workload, and declarations of one item each, as brokers send them."""
    made = workload(rules, items)
    rules_ = [replace(rule, id=f"{rule.economy}-{rule.id}") for rule in made.rules]
    return rules_, [_declaration(route, item) for route, item in made.decoded()]


def _economy(code: str) -> Json:
    return {
        "economy": {
            "economy": code,
            "names": {"en": f"Economy {code}"},
            "languages": ["en"],
            "time_zone": "UTC",
            "currency": "USD",
            "version": "1",
            "api": "1",
            "nomenclature": {
                "name": "Tariff",
                "family": "all",
                "shared_digits": "10",
                "lengths": [*"3456789", "10"],
            },
            "coverage": [
                {"flow": flow, "from": "2018-01-01", "status": "covered", "scope": f"all goods on {flow}"}
                for flow in ("import", "export", "transit")
            ],
        },
        "facts": {},
        "documents": {paper: {"label": {"en": f"Paper {paper}"}} for paper in DOCUMENTS},
        "parameters": {
            SERIES: {
                "title": "Reference price of scrap",
                "unit": "USD/TNE",
                "period": "dated",
                "values": [
                    {
                        "from": f"{year}-01-01",
                        "to": f"{year}-12-31",
                        "value": f"{300 + year % 7 * 11}",
                        "evidence": "legal_text",
                        "source": "https://example.org/prices, read 2026-01-15",
                    }
                    for year in range(2018, 2027)
                ],
            }
        },
        "rules": [],
        "cases": [],
        "agreements": [],
        "product_rules": [],
    }


def _rule(rule: Rule, chance: random.Random) -> Json:
    words = " ".join(chance.sample(WORDS, 5))
    kind = "notice" if rule.kind == "preference" else rule.kind
    made: Json = {
        "id": rule.id,
        "title": f"{kind.capitalize()} of {words}",
        "kind": kind,
        "flows": list(rule.flows),
        "codes": list(rule.codes),
        "valid": {"from": rule.valid_from.isoformat()} if rule.valid_from else {},
        "evidence": rule.evidence,
        "verified_on": "2026-01-15",
        "review_by": (date(2026, 1, 1) + timedelta(days=chance.randint(0, 900))).isoformat(),
        "message": f"These goods ({words}) may cross on the terms of article {chance.randint(1, 90)} only.",
        "remedy": "Ask the department that the decree names, with the papers that it lists.",
        "legal_basis": [
            {
                "name": f"Decree {chance.randint(1, 400)} of 2024",
                "provision": f"art. {chance.randint(1, 90)}",
                "in_force_from": "2018-01-01",
                "source": "https://example.org/decrees, read 2026-01-15",
            }
        ],
    }
    if rule.valid_to:
        made["valid"]["to"] = rule.valid_to.isoformat()
    for name in ("exclude", "partners", "regimes", "keywords"):
        if members := getattr(rule, name):
            made[name] = sorted(members) if name != "keywords" else {"en": list(members)}
    if rule.when is not None:
        made["when"] = write(rule.when)
    if rule.requires:
        # A paper can be brought: its absence never prohibits.
        made["requires"] = [
            {"that": (that := write(one.that)), "otherwise": "restricted" if "document" in that else one.otherwise}
            for one in rule.requires
        ]
    if kind == "charge":
        made["charge"] = {"kind": "duty", "base": "value", "percent": "5"}
    return made


def _case(rule: Rule) -> Json:
    side = "export" if "export" in rule.flows else "import"
    route = {"transit": [rule.economy]} if rule.flows == ("transit",) else {side: rule.economy}
    return {
        "name": f"goods of {rule.id}",
        "file": "cases/all.yaml",
        "hits": [rule.id],
        "misses": [],
        "declaration": {
            "date": "2026-03-01",
            "route": route,
            "items": [{"commodity_code": rule.codes[0] if rule.codes else "010121"}],
        },
        "expect": {"verdict": "incomplete"},
    }


def _declaration(route: Route, item: Mapping[str, Any]) -> Json:
    economy, flow, _, regime, partner, on = route
    sides: Json = {"transit": [economy]} if flow == "transit" else {flow: economy}
    if partner and partner != economy:
        sides |= {"import" if flow == "export" else "export": partner}
    return {"date": on, "regime": regime, "route": sides, "items": [dict(item)]}
