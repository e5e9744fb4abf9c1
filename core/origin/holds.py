"""A term's condition, decided over what was declared: its value, what decided it, and what would tell."""

from collections.abc import Iterator
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
    """`value`: FALSE, UNKNOWN or TRUE. `because`: the tests that decided. `facts`, `documents`: what would tell.

    `told`: whether a part of it holds by what was declared, so that somebody may mean it.
    """

    value: int
    because: tuple[Phrase, ...] = ()
    facts: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    told: bool = False


SHOWN = 6


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
    told = any(seen[node.place] & 3 == TRUE and _declared(node.condition, ask) for node in _leaves(tree))
    return Held(value, because, facts, papers, told)


def _leaves(node: Node) -> Iterator[Node]:
    if node.parts:
        for part in node.parts:
            yield from _leaves(part)
    else:
        yield node


def _declared(condition: Condition, ask: Ask) -> bool:
    """Whether a test looks at a fact or a document that was declared; the code is always there."""
    subject = condition.subject if isinstance(condition, Test) else ""
    return subject in ask.facts or subject.removeprefix("document:") in ask.documents


def _said(test: Test, value: int, ask: Ask) -> Phrase:
    subject = test.subject
    if subject.startswith("document:"):
        return Phrase("document" if value == TRUE else "document_absent", {"code": subject[9:]})
    if subject == "commodity_code":
        key = {TRUE: "under_true", FALSE: "under_false", UNKNOWN: "under_unknown"}[value]
        codes = sorted(test.value) if isinstance(test.value, frozenset) else []
        return Phrase(key, {"code": ask.code, "codes": ", ".join(codes[:SHOWN]) + (" …" if len(codes) > SHOWN else "")})
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
