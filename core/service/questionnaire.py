"""Four questions for an exporter without a bill of materials, put to the same engine as a declaration.

Materials are told by their codes and one total, which a declaration cannot say: it gives each material a value.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from greenlane.core.declaration import Fault, NotADeclaration
from greenlane.core.declaration.forms import digits, number
from greenlane.core.origin.bill import Bill
from greenlane.core.origin.good import Good
from greenlane.core.origin.of_item import good_of
from greenlane.core.origin.told import told
from greenlane.core.service.book import Edition, RuleBook
from greenlane.core.service.reading import read_in_force
from greenlane.core.speaker import Speaker

Json = dict[str, Any]
MADE: Final = ("all", "scrap", "used", "no")
"""The first question: of nothing foreign at all; waste or scrap of production; used goods that were collected; none."""
MOST: Final = 500
"""Materials at most, as of a declaration."""
SHORTEST: Final = 4
"""Digits of a material's code: a change of classification is looked at from the heading on."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What was told. Whatever is None, or empty, was not: nothing is assumed of it.

    `made`: one of MADE. `where`: the economy where scrap arose, or used goods were collected. `materials`: codes of the
    foreign ones; an empty list says that there are none. `foreign`: what they cost in all, in the currency of `value`.
    `processes`, `origin_processes`, `transit_operations`: an empty list says that none was done.
    """

    code: str
    export: str
    import_: str
    day: str = ""
    made: str = ""
    where: str = ""
    works: bool | None = None
    repairable: bool | None = None
    fit_only_for_recovery: bool | None = None
    materials: tuple[str, ...] | None = None
    value: Json | None = None
    foreign: str = ""
    processes: tuple[str, ...] | None = None
    origin_processes: tuple[str, ...] | None = None
    transit: tuple[str, ...] = ()
    transit_operations: tuple[str, ...] | None = None
    transit_customs_control: bool | None = None
    through_bill_of_lading: bool | None = None

    def document(self, known: Container[str] | None = None) -> Json:
        """The declaration that they make, but for the materials. `known`: facts that it may have; None: any."""
        route: Json = {side: code for side, code in (("export", self.export), ("import", self.import_)) if code}
        if self.transit:
            route["transit"] = list(self.transit)
        item: Json = {"commodity_code": self.code}
        if self.value is not None:
            item["value"] = self.value
        facts = {
            name: value
            for name, value in self._facts().items()
            if value is not None and (known is None or name in known)
        }
        if facts:
            item["facts"] = facts
        return {"route": route, "items": [item], **({"date": self.day} if self.day else {})}

    def _facts(self) -> Json:
        facts: Json = {
            name: list(said)
            for name in ("processes", "origin_processes", "transit_operations")
            if (said := getattr(self, name)) is not None
        }
        facts |= {name: getattr(self, name) for name in ("transit_customs_control", "through_bill_of_lading")}
        if self.made == "all":
            facts["produced_in"] = self.export or None
        elif self.made == "scrap":
            facts |= {"produced_in": self.where or None, "fit_only_for_recovery": self.fit_only_for_recovery}
        elif self.made == "used":
            facts |= {name: getattr(self, name) for name in ("works", "repairable", "fit_only_for_recovery")}
            facts["collected_in"] = self.where or None
        return facts


def ask(book: RuleBook, answers: Answers, language: str = "en") -> list[Json]:
    """What each agreement of the route says, best first, as in a decision's `origin`; nothing is stored.

    Raises NotADeclaration, with `/items/0/materials/…` and `/foreign` for what a declaration does not have, and
    StoreUnavailable.
    """
    faults = _faults(answers)
    try:
        known = book.hot().ruleset.facts  # what no pack asks for decides nothing
        edition, declaration = read_in_force(book, answers.document(known), datetime.now(UTC))
    except NotADeclaration as error:
        raise NotADeclaration((*error.faults, *faults)) from None
    if faults:
        raise NotADeclaration(tuple(faults))
    good = good_of(declaration, declaration.items[0])
    return [] if good is None else _compared(edition, replace(good, bill=_bill(answers)), language)


def _compared(edition: Edition, good: Good, language: str) -> list[Json]:
    agreements, say = edition.checker.agreements, Speaker(language)
    return [told(one, agreements.bound[one.agreement].agreement, say) for one in agreements.compare(good)]


def _bill(answers: Answers) -> Bill | None:
    """The materials, each without a value of its own; None where nothing was said of them.

    What is not listed is said to originate, and what it is worth is not known: it stands as one line more.
    """
    if answers.made == "all":
        return Bill.of((), None)
    if answers.materials is None:
        return None
    if not answers.materials:
        return Bill.of((), None)
    currency = answers.value["currency"] if answers.value else None
    written: list[Json] = [{"commodity_code": code, "originating": False} for code in answers.materials]
    written.append({"commodity_code": answers.code, "originating": True})
    return Bill.of(written, currency, total=number(answers.foreign) if answers.foreign else None)


def _faults(answers: Answers) -> list[Fault]:
    """What is wrong with what only the questionnaire has, and that a route has two ends."""
    found = [
        Fault(f"/route/{side}", "missing", "Origin under an agreement is asked of goods that go from one to another.")
        for side, code in (("export", answers.export), ("import", answers.import_))
        if not code
    ]
    found += _of_materials(answers.materials or ())
    if not answers.foreign:
        return found
    foreign = number(answers.foreign)
    if foreign is None or foreign < 0:
        said = "What the foreign materials cost is a number such as 1234.5, not below nought."
        return [*found, Fault("/foreign", "bad_decimal", said)]
    if answers.value is None:
        return [*found, Fault("/foreign", "no_price", "It is compared with the price of the goods: give that, too.")]
    price = number(answers.value["amount"])
    return found if price is None else [*found, *_too_dear(foreign, price)]


def _of_materials(codes: Sequence[str]) -> list[Fault]:
    found = []
    if len(codes) > MOST:
        found.append(Fault("/items/0/materials", "too_many", f"A bill has at most {MOST} materials."))
    for place, code in enumerate(codes[:MOST]):
        plain = digits(code)
        if plain is None or len(plain) < SHORTEST:
            said = f"{code[:40]!r} is no code of a material: it has {SHORTEST} to 12 digits."
            found.append(Fault(f"/items/0/materials/{place}/commodity_code", "bad_commodity_code", said))
    return found


def _too_dear(foreign: Decimal, price: Decimal) -> list[Fault]:
    if foreign <= price:
        return []
    return [Fault("/foreign", "too_dear", "The foreign materials cost more than the goods: one of the two is wrong.")]
