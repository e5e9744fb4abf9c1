"""Drafts: headers, every revision ever made, and what was said of them. Revisions and reviews are append-only."""

import json
import zlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from greenlane.core.store.change_log import Entry, append
from greenlane.core.store.control_schema import draft_edits, draft_reviews, drafts
from greenlane.core.store.database import Database
from greenlane.core.store.errors import StoreError
from greenlane.core.store.records import InstalledPack, Publication, from_microseconds
from greenlane.core.store.rule_sets import insert_all, note_packs

Changes = Sequence[tuple[str, Any, Any]]
"""Address, before, after."""


@dataclass(frozen=True, slots=True)
class DraftHeader:
    """A draft without its content. `state`: open, submitted, approved, published or withdrawn."""

    draft_id: str
    title: str
    created_at: datetime
    created_by: str
    updated_at: datetime
    state: str
    revision: int
    published_as: int | None


@dataclass(frozen=True, slots=True)
class Revision:
    """What a draft holds after one edit. `base`: a rule set's number.

    `patch`: {"entries": {address: after}, "unresolved": {address: …}, "packs": {economy: …}}.
    """

    revision: int
    at: datetime
    by: str
    action: str
    reason: str
    base: int
    changes: Changes
    patch: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Review:
    """A step of a draft's way, or a word about it.

    `step`: submitted, approved, sent back, voided, withdrawn or published; commented.
    """

    number: int
    at: datetime
    by: str
    step: str
    revision: int
    digest: str
    comment: str


class Standing(NamedTuple):
    """What a draft holds: the number it is laid over, and the patch."""

    base: int
    patch: Mapping[str, Any]


class Move(NamedTuple):
    """An edit without its content."""

    revision: int
    at: datetime
    by: str
    action: str
    reason: str
    base: int


class DraftMoved(StoreError):
    """The draft is not as the caller knew it; `standing` is how it is. Nothing was written."""

    def __init__(self, standing: DraftHeader) -> None:
        """Keep what stands."""
        super().__init__(f"draft {standing.draft_id} is at revision {standing.revision}, {standing.state}")
        self.standing = standing


