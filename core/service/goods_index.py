"""Texts of codes in the form in which they are searched, and what one rule set and the packs beside it call goods."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from itertools import chain
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
_CODE: Final = re.compile(r"[0-9][0-9 .]*")
_MARKS: Final = re.compile("[\u0300-\u036f]")


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
            if rule.economy in self._ruleset.everywhere:
                continue
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
    return once(one for one in found if one.language == language or (one.code not in spoken and one.language in fits))


def once(found: Iterable[Named]) -> list[Named]:
    """Each text of a code once: what several lists call alike, the best of them."""
    seen: set[tuple[str, str]] = set()
    kept = []
    for one in found:
        key = one.code, one.folded
        if key not in seen:
            seen.add(key)
            kept.append(one)
    return kept
