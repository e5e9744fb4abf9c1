"""Change of tariff classification: which non-originating materials do not change, and whether they may stay."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from typing import Any

from greenlane.core.origin.agreement import Agreement
from greenlane.core.origin.bill import Bill, Foreign
from greenlane.core.origin.found import Found
from greenlane.core.origin.outcome import Phrase
from greenlane.core.origin.price import Price
from greenlane.core.origin.rule import Change, From, Span
from greenlane.core.origin.share import shares
from greenlane.core.origin.tolerance import tolerated
from greenlane.core.vocabulary import FALSE, TRUE, UNKNOWN

LEVEL_NAMES = {2: "chapter", 4: "heading", 6: "subheading"}


def staying(rule: Change | From, code: str, foreign: Foreign) -> tuple[list[int], list[int]]:
    """Places of the materials that do not change as the rule asks, and of those of which it cannot be told.

    `code`: the good's six digits in the rule's edition.
    """
    if isinstance(rule, From):
        return _outside(rule.codes, foreign)
    stay: dict[int, None] = {}
    maybe: dict[int, None] = {}
    if rule.level:
        for place in foreign.at(rule.level).get(code[: rule.level], ()):
            (stay if _surely(foreign, place, code[: rule.level]) else maybe)[place] = None
        if rule.level > 2:
            # A code that is too short to tell stands under itself.
            for digits in range(2, rule.level, 2):
                for place in foreign.at(digits).get(code[:digits], ()):
                    if any(len(one) == digits for one in foreign.codes[place]):
                        maybe[place] = None
    if rule.exclude:
        for place in _of_codes(rule.exclude, foreign):
            covered = [_covers(rule.exclude, one) for one in foreign.codes[place]]
            (stay if all(covered) else maybe)[place] = None
    if rule.level or rule.exclude:
        maybe |= dict.fromkeys(foreign.lost)
    return list(stay), [place for place in maybe if place not in stay]


def _surely(foreign: Foreign, place: int, prefix: str) -> bool:
    return all(one.startswith(prefix) for one in foreign.codes[place])


def _outside(codes: tuple[Span, ...], foreign: Foreign) -> tuple[list[int], list[int]]:
    """Places of the materials that are of none of some codes, and of those of which it cannot be told."""
    within = {place: [_covers(codes, one) for one in foreign.codes[place]] for place in _of_codes(codes, foreign)}
    stay = [place for place in range(len(foreign.codes)) if place not in within and place not in foreign.lost]
    return stay, [*(place for place, covered in within.items() if not all(covered)), *foreign.lost]


def _covers(codes: tuple[Span, ...], code: str) -> bool:
    return any(span.covers(code) for span in codes)


def _of_codes(codes: tuple[Span, ...], foreign: Foreign) -> list[int]:
    """Places of the materials one of whose codes lies, or may lie, under one of the spans."""
    places: dict[int, None] = {}
    for span in codes:
        index, keys = foreign.in_order(len(span.first))
        for key in keys[bisect_left(keys, span.first) : bisect_right(keys, span.last)]:
            places |= dict.fromkeys(index[key])
        for place in foreign.short:
            if any(span.touches(one) for one in foreign.codes[place]):
                places[place] = None
    return list(places)


def change(
    rule: Change | From,
    written: str,
    code: str,
    agreement: Agreement,
    price: Price,
    bill: Bill | None,
    foreign: Foreign | None,
    facts: Mapping[str, Any],
) -> Found:
    """Whether every non-originating material changes as the rule asks, those apart that may stay."""
    if bill is None or foreign is None:
        return Found(UNKNOWN, because=(Phrase("origin_no_materials", {}),), facts=("materials",))
    stay, maybe = staying(rule, code, foreign)
    if not stay and not maybe:
        return Found(TRUE, written, (Phrase("origin_change_met", {"rule": written}),))
    found = Found(FALSE)
    if isinstance(rule, Change) and rule.allowance is not None:
        stay, maybe = _allowed(rule, written, code, agreement, price, foreign, stay, maybe, found)
        if not stay and not maybe:
            found.value, found.met = TRUE, written
            return found
    if stay:
        found.because += (Phrase("origin_unchanged", {"rule": written, "materials": _named(foreign, stay)}),)
    if maybe:
        found.because += (Phrase("origin_unsure", {"rule": written, "materials": _named(foreign, maybe)}),)
    _tolerate(rule, written, code, agreement, price, bill, foreign, stay, maybe, facts, found)
    if found.value != TRUE:
        found.met = ""
        if found.value == UNKNOWN and maybe:
            found.facts += tuple(
                f"materials.{foreign.materials[place].number}.commodity_code"
                for place in maybe
                if min(map(len, foreign.codes[place])) < 6
            )
            if any(place in foreign.lost for place in maybe):
                found.gaps += (Phrase("origin_gap_edition_material", {"edition": agreement.edition}),)
        if stay:
            found.advice += (Phrase("origin_replace", {"rule": written, "materials": _named(foreign, stay)}),)
    return found


def _named(foreign: Foreign, places: Iterable[int]) -> list[tuple[int, str]]:
    return [(foreign.materials[place].number, foreign.materials[place].code) for place in places]


def _allowed(
    rule: Change,
    written: str,
    code: str,
    agreement: Agreement,
    price: Price,
    foreign: Foreign,
    stay: list[int],
    maybe: list[int],
    found: Found,
) -> tuple[list[int], list[int]]:
    """Take out the materials of the good's own heading or subheading, as far as the rule lets them stay."""
    allowance = rule.allowance
    assert allowance is not None
    prefix = code[: allowance.level]
    own = [p for p in stay if all(one.startswith(prefix) for one in foreign.codes[p])]
    if not own or agreement.value is None:
        return stay, maybe
    found.said += (agreement.value.said,)
    figures, open_ = shares("allowance", agreement, price, foreign, own, allowance.percent, found)
    met = next((figure for figure in figures if figure.met), None)
    if met is None:
        found.figures += tuple(figures)
        found.because += tuple(Phrase("origin_figure", {"figure": one, "rule": written}) for one in figures)
        if open_:
            return [p for p in stay if p not in own], [*maybe, *own]
        return stay, maybe
    found.figures += (met,)
    found.because += (Phrase("origin_figure", {"figure": met, "rule": written}),)
    return [p for p in stay if p not in own], maybe


def _tolerate(
    rule: Change | From,
    written: str,
    code: str,
    agreement: Agreement,
    price: Price,
    bill: Bill,
    foreign: Foreign,
    stay: list[int],
    maybe: list[int],
    facts: Mapping[str, Any],
    found: Found,
) -> None:
    """Let the materials that do not change stay within the agreement's tolerance; sets the value of `found`."""
    tolerance = agreement.tolerance
    if tolerance is None:
        found.value = UNKNOWN
        found.gaps += (Phrase("origin_gap_tolerance", {}),)
        return
    found.said += (tolerance.said,)
    whole = tolerated(tolerance, code, agreement, price, foreign, [*stay, *maybe], facts, found)
    if whole == TRUE:
        found.value, found.met = TRUE, written
        return
    if not stay:
        found.value = UNKNOWN
        return
    found.value = (
        whole if not maybe else tolerated(tolerance, code, agreement, price, foreign, stay, facts, Found(FALSE))
    )
    if maybe and found.value == TRUE:
        found.value = UNKNOWN
