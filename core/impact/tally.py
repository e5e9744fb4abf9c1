"""What is counted of an impact. Tallies of parts add up to the tally of the whole, in any order."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from greenlane.core.money import EXACT

SHOWN = 3
"""Examples of each rule's effect."""


class Example(NamedTuple):
    """An answer that changed. No name, value or reference: who may read the decision looks it up by its id."""

    decision_id: str
    item: int
    flow: str
    chapter: str
    before: int
    after: int


class Answer(NamedTuple):
    """What one economy said of one item for one flow that changed: the verdicts, before and after."""

    economy: str
    before: int
    after: int


@dataclass(slots=True)
class Money:
    """What changed of a charge in one currency: how much more, how much less, over how many items.

    `prohibited`: the part of `raised` and `lowered` that comes of goods which are prohibited in one of the two sets,
    where no charge is computed.
    """

    items: int = 0
    raised: Decimal = Decimal(0)
    lowered: Decimal = Decimal(0)
    prohibited: Decimal = Decimal(0)

    def add(self, other: "Money") -> None:
        """Take another part in."""
        self.items += other.items
        self.raised = EXACT.add(self.raised, other.raised)
        self.lowered = EXACT.add(self.lowered, other.lowered)
        self.prohibited = EXACT.add(self.prohibited, other.prohibited)


@dataclass(slots=True)
class Tally:
    """Counters by what they are keyed with. Verdicts are indexes of VERDICTS, `before` first."""

    #: found, replayed, of_other_rule_sets, erased, other_plugin, unreadable; flipped: of decisions and of items.
    counts: Counter[str] = field(default_factory=Counter)
    decisions: Counter[tuple[int, int]] = field(default_factory=Counter)
    items: Counter[tuple[int, int]] = field(default_factory=Counter)
    #: Answers that flipped, by economy; and by the kinds and rules that differ in them.
    answers: Counter[Answer] = field(default_factory=Counter)
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    #: (economy, rule, kind), and appeared, gone, harder, easier, other or flipped.
    rules: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    #: (economy, kind of charge, currency)
    money: dict[tuple[str, str, str], Money] = field(default_factory=dict)
    #: (economy, kind of charge): items for which the charge can be computed before only, or after only.
    no_longer: Counter[tuple[str, str]] = field(default_factory=Counter)
    newly: Counter[tuple[str, str]] = field(default_factory=Counter)
    #: (economy, rule; "" where no rule's finding differs): the first few by id.
    examples: dict[tuple[str, str], list[Example]] = field(default_factory=dict)

    def add(self, other: "Tally") -> None:
        """Take the tally of another part in."""
        for name in ("counts", "decisions", "items", "answers", "kinds", "rules", "no_longer", "newly"):
            getattr(self, name).update(getattr(other, name))
        for key, money in other.money.items():
            self.money.setdefault(key, Money()).add(money)
        for place, examples in other.examples.items():
            self.show(place, examples)

    def show(self, place: tuple[str, str], examples: Iterable[Example]) -> None:
        """Keep these as examples, if they are among the first."""
        kept = self.examples.setdefault(place, [])
        for example in examples:
            if len(kept) < SHOWN or example < kept[-1]:
                kept.append(example)
                kept.sort()
                del kept[SHOWN:]
