"""The whole state of the page, in the query string of its address: what was typed, and the declaration it makes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from greenlane.core.model import Fact
from greenlane.core.service.goods import code_of
from greenlane.core.vocabulary import REGIMES

Json = dict[str, Any]
MOST: Final = 200
"""Fields that are read."""
LONGEST: Final = 2000
"""Characters of a field that are read."""
PLAIN: Final = ("q", "w", "code", "longer", "from", "to", "on", "regime", "words", "origin", "qty", "unit", "amount",
                "currency")  # fmt: skip
SURE: Final = {"yes": True, "no": False}
UNSURE: Final = "?"
"""The answer `I do not know`."""
NONE: Final = "-"
"""Of a list: none of them."""
_BETWEEN: Final = re.compile(r"[\s,;、，；]+")


@dataclass(frozen=True)
class State:
    """What was typed. `plain`: fields of one value; `via`: economies of transit.

    `facts`, `papers` (yes, no or ?), `issued`, `codes` (of an economy's nomenclature) by name; `unsure`: the keys (see
    core/service/enquiry.py) that the person does not know.
    """

    plain: Mapping[str, str] = field(default_factory=dict)
    via: tuple[str, ...] = ()
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    papers: Mapping[str, str] = field(default_factory=dict)
    issued: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    unsure: frozenset[str] = frozenset()

    def __getitem__(self, name: str) -> str:
        """A field of one value; empty where nothing was typed."""
        return self.plain.get(name, "")

    @property
    def asked(self) -> bool:
        """Whether anything was sent at all."""
        return any(value for name, value in self.plain.items() if name != "w")

    @property
    def first(self) -> str:
        """The digits of the goods' code as it was typed, or picked for these very words; empty where none is."""
        typed = code_of(self["q"])
        picked = code_of(self["code"]) if self["w"] == self["q"] else ""
        return picked if picked.startswith(typed) else typed

    @property
    def code(self) -> str:
        """The digits of the goods' code, with those that it was completed by; empty where there is none."""
        longer = code_of(self["longer"])
        return longer if self.first and longer.startswith(self.first) else self.first

    @property
    def description(self) -> str:
        """The goods in the person's own words: those typed for it, else those that the goods were looked for by."""
        return self["words"] or ("" if code_of(self["q"]) else self["q"])

    @property
    def without(self) -> frozenset[str]:
        """The keys of the documents that are not there."""
        return frozenset(f"document:{code}" for code, said in self.papers.items() if said == "no")

    def document(self, facts: Mapping[str, Fact], leave: Iterable[str] = ()) -> Json:
        """The declaration that this says, without what is not told and without the keys to leave out."""
        left = frozenset(leave) | self.unsure
        route: Json = {side: self[name] for side, name in (("export", "from"), ("import", "to")) if self[name]}
        if self.via:
            route["transit"] = list(self.via)
        item: Json = {"commodity_code": self.code or self["q"]}
        if self.description:
            item["description"] = self.description
        if self["origin"] and "origin" not in left:
            item["origin"] = self["origin"]
        if self["qty"] and "quantity" not in left:
            item["quantity"] = {"value": self["qty"], "unit": self["unit"]}
        if self["amount"] and "value" not in left:
            item["value"] = {"amount": self["amount"], "currency": self["currency"]}
        told = {
            name: declared(facts[name], said)
            for name, said in self.facts.items()
            if name in facts and f"fact:{name}" not in left
        }
        if told:
            item["facts"] = told
        papers = [self._paper(code, left) for code, said in self.papers.items() if said == "yes"]
        if papers:
            item["documents"] = [paper for paper in papers if f"document:{paper['code']}" not in left]
        codes = {economy: code for economy, code in self.codes.items() if f"national:{economy}" not in left}
        if codes:
            item["national_codes"] = codes
        document: Json = {"route": route, "items": [item]}
        if self["on"]:
            document["date"] = self["on"]
        if self["regime"] and self["regime"] != REGIMES[0]:
            document["regime"] = self["regime"]
        return document

    def _paper(self, code: str, left: frozenset[str]) -> Json:
        days = self.issued.get(code, "")
        return {"code": code, **({"issued": days} if days and f"issued:{code}" not in left else {})}

    def query(self, leave: Iterable[str] = (), **other: str) -> str:
        """The query string of this state, in one order, without what is empty. `leave`: fields that are left out."""
        left = frozenset(leave)
        pairs = [(name, other.get(name, self[name])) for name in PLAIN if name not in left]
        pairs += [("via", code) for code in self.via if "via" not in left]
        pairs += [(f"f.{name}", value) for name, values in sorted(self.facts.items()) for value in values]
        pairs += [(f"d.{code}", said) for code, said in sorted(self.papers.items())]
        pairs += [(f"i.{code}", day) for code, day in sorted(self.issued.items())]
        pairs += [(f"n.{economy}", code) for economy, code in sorted(self.codes.items())]
        pairs += [("dk", key) for key in sorted(self.unsure)]
        return urlencode([(name, value) for name, value in pairs if value])


def read(sent: MultiDict[str, str]) -> State:
    """The state that a query string says; fields that the page does not have are not looked at."""
    plain: dict[str, str] = {}
    facts: dict[str, list[str]] = {}
    several: dict[str, dict[str, str]] = {"d": {}, "i": {}, "n": {}}
    via: list[str] = []
    unsure: set[str] = set()
    for name, value in list(sent.items(multi=True))[:MOST]:
        value = value[:LONGEST].strip()
        head, _, rest = name.partition(".")
        if not value or len(name) > 100:
            continue
        if name in PLAIN:
            plain.setdefault(name, value)
        elif name == "via":
            via.append(value)
        elif name == "dk":
            unsure.add(value)
        elif head == "f" and rest:
            facts.setdefault(rest, []).append(value)
        elif head in several and rest:
            several[head].setdefault(rest, value)
    for fact in [name for name, values in facts.items() if UNSURE in values]:
        unsure.add(f"fact:{fact}")
        del facts[fact]
    unsure |= {f"document:{code}" for code, said in several["d"].items() if said == UNSURE}
    # What is told after all is known.
    unsure -= {f"fact:{name}" for name in facts} | {f"issued:{code}" for code in several["i"]}
    unsure -= {f"national:{economy}" for economy in several["n"]}
    unsure -= {key for key, name in (("origin", "origin"), ("quantity", "qty"), ("value", "amount")) if name in plain}
    papers = {code: said for code, said in several["d"].items() if said in SURE}
    return State(
        plain,
        tuple(dict.fromkeys(via)),
        {name: tuple(dict.fromkeys(values)) for name, values in facts.items()},
        papers,
        several["i"],
        several["n"],
        frozenset(unsure),
    )


def declared(fact: Fact, said: tuple[str, ...]) -> object:
    """A fact as it is declared; what does not fit stays as it was typed, for the reader of declarations to refuse."""
    if fact.type == "boolean":
        return SURE.get(said[0], said[0])
    if fact.type == "integer":
        return int(said[0]) if re.fullmatch("-?[0-9]{1,9}", said[0]) else said[0]
    if fact.type == "list":
        if fact.values:
            return [one for one in said if one != NONE]
        parts = [one for one in _BETWEEN.split(" ".join(said)) if one]
        return [] if parts == [NONE] else parts
    return said[0]
