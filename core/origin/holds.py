"""A term's condition, decided over what was declared: its value, what decided it, and what would tell."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import count

from greenlane.core.ask import Ask
from greenlane.core.explain import Node, absent, deciding, nodes, unknown
from greenlane.core.model import Condition, Test
from greenlane.core.origin.outcome import Phrase
from greenlane.core.reference import evaluate
from greenlane.core.vocabulary import FALSE, TRUE, UNKNOWN


@dataclass(frozen=True, slots=True)
class Held:
    """`value`: FALSE, UNKNOWN or TRUE. `because`: the tests that decided. `facts`, `documents`: what would tell."""

    value: int
    because: tuple[Phrase, ...]
    facts: tuple[str, ...]
    documents: tuple[str, ...]

    @property
    def spoken(self) -> bool:
        """Whether something was declared that makes the condition possible."""
        return self.value == UNKNOWN and any(one.key in ("fact", "document") for one in self.because)


@lru_cache(maxsize=1024)
def _tree(condition: Condition) -> Node:
    return nodes(condition, count())


def holds(condition: Condition, ask: Ask) -> Held:
    """Whether a condition holds of what was declared. No presumption stands in: an absent fact is unknown."""
    values: list[int] = []
    value = evaluate(condition, {}, ask, values)
    tree, seen = _tree(condition), bytes(values)
    because = tuple(_said(test, found & 3, ask) for test, found in deciding(tree, seen))
    wanted = list(unknown(tree, seen)) if value == UNKNOWN else list(absent(tree, seen)) if value == FALSE else []
    facts = tuple(dict.fromkeys(one.subject for one in wanted if not one.subject.startswith("document:")))
    papers = tuple(dict.fromkeys(one.subject[9:] for one in wanted if one.subject.startswith("document:")))
    return Held(value, because, facts, papers)


def _said(test: Test, value: int, ask: Ask) -> Phrase:
    subject = test.subject
    if subject.startswith("document:"):
        return Phrase("document" if value == TRUE else "document_absent", {"code": subject[9:]})
    if subject not in ask.facts:
        return Phrase("fact_unknown", {"name": subject})
    declared = ask.facts[subject]
    if isinstance(declared, bool):
        shown = "true" if declared else "false"
    elif isinstance(declared, list | tuple | frozenset):
        shown = ", ".join(sorted(map(str, declared)))
    else:
        shown = str(declared)
    return Phrase("fact", {"name": subject, "value": shown})
