"""From the edition of the Harmonized System in which goods are declared to the one in which an agreement is written.

`core/terms/hs_editions.csv` has one step a row: a `code` of an `edition`, and its `ancestors` in the edition before. It
holds the codes of `CHAPTERS` that changed, and those that keep their number but lost goods to others; a four-digit
ancestor of a six-digit code is every subheading of that heading. Steps are chained, both ways.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

from greenlane.core.vocabulary import weakest

EDITIONS: Final = {edition: date(int(edition), 1, 1) for edition in ("2002", "2007", "2012", "2017", "2022")}
"""Edition → the day from which it is used. Oldest first."""
CHAPTERS: Final = frozenset(
    "05 15 23 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 44 45 47 48 50 51 52 53 54 55 56 57 58 59 60 61 62 63"
    " 68 70 71 72 73 74 75 76 78 79 80 81 82 84 85 86 87 88 89 90 91 93 94 95".split()
)
"""The chapters of which every changed code is on record. Into the others nobody looked."""
REMEMBERED: Final = 16384
"""Answers kept for the next time they are asked for."""
_NEWEST_FIRST: Final = tuple(reversed(EDITIONS))
_STEPS: Final = tuple(pairwise(EDITIONS))


@dataclass(frozen=True, slots=True)
class Transposed:
    """What a code is in another edition: one of `codes`, or the code itself when nothing is recorded.

    A four-digit one for six digits is some subheading of that heading. `sure`: exactly one. `known`: False where the
    code is recorded as new and nobody found what it was before. `evidence` and `source`: of the rows used;
    `legal_text` and empty where the code simply stays.
    """

    codes: tuple[str, ...]
    sure: bool
    known: bool = True
    evidence: str = "legal_text"
    source: str = ""


class Editions:
    """What became of codes from edition to edition. Immutable; raises ValueError for an edition it does not know."""

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        self._rows: dict[str, dict[str, Mapping[str, str]]] = {edition: {} for edition in EDITIONS}
        self._after: dict[str, dict[str, set[str]]] = {edition: {} for edition in EDITIONS}
        for row in rows:
            self._rows[row["edition"]][row["code"]] = row
            for ancestor in row["ancestors"].split():
                self._after[row["edition"]].setdefault(ancestor, set()).add(row["code"])
        named = {new: {a for a, codes in self._after[new].items() if len(a) in map(len, codes)} for _, new in _STEPS}
        # An ancestor without a row of its own ended; a code with a row that is nobody's ancestor is new.
        self._ended = {new: named[new] - self._rows[new].keys() for _, new in _STEPS}
        self._absent: dict[str, set[str]] = {edition: set() for edition in EDITIONS}
        for old, new in _STEPS:
            self._absent[new] |= (self._absent[old] | self._ended[new]) - self._rows[new].keys()
        for old, new in reversed(_STEPS):
            self._absent[old] |= (self._absent[new] - self._ended[new]) | (self._rows[new].keys() - named[new])
        self._changed: dict[tuple[str, str], frozenset[str]] = {}
        self._moving: dict[str, frozenset[str]] = {}
        self._asked: dict[tuple[str, str, str], Transposed] = {}

    def edition_on(self, day: date) -> str:
        """The edition in which goods are declared on a day; the oldest one for every day before its own."""
        for edition in _NEWEST_FIRST:
            if EDITIONS[edition] <= day:
                return edition
        return _NEWEST_FIRST[-1]

    def ancestors(self, code: str, declared: str, wanted: str) -> Transposed:
        """What a code of four digits or more of one edition is in another, older or newer, at six or four digits."""
        asked = code[: 6 if len(code) >= 6 else 4], declared, wanted
        found = self._asked.get(asked)
        if found is None:
            if len(self._asked) >= REMEMBERED:
                self._asked.clear()
            found = self._asked[asked] = self._found(*asked)
        return found

    def _found(self, code: str, declared: str, wanted: str) -> Transposed:
        steps = _steps(declared, wanted)
        read = code[:2] in CHAPTERS or any(code in self._rows[one] or code in self._after[one] for one in steps)
        if steps and (len(code) < 4 or not read or code in self._absent[declared]):
            # A chapter, a code that nobody looked up, or none of that edition: all it can do is stand as it is.
            return Transposed((code,), False, evidence="unverified")
        codes, used, back = {code}, [], declared > wanted
        for edition in steps:
            of = {one: self._before(one, edition) if back else self._since(one, edition) for one in codes}
            moved = {one for given, found in of.items() if found != {given} for one in ([given] if back else found)}
            used += [self._rows[edition][one] for one in sorted(moved) if one in self._rows[edition]]
            codes = set().union(*of.values())
        known = all(row["ancestors"] for row in used)
        sure = known and [len(one) for one in codes] == [len(code)]
        source = "; ".join(dict.fromkeys(row["source"] for row in used))
        return Transposed(
            tuple(sorted(codes)) or (code,), sure, known, weakest([row["evidence"] for row in used]), source
        )

    def changed(self, declared: str, wanted: str) -> frozenset[str]:
        """Codes, of six and of four digits, that may not simply stay; of `CHAPTERS`, every other one surely does."""
        if (declared, wanted) not in self._changed:
            steps = _steps(declared, wanted)
            named = self._absent[declared].union(*(self._rows[one].keys() | self._after[one].keys() for one in steps))
            if wanted > declared:
                named |= {f"{one}{number:02}" for one in named if len(one) == 4 for number in range(100)}
            moved = (one for one in named if self._found(one, declared, wanted) != Transposed((one,), True))
            self._changed[declared, wanted] = frozenset(moved)
        return self._changed[declared, wanted]

    def moving(self, declared: str) -> frozenset[str]:
        """Codes that may not simply stay, in whichever other edition."""
        found = self._moving.get(declared)
        if found is None:
            found = self._moving[declared] = frozenset().union(*(self.changed(declared, one) for one in EDITIONS))
        return found

    def _before(self, code: str, edition: str) -> set[str]:
        return set(self._rows[edition][code]["ancestors"].split()) if code in self._rows[edition] else {code}

    def _since(self, code: str, edition: str) -> set[str]:
        fed = self._after[edition].get(code, set()) | self._after[edition].get(code[:4], set())
        return {new for new in fed if len(new) == len(code)} | ({code} - self._ended[edition])


def _steps(declared: str, wanted: str) -> list[str]:
    """The steps from one edition to another, in that direction, each named by the newer of its two editions."""
    if unknown := {declared, wanted} - EDITIONS.keys():
        raise ValueError(f"The Harmonized System has the editions {', '.join(EDITIONS)}, not {unknown.pop()!r}.")
    low, high = sorted((declared, wanted))
    return sorted((new for new in EDITIONS if low < new <= high), reverse=declared > wanted)


@cache
def editions() -> Editions:
    """The packaged table, read once."""
    text = files("greenlane.core.terms").joinpath("hs_editions.csv").read_text(encoding="utf-8")
    return Editions(csv.DictReader(text.splitlines()))
