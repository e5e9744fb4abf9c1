"""Drafts as they stand, read: what they hold, what they change, and what they prove."""

import re
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, Final

from greenlane.core.declaration.schema import PROSE
from greenlane.core.digits import is_number
from greenlane.core.draft import check, words
from greenlane.core.draft.entries import Entries, economies_of
from greenlane.core.draft.merge import Change, Conflict, patched
from greenlane.core.proof.cases import Proof
from greenlane.core.proof.probes import Probe, probes
from greenlane.core.rights import Actor
from greenlane.core.ruleset import RuleSet, canonical, digest
from greenlane.core.service.book import RuleBook
from greenlane.core.service.guard import demand
from greenlane.core.service.publishing import Publishing, Refused
from greenlane.core.service.readiness import Readiness, Want
from greenlane.core.store.change_log import Entry
from greenlane.core.store.drafts import DraftHeader, DraftMoved, Move, Review, Revision, Standing

_ID: Final = re.compile("[0-7][0-9A-HJKMNP-TV-Z]{25}")


class NoSuchDraft(LookupError):
    """There is no draft with this id, or the actor may not know of it."""


class Stale(Exception):
    """The draft is not as the caller knew it: `draft` is how it stands, `since` the edits made meanwhile."""

    def __init__(self, draft: "Draft", since: Sequence[Revision]) -> None:
        self.draft, self.since = draft, tuple(since)
        super().__init__(f"the draft is at revision {draft.header.revision}, {draft.header.state}")


class NotApproved(Exception):
    """The approval there is does not cover this: the message says what is wanting."""


@dataclass(frozen=True)
class Draft:
    """A draft as it stands. `base`: the number of the set it began from, or was brought up to.

    `unresolved`: conflicts of a pack's upgrade that nobody has settled yet; `packs`: those packs, by economy.
    """

    header: DraftHeader
    base: int
    patch: Mapping[str, Any]
    unresolved: tuple[Conflict, ...]
    packs: Mapping[str, Mapping[str, Any]]
    book: RuleBook = field(repr=False, compare=False)

    @property
    def id(self) -> str:
        """Its id, a ULID."""
        return self.header.draft_id

    @cached_property
    def base_digest(self) -> str:
        """The digest of the set it began from."""
        return self.book.digest(self.base)

    @property
    def base_entries(self) -> Entries:
        """The content of the set it began from; read where it is asked for first."""
        return self.book.entries(self.base)

    @cached_property
    def digest(self) -> str:
        """What an approval is bound to: the content begun from, and all that is changed in it."""
        return digest(canonical({"base": self.base_digest, "patch": self.patch, "packs": self.packs}))  # type: ignore[dict-item]

    @property
    def etag(self) -> str:
        """What `If-Match` must name: no other version of the draft has it."""
        return f"{self.header.revision}-{self.header.state}-{self.digest[7:19]}"

    @cached_property
    def entries(self) -> Entries:
        """The content that the draft makes on its base."""
        return patched(self.base_entries, self.patch)

    @property
    def changes(self) -> list[Change]:
        """All that it changes in its base, in the order of addresses."""
        base = self.base_entries
        return [
            Change(place, base.get(place), entry)
            for place, entry in sorted(self.patch.items())
            if base.get(place) != entry
        ]

    @property
    def economies(self) -> frozenset[str]:
        """Whose rules it touches."""
        return economies_of(list(self.patch)) | frozenset(self.packs)


