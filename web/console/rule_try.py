"""Where goods that a rule speaks of can be tried: the form of `/console/try`, filled in from one of its cases."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from greenlane.core.model import Rule
from greenlane.core.service.rule_cases import RuleCase

Pairs = list[tuple[str, str]]
LONGEST: Final = 1_900
"""Characters of an address; a case that needs more gives its code alone."""


def try_address(rule: Rule, cases: Iterable[RuleCase], on: str, rule_set: str | None) -> str:
    """By the first case of one item that the rule hits; else by its first code and flow, on a day (ISO 8601)."""
    fits = (one for one in cases if one.says == "hits" and len(one.declaration.get("items", ())) == 1)
    case = next(fits, None)
    basic = [("code", rule.codes[0] if rule.codes else ""), (_end(rule.flows[0]), rule.economy), ("date", on)]
    pairs = basic if case is None else _of_case(case.declaration)
    more = [("set", rule_set)] if rule_set else []
    found = _address([*pairs, *more])
    return found if len(found) <= LONGEST else _address([*basic, *more])


def _end(flow: str) -> str:
    return flow if flow in ("import", "export") else "transit"


def _address(pairs: Pairs) -> str:
    return f"/console/try?{urlencode([(name, text) for name, text in pairs if text or name == 'code'])}"


def _of_case(declaration: Mapping[str, Any]) -> Pairs:
    """What the form's fields hold when they say this declaration."""
    item, route = declaration["items"][0], declaration.get("route", {})
    quantity, value = item.get("quantity", {}), item.get("value", {})
    pairs = [
        ("code", str(item.get("commodity_code", ""))),
        ("description", str(item.get("description", ""))),
        ("origin", str(item.get("origin", ""))),
        ("quantity", str(quantity.get("value", ""))),
        ("unit", str(quantity.get("unit", ""))),
        ("amount", str(value.get("amount", ""))),
        ("currency", str(value.get("currency", ""))),
        ("documents", "\n".join(map(_document, item.get("documents", ())))),
        ("import", str(route.get("import", ""))),
        ("export", str(route.get("export", ""))),
        ("transit", _words(route.get("transit", ()))),
        ("date", str(declaration.get("date", ""))),
        ("regime", str(declaration.get("regime", ""))),
    ]
    for name, said in item.get("facts", {}).items():
        pairs += [("fact", name), ("fact_value", _words(said))]
    return pairs


def _document(one: Mapping[str, Any]) -> str:
    return " ".join(str(one[name]) for name in ("code", "issued", "expires", "reference") if one.get(name))


def _words(value: Any) -> str:
    if isinstance(value, list | tuple):
        return " ".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
