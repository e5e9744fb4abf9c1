"""Publishing: what comes into force when, what is already scheduled carried over, and old content again."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from greenlane.core.draft.entries import Entries, economies_of, join
from greenlane.core.draft.merge import Change, Conflict, diff, merge
from greenlane.core.rights import Actor
from greenlane.core.ruleset import canonical, digest
from greenlane.core.service.book import RuleBook
from greenlane.core.service.guard import demand
from greenlane.core.store import Publication, PublishedMeanwhile, RuleSetHeader
from greenlane.core.store.change_log import Entry

TRIES = 20


class Refused(ValueError):
    """What was asked for cannot be done: the message says why, and what would be right."""


class Conflicted(Exception):
    """Entries that were changed on both sides to different values; each must be settled by a person."""

    def __init__(self, conflicts: Sequence[Conflict], message: str = "") -> None:
        self.conflicts = tuple(conflicts)
        places = ", ".join(one.address for one in self.conflicts[:5])
        more = f" and {len(self.conflicts) - 5} more" if len(self.conflicts) > 5 else ""
        super().__init__(message or f"changed here and in what was published meanwhile: {places}{more}")


@dataclass(frozen=True, slots=True)
class Plan:
    """What one publication needs: first its own set, then those scheduled after it, made anew on top of it.

    `before`: the set that it follows. `newest`: the number for which all this was made.
    """

    before: RuleSetHeader
    newest: int
    entries: Entries
    publications: tuple[Publication, ...]


Make = Callable[[RuleSetHeader, Entries], Entries]
"""From the set that a publication follows, and its entries, to the entries that are to be published."""


class Publishing:
    """Makes rule sets in force, now or later, and brings old content back."""

    def __init__(self, book: RuleBook) -> None:
        self.book = book
        self.store = book.store

    def history(self) -> list[RuleSetHeader]:
        """Every published set, lowest number first."""
        return self.store.rule_sets()

    def pending(self) -> list[RuleSetHeader]:
        """The sets that are scheduled and, as things stand, will come into force; the next one first."""
        now = datetime.now(UTC)
        return [header for at, header in turns(self.history()) if at > now]

    def plan(self, make: Make, effective_at: datetime | None, **said: object) -> Plan:
        """What a publication needs. `said`: further fields of its Publication (reason, by, origin …).

        Raises Refused for an instant that has passed and for content that changes nothing; Conflicted where a set
        that is scheduled for later changes the same entries.
        """
        now = datetime.now(UTC)
        if effective_at is not None and effective_at <= now:
            raise Refused(f"{effective_at.isoformat()} has passed: leave effective_at out to publish at once")
        at = effective_at or now
        headers = self.history()
        newest = headers[-1].version
        standing = turns(headers)
        place = bisect_right(standing, at, key=lambda turn: turn[0]) - 1
        if place < 0:
            raise Refused("no rule set is in force then: the first one comes later")
        before = standing[place][1]
        was = self.book.entries(before.version)
        entries = make(before, was)
        if entries == was:
            raise Refused(f"nothing would change: rule set {before.version} says the same")
        said = {**said, "follows": before.version}
        publications = [_publication(was, entries, effective_at, said)]
        above, result = was, entries
        for later_at, later in standing[place + 1 :]:
            theirs = self.book.entries(later.version)
            # What the scheduled set changes, laid over what is published before it now.
            merged, conflicts = merge(above, theirs, result)
            if conflicts:
                raise Conflicted(
                    conflicts,
                    f"rule set {later.version}, scheduled for {later_at.isoformat()}, changes the same entries: "
                    "cancel it first, or settle what both change",
                )
            above, under, result = theirs, result, merged
            carried: dict[str, object] = {"reason": later.reason, "by": later.published_by, "origin": "carried",
                                          "draft_id": later.draft_id, "source": later.version,
                                          "follows": newest + len(publications)}  # fmt: skip
            publications.append(_publication(under, merged, later_at, carried))
        return Plan(before, newest, entries, tuple(publications))

    def roll_back(
        self, actor: Actor, to: int, reason: str, effective_at: datetime | None = None, newest: int | None = None
    ) -> int:
        """Publish the content of an earlier number again, as a new one; its number.

        `newest`: the newest number that the actor knew of; PublishedMeanwhile if it is another by now. Raises
        Forbidden, Refused, UnknownRuleSet, Conflicted.
        """
        wanted = self.book.entries(to)
        return self._publish(
            actor, "roll back", lambda before, was: wanted, effective_at, "rollback", to, reason, newest
        )

    def cancel(self, actor: Actor, number: int, reason: str, newest: int | None = None) -> int:
        """Take back a set that is scheduled: what stands before it stays in force; the number that says so.

        `newest` as for `roll_back`. Raises Forbidden; Refused where the set is not scheduled (any more).
        """
        now = datetime.now(UTC)
        standing = turns(self.history())
        place = next((n for n, (at, header) in enumerate(standing) if header.version == number and at > now), None)
        if not place:
            raise Refused(f"rule set {number} is not scheduled: roll it back instead")
        kept = self.book.entries(standing[place - 1][1].version)
        # One instant's set replaces another's: the later number of the same instant is in force.
        at = standing[place][0]
        return self._publish(actor, "publish", lambda before, was: kept, at, "cancellation", number, reason, newest)

    def _publish(
        self,
        actor: Actor,
        action: str,
        make: Make,
        effective_at: datetime | None,
        origin: str,
        source: int,
        reason: str,
        newest: int | None,
    ) -> int:
        if not reason.strip():
            raise Refused("say why: the reason stands in the change log")
        for _ in range(TRIES):
            plan = self.plan(make, effective_at, reason=reason, by=actor.name, origin=origin, source=source)
            if newest is not None and plan.newest != newest:
                raise PublishedMeanwhile(plan.newest)
            changes = diff(self.book.entries(plan.before.version), plan.entries)
            economies = economies_of([change.address for change in changes])
            demand(self.store, actor, action, economies, f"rule-set:{source}")
            entry = Entry(actor.name, actor.via, _WORDS[origin], "", reason, sorted(economies),
                          {"source": source, "changes": addresses(changes)})  # fmt: skip
            try:
                number = self.store.publish_all(plan.publications, plan.newest, entry)[0]
            except PublishedMeanwhile:
                continue
            self.book.current(fresh=True)
            return number
        raise Refused("others publish faster than this can be made ready: try again")


_WORDS = {"rollback": "rule set rolled back", "cancellation": "scheduled rule set cancelled"}


def turns(headers: Sequence[RuleSetHeader]) -> list[tuple[datetime, RuleSetHeader]]:
    """Which set comes into force when, in the order of time: at each instant the highest number whose time has come."""
    result: list[tuple[datetime, RuleSetHeader]] = []
    for header in sorted(headers, key=lambda one: (one.effective_at, one.version)):
        if result and header.version < result[-1][1].version:
            continue  # a later number was in force before it
        if result and result[-1][0] == header.effective_at:
            result.pop()
        result.append((header.effective_at, header))
    return result


def addresses(changes: Sequence[Change]) -> list[str]:
    """What was touched, for the change log: the entries themselves stand in the rule sets."""
    return [change.address for change in changes]


def _publication(was: Entries, entries: Entries, effective_at: datetime | None, said: dict[str, object]) -> Publication:
    content = canonical(join(entries))
    changes = [(change.address, change.before, change.after) for change in diff(was, entries)]
    return Publication(content, digest(content), effective_at=effective_at, changes=changes, **said)  # type: ignore[arg-type]
