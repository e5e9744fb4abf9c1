"""Rules found by words, code, instrument or id, as they stand on a day: an index made once of each rule set.

Words are compared as goods are searched (`goods.folded`): case-folded, Latin letters also without their accents, in
every language a rule has. A query that is a code finds the rules whose codes cover it, and those whose codes lie
under it.
"""

import re
import threading
from bisect import bisect_left, bisect_right
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from greenlane.core.model import Rule
from greenlane.core.pack.rules import valid_on
from greenlane.core.reference import under
from greenlane.core.ruleset import RuleSet
from greenlane.core.service.book import RuleBook
from greenlane.core.service.goods import code_of, folded
from greenlane.core.vocabulary import EVIDENCE, KINDS, TRUE

LONGEST: Final = 200
"""Characters of a query that are looked at."""
WORDS: Final = 12
KEPT: Final = 3
"""Rule sets whose index a process keeps."""
CHAIN: Final = 10
"""Rules before, and after, one that are named."""
_NUMBER: Final = re.compile("[-.][0-9]+(?=[-.]|$)")
_DAY: Final = timedelta(days=1)

SORTS: Final[dict[str, Callable[[Rule], object]]] = {
    "id": lambda rule: "",
    "title": lambda rule: folded(rule.title.get("en", "")),
    "economy": lambda rule: rule.economy,
    "kind": lambda rule: KINDS.index(rule.kind),
    "evidence": lambda rule: EVIDENCE.index(rule.evidence),
    "from": lambda rule: rule.valid_from or date.min,
    "to": lambda rule: rule.valid_to or date.max,
    "review": lambda rule: rule.review_by or date.max,
}
"""By what rules can be sorted, beside their ids, which decide where that leaves them alike."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What rules are looked for; empty for any. `on`: the day they must be valid on, None for whenever.

    `due`: those whose review was due before this day.
    """

    text: str = ""
    economy: str = ""
    kind: str = ""
    flow: str = ""
    evidence: str = ""
    on: date | None = None
    due: date | None = None


