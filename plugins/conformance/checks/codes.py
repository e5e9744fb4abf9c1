"""Commodity codes exist, have the tariff's lengths, stand once, and do something."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from greenlane.core.model import Rule
from greenlane.core.proof.alone import written
from greenlane.core.proof.domains import below
from greenlane.plugins.conformance.examined import Examined
from greenlane.plugins.conformance.report import Result
from greenlane.plugins.conformance.say import failed, passed, remarked, some, warned

TITLE = "Commodity codes"
REMARKS: Final = ("all-excluded", "idle-exclusion", "code-too-long", "unknown-code")
CHAPTERS: Final = frozenset(f"{number:02}" for number in range(1, 100)) - {"77"}
"""Of the Harmonized System: 77 is kept for later, 98 and 99 are each tariff's own."""
COMMON: Final = (2, 4, 6)


def look(one: Examined) -> Iterator[Result]:
    """Every list of codes of every rule, and every list that lies beside the rules."""
    yield from remarked(one, REMARKS)
    count = 0
    for rule in one.pack.rules:
        for pointer, codes in written(rule):
            count += len(codes)
            yield from _codes(one, rule, one.places.at(f"{one.economy}/rules/{rule.id}", pointer), codes)
        yield from _twice(one, rule)
    assert one.folder is not None
    for path in sorted((one.folder / "rules").glob("*.csv")):
        yield from _rows(path)
    yield passed(f"{count} codes")


def _codes(one: Examined, rule: Rule, where: str, codes: tuple[str, ...]) -> Iterator[Result]:
    none = sorted({code for code in codes if code[:2] not in CHAPTERS})
    if none:
        message = f"{rule.id}: the Harmonized System has no such chapter: {some(none)}"
        yield failed(message, where, "is a digit wrong, or a leading nought lost?")
    lengths = {*COMMON, *one.pack.economy.nomenclature.lengths}
    odd = sorted({code for code in codes if len(code) not in lengths and len(code) <= max(lengths)})
    if odd:
        said = ", ".join(map(str, sorted(lengths)))
        message = f"{rule.id}: no code of {one.pack.economy.nomenclature.name} has so many digits: {some(odd)}"
        yield warned(message, where, f"its codes have {said} digits: write the heading, or the whole code")


def _twice(one: Examined, rule: Rule) -> Iterator[Result]:
    for part in ("codes", "exclude"):
        codes = rule.codes if part == "codes" else rule.exclude
        where = one.places.of("rules", rule.id, part)
        if not isinstance(one.places.written("rules", rule.id).get(part), list):
            continue  # A list in a file may be of several rules, each of which takes what it needs.
        twice = sorted(code for code, times in Counter(codes).items() if times > 1)
        if twice:
            yield warned(f"{rule.id} names a code twice: {some(twice)}", where, "keep one")
        idle = sorted({code for code in codes if below(code[:-1], frozenset(codes) - {code})})
        if idle:
            message = f"{rule.id} names codes below others that it names: {some(idle)}"
            yield warned(message, where, "the shorter code says it already: leave out the longer")


def _rows(path: Path) -> Iterator[Result]:
    """Rows of a code list that stand twice, word by word."""
    seen: dict[tuple[str, ...], int] = {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        for row in rows:
            first = seen.setdefault(tuple(row), rows.line_num)
            if first != rows.line_num and row:
                message = f"the row of {row[0]} stands twice: it is line {first} already"
                yield failed(message, f"rules/{path.name}:{rows.line_num}", "keep one")
