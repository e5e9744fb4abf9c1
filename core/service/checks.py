"""Check a declaration, store the decision, answer: in this order, against exactly one rule set."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from ulid import ULID

from greenlane.core.check import Outcome
from greenlane.core.declaration import Declaration, NotADeclaration, NotJSON
from greenlane.core.declaration.reader import decoded
from greenlane.core.extension import DecisionView, FindingView
from greenlane.core.service import records
from greenlane.core.service.book import Edition, RuleBook
from greenlane.core.service.erasure import standing
from greenlane.core.service.reading import read_in_force
from greenlane.core.store import (
    AlreadyAnswered,
    DecisionRecord,
    IdempotencyKey,
    RuleSetMoved,
    StoreUnavailable,
)
from greenlane.core.vocabulary import VERDICTS

TRIES = 20


class KeyReused(ValueError):
    """The same Idempotency-Key came with another body."""


class InFlight(Exception):
    """A request with the same Idempotency-Key is being answered."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of the contract, as JSON. `replayed`: it was given before."""

    json: bytes
    replayed: bool = False

    @property
    def decision(self) -> dict[str, Any]:
        """The answer as a dictionary."""
        decision: dict[str, Any] = orjson.loads(self.json)
        return decision


@dataclass(frozen=True, slots=True)
class _Made:
    record: DecisionRecord
    json: bytes
    declaration: Declaration
    outcome: Outcome
    edition: Edition
    known_at: datetime


