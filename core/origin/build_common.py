"""What the parts of a written agreement share: texts, spans, conditions, rules, and where faults are told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from greenlane.core.conditions import ConditionError, parse
from greenlane.core.model import Condition, Fact, Text
from greenlane.core.origin import written
from greenlane.core.origin.agreement import Said
from greenlane.core.origin.rule import Both, Either, Process, ProductRule, Share, Span

Path = tuple[str | int, ...]
PROCESSES = "origin_processes"
"""The fact whose values product rules name as processes."""


@dataclass(frozen=True, slots=True)
class Writing:
    """What may be spoken of, and who takes faults."""

    facts: Mapping[str, Fact]
    is_document: Callable[[str], bool]
    report: Callable[..., None]

    def spans(self, texts: Sequence[str], path: Path) -> tuple[Span, ...]:
        """Spans of codes; those that cannot be read are reported."""
        found: list[Span] = []
        for index, one in enumerate(texts):
            try:
                found.append(_span(one))
            except written.RuleError as error:
                self.report((*path, index), str(error))
        return tuple(found)

    def condition(self, said: object, path: Path) -> Condition | None:
        """A condition; None, and reported, where it cannot be read."""
        try:
            return parse(said, self.facts, self.is_document, path)
        except ConditionError as error:
            self.report(error.path, str(error))
            return None

    def day(self, said: str | None, path: Path) -> date | None:
        """The day, None when there is none; a day that does not exist is reported."""
        try:
            return None if said is None else date.fromisoformat(said)
        except ValueError:
            self.report(path, f"{said} does not exist", "a day as 2025-01-31")
            return None

    def rule(self, said: str, path: Path) -> ProductRule | None:
        """A product rule whose facts and processes are known; None, and reported, where it is none."""
        try:
            rule = _parsed(said)
        except written.RuleError as error:
            self.report(path, str(error))
            return None
        for part in parts_of(rule):
            if isinstance(part, Share):
                self.fact(part.fact, "decimal", path)
            elif isinstance(part, Process) and self.fact(PROCESSES, "list", path):
                allowed = self.facts[PROCESSES].values
                if allowed and part.name not in allowed:
                    self.report(path, f"{part.name} is no value of {PROCESSES}", f"one of {', '.join(allowed)}")
        return rule

    def fact(self, name: str, kind: str, path: Path) -> bool:
        """Whether there is a fact of that name and type; reported where there is none."""
        fact = self.facts.get(name)
        if fact is None:
            self.report(path, f"{name} is no fact this pack knows", "add it to facts.yaml, or is the name misspelt?")
        elif fact.type != kind:
            self.report(path, f"{name} is of type {fact.type}, not {kind}", "name another fact")
        return fact is not None and fact.type == kind


def text(value: object) -> Text:
    """A text by language, from one string or a mapping."""
    return {"en": value} if isinstance(value, str) else dict(value) if isinstance(value, Mapping) else {}


def said(one: Mapping[str, Any], path: Path, at: Writing) -> Said:
    """Where a term stands; what claims to be verified without a source is reported."""
    if one["evidence"] != "unverified" and "source" not in one:
        at.report((*path, "evidence"), f"{one['evidence']}, and no source", "say where it was read, or unverified")
    return Said(one.get("provision", ""), one["evidence"], one.get("source", ""), text(one.get("note")))


def parts_of(rule: ProductRule) -> list[ProductRule]:
    """The rule's parts that have no parts."""
    if isinstance(rule, Both | Either):
        return [leaf for part in rule.parts for leaf in parts_of(part)]
    return [rule]


@lru_cache(4096)  # an annex says the same few rules again and again
def _parsed(said: str) -> ProductRule:
    return written.parse(said)


@lru_cache(16384)
def _span(said: str) -> Span:
    return written.span(said)
