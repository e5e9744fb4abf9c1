"""Texts of codes in the form in which they are searched, and what one rule set and the packs beside it call goods."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, cached_property
from heapq import nsmallest
from importlib.resources import files
from itertools import chain
from string import ascii_lowercase
from typing import Final, NamedTuple

from greenlane.core.keywords import canonical
from greenlane.core.model import Rule
from greenlane.core.pack.codetexts import CodeText, texts_of
from greenlane.core.ruleset import RuleSet
from greenlane.core.vocabulary import FLOWS

MOST: Final = 50
"""Goods that one search finds at most."""
LONGEST: Final = 200
"""Characters of a query that are looked at."""
WORDS: Final = "words"
"""Whose the names are that this server knows goods by, beside every nomenclature."""
FEW: Final = 8
"""A rule of more codes than these names no goods: its title is the name of a list."""
RANKS: Final = {"words": 0, "pack": 1, "nomenclature": 2, "rule": 3}
"""What sort of name is preferred to which."""
_COMMON: Final = frozenset(
    "and or of for the with from in new old used second hand mixed other waste wastes scrap goods "
    "usado usada usados usadas desechos residuos otros bekas terpakai sisa limbah skrap lain baru baharu "
    "phe lieu cu chat thai moi khac 중고 중고품 폐기물 스크랩 旧 废 旧货 废料 固体废物 ของเสีย เศษ มือสอง ใช้แล้ว".split()
)
"""Words that say nothing of which goods they are: what shares only these with a query is not what was looked for."""
_CODE: Final = re.compile(r"[0-9][0-9 .]*")
_MARKS: Final = re.compile("[\u0300-\u036f]")
_HAN: Final = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")


class Named(NamedTuple):
    """A text of a code, and the form in which it is searched."""

    folded: str
    code: str
    text: str
    language: str
    source: str
    kind: str


class Texts:
    """Texts of codes, to be looked through by words or by a code. Immutable."""

    def __init__(self, named: Iterable[Named]) -> None:
        self.named = list(named)
        self._at: dict[str, list[Named]] = {}
        for one in self.named:
            self._at.setdefault(one.code, []).append(one)
        self._sorted = sorted(self._at)

    def at(self, code: str) -> Sequence[Named]:
        """Those of exactly a code."""
        return self._at.get(code, ())

    def below(self, code: str) -> Iterator[Named]:
        """Those of a code and of all below it, in the order of the codes."""
        for one in _from(self._sorted, code):
            yield from self._at[one]


class Index:
    """What one rule set and the packs beside it call goods, and which codes its rules name. Immutable; what is made of
    every rule is made when it is first wanted.
    """

    def __init__(self, ruleset: RuleSet, texts: Mapping[str, Sequence[CodeText]]) -> None:
        self._ruleset = ruleset
        named: list[Named] = []
        for economy in sorted(texts):
            if economy in ruleset.packs:
                named += [Named(folded(one.text), *one, economy, "pack") for one in texts[economy]]
        named += [Named(folded(one.text), *one, WORDS, "words") for one in words()]
        self.texts = Texts(named)

    def warm(self) -> None:
        """Make what is made of every rule."""
        for made in ("titles", "_sorted", "vocabulary"):
            getattr(self, made)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words of the goods' names, for who mistypes one."""
        return frozenset(word for one in self.texts.named for word in one.folded.split())

    @cached_property
    def titles(self) -> Texts:
        """What rules of few codes are called."""
        return Texts(one for rule in self._ruleset.rules for one in _of_rule(rule))

    @cached_property
    def _rules(self) -> dict[str, dict[str, set[tuple[str, date, date]]]]:
        """By economy and code, the flows of the rules that name it, each with their days."""
        codes: dict[str, dict[str, set[tuple[str, date, date]]]] = {}
        for rule in self._ruleset.rules:
            span = rule.valid_from or date.min, rule.valid_to or date.max
            here = codes.setdefault(rule.economy, {})
            for code in rule.codes:
                here.setdefault(code, set()).update((flow, *span) for flow in rule.flows)
        return dict(sorted(codes.items()))

    @cached_property
    def _sorted(self) -> dict[str, list[str]]:
        return {economy: sorted(found) for economy, found in self._rules.items()}

    def rules(self, code: str, on: date) -> dict[str, tuple[str, ...]]:
        """By economy, the flows on which rules of the day name the code, one above or one below it."""
        found: dict[str, tuple[str, ...]] = {}
        for economy, named in self._rules.items():
            flows: set[str] = set()
            above = (code[:length] for length in range(2, len(code)))
            for one in chain(above, _from(self._sorted[economy], code)):
                flows.update(flow for flow, since, until in named.get(one, ()) if since <= on <= until)
                if len(flows) == len(FLOWS):
                    break
            if flows:
                found[economy] = tuple(flow for flow in FLOWS if flow in flows)
        return found

    def under(self, code: str, economy: str) -> list[str]:
        """The longer codes below a code that rules of an economy name, sorted."""
        return [one for one in _from(self._sorted.get(economy, []), code) if one != code]


