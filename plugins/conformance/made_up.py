"""Declarations made up from what a pack itself speaks of, so that most of them come close to some rule."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from greenlane.core.conditions import tests
from greenlane.core.model import Fact, Rule
from greenlane.core.proof.witness import plain
from greenlane.core.ruleset import RuleSet
from greenlane.core.terms import is_family
from greenlane.core.terms.codes import CURRENCIES
from greenlane.core.units import UNITS
from greenlane.core.vocabulary import FLOWS, REGIMES

DAY: Final = timedelta(days=1)
FIRST, LAST = date(1950, 1, 1), date(2099, 12, 31)
OTHERS: Final = ("FJ", "US", "JP", "DE", "KR", "VN")
STEPS: Final = tuple(map(Decimal, ("0", "0.01", "-0.01", "0.000001", "1", "-1")))
WORDS: Final = ("", "mixed goods", "second-hand, as seen", "폐지", "ขยะ", "hàng đã qua sử dụng", "<b>&amp;", "x" * 200)


class MadeUp:
    """Makes declarations of one pack, by chance. `on`: the day that is usual."""

    def __init__(self, ruleset: RuleSet, economy: str, chance: random.Random, on: date) -> None:
        self._economy = ruleset.packs[economy].economy
        # A pack without an economy is asked on every route; a union in the name of its members, too.
        self._here = OTHERS if self._economy.everywhere else (self._economy.code, *self._economy.members)
        self._currency = self._economy.currency if self._economy.currency in CURRENCIES else "EUR"
        self._rules = [rule for rule in ruleset.rules if rule.economy == economy]
        self._facts = ruleset.facts
        self._chance = chance
        self._on = on
        self._codes = {rule.id: sorted({*rule.codes, *rule.exclude}) for rule in self._rules}
        self._tests = {rule.id: _tests(rule) for rule in self._rules}
        self._documents = [code for code in ruleset.documents if not is_family(code)]
        self._days = sorted(
            {day for rule in self._rules for day in (rule.valid_from, rule.valid_to) if day is not None}
            | {value.valid_from for one in ruleset.packs[economy].parameters.values() for value in one.values}
        )

    def declaration(self) -> dict[str, Any]:
        """One: mostly about one rule's goods, with some of what its conditions ask for."""
        chance = self._chance
        rule = chance.choice(self._rules) if self._rules else None
        flow = chance.choice(rule.flows if rule and chance.random() < 0.9 else FLOWS)
        here = chance.choice(self._here)
        route: dict[str, Any] = {flow: [here] if flow == "transit" else here}
        partners = sorted(rule.partners) if rule else []
        other = chance.choice([*partners, *OTHERS]) if chance.random() < 0.7 else None
        if other and other != here:
            route["import" if flow == "export" else "export"] = other
        if flow == "transit":
            route.setdefault("export", "FJ" if here != "FJ" else "US")
        declaration: dict[str, Any] = {
            "date": self._day(rule).isoformat(),
            "route": route,
            "items": [self._item(rule, flow) for _ in range(chance.choice((1, 1, 1, 2)))],
        }
        if chance.random() < 0.3:
            declaration["regime"] = chance.choice(REGIMES)
        return declaration

    def _day(self, rule: Rule | None) -> date:
        chance = self._chance
        near = [day for day in (rule.valid_from, rule.valid_to) if day] if rule else []
        if near and chance.random() < 0.6:
            day = chance.choice(near) + chance.choice((-1, 0, 1)) * DAY
        elif self._days and chance.random() < 0.3:
            day = chance.choice(self._days) + chance.choice((-1, 0, 1)) * DAY
        else:
            day = self._on
        return min(max(day, FIRST), LAST)

    def _item(self, rule: Rule | None, flow: str) -> dict[str, Any]:
        chance = self._chance
        code = self._code(rule)
        item: dict[str, Any] = {"commodity_code": code}
        if flow == "transit" and not self._economy.everywhere and len(code) >= 4 and chance.random() < 0.5:
            item["national_codes"] = {self._economy.code: code}
        if chance.random() < 0.6:
            item["origin"] = chance.choice([*(sorted(rule.partners) if rule else []), *OTHERS])
        words = list(rule.keywords) if rule else []
        if chance.random() < 0.5:
            item["description"] = chance.choice([*words, *WORDS]) or "goods"
        if chance.random() < 0.6:
            units = [name[9:] for name, *_ in self._asked(rule) if name.startswith("quantity:")] or ["TNE", "KGM"]
            item["quantity"] = {"value": plain(abs(self._number(rule, "quantity:"))), "unit": chance.choice(units)}
        if chance.random() < 0.4:
            item["value"] = {"amount": plain(abs(self._number(rule, "value"))), "currency": self._currency}
        facts = {
            name: value for name in self._names(rule) if (value := self._fact(self._facts[name], rule)) is not None
        }
        documents = self._papers(rule)
        return item | ({"facts": facts} if facts else {}) | ({"documents": documents} if documents else {})

    def _code(self, rule: Rule | None) -> str:
        chance = self._chance
        codes = self._codes.get(rule.id, []) if rule else []
        code = chance.choice(codes) if codes and chance.random() < 0.9 else f"{chance.randrange(1, 98):02}"
        lengths = sorted({2, 4, 6, *self._economy.nomenclature.lengths})
        length = chance.choice([*lengths, lengths[-1], lengths[-1]])
        return code[:length] + "".join(chance.choice("0019") for _ in range(length - len(code)))

    def _asked(self, rule: Rule | None) -> Sequence[tuple[str, str, Any]]:
        return self._tests.get(rule.id, ()) if rule else ()

    def _names(self, rule: Rule | None) -> list[str]:
        asked = sorted({name for name, *_ in self._asked(rule) if name in self._facts})
        if rule is not None and rule.charge is not None:
            asked += [name for name in rule.charge.base.split("*")[1:] if name in self._facts]
        found = [name for name in asked if self._chance.random() < 0.75]
        if self._chance.random() < 0.2:
            found.append(self._chance.choice(sorted(self._facts)))
        return sorted(set(found))

    def _number(self, rule: Rule | None, name: str) -> Decimal:
        near = [value for one, _, value in self._asked(rule) if one.startswith(name) and isinstance(value, Decimal)]
        scale = rule.charge.scale if rule and rule.charge else None
        if scale is not None and scale.by.startswith(name):
            near += [edge for row in scale.rows for edge in (row.lower, row.upper) if edge is not None]
        if near and self._chance.random() < 0.8:
            return self._chance.choice(near) + self._chance.choice(STEPS)
        return Decimal(self._chance.choice(("0", "0.5", "1", "20", "100", "2500", "999999.5")))

    def _fact(self, fact: Fact, rule: Rule | None) -> object:
        chance = self._chance
        near = sorted(
            {
                one
                for name, _, value in self._asked(rule)
                if name == fact.name and isinstance(value, frozenset)
                for one in value
            }
        )
        pool = [*near, *near, *fact.values]
        match fact.type:
            case "boolean":
                return chance.random() < 0.5
            case "decimal" | "integer":
                number = self._number(rule, fact.name)
                number = max(number, fact.minimum) if fact.minimum is not None else number
                number = min(number, fact.maximum) if fact.maximum is not None else number
                return int(number) if fact.type == "integer" else plain(number)
            case "list":
                return sorted(set(chance.choices(pool, k=chance.choice((1, 1, 2))))) if pool else None
            case "economy":
                return chance.choice([*near, *OTHERS])
        return chance.choice(pool) if pool else None

    def _papers(self, rule: Rule | None) -> list[dict[str, str]]:
        chance = self._chance
        asked = sorted({name[9:] for name, *_ in self._asked(rule) if name.startswith("document:")})
        codes = [code for code in asked if chance.random() < 0.5]
        if self._documents and chance.random() < 0.1:
            codes.append(chance.choice(self._documents))
        papers = []
        for code in sorted(set(codes)):
            paper = {"code": code}
            days = [value for name, _, value in self._asked(rule) if name[9:] == code and isinstance(value, date)]
            if chance.random() < 0.6:
                day = (chance.choice(days) if days else self._on) + chance.choice((-1, 0, 1)) * DAY
                paper["issued"] = max(day, FIRST).isoformat()
            papers.append(paper)
        return papers


def _tests(rule: Rule) -> list[tuple[str, str, Any]]:
    conditions = [rule.when, *(one.that for one in rule.requires)]
    return [(test.subject, test.op, test.value) for one in conditions for test in tests(one)]


assert {"TNE", "KGM"} <= set(UNITS)
