"""A declaration decided without being stored: by the set in force, a published one, or what a draft would make."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from greenlane.core.check import Outcome
from greenlane.core.declaration import Declaration
from greenlane.core.declaration.reader import decoded
from greenlane.core.rights import Actor
from greenlane.core.ruleset import RuleSet
from greenlane.core.service.book import Compiled, Plugins, RuleBook
from greenlane.core.service.drafts import Drafts
from greenlane.core.service.reading import read_in_force

KEPT: Final = 2
"""Drafts that a process keeps compiled: they are edited one at a time."""
_NO_ID: Final = b'{"decision_id":"",'


@dataclass(frozen=True, slots=True)
class Trial:
    """What would be answered. `json`: the answer of the contract, but for its `decision_id`: there is no decision."""

    json: bytes
    declaration: Declaration
    outcome: Outcome
    compiled: Compiled

    @property
    def answer(self) -> dict[str, Any]:
        """The answer as a dictionary."""
        answer: dict[str, Any] = orjson.loads(self.json)
        return answer

    @property
    def ruleset(self) -> RuleSet:
        """The rules it was decided by; those of a draft have version 0."""
        return self.compiled.ruleset


class Trials:
    """The use case of a trial. One a process; threads share it."""

    def __init__(self, book: RuleBook, drafts: Drafts) -> None:
        self._book = book
        self._drafts = drafts
        self._lock = threading.Lock()
        self._compiled: OrderedDict[str, tuple[Plugins, Compiled]] = OrderedDict()

    def decide(
        self,
        document: bytes | dict[str, Any],
        *,
        language: str = "en",
        number: int | None = None,
        draft: str | None = None,
        actor: Actor | None = None,
    ) -> Trial:
        """Decide a declaration, JSON or decoded (its numbers int or Decimal), as a check would; nothing is stored.

        Of `number` and `draft` at most one is given; the declaration's `known_at` chooses only where neither is.
        `actor`: who must be allowed to read the draft. Raises NotJSON, NotADeclaration, UnknownRuleSet, NoSuchDraft,
        Refused (the draft makes no rule set: lint says why), StoreUnavailable.
        """
        if number is not None and draft is not None:
            raise ValueError("a trial is by a published rule set or by a draft, not by both")
        sent = decoded(document) if isinstance(document, bytes) else document
        now = datetime.now(UTC)
        compiled: Compiled
        if number is None and draft is None:
            self._book.current(fresh=True)  # nothing checks it later, as storing a decision does
            compiled, declaration = read_in_force(self._book, sent, now)
        else:
            compiled = self._book.numbered(number) if draft is None else self._of_draft(draft, actor)  # type: ignore[arg-type]
            declaration = compiled.reader.accept(sent, now)
        known = declaration.known_at or now
        outcome = compiled.checker.check(declaration)
        said = compiled.renderer(language).json("", known.isoformat(), declaration, outcome, compiled.unavailable)
        assert said.startswith(_NO_ID)
        return Trial(b"{" + said[len(_NO_ID) :], declaration, outcome, compiled)

    def _of_draft(self, draft_id: str, actor: Actor | None) -> Compiled:
        """What a draft would make, compiled. The last few are kept, for who tries while they edit."""
        draft = self._drafts.get(draft_id, actor)
        plugins = self._book.plugins
        with self._lock:
            kept = self._compiled.get(draft.digest)
            if kept is not None and kept[0] is plugins:
                self._compiled.move_to_end(draft.digest)
                return kept[1]
        compiled = Compiled(self._drafts.ruleset(draft), plugins)
        with self._lock:
            self._compiled[draft.digest] = plugins, compiled
            while len(self._compiled) > KEPT:
                self._compiled.popitem(last=False)
        return compiled
