"""Small packs, declarations to them, and a bureau that checks by them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from greenlane.core.service import Checks, Plugins, RuleBook
from tests.core.making import Json, charge, pack, restriction, rule
from tests.core.making import Plugins as Answering


def declared(code: str = "39151010", **more: Any) -> bytes:
    """A declaration of one item as it is sent."""
    fields = {key: more.pop(key) for key in ("known_at", "reference", "route", "date") if key in more}
    return json.dumps(
        {"date": "2025-02-24", "route": {"import": "FJ"}, **fields, "items": [{"commodity_code": code, **more}]}
    ).encode()


def plugins(*packs: Json, services: Answering | None = None, failed: dict[str, str] | None = None) -> Plugins:
    """Plugins of some packs' documents."""
    documents = {one["economy"]["economy"]: one for one in packs}
    return Plugins(documents, failed or {}, {code: f"{code} 1" for code in documents}, services or Answering())


STRICT = pack(
    "FJ",
    rule("FJ-BAN", codes=["39"]),
    restriction("FJ-PAPER", {"document": "TH-DIW"}, codes=["40"]),
    charge("FJ-DUTY", {"base": "value", "percent": "5"}, codes=["41"]),
)
EASY = pack("FJ", rule("FJ-NOTE", "notice", codes=["39"]))


class Bureau:
    """Checks by small packs, and a way to publish others."""

    def __init__(self, checks: Checks) -> None:
        self.checks = checks
        self.store = checks.store
        self.book = checks.book

    def install(self, *packs: Json) -> None:
        """Put other packs in the place of those installed; nothing is published."""
        made = plugins(*packs)
        self.book.plugins = replace(made, services=self.book.plugins.services)

    def publish(self, *packs: Json) -> int:
        """Publish other packs, as another process would: this one is not told."""
        elsewhere = RuleBook(self.store, plugins(*packs))
        number = elsewhere.publish_packs(reason="the law changed", by="test")
        assert number is not None
        return number

    def kept(self) -> list[tuple[str, int, str]]:
        """Of every stored decision its id, its rule set and its verdict."""
        return [(one.decision_id, one.rule_set, one.verdict) for one in self.store.decisions()]
