"""An entry of a draft on a form: its fields, what its conditions say, its code lists checked, its faults in place."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from greenlane.core.conditions import ConditionError, parse
from greenlane.core.declaration.schema import declaration_schema
from greenlane.core.draft.check import Fault
from greenlane.core.draft.entries import address, parts
from greenlane.core.draft.forms import ENTRIES
from greenlane.core.draft.words import title_of
from greenlane.core.model import DocumentType, Fact
from greenlane.core.pack.schema import Schema
from greenlane.core.service.drafts import Draft
from greenlane.core.terms import Terms, is_document, shared_documents, shared_facts
from greenlane.core.units import UNITS
from greenlane.core.wording import sentence
from greenlane.web.console.forms import picker
from greenlane.web.console.forms.codelist import Against, Line, checked
from greenlane.web.console.forms.conditions import Node, write
from greenlane.web.console.forms.errors import errors, slots
from greenlane.web.console.forms.fields import Choice, Field
from greenlane.web.console.forms.model import Context, model
from greenlane.web.wiring import Desk

_DAY: Final = re.compile(r"(\d{4}-\d\d-\d\d)?")
SHOWN: Final = 30
"""Lines of a code list that are shown with what is wrong with them."""
HS: Final = "HS"


@dataclass(frozen=True)
class Land:
    """What the forms of one economy's entries need to know of it, as it stands in a draft."""

    desk: Desk
    draft: Draft
    code: str

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """Every fact that its rules may look at."""
        return {**shared_facts(), **self._own[0]}

    @cached_property
    def documents(self) -> Mapping[str, DocumentType]:
        """Every document that its rules may ask for."""
        return {**shared_documents(), **self._own[1]}

    @property
    def own(self) -> list[str]:
        """The facts that are its alone."""
        return [name for name in self._own[0] if name not in shared_facts()]

    @cached_property
    def _own(self) -> tuple[Mapping[str, Fact], Mapping[str, DocumentType]]:
        pack = self.desk.rehearsals.pack(self.draft, self.code)
        return (pack.facts, pack.documents) if pack is not None else ({}, {})

    @cached_property
    def entry(self) -> Mapping[str, Any]:
        """The economy's own entry; empty where there is none yet."""
        found = self.draft.entries.get(address(self.code))
        return found if isinstance(found, dict) else {}

    def context(self) -> Context:
        """What its forms need."""
        spoken = [one for one in self.entry.get("languages", ()) if isinstance(one, str)]
        lists = {
            name: [Choice(fact, picker.label(one)) for fact, one in self.facts.items() if one.type == kind]
            for name, kind in (("facts", "decimal"), ("boolean_facts", "boolean"), ("economy_facts", "economy"))
        }
        lists["units"] = [Choice(unit, unit) for unit in sorted(UNITS)]
        lists["agreements"] = [
            Choice(parts(one).name, title_of(self.draft.entries[one]) or parts(one).name)
            for one in self.desk.rehearsals.terms(self.draft)
            if one.startswith(f"{self.code}/agreements/")
        ]
        return Context(tuple(spoken) or ("en",), self.facts, lists)

    def schema(self, part: str) -> Schema:
        """The schema of a part's entries; that of a case with the declaration's own in it."""
        if part == "product_rules":  # Its id is made of its other fields.
            return {name: one for name, one in ENTRIES[part].items() if name != "id"}
        if part != "cases":
            return ENTRIES[part]
        own = ENTRIES["cases"]
        terms = Terms(self.facts, self.documents, {})
        declaration = {**own["declaration"], "schema": declaration_schema(terms)}
        return {name: declaration if name == "declaration" else one for name, one in own.items() if name != "file"}

    @cached_property
    def against(self) -> Against:
        """What its code lists are held to."""
        nomenclature = self.entry.get("nomenclature")
        lengths = nomenclature.get("lengths", ()) if isinstance(nomenclature, dict) else ()
        known = self.desk.nomenclatures.beginnings(self.code)
        return Against(self.code, tuple(sorted(int(one) for one in lengths if one.isdigit())), frozenset(known))

    def titles(self, codes: Iterable[str]) -> Mapping[str, str]:
        """What its nomenclature, or else the HS, calls some codes; nothing where none was imported."""
        wanted = sorted({code for code in codes if code.isdigit()})[:500]
        found = self.desk.store.nomenclatures.texts(self.code, wanted) if wanted else {}
        return found or (self.desk.store.nomenclatures.texts(HS, wanted) if wanted else {})

    def is_document(self, code: str) -> bool:
        """Whether its rules may ask for a document."""
        return is_document(code, self.documents)

    def told(self, written: Any) -> tuple[str, str]:
        """What a written condition means; or, in the second place, why nobody can tell yet."""
        try:
            return sentence(parse(written, self.facts, self.is_document), self.facts), ""
        except ConditionError as error:
            return "", "" if "is no fact this pack knows" in str(error) and str(error).startswith(" ") else str(error)