class DraftStore:
    """Reads and writes drafts. Every method can raise StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, draft_id: str, title: str, revision: "NewRevision", entry: Entry) -> None:
        """A draft with its first revision."""
        with self._database.writing() as connection:
            now = self._database.now(connection)
            connection.execute(
                drafts.insert().values(
                    draft_id=draft_id,
                    title=title,
                    created_at=now,
                    created_by=revision.by,
                    updated_at=now,
                    state="open",
                    revision=1,
                    published_as=None,
                )
            )
            _insert_edit(connection, draft_id, 1, now, revision)
            append(connection, now, entry)

    def header(self, draft_id: str) -> DraftHeader | None:
        """The draft with this id."""
        with self._database.reading() as connection:
            return _header(connection.execute(_one(draft_id)).first())

    def headers(self) -> list[DraftHeader]:
        """Every draft, the last changed first."""
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(drafts).order_by(drafts.c.updated_at.desc(), drafts.c.draft_id)).all()
        return [header for row in rows if (header := _header(row))]

    def standing(self, states: Collection[str] = ()) -> list[tuple[DraftHeader, Standing]]:
        """Every draft in some states (none named: in any) with what it holds, the last changed first."""
        held = (draft_edits.c.draft_id == drafts.c.draft_id) & (draft_edits.c.revision == drafts.c.revision)
        query = sa.select(drafts, draft_edits.c.base, draft_edits.c.patch).join(draft_edits, held)
        if states:
            query = query.where(drafts.c.state.in_(sorted(states)))
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(drafts.c.updated_at.desc(), drafts.c.draft_id)).all()
        return [(header, Standing(row.base, _unpacked(row.patch))) for row in rows if (header := _header(row))]

    def moves(self, draft_id: str) -> list[Move]:
        """Every edit of a draft, oldest first, without its content."""
        wanted = [draft_edits.c[name] for name in ("revision", "at", "by", "action", "reason", "base")]
        query = sa.select(*wanted).where(draft_edits.c.draft_id == draft_id).order_by(draft_edits.c.revision)
        with self._database.reading() as connection:
            return [
                Move(row.revision, from_microseconds(row.at), row.by, row.action, row.reason, row.base)
                for row in connection.execute(query)
            ]

    def editors(self, draft_id: str) -> frozenset[str]:
        """Whoever made an edit."""
        with self._database.reading() as connection:
            return _editors(connection, draft_id)

    def revisions(self, draft_id: str, after: int = 0) -> list[Revision]:
        """The revisions after a number, oldest first."""
        query = (
            sa.select(draft_edits)
            .where(draft_edits.c.draft_id == draft_id, draft_edits.c.revision > after)
            .order_by(draft_edits.c.revision)
        )
        with self._database.reading() as connection:
            return [_revision(row) for row in connection.execute(query).all()]

    def revision(self, draft_id: str, revision: int) -> Revision:
        """One revision of a draft that exists."""
        query = sa.select(draft_edits).where(draft_edits.c.draft_id == draft_id, draft_edits.c.revision == revision)
        with self._database.reading() as connection:
            return _revision(connection.execute(query).one())

    def reviews(self, draft_id: str) -> list[Review]:
        """What was said of it, oldest first."""
        with self._database.reading() as connection:
            return _reviews(connection, draft_id)

    def write(self, standing: DraftHeader, revision: "NewRevision", entry: Entry) -> DraftHeader:
        """Add a revision and log it; a submission or approval there was is void then. DraftMoved."""
        with self._database.writing() as connection:
            now = self._database.now(connection)
            found = self._locked(connection, standing)
            if found.state not in ("open", "submitted", "approved"):
                raise DraftMoved(found)
            if found.state != "open":
                review = NewReview(revision.by, "voided", "", f"by an edit: {revision.reason}")
                _insert_review(connection, found, now, review)
                append(connection, now, _void(entry, found.state))
            number = found.revision + 1
            _insert_edit(connection, found.draft_id, number, now, revision)
            append(connection, now, entry)
            return self._update(connection, found, now, state="open", revision=number)

    def review(
        self,
        standing: DraftHeader,
        review: "NewReview",
        state: str,
        entry: Entry,
        allowed: Callable[[DraftHeader, Sequence[Review], frozenset[str]], None],
    ) -> DraftHeader:
        """Add a review, which brings the draft to `state`, and log it. DraftMoved.

        `allowed` sees the draft as it stands, what was said of it and who ever edited it, and raises what speaks
        against it: within the transaction, so that no edit comes between.
        """
        with self._database.writing() as connection:
            now = self._database.now(connection)
            found = self._locked(connection, standing)
            allowed(found, _reviews(connection, found.draft_id), _editors(connection, found.draft_id))
            _insert_review(connection, found, now, review)
            append(connection, now, entry)
            return self._update(connection, found, now, state=state)

    def comment(self, draft_id: str, review: "NewReview", entry: Entry) -> Review:
        """Add a review that leaves the draft as it stands, and log it. The draft must exist."""
        with self._database.writing() as connection:
            now = self._database.now(connection)
            found = _header(connection.execute(_one(draft_id).with_for_update()).first())
            assert found is not None
            number = _insert_review(connection, found, now, review)
            append(connection, now, entry)
            return Review(
                number, from_microseconds(now), review.by, review.step, found.revision, review.digest, review.comment
            )

    def publish(
        self,
        standing: DraftHeader,
        publications: Sequence[Publication],
        newest: int,
        packs: Mapping[str, InstalledPack],
        review: "NewReview",
        entry: Entry,
        allowed: Callable[[DraftHeader, Sequence[Review], frozenset[str]], None],
    ) -> list[int]:
        """Publish what a draft makes, first of all its own set, and note it: all or nothing; the numbers.

        Raises DraftMoved, PublishedMeanwhile, and what `allowed` raises.
        """
        with self._database.publishing() as connection:
            now = self._database.now(connection)
            found = self._locked(connection, standing)
            allowed(found, _reviews(connection, found.draft_id), _editors(connection, found.draft_id))
            numbers = insert_all(self._database, connection, now, publications, newest)
            note_packs(connection, now, packs)
            _insert_review(connection, found, now, review)
            append(connection, now, Entry(entry.actor, entry.via, entry.action, f"rule-set:{numbers[0]}",
                                          entry.reason, entry.economies, entry.detail))  # fmt: skip
            self._update(connection, found, now, state="published", published_as=numbers[0])
            return numbers

    def _locked(self, connection: sa.Connection, standing: DraftHeader) -> DraftHeader:
        found = _header(connection.execute(_one(standing.draft_id).with_for_update()).first())
        assert found is not None
        if found.revision != standing.revision or found.state != standing.state:
            raise DraftMoved(found)
        return found

    def _update(self, connection: sa.Connection, found: DraftHeader, now: int, **values: Any) -> DraftHeader:
        update = drafts.update().where(drafts.c.draft_id == found.draft_id).values(updated_at=now, **values)
        connection.execute(update)
        header = _header(connection.execute(_one(found.draft_id)).first())
        assert header is not None
        return header


@dataclass(frozen=True, slots=True)
class NewRevision:
    """A revision to be written."""

    by: str
    action: str
    reason: str
    base: int
    changes: Changes
    patch: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NewReview:
    """A review to be written."""

    by: str
    step: str
    digest: str
    comment: str


def _void(entry: Entry, state: str) -> Entry:
    word = "approval" if state == "approved" else "submission"
    return Entry(entry.actor, entry.via, f"{word} voided", entry.subject, entry.reason, entry.economies)


def _one(draft_id: str) -> "sa.Select[Any]":
    return sa.select(drafts).where(drafts.c.draft_id == draft_id)


def _insert_edit(connection: sa.Connection, draft_id: str, number: int, now: int, one: NewRevision) -> None:
    connection.execute(
        draft_edits.insert().values(
            draft_id=draft_id,
            revision=number,
            at=now,
            by=one.by,
            action=one.action,
            reason=one.reason,
            base=one.base,
            changes=_packed(list(one.changes)),
            patch=_packed(one.patch),
        )
    )


def _insert_review(connection: sa.Connection, found: DraftHeader, now: int, one: NewReview) -> int:
    """The number that it has among those of its draft."""
    last = sa.select(sa.func.max(draft_reviews.c.number)).where(draft_reviews.c.draft_id == found.draft_id)
    number = (connection.execute(last).scalar() or 0) + 1
    connection.execute(
        draft_reviews.insert().values(
            draft_id=found.draft_id,
            number=number,
            at=now,
            by=one.by,
            step=one.step,
            revision=found.revision,
            digest=one.digest,
            comment=one.comment,
        )
    )
    return number


def _editors(connection: sa.Connection, draft_id: str) -> frozenset[str]:
    query = sa.select(draft_edits.c.by).distinct().where(draft_edits.c.draft_id == draft_id)
    return frozenset(connection.execute(query).scalars())


def _reviews(connection: sa.Connection, draft_id: str) -> list[Review]:
    query = sa.select(draft_reviews).where(draft_reviews.c.draft_id == draft_id).order_by(draft_reviews.c.number)
    return [
        Review(row.number, from_microseconds(row.at), row.by, row.step, row.revision, row.digest, row.comment)
        for row in connection.execute(query)
    ]


def _packed(value: Any) -> bytes:
    return zlib.compress(json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def _unpacked(packed: bytes) -> Any:
    return json.loads(zlib.decompress(packed))


def _header(row: Any) -> DraftHeader | None:
    if row is None:
        return None
    return DraftHeader(
        row.draft_id,
        row.title,
        from_microseconds(row.created_at),
        row.created_by,
        from_microseconds(row.updated_at),
        row.state,
        row.revision,
        row.published_as,
    )


def _revision(row: Any) -> Revision:
    return Revision(
        row.revision,
        from_microseconds(row.at),
        row.by,
        row.action,
        row.reason,
        row.base,
        [(address, before, after) for address, before, after in _unpacked(row.changes)],
        _unpacked(row.patch),
    )
