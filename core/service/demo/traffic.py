"""Declarations of a made-up month: of what is traded in fact, by nobody in particular."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, Final

import yaml

Json = dict[str, Any]

_SIZES: Final = ("micro", "small", "small", "medium", "medium", "large")
_UNSAID: Final = "unsaid"


@cache
def lines() -> list[Json]:
    """The lines of trade of goods.yaml."""
    text = files("greenlane.core.service.demo").joinpath("goods.yaml").read_text("utf-8")
    found: list[Json] = yaml.safe_load(text)["lines"]
    return found


class Traffic:
    """Declares one lot after the other, the same ones for the same seed and economies."""

    def __init__(self, economies: Collection[str], chance: Random) -> None:
        """Only lines of these economies. ValueError where there is none."""
        self._lines = [line for line in lines() if line["of"] in economies]
        if not self._lines:
            raise ValueError(f"no line of trade is known for {', '.join(sorted(economies)) or 'no economy'}")
        self._often = [line["often"] for line in self._lines]
        self._chance = chance
        self._numbers: dict[str, int] = {}

    def declared(self, at: datetime) -> tuple[str, Json]:
        """A declaration made at an instant, and the economy whose office takes it."""
        chance = self._chance
        first = chance.choices(self._lines, self._often)[0]
        partner = chance.choice(first["partners"])
        alike = [line for line in self._lines if (line["of"], line["flow"]) == (first["of"], first["flow"])
                 and "regime" not in line and partner in line["partners"]]  # fmt: skip
        chosen = [first]
        if alike and "regime" not in first:
            chosen += chance.choices(alike, k=chance.choices((0, 1, 2), (80, 15, 5))[0])
        of, flow = first["of"], first["flow"]
        route = {flow: of}
        if chance.randrange(100) < first.get("also", 1):
            route["export" if flow == "import" else "import"] = partner
        declared: Json = {"reference": self._reference(of, at.date()), "date": at.date().isoformat(), "route": route}
        if "regime" in first:
            declared["regime"] = first["regime"]
        declared["parties"] = self._parties(of, flow)
        declared["items"] = [self._item(line, of if flow == "export" else partner, at.date()) for line in chosen]
        if flow == "export" and "import" in route:  # the codes then are the importing economy's
            for item in declared["items"]:
                item["national_codes"] = {of: item["commodity_code"]}
                item["commodity_code"] = item["commodity_code"].replace(".", "")[:6]
        return of, declared

    def _reference(self, economy: str, day: date) -> str:
        month = f"{economy}-{day:%Y-%m}"
        self._numbers[month] = self._numbers.get(month, 100 * (day.day - 1)) + self._chance.randint(1, 3)
        return f"{month}-{self._numbers[month]:04d}"

    def _parties(self, economy: str, flow: str) -> Json:
        number = self._chance.randint(1, 60)
        role = "importer" if flow == "import" else "exporter"
        size = _SIZES[number % len(_SIZES)]
        return {role: {"id": f"{economy}-DEMO-{number:04d}", "name": f"Demonstration trader {number}", "size": size}}

    def _item(self, line: Json, origin: str, day: date) -> Json:
        chance = self._chance
        low, high = line["quantity"]
        # Many small lots and few large ones.
        quantity = round(low + (high - low) * chance.betavariate(1.3, 3))
        price = Decimal(chance.randint(*(100 * one for one in line["price"]))) / 100
        item: Json = {
            "commodity_code": line["code"],
            "description": chance.choice(line["goods"]),
            "origin": origin,
            "quantity": {"value": str(quantity), "unit": line["unit"]},
            "value": {"amount": f"{quantity * price:.2f}", "currency": "USD", "basis": line.get("basis", "CIF")},
        }
        papers = [code for code, share in line.get("documents", {}).items() if chance.randrange(100) < share]
        if papers:
            item["documents"] = [self._paper(code, day) for code in papers]
        facts = {name: said for name, of in line.get("facts", {}).items() if (said := self._fact(of)) is not None}
        if facts:
            item["facts"] = facts
        return item

    def _paper(self, code: str, day: date) -> Json:
        return {"code": code, "reference": f"{code}/{day.year}/{self._chance.randint(1, 9999):04d}"}

    def _fact(self, of: Any) -> Any:
        if isinstance(of, list):
            low, high, digits = of
            scale = 10**digits
            return f"{Decimal(self._chance.randint(int(Decimal(low) * scale), int(Decimal(high) * scale))) / scale}"
        said = self._chance.choices(list(of), list(of.values()))[0]
        if said == _UNSAID:
            return None
        return yaml.safe_load(said) if isinstance(said, str) and said.startswith("[") else said
