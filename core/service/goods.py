"""Goods found by a code or by words: in the packs' code lists, imported nomenclatures, and the names of their rules.

What is found helps to write a declaration and decides nothing. Words are compared as keywords are (NFKC, case-folded),
Latin letters also without their accents: who types `phe lieu nhua` means `phế liệu nhựa`.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from greenlane.core.pack.codetexts import CodeText
from greenlane.core.ruleset import RuleSet
from greenlane.core.service.book import RuleBook
from greenlane.core.service.goods_index import (
    LONGEST,
    MOST,
    RANKS,
    WORDS,
    Index,
    Named,
    Texts,
    by_code,
    code_of,
    folded,
)
from greenlane.core.service.goods_words import by_words
from greenlane.core.service.nomenclatures import Nomenclatures

__all__ = ["MOST", "WORDS", "Found", "Goods", "code_of", "folded"]

FRESH: Final = 2.0
"""Seconds for which the list of nomenclatures is believed."""


@dataclass(frozen=True, slots=True)
class Found:
    """Goods. `source`: the economy whose list or nomenclature has the code, `HS`, or `words`; `kind`: pack,
    nomenclature, rule or words. `rules`: by economy, the flows on which rules name the code, one above or one below it.
    `whole`: it is called by all of the words, as they were typed.
    """

    code: str
    text: str
    language: str
    source: str
    kind: str
    rules: Mapping[str, tuple[str, ...]]
    whole: bool = True


class Goods:
    """The use case of a search. One a process; threads share it. `texts`: by economy, those of its pack's lists."""

    def __init__(
        self,
        book: RuleBook,
        nomenclatures: Nomenclatures,
        texts: Callable[[], Mapping[str, Sequence[CodeText]]] = dict,
    ) -> None:
        self._book = book
        self._nomenclatures = nomenclatures
        self._texts = texts
        self._indexes: OrderedDict[str, Index] = OrderedDict()
        self._imported: dict[str, tuple[datetime, Texts]] = {}
        self._looked = 0.0

    def search(
        self, query: str, *, language: str = "en", most: int = MOST, on: date | None = None, fresh: bool = False
    ) -> list[Found]:
        """Goods of a code (the digits of the query, if it is nothing else) or by words, best first; none for no word.

        `on`: the day on which rules that name a code must stand (default: today). `fresh`: look at once which
        nomenclatures there are. Raises StoreUnavailable.
        """
        index = self._index(self._book.current().ruleset)
        digits, whole = code_of(query), True
        tables = [index.texts, *self._nomenclature(fresh), index.titles]
        if digits:
            found = by_code(tables, digits, language)
        else:
            every = [one for table in tables for one in table.named]
            found, whole = by_words(every, query[:LONGEST], language, index.vocabulary)
        on = on or datetime.now(UTC).date()
        return [
            Found(one.code, one.text, one.language, one.source, one.kind, index.rules(one.code, on), whole)
            for one in found[: min(most, MOST)]
        ]

    def name(self, code: str, languages: Sequence[str] = ("en",), source: str = "") -> CodeText | None:
        """What goods of a code are called: by the longest beginning of it that anything names, in the first of the
        languages that has a name, the source's own list first. Raises StoreUnavailable.
        """
        tables = [self._index(self._book.current().ruleset).texts, *self._nomenclature(False)]

        def order(one: Named) -> tuple[object, ...]:
            spoken = languages.index(one.language) if one.language in languages else len(languages)
            return spoken, one.source != source, RANKS[one.kind], one.text

        for length in range(len(code), 1, -1):
            known = [one for table in tables for one in table.at(code[:length])]
            if known:
                best = min(known, key=order)
                return CodeText(best.code, best.text, best.language)
        return None

    def under(self, code: str, economy: str) -> list[str]:
        """The longer codes below a code that rules of an economy name, sorted."""
        return self._index(self._book.current().ruleset).under(code, economy)

    def warm(self) -> None:
        """Have ready what a search in the rule set in force needs. Raises StoreUnavailable."""
        self._index(self._book.current().ruleset).warm()
        self._nomenclature(False)

    def _index(self, ruleset: RuleSet) -> Index:
        found = self._indexes.get(ruleset.digest)
        if found is None:
            found = self._indexes[ruleset.digest] = Index(ruleset, self._texts())
            while len(self._indexes) > 2:
                self._indexes.popitem(last=False)
        return found

    def _nomenclature(self, fresh: bool) -> list[Texts]:
        """The texts of every nomenclature, read again when one was imported."""
        now = time.monotonic()
        if fresh or not self._looked or now - self._looked > FRESH:
            standing = {one.name: one.imported_at for one in self._nomenclatures.all()}
            for name in set(self._imported) - set(standing):
                self._imported.pop(name, None)
            for name, at in standing.items():
                if self._imported.get(name, (None,))[0] != at:
                    texts = self._nomenclatures.every(name)
                    self._imported[name] = (
                        at,
                        Texts(
                            Named(folded(text), code, text, "", name, "nomenclature") for code, text in texts.items()
                        ),
                    )
            self._looked = now
        return [table for _, (_, table) in sorted(self._imported.items())]