class DraftReading:
    """Drafts read, and what their edits and their way to publication have in common."""

    def __init__(
        self,
        book: RuleBook,
        publishing: Publishing,
        nomenclatures: Callable[[], Mapping[str, Collection[str]]] = dict,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        self.book = book
        self.store = book.store
        self.publishing = publishing
        self._nomenclatures = nomenclatures
        self.readiness = Readiness(nomenclatures, today, lambda: book.plugins.services)
        self._rulesets: OrderedDict[str, RuleSet] = OrderedDict()

    def get(self, draft_id: str, actor: Actor | None = None) -> Draft:
        """A draft. Raises NoSuchDraft, also where the actor may read none of its economies' drafts."""
        # What could be no id is not asked for: a database may choke on it.
        header = self.store.drafts.header(draft_id) if _ID.fullmatch(draft_id) else None
        if header is None:
            raise NoSuchDraft(draft_id)
        draft = self._loaded(header)
        if actor is not None and not self._readable(actor, draft):
            raise NoSuchDraft(draft_id)
        return draft

    def all(self, actor: Actor, states: Collection[str] = ()) -> list[Draft]:
        """The drafts an actor may read, the last changed first. Raises Forbidden."""
        demand(self.store, actor, "read drafts")
        found = [self._made(header, revision) for header, revision in self.store.drafts.standing(states)]
        return [draft for draft in found if self._readable(actor, draft)]

    def edits(self, draft_id: str, after: int = 0) -> Sequence[Revision]:
        """Every edit after a revision, oldest first: nothing is ever taken out."""
        return self.store.drafts.revisions(draft_id, after)

    def moves(self, draft_id: str) -> Sequence[Move]:
        """Every edit, oldest first, without what it changed."""
        return self.store.drafts.moves(draft_id)

    def editors(self, draft_id: str) -> frozenset[str]:
        """Whoever made an edit: none of them can approve it."""
        return self.store.drafts.editors(draft_id)

    def reviews(self, draft_id: str) -> Sequence[Review]:
        """Submissions, approvals and what else was said, oldest first."""
        return self.store.drafts.reviews(draft_id)

    def changes(self, draft: Draft) -> list[words.Described]:
        """All it changes, in words and in fields."""
        return words.describe(draft.changes)

    def conflicts(self, draft: Draft) -> list[Conflict]:
        """What must be settled before it can be submitted or published: with what was published since its base, and
        with the new pack it brings.
        """
        current = self.book.current(fresh=True)
        if current.version == draft.base:
            return list(draft.unresolved)
        standing = self.book.entries(current.version)
        found = [
            Conflict(one.address, one.before, one.after, other)
            for one in draft.changes
            if (other := standing.get(one.address)) not in (one.before, one.after)
        ]
        return [*found, *(one for one in draft.unresolved if one.address not in {f.address for f in found})]

    def ruleset(self, draft: Draft | str) -> RuleSet:
        """The rule set that a draft makes. Raises Refused where its entries make none: `lint` says why."""
        draft = self.get(draft) if isinstance(draft, str) else draft
        found = self._rulesets.get(draft.digest)
        if found is None:
            self._sound(draft.entries, draft.economies)
            found = self._rulesets[draft.digest] = check.ruleset(draft.entries)
            while len(self._rulesets) > 4:
                self._rulesets.popitem(last=False)
        return found

    def wants(self, draft: Draft) -> list[Want]:
        """What keeps it from being submitted, and the warnings that need a word: faults, lint, cases."""
        return self.readiness.wants(draft.base_entries, draft.entries)

    def proof(self, draft: Draft) -> Proof:
        """The cases of the economies it touches, run against it, and what they cover. Raises Refused with faults."""
        self.ruleset(draft)
        return self.readiness.proof(draft.entries, draft.economies)

    def probes(self, draft: Draft) -> list[Probe]:
        """Declarations on both sides of each threshold that it moves. Raises Refused with faults."""
        return probes(
            check.ruleset(draft.base_entries),
            self.ruleset(draft),
            nomenclatures=self._nomenclatures(),
            services=self.book.plugins.services,
        )

    # What edits and the way to publication have in common

    def _wanted(self, actor: Actor, draft_id: str) -> Draft:
        demand(self.store, actor, "read drafts", (), f"draft:{draft_id}")
        return self.get(draft_id, actor)

    @staticmethod
    def _readable(actor: Actor, draft: Draft) -> bool:
        economies = draft.economies
        if draft.header.created_by == actor.name or not economies:
            return actor.may("read drafts")
        return any(actor.may("read drafts", (economy,)) for economy in economies)

    def _loaded(self, header: DraftHeader) -> Draft:
        revision = self.store.drafts.revision(header.draft_id, header.revision)
        return self._made(header, Standing(revision.base, revision.patch))

    def _made(self, header: DraftHeader, standing: Standing) -> Draft:
        patch = standing.patch
        unresolved = tuple(Conflict(place, *rest) for place, *rest in patch.get("unresolved", ()))
        return Draft(header, standing.base, patch["entries"], unresolved, patch.get("packs", {}), self.book)

    @staticmethod
    def _sound(entries: Entries, economies: Collection[str]) -> None:
        """Return if entries make a rule set: those of some economies are looked at, the others were published so."""
        for first in check.faults(entries, economies):
            raise Refused(f"{first.address}{first.pointer}: {first.message}")

    def _matching(self, draft: Draft, if_match: str) -> None:
        if if_match != draft.etag:
            sent = if_match.split("-", 1)[0]
            known = is_number(sent, 9) and int(sent) <= draft.header.revision
            since = int(sent) if known else 0
            raise Stale(draft, self.edits(draft.id, since))

    def _stale(self, error: DraftMoved, draft: Draft) -> Stale:
        return Stale(self._loaded(error.standing), self.edits(draft.id, draft.header.revision))

    def _entry(self, actor: Actor, draft: Draft, action: str, reason: str, changes: Sequence[Change]) -> Entry:
        economies = sorted(economies_of([one.address for one in changes]) or draft.economies)
        detail = {"draft": draft.id, "title": draft.header.title, "digest": draft.digest, "changes": logged(changes)}
        return Entry(actor.name, actor.via, action, f"draft:{draft.id}", reason, economies, detail)


def logged(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """The diff as a person reads it, for the change log; of very large edits the addresses alone."""
    if len(changes) > 50:
        return [{"address": one.address} for one in changes]
    return [{"address": one.address, "change": one.sentence} for one in words.describe(changes)]


LONGEST_REASON: Final = 2000


def say_why(reason: str) -> None:
    """Return if there is a reason that the change log can hold. Raises Refused."""
    if not reason.strip():
        raise Refused("say why: the reason stands in the change log")
    plain(reason, "the reason", LONGEST_REASON)


def plain(text: str, what: str, longest: int) -> None:
    """Return if a text can be kept and shown, by whatever door it came. Raises Refused."""
    if len(text) > longest:
        raise Refused(f"{what} has {len(text)} characters: {longest} are the most")
    if not re.fullmatch(PROSE, text):
        raise Refused(f"{what} holds a control character: write plain text")
