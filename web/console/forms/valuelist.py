"""Values of a dated series pasted from a spreadsheet: each line read and checked, nothing repaired in silence."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from greenlane.core.vocabulary import EVIDENCE

MOST: Final = 2000
"""Lines that are taken at once."""
_MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_VALUE: Final = re.compile(r"-?\d{1,13}(\.\d{1,6})?")
_GROUPED: Final = re.compile(r"-?\d{1,3}([, '\u00a0\u202f]\d{3})+(\.\d{1,6})?")
_COMMA: Final = re.compile(r"-?\d+,\d{1,6}")
_OTHER: Final = (
    re.compile(r"(?P<month>0?[1-9]|1[0-2])[/.](?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})[/.](?P<month>0?[1-9]|1[0-2])"),
    re.compile(r"(?P<word>[A-Za-z]{3})[a-z]*[ -](?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])-\d\d(?:[T ].*)?"),
)
_NAMES: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class ValueLine:
    """A line checked. `value`: as a series holds it. `faults` keep it from being taken, `notes` do not."""

    number: int
    text: str
    value: Mapping[str, str]
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    repair: str = ""
    """The line as it was probably meant; a person says whether."""
    stands: bool = False
    """Whether the series says just that already."""


def lines(pasted: str, series: Mapping[str, Any], evidence: str, source: str, correct: bool = False) -> list[ValueLine]:
    """Every line that is not empty: its month (or first day, last day), its value, and if need be evidence and source.

    `evidence` and `source` stand for lines without their own. `correct`: values that stand may be corrected.
    """
    monthly = series.get("period") == "month"
    key = "period" if monthly else "from"
    standing = {str(one.get(key)): one for one in series.get("values", ()) if isinstance(one, Mapping)}
    found: list[ValueLine] = []
    seen: dict[str, int] = {}
    for number, text in enumerate(pasted.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if not text.strip() or len(found) >= MOST:
            continue
        one = _read(number, text, monthly, evidence, source)
        begins = one.value.get(key, "")
        if not one.faults and begins in seen:
            one = _wrong(one, f"{begins} stands already in line {seen[begins]}")
        elif not one.faults and begins in standing:
            one = _standing(one, standing[begins], correct)
        seen.setdefault(begins, number)
        found.append(one)
    return found


def repaired(found: Iterable[ValueLine]) -> str:
    """The lines with every proposal taken."""
    return "\n".join(one.repair or one.text.strip() for one in found)


def _standing(one: ValueLine, there: Mapping[str, Any], correct: bool) -> ValueLine:
    if there.get("value") == one.value["value"]:
        notes = (*one.notes, "stands already")
        return ValueLine(one.number, one.text, one.value, (), notes, stands=True)
    if correct:
        notes = (*one.notes, f"corrects {there.get('value')}")
        return ValueLine(one.number, one.text, one.value, (), notes)
    return _wrong(one, f"{there.get('value')} stands already: say that it is corrected, or take the line out")


def _wrong(one: ValueLine, fault: str) -> ValueLine:
    return ValueLine(one.number, one.text, one.value, (*one.faults, fault), one.notes, one.repair)


def _read(number: int, text: str, monthly: bool, evidence: str, source: str) -> ValueLine:
    separator = "\t" if "\t" in text else ";" if ";" in text else r"\s+"
    cells = [cell.strip() for cell in re.split(separator, text.strip(), maxsplit=5)]
    faults: list[str] = []
    fixed = list(cells)
    value: dict[str, str] = {}
    fixed[0] = _begins(cells[0], monthly, value, faults)
    at = 1
    if not monthly and len(cells) > 2 and _DAY.fullmatch(cells[1]):
        value["to"] = cells[1]
        at = 2
    if len(cells) <= at:
        faults.append("no value stands beside it")
    else:
        fixed[at] = _amount(cells[at], value, faults)
    rest = cells[at + 1 :]
    own = rest.pop(0) if rest and rest[0] in EVIDENCE else ""
    value["evidence"] = own or evidence
    value["source"] = " ".join(rest).strip() or source
    if not value["source"]:
        faults.append("no source: name one in the line, or one for all lines")
    repair = "\t".join(fixed) if fixed != cells else ""
    return ValueLine(number, text, value, tuple(faults), (), repair)


def _begins(cell: str, monthly: bool, value: dict[str, str], faults: list[str]) -> str:
    """Note the month or first day that a cell says; the cell as it should be."""
    if not monthly:
        try:
            if _DAY.fullmatch(cell):
                value["from"] = date.fromisoformat(cell).isoformat()
                return cell
        except ValueError:
            pass
        faults.append(f"{cell[:20]!r} is no day: write 2025-01-31")
        return cell
    if _MONTH.fullmatch(cell):
        value["period"] = cell
        return cell
    faults.append(f"{cell[:20]!r} is no month: write 2025-01")
    for form in _OTHER:
        if found := form.fullmatch(cell):
            said = found.groupdict()
            word = (said.get("word") or "").lower()
            month = _NAMES.index(word) + 1 if word in _NAMES else int(said.get("month") or 0)
            return f"{said['year']}-{month:02}" if month else cell
    return cell


def _amount(cell: str, value: dict[str, str], faults: list[str]) -> str:
    """Note the value that a cell says; the cell as it should be."""
    if _VALUE.fullmatch(cell):
        value["value"] = cell
        return cell
    if _GROUPED.fullmatch(cell):
        faults.append("thousands are not set apart in a value")
        return re.sub(r"[, '\u00a0\u202f]", "", cell)
    if _COMMA.fullmatch(cell):
        faults.append("a point stands before the decimals, not a comma")
        return cell.replace(",", ".")
    faults.append(f"{cell[:20]!r} is no value: a decimal of at most six places")
    return cell
