"""The server's own way from a normalised item to what was found: Checker.check, over a synthetic rule set."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bench.workload import ECONOMIES, FACTS, PRESUMPTIONS, Route
from greenlane.core.check import Checker
from greenlane.core.declaration.normalise import Declaration, Item
from greenlane.core.engine import CompiledEngine
from greenlane.core.model import Economy, Nomenclature, Pack, Rule
from greenlane.core.ruleset import assemble


class NoServices:
    """Plugins without code."""

    def provides(self, economy: str) -> frozenset[str]:
        return frozenset()

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"a plugin without code was asked: {name}")


def server_check(
    rules: Sequence[Rule],
) -> tuple[Callable[[Route, dict[str, Any]], Any], Callable[[Sequence[Any]], None]]:
    """What normalises an item, outside the measurement, and what then checks a row of such."""
    packs = {}
    for code in ECONOMIES:
        facts = {name: replace(fact, presumption=PRESUMPTIONS.get((code, name))) for name, fact in FACTS.items()}
        economy = Economy(code, {"en": code}, ("en",), "UTC", "USD", Nomenclature("HS", code, 6, (8, 10)), ())
        packs[code] = Pack(economy, facts, {}, {}, tuple(rule for rule in rules if rule.economy == code))
    ruleset = assemble(packs, FACTS, {})
    checker = Checker(ruleset, CompiledEngine(ruleset), NoServices(), {})
    check = checker.check

    def prepare(route: Route, item: dict[str, Any]) -> Any:
        economy, flow, day, regime, partner, _ = route
        on = date.fromordinal(day)
        documents = []
        for one in item.get("documents", ()):
            issued = date.fromisoformat(one["issued"]) if "issued" in one else None
            documents.append((one["code"], issued, None, issued is None or issued <= on))
        export, import_ = (economy, partner) if flow == "export" else (partner, economy)
        goods = Item(number=item["number"], code=item["commodity_code"], source=item, national={}, documents=documents)
        return Declaration(
            document={},
            reference=None,
            date=on,
            known_at=None,
            asks=((economy, flow),),
            economies=(economy,),
            export=export,
            import_=import_,
            transit=(),
            regime=regime,
            declared_in=economy,
            items=[goods],
        )

    def run(chunk: Sequence[Any]) -> None:
        for declaration in chunk:
            check(declaration)

    return prepare, run
