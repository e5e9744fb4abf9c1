"""The four questions' answers in the query string of `/origin`: what was typed, and what the engine is told of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from greenlane.core.service.goods import code_of
from greenlane.core.service.questionnaire import MADE, Answers

Json = dict[str, Any]
PLAIN: Final = ("code", "from", "to", "on", "made", "where", "works", "repairable", "recovery", "m", "nf", "amount",
                "currency", "basis", "cost", "direct", "via", "control", "through")  # fmt: skip
SEVERAL: Final = ("p", "o", "t")
"""Processes, processes that product rules name, and what was done on the way: `-` says none."""
LONGEST: Final = 20_000
"""Characters of a field that are read: a pasted list of materials is long."""
NONE: Final = "-"
SURE: Final = {"yes": True, "no": False}
_NOTHING: Final = re.compile(r"none|no|0|-+")
_CODE: Final = re.compile(r"[0-9][0-9. ]*")


@dataclass(frozen=True)
class State:
    """What was typed, by field."""

    plain: Mapping[str, str] = field(default_factory=dict)
    several: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        """A field of one value; empty where nothing was typed."""
        return self.plain.get(name, "")

    @property
    def asked(self) -> bool:
        """Whether anything was sent that can be answered."""
        return any(self.plain.get(name) for name in ("code", "from", "to"))

    @property
    def made(self) -> str:
        """The answer to the first question; empty where there is none."""
        return self["made"] if self["made"] in MADE else ""

    @property
    def materials(self) -> tuple[str, ...] | None:
        """The codes of the foreign materials, one of each line; empty: there are none; None: it is not told."""
        text = self["m"].strip()
        if self["nf"] == "yes" or _NOTHING.fullmatch(text.casefold()):
            return ()
        if not text:
            return None
        return tuple(map(_code, filter(None, map(str.strip, text.splitlines()))))

    @property
    def nothing_but_listed(self) -> bool:
        """Whether it was said that no material is foreign, and one was listed all the same."""
        text = self["m"].strip()
        return (self["nf"] == "yes" or self.made == "all") and bool(text) and not _NOTHING.fullmatch(text.casefold())

    def chosen(self, name: str) -> tuple[str, ...] | None:
        """The answers of a list: empty where none of them was said, None where nothing was."""
        said = self.several.get(name, ())
        return tuple(one for one in said if one != NONE) if said else None

    def answers(self) -> Answers:
        """What the engine is told."""
        value: Json | None = None
        if self["amount"]:
            value = {"amount": self["amount"], "currency": self["currency"] or "USD"}
            if self["basis"]:
                value["basis"] = self["basis"]
        through = self["direct"] == "no"
        materials = self.materials
        return Answers(
            code=code_of(self["code"]) or self["code"],
            export=self["from"],
            import_=self["to"],
            day=self["on"],
            made=self.made,
            where=self["where"],
            works=SURE.get(self["works"]),
            repairable=SURE.get(self["repairable"]),
            fit_only_for_recovery=SURE.get(self["recovery"]),
            materials=materials,
            value=value,
            foreign=self["cost"] if materials else "",
            processes=self.chosen("p"),
            origin_processes=self.chosen("o"),
            transit=(self["via"],) if through and self["via"] else (),
            transit_operations=self.chosen("t") if through else None,
            transit_customs_control=SURE.get(self["control"]) if through else None,
            through_bill_of_lading=SURE.get(self["through"]) if through else None,
        )

    def query(self, **other: str) -> str:
        """The query string of this state, in one order, without what is empty."""
        pairs = [(name, other.get(name, self[name])) for name in PLAIN]
        pairs += [(name, value) for name in SEVERAL for value in self.several.get(name, ())]
        return urlencode([(name, value) for name, value in pairs if value])


def read(sent: MultiDict[str, str]) -> State:
    """The state that a query string says; fields that the page does not have are not looked at."""
    plain = {name: sent[name][:LONGEST].strip() for name in PLAIN if sent.get(name, "").strip()}
    several = {
        name: tuple(dict.fromkeys(one[:60] for one in sent.getlist(name) if one)) for name in SEVERAL if name in sent
    }
    return State(plain, several)


def _code(line: str) -> str:
    """The code that a line of a list begins with; the whole line where it begins with none, for it to be refused."""
    found = _CODE.match(re.split(r"[\t;,|]", line)[0].strip())
    return found[0].strip(" .") if found else line
