"""A rule's codes for its reader: by chapter, and what a nomenclature or a pack's own list calls each."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from greenlane.core.model import Rule
from greenlane.core.pack.codetexts import CodeText
from greenlane.core.proof.alone import HS
from greenlane.core.service.nomenclatures import Nomenclatures


@dataclass(frozen=True, slots=True)
class Named:
    """What goods of a code are called. `of`: the code that has the text, the same or a beginning of it."""

    text: str
    of: str
    source: str


class CodeNames:
    """One a process; threads share it. `lists`: by economy, the texts of its pack's own code lists."""

    def __init__(self, nomenclatures: Nomenclatures, lists: Callable[[], Mapping[str, Sequence[CodeText]]]) -> None:
        self._nomenclatures = nomenclatures
        self._lists = lists
        self._own: dict[str, Mapping[str, str]] = {}

    def of(self, economy: str, codes: Collection[str]) -> dict[str, Named]:
        """What each code is called: by the longest beginning of it that has a text, the economy's own before HS.

        Codes that nothing names are left out. Raises StoreUnavailable.
        """
        beginnings = {code[:length] for code in codes for length in range(2, len(code) + 1)}
        imported = {one.name for one in self._nomenclatures.all()}
        sources = [
            (name, self._nomenclatures.texts(name, beginnings) if name in imported else {}) for name in (economy, HS)
        ]
        sources.insert(1, ("the pack's list", self._own_texts(economy)))
        found = {}
        for code in codes:
            named = (
                Named(texts[code[:length]], code[:length], source)
                for length in range(len(code), 1, -1)
                for source, texts in sources
                if texts.get(code[:length])
            )
            if first := next(named, None):
                found[code] = first
        return found

    def _own_texts(self, economy: str) -> Mapping[str, str]:
        """The texts of the pack's lists; English where there are several."""
        found = self._own.get(economy)
        if found is None:
            texts: dict[str, str] = {}
            for one in sorted(self._lists().get(economy, ()), key=lambda one: (one.language != "en", one)):
                texts.setdefault(one.code, one.text)
            found = self._own[economy] = texts
        return found


def chapters(rule: Rule) -> list[tuple[str, int]]:
    """The HS chapters of a rule's codes, and how many codes lie in each."""
    return sorted(Counter(code[:2] for code in rule.codes).items())


def excluded(code: str, rule: Rule) -> tuple[str, ...]:
    """The codes below one of the rule's that it leaves out."""
    return tuple(sorted(one for one in rule.exclude if one.startswith(code)))
