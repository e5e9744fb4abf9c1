"""Stored decisions decided again from their own input and rule set, and how they differ."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from greenlane.core.check import Checker, Outcome
from greenlane.core.ruleset import RuleSet
from greenlane.core.service import records
from greenlane.core.service.checks import Checks
from greenlane.core.store import DecisionRecord, StoreUnavailable
from greenlane.core.vocabulary import VERDICTS


@dataclass(frozen=True, slots=True)
class Replayed:
    """One decision decided again. `differences`: sentences, none when all is the same.

    `plugins_changed`: plugins whose version is another than when it was decided. `erased`: its declaration was, so
    that it could not be.
    """

    decision_id: str
    differences: tuple[str, ...]
    plugins_changed: tuple[str, ...]
    erased: bool = False


def replay(checks: Checks) -> Iterator[Replayed]:
    """Replay every stored decision, oldest first. A record that cannot be read is one that differs."""
    checkers: dict[tuple[int, str], Checker] = {}
    after: str | None = None
    while page := list(checks.store.decisions(after=after, limit=1000)):
        for kept in page:
            if kept.erased_at is not None:
                yield Replayed(kept.decision_id, (), (), erased=True)
                continue
            try:
                yield _replayed(checks, kept, checkers)
            except StoreUnavailable:
                raise
            except Exception as error:  # whatever was done to the record must not hide the others
                said = f"cannot be replayed: {type(error).__name__}: {error}"
                yield Replayed(kept.decision_id, (said[:300],), ())
        after = page[-1].decision_id


def _replayed(checks: Checks, kept: DecisionRecord, checkers: dict[tuple[int, str], Checker]) -> Replayed:
    record = records.read(kept.body)
    edition = checks.book.numbered(kept.rule_set)
    # Whose plugin failed then is taken as failed again.
    unavailable = record.get("unavailable", {})
    key = (edition.version, " ".join(sorted(unavailable)))
    if key not in checkers:
        checkers[key] = Checker(edition.ruleset, edition.engine, checks.book.plugins.services, unavailable)
    declaration = edition.reader.kept(record["input"], kept.created_at)
    before = records.outcome_of(record, declaration, edition.checker)
    again = checkers[key].check(declaration)
    differences = [*_differences(before, again, edition.ruleset), *_origins(record["items"], again)]
    if kept.verdict != VERDICTS[before.verdict]:
        differences.append(f"filed as {kept.verdict}, recorded as {VERDICTS[before.verdict]}")
    if record["ruleset"] != [edition.version, edition.header.digest]:
        differences.append(f"recorded as of another rule set than {edition.version}")
    versions = checks.book.plugins.versions
    changed = tuple(name for name, version in sorted(record["plugins"].items()) if versions.get(name) != version)
    return Replayed(kept.decision_id, tuple(differences), changed)


def _origins(kept: list[dict[str, Any]], again: Outcome) -> Iterator[str]:
    for old, new in zip(kept, again.items, strict=True):
        was = {agreement: said for agreement, *said in old.get("origin", ())}
        now = {one.agreement: [one.status, one.criterion, one.satisfied_by] for one in new.origin}
        for agreement in sorted(was.keys() & now.keys() if was else ()):
            if was[agreement] != now[agreement]:
                yield f"item {new.number}: origin under {agreement} was {was[agreement][0]}, {now[agreement][0]} now"
        if was and was.keys() != now.keys():
            yield f"item {new.number}: other agreements now"


def _differences(before: Outcome, again: Outcome, ruleset: RuleSet) -> Iterator[str]:
    if before.verdict != again.verdict:
        yield f"{VERDICTS[before.verdict]} then, {VERDICTS[again.verdict]} now"
    if before.coverage != again.coverage:
        yield f"coverage {', '.join(before.coverage)} then, {', '.join(again.coverage)} now"
    for old, new in zip(before.items, again.items, strict=True):
        if old.verdict != new.verdict:
            yield f"item {old.number}: {VERDICTS[old.verdict]} then, {VERDICTS[new.verdict]} now"
        was = {(place, hit.rule): hit for place, hit in old.hits}
        now = {(place, hit.rule): hit for place, hit in new.hits}
        for key in sorted(set(was) | set(now)):
            if was.get(key) != now.get(key):
                yield f"item {old.number}: {ruleset.rules[key[1]].id} is another finding now"
        if old.signals != new.signals:
            yield f"item {old.number}: other risk signals now"
        sums = [[(p, r, c.amount, c.currency) for p, r, c in item.charges] for item in (old, new)]
        if sums[0] != sums[1]:
            yield f"item {old.number}: another charge now"
