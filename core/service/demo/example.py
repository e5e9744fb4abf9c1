"""Rules and cases for drafts of a demonstration. None is law, and each says so."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

Json = dict[str, Any]

BASIS = {"name": "No law: an example", "provision": "none", "source": "made up by greenlane demo"}
SAID = "An example of greenlane demo: this is no law, and no economy asks for it."


def rule(rule_id: str, title: str, kind: str, codes: list[str], first: date, **more: Any) -> Json:
    """A rule on imports of these codes, law from a day on."""
    return {
        "id": rule_id,
        "title": f"Example: {title}",
        "kind": kind,
        "flows": ["import"],
        "codes": codes,
        "valid": {"from": first.isoformat()},
        "legal_basis": [dict(BASIS)],
        "message": SAID,
        "remedy": "Nothing: this is an example.",
        "evidence": "unverified",
        "verified_on": first.isoformat(),
        "review_by": (first + timedelta(days=365)).isoformat(),
        **more,
    }


def case(rule_id: str, day: date, code: str, hit: bool, expect: Mapping[str, Any]) -> Json:
    """A case that shows a rule, or shows that it does not speak of some goods."""
    declared = {"date": day.isoformat(), "route": {"import": rule_id[:2]}, "items": [{"commodity_code": code}]}
    return {
        "name": f"Example: {code} {'falls' if hit else 'does not fall'} under {rule_id}",
        "file": "cases/example.yaml",
        "hits": [rule_id] if hit else [],
        "misses": [] if hit else [rule_id],
        "declaration": declared,
        "expect": dict(expect),
    }
