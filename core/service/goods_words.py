"""Goods found by words, as people type them: in any order, mistyped, with more words than a name has."""

import re
from collections.abc import Collection, Sequence
from heapq import nsmallest
from string import ascii_lowercase
from typing import Final

from greenlane.core.service.goods_index import MOST, RANKS, Named, folded, once

_COMMON: Final = frozenset(
    "and or of for the with from in new old used second hand mixed other waste wastes scrap goods "
    "usado usada usados usadas desechos residuos otros bekas terpakai sisa limbah skrap lain baru baharu "
    "phe lieu cu chat thai moi khac 중고 중고품 폐기물 스크랩 旧 废 旧货 废料 固体废物 ของเสีย เศษ มือสอง ใช้แล้ว".split()
)
"""Words that say nothing of which goods they are: what shares only these with a query is not what was looked for."""
_HAN: Final = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")


def by_words(
    every: Sequence[Named], query: str, language: str, vocabulary: Collection[str] = ()
) -> tuple[list[Named], bool]:
    """Those that hold every word; where there are none, those that hold most of them, the rarest counting most.

    Also whether they hold every word as it was typed. One that nothing holds is looked for in the vocabulary with one
    letter otherwise.
    """
    tokens = list(dict.fromkeys(folded(query).split()))[:12]
    rows, typed = [], True
    for token in tokens:
        row = _row(token, every)
        if not row and len(token) > 4 and token.isascii():
            for other in sorted(_near(token) & set(vocabulary)):
                row.update(_row(other, every))
            typed = False
        rows.append(row)
    worth = [1000 // max(1, len(row)) + 1 for row in rows]
    scores: dict[int, tuple[int, int]] = {}
    for row, each in zip(rows, worth, strict=True):
        for place, points in row.items():
            matched, score = scores.get(place, (0, 0))
            scores[place] = matched + 1, score + points * each
    most = max((matched for matched, _ in scores.values()), default=0)
    if most < len(tokens):
        telling = {place for token, row in zip(tokens, rows, strict=True) if token not in _COMMON for place in row}
        scores = {place: score for place, score in scores.items() if place in telling}
        most = max((matched for matched, _ in scores.values()), default=0)

    def order(place: int) -> tuple[object, ...]:
        one = every[place]
        return -scores[place][1], one.language != language, RANKS[one.kind], len(one.text), one.code, one.source

    best = nsmallest(4 * MOST, (place for place, (matched, _) in scores.items() if matched == most), key=order)
    return once(every[place] for place in best), typed and most == len(tokens)


def _near(word: str) -> set[str]:
    """The words that differ in one letter, or have two beside each other exchanged."""
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {head + tail[1:] for head, tail in halves if tail}
    found |= {head + tail[1] + tail[0] + tail[2:] for head, tail in halves if len(tail) > 1}
    for letter in ascii_lowercase:
        found.update(head + letter + tail[1:] for head, tail in halves if tail)
        found.update(head + letter + tail for head, tail in halves)
    return found


def _row(token: str, every: Sequence[Named]) -> dict[int, int]:
    """Which of the texts hold a word, and how well: 4 as a word, 3 as the beginning of one, 2 within one, 1 in part."""
    found: dict[int, int] = {}
    # The plural of what is called in the singular.
    stem = token[:-1] if len(token) > 3 and token.isascii() and token[-1] == "s" else token
    word, singular, plural, start = f" {token} ", f" {stem} ", f" {stem}s ", f" {stem}"
    short = token.isascii() and len(stem) < 4
    for place, one in enumerate(every):
        if stem in one.folded:
            text = one.folded
            if start not in text:
                points = 2
            else:
                points = 4 if word in text or singular in text or plural in text else 3
            if points > 2 or not short:
                found[place] = points
    if token.isascii() and found:
        # PET is not the beginning of petroleum, where anything is called PET; nor is a tyre a part of styrene.
        best = max(found.values())
        least = best if short or best < 3 else 3
        if short and best == 3 and (len(token) < 2 or token != stem):
            least = 4
        found = {place: points for place, points in found.items() if points >= least}
    if not found and _HAN.search(token):  # without spaces between words, what was typed may hold more than the name
        pairs = {token[at : at + 2] for at in range(len(token) - 1)}
        for place, one in enumerate(every):
            if not one.folded.isascii() and sum(pair in one.folded for pair in pairs) > 1:
                found[place] = 1
    return found
