"""A list of commodity codes pasted from a spreadsheet: each line read and checked, nothing repaired in silence."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

MOST: Final = 20_000
"""Lines that are checked; what stands below is flagged as one."""
_DOTTED: Final = re.compile(r"\d{2}(?:\d{2})?(?:[. ]?\d{2})*(?:[. ]\d{3})?")
_DIGITS: Final = re.compile(r"\d{2,12}")
_FLOAT: Final = re.compile(r"(\d{2,12})[.,]0+")
_CUT: Final = re.compile(r"(\d{2,4}(?:\.\d{2})*)\.(\d)")
_POWER: Final = re.compile(r"\d([.,]\d+)?[eE]\+?\d+")
_QUOTED: Final = re.compile(r"""^['"’‘“”]+|['"’”]+$""")
_CELLS: Final = re.compile(r"\t|;|,\s|\s{2,}|(?<=\d),(?=\d{4})")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one line says by itself. `codes`: as they are taken (a line that is not understood as it stands)."""

    number: int
    text: str
    codes: tuple[str, ...]
    said: tuple[str, ...] = ()
    """What was done to read it."""
    fault: str = ""
    repair: str = ""
    """The code that was probably meant; a person says whether."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line checked. `faults` keep it from being saved, `notes` do not."""

    number: int
    text: str
    code: str
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    repair: str = ""


@dataclass(frozen=True)
class Against:
    """What codes are held to: the lengths an economy's codes have, and the codes of its nomenclature."""

    economy: str = ""
    lengths: tuple[int, ...] = ()
    known: frozenset[str] = frozenset()
    """Every code and every beginning of one; empty where none was imported."""


@lru_cache(8)  # a form is read several times while it is looked at
def readings(pasted: str) -> tuple[Reading, ...]:
    """Every line that is not empty, read."""
    lines = pasted.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return tuple(_read(number, text) for number, text in enumerate(lines, 1) if text.strip())


def _read(number: int, text: str) -> Reading:
    stripped = text.strip()
    if stripped.isascii() and _DIGITS.fullmatch(stripped):
        return Reading(number, text, (stripped,))
    cells = [cell.strip() for cell in _CELLS.split(stripped) if cell.strip()]
    if len(cells) > 1 and all(_plain(cell) for cell in cells):
        return Reading(number, text, tuple(map(_bare, cells)), ("several codes on one line",))
    first, rest = (cells[0], " ".join(cells[1:])) if cells else (stripped, "")
    said = []
    if not rest and not _plain(first):
        found = re.match(r"([\d. ]*\d)\s+([^\d\s].*)$", first)
        if found:
            first, rest = found[1], found[2]
    if rest:
        said.append(f"“{_cut(rest)}” is left out")
    if first.isascii() and _plain(first):
        if first != _bare(first):
            said.append("written without its dots and spaces")
        return Reading(number, text, (_bare(first),), tuple(said))
    fault, repair = _fault(first)
    return Reading(number, text, (stripped,), tuple(said), fault, repair)


def _plain(cell: str) -> bool:
    return cell.isascii() and 2 <= len(_bare(cell)) <= 12 and _DOTTED.fullmatch(cell) is not None


def _bare(cell: str) -> str:
    return cell.replace(".", "").replace(" ", "")


def _fault(cell: str) -> tuple[str, str]:
    """What is wrong with a cell that is no code, and what was probably meant."""
    unquoted = _QUOTED.sub("", cell).strip()
    if unquoted != cell and _plain(unquoted):
        return "quotation marks stand around it", _bare(unquoted)
    folded = unicodedata.normalize("NFKC", cell)
    if folded != cell and _plain(folded):
        return "its digits are not 0 to 9 of the keyboard", _bare(folded)
    if _POWER.fullmatch(cell):
        return "a spreadsheet has shortened it to a power of ten, its digits are lost: copy it again as text", ""
    if found := _FLOAT.fullmatch(cell):
        return "a spreadsheet has made a number of it", _even(found[1])
    if found := _CUT.fullmatch(cell):
        return "its last digit is missing: a spreadsheet drops a zero at the end", f"{_bare(found[1])}{found[2]}0"
    bare = _bare(cell)
    if bare.isascii() and bare.isdigit():
        if len(bare) > 12:
            return f"{len(bare)} digits: a code has 2 to 12", ""
        if len(bare) < 2:
            return "one digit: a code has 2 to 12", f"0{bare}"
        return "its dots stand where no code has them", _even(bare)
    return "no commodity code: 2 to 12 digits", ""


def _even(digits: str) -> str:
    return digits if len(digits) % 2 == 0 else f"0{digits}"


@lru_cache(8)
def checked(pasted: str, against: Against) -> tuple[Line, ...]:
    """Every code of what was pasted, checked."""
    found: list[Line] = []
    seen: dict[str, int] = {}
    read = readings(pasted)
    everything = {code for one in read if not one.fault for code in one.codes}
    for one in read[:MOST]:
        for code in one.codes:
            if one.fault:
                found.append(Line(one.number, one.text, code, (one.fault,), one.said, one.repair))
                continue
            found.append(_held(one, code, against, everything, seen))
            seen.setdefault(code, one.number)
    if len(read) > MOST:
        over = f"{len(read)} lines: at most {MOST} are checked at once, split the rule"
        found.append(Line(read[MOST].number, read[MOST].text, read[MOST].codes[0], (over,)))
    return tuple(found)


def _held(one: Reading, code: str, against: Against, all_: Collection[str], seen: Mapping[str, int]) -> Line:
    faults, notes, repair = [], list(one.said), ""
    lengths = {2, 4, 6, *against.lengths}
    if against.lengths and len(code) not in lengths:
        wanted = _or([str(length) for length in sorted(lengths)])
        faults.append(f"{len(code)} digits: codes of {against.economy} have {wanted}")
        if len(code) + 1 in lengths and len(code) % 2:
            faults.append("a leading zero may have been lost")
            repair = f"0{code}"
    if code in seen:
        notes.append(f"stands already in line {seen[code]}")
    shorter = next((code[:length] for length in range(2, len(code)) if code[:length] in all_), "")
    if shorter:
        notes.append(f"covered by {shorter}")
    if against.known and code not in against.known and not faults:
        notes.append("not in the nomenclature that was imported")
        if len(code) < 12 and f"0{code}" in against.known:
            repair = f"0{code}"
    return Line(one.number, one.text, code, tuple(faults), tuple(notes), repair)


def repaired(pasted: str, lines: Sequence[Line]) -> str:
    """The list with every proposal taken, one code a line, what stood twice once."""
    return "\n".join(dict.fromkeys(line.repair or line.code for line in lines))


def _or(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _cut(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