class Checks:
    """The use cases of a broker. One a process; threads share it."""

    def __init__(self, book: RuleBook, instants: Iterator[datetime] | None = None) -> None:
        """`instants`: for `greenlane demo` alone, when each declaration comes, in the place of the clock."""
        self.book = book
        self.store = book.store
        self._instants = instants
        self._hooked = frozenset(
            code for code in book.plugins.documents if "greenlane_decided" in book.plugins.services.provides(code)
        )
        self._in_flight: set[str] = set()
        self._lock = threading.Lock()

    def check(self, body: bytes, *, owner: str | None = None, key: str | None = None, language: str = "en") -> Answer:
        """Decide one declaration (JSON). Stored durably when this returns.

        Raises NotJSON, NotADeclaration, KeyReused, InFlight, StoreUnavailable.
        """
        if key is None:
            return Answer(self._stored(body, None, owner, language, None).json)
        claim = IdempotencyKey.of(owner, key, body)
        with self._lock:
            if claim.key_hash in self._in_flight:
                raise InFlight
            self._in_flight.add(claim.key_hash)
        try:
            before = self.store.remembered(claim.key_hash)
            if before is None:
                try:
                    return Answer(self._stored(body, None, owner, language, claim).json)
                except AlreadyAnswered as error:  # another process was quicker
                    before = (error.body_digest, error.decision_id)
            if before[0] != claim.body_digest:
                raise KeyReused
            kept = self.store.decision(before[1])
            assert kept is not None
            return Answer(self.rendered(kept, language), replayed=True)
        finally:
            with self._lock:
                self._in_flight.discard(claim.key_hash)

    def check_many(
        self, sent: Sequence[bytes | dict[str, Any]], *, owner: str | None = None, language: str = "en"
    ) -> list[dict[str, Any] | NotJSON | NotADeclaration]:
        """Decide several declarations, each JSON or already decoded; all stored, as one, when this returns.

        In the order sent; what is no declaration comes back as its exception. Raises StoreUnavailable.
        """
        for _ in range(TRIES):
            made: list[_Made | NotJSON | NotADeclaration] = []
            for one in sent:
                body, document = (one, None) if isinstance(one, bytes) else (None, one)
                try:
                    made.append(self._made(body, document, owner, language, None))
                except (NotJSON, NotADeclaration) as error:
                    made.append(error)
            good = [one for one in made if isinstance(one, _Made)]
            versions = {one.edition.version for one in good if one.declaration.known_at is None}
            try:
                if len(versions) > 1:  # one came into force meanwhile
                    raise RuleSetMoved(max(versions))
                self.store.writer.record([one.record for one in good], versions.pop() if versions else None)
            except RuleSetMoved:
                self.book.current(fresh=True)
                continue
            for ready in good:
                self._tell(ready)
            return [Answer(found.json).decision if isinstance(found, _Made) else found for found in made]
        raise StoreUnavailable("the rule set in force changes faster than declarations can be decided")

    def decision(self, decision_id: str, language: str = "en") -> dict[str, Any] | None:
        """A stored decision, its texts in the reader's language; None where there is none."""
        kept = self.store.decision(decision_id)
        return None if kept is None else orjson.loads(self.rendered(kept, language))

    def rendered(self, kept: DecisionRecord, language: str) -> bytes:
        """A stored decision as it is answered, as JSON. Raises Erased."""
        record = records.read(standing(kept).body)
        edition = self.book.numbered(kept.rule_set)
        declaration = edition.reader.kept(record["input"], kept.created_at)
        renderer = edition.renderer(language)
        outcome = records.outcome_of(record, declaration, edition.checker)
        return renderer.json(kept.decision_id, record["known_at"], declaration, outcome, record.get("unavailable", {}))

    def _stored(
        self,
        body: bytes | None,
        document: dict[str, Any] | None,
        owner: str | None,
        language: str,
        claim: IdempotencyKey | None,
    ) -> _Made:
        for _ in range(TRIES):
            made = self._made(body, document, owner, language, claim)
            try:
                self.store.writer.record(
                    [made.record], None if made.declaration.known_at is not None else made.edition.version
                )
            except RuleSetMoved:
                self.book.current(fresh=True)
                continue
            self._tell(made)
            return made
        raise StoreUnavailable("the rule set in force changes faster than a declaration can be decided")

    def _made(
        self,
        body: bytes | None,
        document: dict[str, Any] | None,
        owner: str | None,
        language: str,
        claim: IdempotencyKey | None,
    ) -> _Made:
        """Read, check and render one declaration; nothing is stored yet."""
        now = datetime.now(UTC) if self._instants is None else next(self._instants)
        edition, declaration = read_in_force(self.book, document if body is None else decoded(body), now)
        known = declaration.known_at or now
        outcome = edition.checker.check(declaration)
        decision_id = str(ULID() if self._instants is None else ULID.from_datetime(now))
        kept = records.body(
            body, known, declaration, outcome, edition.ruleset, self.book.plugins.versions, edition.unavailable
        )
        answer = edition.renderer(language).json(
            decision_id, known.isoformat(), declaration, outcome, edition.unavailable
        )
        record = DecisionRecord(
            decision_id=decision_id,
            reference=declaration.reference,
            created_at=now,
            date=declaration.date,
            verdict=VERDICTS[outcome.verdict],
            rule_set=edition.version,
            owner=owner,
            economies=" ".join(declaration.economies),
            body=kept,
            idempotency=claim,
        )
        return _Made(record, answer, declaration, outcome, edition, known)

    def _tell(self, made: _Made) -> None:
        """Let the plugins that want it know of a decision; what they do with it changes nothing."""
        if not self._hooked:
            return
        rules = made.edition.ruleset.rules
        self.book.plugins.services.decided(
            DecisionView(
                decision_id=made.record.decision_id,
                date=made.record.date,
                known_at=made.known_at,
                verdict=made.record.verdict,
                ruleset_version=made.edition.version,
                ruleset_digest=made.edition.header.digest,
                economies=made.declaration.economies,
                findings=tuple(
                    FindingView(
                        item.number,
                        rules[hit.rule].id,
                        rules[hit.rule].economy,
                        made.declaration.asks[place][1],
                        rules[hit.rule].kind,
                        VERDICTS[hit.verdict],
                    )
                    for item in made.outcome.items
                    for place, hit in item.hits
                ),
            )
        )