def _from(codes: Sequence[str], beginning: str) -> Iterator[str]:
    """Of sorted codes those that begin so."""
    for place in range(bisect_left(codes, beginning), len(codes)):
        if not codes[place].startswith(beginning):
            return
        yield codes[place]


def code_of(query: str) -> str:
    """The digits of a query that is a code (dots and spaces between them allowed); empty for any other."""
    spelt = unicodedata.normalize("NFKC", query[:LONGEST]).strip()
    digits = spelt.replace(".", "").replace(" ", "") if _CODE.fullmatch(spelt) else ""
    return digits if 2 <= len(digits) <= 12 else ""


def folded(text: str) -> str:
    """A text as it is searched: its words between single spaces, Latin letters without accents."""
    form = canonical(text)
    if form.isascii():
        return form
    bare = _MARKS.sub("", unicodedata.normalize("NFD", form)).replace("đ", "d").replace("ı", "i")
    return unicodedata.normalize("NFC", bare)


@cache
def words() -> tuple[CodeText, ...]:
    """What people call the goods of some headings, in the languages of the public page (core/terms/goods.csv)."""
    text = files("greenlane.core.terms").joinpath("goods.csv").read_text(encoding="utf-8")
    return tuple(sorted(texts_of(text.splitlines())))


def _of_rule(rule: Rule) -> Iterator[Named]:
    if not 1 <= len(rule.codes) <= FEW:
        return
    extra = folded(" ".join(rule.keywords)) if rule.keywords else ""
    for language, title in rule.title.items():
        form = folded(title) + extra
        for code in rule.codes:
            if len(code) < 4:  # a chapter names no goods
                continue
            yield Named(form, code, title, language, rule.economy, "rule")


def by_code(tables: Sequence[Texts], digits: str, language: str) -> list[Named]:
    """Those at the code and below it, in order; then those above it, the longest first."""
    above = (digits[:length] for length in range(len(digits) - 1, 1, -1))
    found = [one for table in tables for one in table.below(digits)]
    found.sort(key=lambda one: (one.code, one.language != language, RANKS[one.kind], one.source, one.text))
    for code in above:
        at = [one for table in tables for one in table.at(code)]
        found += sorted(at, key=lambda one: (one.language != language, RANKS[one.kind], one.source, one.text))
    # A code was typed, so the name may be in the reader's language, whatever others there are.
    spoken = {one.code for one in found if one.language == language}
    fits = {language, "en", ""}
    return _once(one for one in found if one.language == language or (one.code not in spoken and one.language in fits))


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
    return _once(every[place] for place in best), typed and most == len(tokens)


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


def _once(found: Iterable[Named]) -> list[Named]:
    """Each text of a code once: what several lists call alike, the best of them."""
    seen: set[tuple[str, str]] = set()
    kept = []
    for one in found:
        key = one.code, one.folded
        if key not in seen:
            seen.add(key)
            kept.append(one)
    return kept