@dataclass(frozen=True)
class Sheet:
    """The form of one entry, as it stands or as it is typed."""

    land: Land
    place: str
    entry: Mapping[str, Any]
    pasted: Mapping[str, str] = field(default_factory=dict)
    """By the pointer of a code list, the text that was typed in it."""
    faults: tuple[Fault, ...] = ()

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Its fields."""
        return model(self.land.schema(parts(self.place).part), self.entry, self.land.context())

    @cached_property
    def errors(self) -> dict[str, str]:
        """Messages by the pointer of their field."""
        found = errors(self.fields, self.faults, self.place)
        for pointer, lines in self.codes.items():
            if lines.wrong:
                found[pointer] = f"{lines.wrong} of {lines.count} lines cannot be taken as they are: see below."
        return found

    @property
    def slots(self) -> list[str]:
        """Every pointer that has a place for a message."""
        return list(slots(self.fields))

    def folded(self, field: Field) -> bool:
        """Whether a group that need not be is folded up: nothing is filled in anywhere in it, nor wrong."""
        inner = list(walk([field]))
        filled = any(one.value or one.chosen or one.tree is not None or one.widget == "row" for one in inner)
        wrong = any(one.pointer in self.errors for one in inner)
        return field.widget in ("group", "speech") and not field.required and not filled and not wrong

    def is_day(self, text: str) -> bool:
        """Whether a browser's field for days can show it; what it cannot it would lose."""
        return _DAY.fullmatch(text) is not None

    def knows(self, fact: str) -> bool:
        """Whether a test can ask for it."""
        return any(fact == choice.value for _, choices in self.groups for choice in choices)

    @cached_property
    def sentences(self) -> dict[str, tuple[str, str]]:
        """By the pointer of a condition, what it says, or why nobody can tell."""
        return {
            one.pointer: self.land.told(write(one.tree)) if one.tree is not None else ("", "")
            for one in walk(self.fields)
            if one.widget == "condition"
        }

    @cached_property
    def codes(self) -> dict[str, "List"]:
        """By the pointer of a code list, each of its lines checked."""
        texts = {
            one.pointer: self.pasted.get(one.pointer, one.value)
            for one in walk(self.fields)
            if one.widget == "codes" and (one.value or self.pasted.get(one.pointer))
        }
        return {pointer: _list(checked(text, self.land.against), self.land) for pointer, text in texts.items()}

    def face(self, node: Node) -> picker.Face:
        """How a test of a condition is shown."""
        return picker.face(node, self.land.facts, self.land.documents)

    @cached_property
    def groups(self) -> list[tuple[str, list[Choice]]]:
        """What a test can ask."""
        return picker.groups(self.land.facts, self.land.own)


@dataclass(frozen=True, slots=True)
class List:
    """A code list checked: how many lines, of how many something is said, and those that are shown."""

    count: int
    wrong: int
    noted: int
    repairs: bool
    shown: tuple[Line, ...]
    titles: Mapping[str, str]


def _list(lines: Sequence[Line], land: Land) -> List:
    """What is wrong is shown first, then what was noted, then the first of the others."""
    wrong = [line for line in lines if line.faults]
    noted = [line for line in lines if line.notes and not line.faults]
    plain = [line for line in lines[: 2 * SHOWN] if not line.notes and not line.faults]
    shown = (*wrong, *noted, *plain)[:SHOWN]
    repairs = any(line.repair for line in lines)
    return List(len(lines), len(wrong), len(noted), repairs, shown, land.titles(line.code for line in shown))


def walk(fields: Iterable[Field]) -> Iterator[Field]:
    """Every field, each before its parts."""
    for one in fields:
        yield one
        yield from walk(one.parts)


__all__ = ["Land", "List", "Sheet", "walk"]