class RuleIndex:
    """What one rule set's rules are found by. Immutable; threads share it."""

    def __init__(self, ruleset: RuleSet, like: "RuleIndex | None" = None) -> None:
        """`like`: an index of another set, whose texts are taken for the rules that both have."""
        self.rules = ruleset.rules
        self.places = {rule.id: place for place, rule in enumerate(self.rules)}
        self._texts = [(like._same(rule) if like else "") or _text(rule) for rule in self.rules]
        at: dict[str, list[int]] = defaultdict(list)
        for place, rule in enumerate(self.rules):
            for code in rule.codes:
                at[code].append(place)
        self._at = dict(at)
        self._codes = sorted(at)
        self._any = [place for place, rule in enumerate(self.rules) if not rule.codes]
        self._ranks: dict[str, list[int]] = {}

    def get(self, rule_id: str) -> Rule | None:
        """The rule of an id."""
        place = self.places.get(rule_id)
        return None if place is None else self.rules[place]

    def _same(self, rule: Rule) -> str:
        place = self.places.get(rule.id)
        return "" if place is None or self.rules[place] != rule else self._texts[place]

    def find(self, sought: Sought, sort: str = "id") -> list[Rule]:
        """The rules that are looked for, sorted. Raises KeyError for a sort that is none of `SORTS`."""
        ranks = self._ranked(sort)
        found = [place for place in self._of_text(sought.text) if _fits(self.rules[place], sought)]
        found.sort(key=ranks.__getitem__)
        return [self.rules[place] for place in found]

    def page(self, found: list[Rule], after: str, sort: str, size: int) -> list[Rule]:
        """Of rules found the first `size` that stand behind the rule of the id `after`, be it among them or not."""
        place = self.places.get(after)
        if place is None:
            return found[:size]
        ranks = self._ranked(sort)
        begins = bisect_right(found, ranks[place], key=lambda one: ranks[self.places[one.id]])
        return found[begins : begins + size]

    def around(self, rule: Rule) -> tuple[list[Rule], list[Rule]]:
        """The rules that this one followed, and those that followed it, the oldest first.

        One follows another of its economy and kind where it begins on the day after the other's last, and has its
        title or, but for the numbers in it, its id.
        """
        before: list[Rule] = []
        after: list[Rule] = []
        one: Rule | None = rule
        while one is not None and len(before) < CHAIN:
            one = self._next(one, self._ending, None if one.valid_from is None else one.valid_from - _DAY)
            if one is not None:
                before.insert(0, one)
        one = rule
        while one is not None and len(after) < CHAIN:
            one = self._next(one, self._beginning, None if one.valid_to is None else one.valid_to + _DAY)
            if one is not None:
                after.append(one)
        return before, after

    def _next(self, rule: Rule, index: dict[tuple[str, str, date], list[Rule]], on: date | None) -> Rule | None:
        if on is None:
            return None
        there = index.get((rule.economy, rule.kind, on), ())
        title, stem = rule.title.get("en"), _stem(rule.id)
        alike = [one for one in there if one.id != rule.id and (_stem(one.id) == stem or title == one.title.get("en"))]
        alike = [one for one in alike if set(one.flows) & set(rule.flows)]
        return min(alike, key=lambda one: (_stem(one.id) != stem, one.codes != rule.codes, one.id), default=None)

    @cached_property
    def _ending(self) -> dict[tuple[str, str, date], list[Rule]]:
        found: dict[tuple[str, str, date], list[Rule]] = defaultdict(list)
        for rule in self.rules:
            if rule.valid_to is not None:
                found[rule.economy, rule.kind, rule.valid_to].append(rule)
        return dict(found)

    @cached_property
    def _beginning(self) -> dict[tuple[str, str, date], list[Rule]]:
        found: dict[tuple[str, str, date], list[Rule]] = defaultdict(list)
        for rule in self.rules:
            if rule.valid_from is not None:
                found[rule.economy, rule.kind, rule.valid_from].append(rule)
        return dict(found)

    def _ranked(self, sort: str) -> list[int]:
        """The place of each rule in an order."""
        ranks = self._ranks.get(sort)
        if ranks is None:
            key = SORTS[sort]
            order = sorted(range(len(self.rules)), key=lambda place: (key(self.rules[place]), self.rules[place].id))
            ranks = [0] * len(order)
            for rank, place in enumerate(order):
                ranks[place] = rank
            self._ranks[sort] = ranks
        return ranks

    def _of_text(self, text: str) -> Iterator[int] | range:
        """The rules in which every word stands; of a query that is a code also those that name it."""
        words = list(dict.fromkeys(folded(text[:LONGEST]).split()))[:WORDS]
        if not words:
            return range(len(self.rules)) if not text.strip() else iter(())
        named = self._of_code(code_of(text))
        found = range(len(self.rules)) if not named else [one for one in range(len(self.rules)) if one not in named]
        for word in words:
            # Short words stand at the beginning of one; what has no spaces between its words stands anywhere.
            form = f" {word}" if word.isascii() and (len(word) < 4 or word.isdigit()) else word
            found = [place for place in found if form in self._texts[place]]
        return iter(sorted([*named, *found]))

    def _of_code(self, code: str) -> set[int]:
        """The rules whose codes cover a code, and those whose codes lie under it; those of any goods cover all."""
        if not code:
            return set()
        found = set(self._any)
        for length in range(1, len(code)):
            found.update(self._at.get(code[:length], ()))
        for place in range(bisect_left(self._codes, code), len(self._codes)):
            if not self._codes[place].startswith(code):
                break
            found.update(self._at[self._codes[place]])
        return {one for one in found if not (rule := self.rules[one]).exclude or under(code, rule.exclude) != TRUE}


class RuleSearch:
    """The indexes of the rule sets that were looked at last. One a process; threads share it."""

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, RuleIndex] = OrderedDict()

    def warm(self) -> None:
        """Have the index of the rule set in force ready. Raises StoreUnavailable."""
        edition = self._book.current()
        self.index(edition.ruleset)
        self._book.untaken(edition)

    def index(self, ruleset: RuleSet) -> RuleIndex:
        """The index of a rule set, made the first time."""
        with self._lock:
            found = self._kept.get(ruleset.digest)
            if found is None:
                like = next(reversed(self._kept.values()), None)
                found = self._kept[ruleset.digest] = RuleIndex(ruleset, like)
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            else:
                self._kept.move_to_end(ruleset.digest)
            return found


def _fits(rule: Rule, sought: Sought) -> bool:
    return (
        (not sought.economy or rule.economy == sought.economy)
        and (not sought.kind or rule.kind == sought.kind)
        and (not sought.flow or sought.flow in rule.flows)
        and (not sought.evidence or rule.evidence == sought.evidence)
        and (sought.on is None or valid_on(rule, sought.on))
        and (sought.due is None or (rule.review_by is not None and rule.review_by < sought.due))
    )


def _text(rule: Rule) -> str:
    """All that a rule is found by, as it is searched."""
    bases = (f"{one.instrument} {one.provision}" for one in rule.legal_basis)
    texts = (rule.title, rule.message, rule.remedy, rule.codes_title)
    said = (text for one in texts for text in one.values())
    asked = (text for one in rule.requires for part in (one.message, one.remedy) for text in part.values())
    return folded(" ".join((rule.id, *bases, *said, *asked, *rule.keywords)))


def _stem(rule_id: str) -> str:
    """An id without the numbers in it: those of the instrument, the year."""
    return _NUMBER.sub("", rule_id)
