"""Drafts: rules changed under control, by one person, approved by another, and published exactly so."""

import json
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from ulid import ULID

from greenlane.core.draft import check, edits, words
from greenlane.core.draft.entries import Entries, economies_of, split
from greenlane.core.draft.merge import Change, Choice, Conflict, diff, merge, patch_of, patched, settle
from greenlane.core.proof.cases import Proof
from greenlane.core.proof.probes import Probe, probes
from greenlane.core.rights import Actor
from greenlane.core.ruleset import RuleSet, canonical, digest
from greenlane.core.service.book import RuleBook
from greenlane.core.service.guard import demand
from greenlane.core.service.publishing import TRIES, Conflicted, Publishing, Refused
from greenlane.core.service.readiness import NotReady, Readiness, Want
from greenlane.core.service.upgrades import Upgrade, upgrade
from greenlane.core.store import InstalledPack, PublishedMeanwhile, RuleSetHeader, StoreError
from greenlane.core.store.change_log import Entry
from greenlane.core.store.drafts import DraftHeader, DraftMoved, NewReview, NewRevision, Review, Revision


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
    base_digest: str
    base_entries: Entries
    patch: Mapping[str, Any]
    unresolved: tuple[Conflict, ...]
    packs: Mapping[str, Mapping[str, Any]]

    @property
    def id(self) -> str:
        """Its id, a ULID."""
        return self.header.draft_id

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
        """All that it changes in its base."""
        return diff(self.base_entries, self.entries)

    @property
    def economies(self) -> frozenset[str]:
        """Whose rules it touches."""
        return economies_of(list(self.patch)) | frozenset(self.packs)


class Drafts:
    """The use cases around drafts. One a process; threads share it."""

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

    # Reading

    def get(self, draft_id: str, actor: Actor | None = None) -> Draft:
        """A draft. Raises NoSuchDraft, also where the actor may read none of its economies' drafts."""
        header = self.store.drafts.header(draft_id)
        if header is None:
            raise NoSuchDraft(draft_id)
        draft = self._loaded(header)
        if actor is not None and not self._readable(actor, draft):
            raise NoSuchDraft(draft_id)
        return draft

    def all(self, actor: Actor, states: Collection[str] = ()) -> list[Draft]:
        """The drafts an actor may read, the last changed first. Raises Forbidden."""
        demand(self.store, actor, "read drafts")
        found = [self._loaded(one) for one in self.store.drafts.headers() if not states or one.state in states]
        return [draft for draft in found if self._readable(actor, draft)]

    def edits(self, draft_id: str, after: int = 0) -> Sequence[Revision]:
        """Every edit after a revision, oldest first: nothing is ever taken out."""
        return self.store.drafts.revisions(draft_id, after)

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
        _, found = merge(draft.base_entries, draft.entries, self.book.entries(current.version))
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

    # Editing

    def open(self, actor: Actor, title: str, reason: str, base: int | None = None) -> Draft:
        """Begin a draft from a published set (default: the one in force). Raises Forbidden, UnknownRuleSet."""
        demand(self.store, actor, "edit drafts")
        number = base or self.book.current(fresh=True).version
        self.book.entries(number)
        return self._create(actor, title, reason, "began", number, {}, (), {})

    def edit(
        self, actor: Actor, draft_id: str, if_match: str, action: str, arguments: Mapping[str, Any], reason: str
    ) -> Draft:
        """Do one of edits.ACTIONS. Raises EditRefused, Stale, Forbidden, Refused, NoSuchDraft."""
        draft = self._wanted(actor, draft_id)
        changes = edits.act(draft.entries, action, dict(arguments))
        demand(self.store, actor, "edit drafts", economies_of([one.address for one in changes]), f"draft:{draft_id}")
        self._matching(draft, if_match)
        return self._write(actor, draft, action, reason, changes)

    def put_entries(
        self, actor: Actor, draft_id: str, if_match: str, entries: Entries, action: str, reason: str
    ) -> Draft:
        """Make the draft hold these entries, for the economies among them. Raises as `edit`."""
        draft = self._wanted(actor, draft_id)
        economies = economies_of(list(entries))
        kept = {place: one for place, one in draft.entries.items() if not economies_of([place]) <= economies}
        changes = diff(draft.entries, {**kept, **entries})
        demand(self.store, actor, "edit drafts", economies, f"draft:{draft_id}")
        self._matching(draft, if_match)
        return self._write(actor, draft, action, reason, changes)

    def undo(self, actor: Actor, draft_id: str, if_match: str, reason: str) -> Draft:
        """Take the last edit back, and the one before it the next time. Raises Refused where none is left."""
        draft = self._wanted(actor, draft_id)
        demand(self.store, actor, "edit drafts", draft.economies, f"draft:{draft_id}")
        self._matching(draft, if_match)
        standing: list[Revision] = []
        for revision in self.edits(draft_id):
            if revision.action == "undo":
                standing.pop()
            else:
                standing.append(revision)
        if len(standing) < 2:
            raise Refused("there is no edit to take back")
        target = standing[-2]
        there = _content(target, self.book)
        economies = economies_of([one.address for one in diff(draft.entries, there)])
        demand(self.store, actor, "edit drafts", economies, f"draft:{draft_id}")
        return self._save(actor, draft, "undo", reason, diff(draft.entries, there), target.base, target.patch)

    def rebase(
        self, actor: Actor, draft_id: str, if_match: str, choices: Mapping[str, Choice], reason: str
    ) -> Draft:
        """Bring it up to the set in force, each conflict settled as chosen: "ours", "theirs" or {"entry": …}.

        Raises Conflicted while one with the set in force has no choice; Refused for a choice that settles nothing.
        """
        draft = self._wanted(actor, draft_id)
        demand(self.store, actor, "edit drafts", draft.economies, f"draft:{draft_id}")
        self._matching(draft, if_match)
        current = self.book.current(fresh=True)
        standing = self.book.entries(current.version)
        merged, found = merge(draft.base_entries, draft.entries, standing)
        mine = {one.address for one in found}
        packed = [one for one in draft.unresolved if one.address not in mine]
        try:
            entries, left = settle(merged, [*found, *packed], choices)
        except ValueError as error:
            raise Refused(str(error)) from error
        open_ = [one for one in left if one.address in mine]
        if open_:
            raise Conflicted(open_)
        demand(self.store, actor, "edit drafts", economies_of([one.address for one in diff(draft.entries, entries)]))
        patch = _patch(patch_of(standing, entries), [one for one in left if one in draft.unresolved], draft.packs)
        changes = diff(draft.entries, entries)
        return self._save(actor, draft, "resolve" if choices else "rebase", reason, changes, current.version, patch)

    def upgrade(
        self, actor: Actor, reason: str, economies: Collection[str] = (), downgrade: bool = False
    ) -> tuple[Draft, list[Upgrade]]:
        """A draft that takes the installed packs in: merged with what was changed here, conflicts left to be settled.

        Rules that a pack no longer has are conflicts too: nobody assumes that they ended. Raises Refused where no
        pack is new, or one is older than what was taken in and `downgrade` is not said.
        """
        current = self.book.current(fresh=True)
        entries = self.book.entries(current.version)
        baselines = self.store.baselines()
        first = self.book.entries(1)
        found: list[Upgrade] = []
        for code, pack in sorted(self.book.installed().items()):
            if economies and code not in economies:
                continue
            if code in baselines:
                base, version = split(json.loads(baselines[code].content)), baselines[code].version
            else:  # published before packs were noted
                base = {place: one for place, one in first.items() if economies_of([place]) == {code}}
                version = base.get(f"{code}/economy", {}).get("version", "")
            ours = {place: one for place, one in entries.items() if economies_of([place]) == {code}}
            one = upgrade(code, base, ours, split(json.loads(pack.content)), version, pack)
            if one is not None:
                found.append(one)
        if not found:
            raise Refused("the installed packs are those that were taken in already")
        demand(self.store, actor, "edit drafts", [one.economy for one in found])
        back = [f"{one.economy} {one.before} → {one.after}" for one in found if one.downgrade]
        if back and not downgrade:
            raise Refused(f"older than what was taken in: {', '.join(back)}; say so if you mean it (downgrade)")
        patch: dict[str, Any] = {}
        for one in found:
            patch |= one.patch
        title = "Upgrade of " + ", ".join(f"{one.economy} to {one.after}" for one in found)
        packs = {one.economy: {"version": one.after, "content": one.content} for one in found}
        conflicts = [conflict for one in found for conflict in one.conflicts]
        return self._create(actor, title, reason, "upgrade", current.version, patch, conflicts, packs), found

    # The way to publication

    def submit(
        self, actor: Actor, draft_id: str, if_match: str, reason: str, accepted: Mapping[str, str] | None = None
    ) -> Draft:
        """Ask for approval. `accepted`: by a warning's key, why it is accepted.

        Raises NotReady with everything that is wanting, Conflicted, Stale, Forbidden, Refused.
        """
        draft = self._wanted(actor, draft_id)
        demand(self.store, actor, "submit drafts", draft.economies, f"draft:{draft_id}")
        self._matching(draft, if_match)
        if draft.header.state != "open":
            raise Refused(f"the draft is {draft.header.state}: an open one is submitted")
        if not draft.patch:
            raise Refused("the draft changes nothing")
        _say(reason)
        conflicts = self.conflicts(draft)
        if conflicts:
            raise Conflicted(conflicts)
        accepted = {key: why.strip() for key, why in (accepted or {}).items() if why.strip()}
        wanting = [one for one in self.wants(draft) if one.blocks or one.key not in accepted]
        if wanting:
            raise NotReady(wanting)
        comment = reason + "".join(f"\n{key}: {why}" for key, why in sorted(accepted.items()))
        return self._review(actor, draft, "submitted", "submitted", comment, lambda *_: None)

    def approve(self, actor: Actor, draft_id: str, sha: str, comment: str) -> Draft:
        """Approve exactly the content with this digest. Raises NotApproved, Forbidden, NoSuchDraft.

        Whoever made an edit or the submission is no second person, whatever their roles.
        """
        draft = self._wanted(actor, draft_id)
        demand(self.store, actor, "review drafts", draft.economies, f"draft:{draft_id}")

        def allowed(header: DraftHeader, reviews: Sequence[Review], editors: frozenset[str]) -> None:
            if header.state != "submitted":
                raise NotApproved(f"the draft is {header.state}, not submitted")
            if sha != draft.digest:
                raise NotApproved(f"the draft's digest is {draft.digest} now: read what it holds, and approve that")
            submitted = _last(reviews, "submitted")
            if submitted is None or (submitted.revision, submitted.digest) != (header.revision, draft.digest):
                raise NotApproved("what was submitted is not what the draft holds")
            if actor.name in editors | {submitted.by}:
                raise NotApproved("you edited or submitted this draft: another person has to approve it")

        return self._review(actor, draft, "approved", "approved", comment, allowed)

    def send_back(self, actor: Actor, draft_id: str, comment: str) -> Draft:
        """Return a submitted or approved draft to its author, with what is to be done. Raises as `approve`."""
        draft = self._wanted(actor, draft_id)
        demand(self.store, actor, "review drafts", draft.economies, f"draft:{draft_id}")
        _say(comment)

        def allowed(header: DraftHeader, _: Sequence[Review], __: frozenset[str]) -> None:
            if header.state not in ("submitted", "approved"):
                raise NotApproved(f"the draft is {header.state}: only a submitted or approved one is sent back")

        return self._review(actor, draft, "sent back", "open", comment, allowed)

    def withdraw(self, actor: Actor, draft_id: str, reason: str) -> Draft:
        """Give it up; it stays readable. Raises Refused where it is published or withdrawn already."""
        draft = self._wanted(actor, draft_id)
        demand(self.store, actor, "edit drafts", draft.economies, f"draft:{draft_id}")
        _say(reason)

        def allowed(header: DraftHeader, _: Sequence[Review], __: frozenset[str]) -> None:
            if header.state in ("published", "withdrawn"):
                raise Refused(f"the draft is {header.state}")

        return self._review(actor, draft, "withdrawn", "withdrawn", reason, allowed)

    def publish(
        self, actor: Actor, draft_id: str, sha: str, reason: str, effective_at: datetime | None = None
    ) -> int:
        """Publish an approved draft, now or at an instant to come; the number of its rule set.

        What was published since its base stays: exactly the approved changes are laid over it, and all is proved
        again. Raises NotApproved, Conflicted, NotReady, Refused, Forbidden, NoSuchDraft.
        """
        draft = self._wanted(actor, draft_id)
        demand(self.store, actor, "publish", draft.economies, f"draft:{draft_id}")
        _say(reason)

        def allowed(header: DraftHeader, reviews: Sequence[Review], editors: frozenset[str]) -> None:
            if header.state != "approved":
                raise NotApproved(f"the draft is {header.state}, not approved")
            approved = _last(reviews, "approved")
            if sha != draft.digest:
                raise NotApproved(f"the draft's digest is {draft.digest} now: what you name is not what was approved")
            if approved is None or (approved.revision, approved.digest) != (header.revision, draft.digest):
                raise NotApproved("the approval is of another content: an edit has voided it")
            if approved.by in editors:
                raise NotApproved(f"{approved.by} edited this draft and approved it: another person has to")

        allowed(draft.header, self.reviews(draft_id), self._editors(draft_id))

        def make(before: RuleSetHeader, standing: Entries) -> Entries:
            merged, conflicts = merge(draft.base_entries, draft.entries, standing)
            if conflicts:
                raise Conflicted(conflicts)
            if standing != draft.base_entries:  # proved when it was submitted, but over another content
                wanting = [one for one in self.readiness.wants(standing, merged) if one.blocks]
                if wanting:
                    raise NotReady(wanting)
            self._sound(merged, economies_of([one.address for one in diff(standing, merged)]))
            return merged

        packs = {
            code: InstalledPack(one["version"], digest(content := canonical({code: one["content"]})), content)
            for code, one in draft.packs.items()
        }
        for _ in range(TRIES):
            plan = self.publishing.plan(
                make, effective_at, reason=reason, by=actor.name, origin="draft", draft_id=draft_id
            )
            entry = self._entry(actor, draft, "rule set published", reason, draft.changes)
            review = NewReview(actor.name, "published", draft.digest, reason)
            try:
                number = self.store.drafts.publish(
                    draft.header, plan.publications, plan.newest, packs, review, entry, allowed
                )[0]
            except PublishedMeanwhile:
                continue
            except DraftMoved as error:
                raise self._stale(error, draft) from None
            self.book.current(fresh=True)
            return number
        raise Refused("others publish faster than this can be made ready: try again")

    # What these have in common

    def _wanted(self, actor: Actor, draft_id: str) -> Draft:
        demand(self.store, actor, "read drafts", (), f"draft:{draft_id}")
        return self.get(draft_id, actor)

    @staticmethod
    def _readable(actor: Actor, draft: Draft) -> bool:
        economies = draft.economies
        if draft.header.created_by == actor.name or not economies:
            return actor.may("read drafts")
        return any(actor.may("read drafts", (economy,)) for economy in economies)

    def _editors(self, draft_id: str) -> frozenset[str]:
        return frozenset(revision.by for revision in self.edits(draft_id))

    def _loaded(self, header: DraftHeader) -> Draft:
        revision = self.store.drafts.revision(header.draft_id, header.revision)
        entries = self.book.entries(revision.base)
        patch = revision.patch
        return Draft(
            header,
            revision.base,
            self.book.digest(revision.base),
            entries,
            patch["entries"],
            tuple(Conflict(place, *rest) for place, *rest in patch.get("unresolved", ())),
            patch.get("packs", {}),
        )

    @staticmethod
    def _sound(entries: Entries, economies: Collection[str]) -> None:
        """Return if entries make a rule set: those of some economies are looked at, the others were published so."""
        for first in check.faults(entries, economies):
            raise Refused(f"{first.address}{first.pointer}: {first.message}")

    def _matching(self, draft: Draft, if_match: str) -> None:
        if if_match != draft.etag:
            sent = if_match.split("-", 1)[0]
            since = int(sent) if sent.isdigit() and int(sent) <= draft.header.revision else 0
            raise Stale(draft, self.edits(draft.id, since))

    def _stale(self, error: DraftMoved, draft: Draft) -> Stale:
        return Stale(self._loaded(error.standing), self.edits(draft.id, draft.header.revision))

    def _create(
        self,
        actor: Actor,
        title: str,
        reason: str,
        action: str,
        base: int,
        patch: Mapping[str, Any],
        unresolved: Sequence[Conflict],
        packs: Mapping[str, Any],
    ) -> Draft:
        _say(reason)
        if not title.strip():
            raise Refused("a draft needs a title")
        draft_id = str(ULID())
        standing = self.book.entries(base)
        changes = diff(standing, patched(standing, patch))
        revision = NewRevision(actor.name, action, reason, base, _plain(changes), _patch(patch, unresolved, packs))
        economies = sorted(economies_of(list(patch)) | frozenset(packs))
        detail = {"title": title, "base": base, "changes": _detail(changes)}
        self.store.drafts.create(
            draft_id,
            title.strip(),
            revision,
            Entry(actor.name, actor.via, "draft begun", f"draft:{draft_id}", reason, economies, detail),
        )
        return self.get(draft_id)

    def _write(self, actor: Actor, draft: Draft, action: str, reason: str, changes: Sequence[Change]) -> Draft:
        if not changes:
            raise Refused("this changes nothing")
        entries = patched(draft.entries, {one.address: one.after for one in changes})
        patch = _patch(patch_of(draft.base_entries, entries), draft.unresolved, draft.packs)
        return self._save(actor, draft, action, reason, changes, draft.base, patch)

    def _save(
        self,
        actor: Actor,
        draft: Draft,
        action: str,
        reason: str,
        changes: Sequence[Change],
        base: int,
        patch: Mapping[str, Any],
    ) -> Draft:
        _say(reason)
        if draft.header.state in ("published", "withdrawn"):
            raise Refused(f"the draft is {draft.header.state}: begin another")
        revision = NewRevision(actor.name, action, reason, base, _plain(changes), patch)
        entry = self._entry(actor, draft, "draft edited", reason, changes)
        try:
            return self._loaded(self.store.drafts.write(draft.header, revision, entry))
        except DraftMoved as error:
            raise self._stale(error, draft) from None

    def _review(
        self,
        actor: Actor,
        draft: Draft,
        step: str,
        state: str,
        comment: str,
        allowed: Callable[[DraftHeader, Sequence[Review], frozenset[str]], None],
    ) -> Draft:
        review = NewReview(actor.name, step, draft.digest, comment)
        entry = self._entry(actor, draft, f"draft {step}", comment, ())
        try:
            return self._loaded(self.store.drafts.review(draft.header, review, state, entry, allowed))
        except DraftMoved as error:
            raise self._stale(error, draft) from None

    def _entry(self, actor: Actor, draft: Draft, action: str, reason: str, changes: Sequence[Change]) -> Entry:
        economies = sorted(economies_of([one.address for one in changes]) or draft.economies)
        detail = {"draft": draft.id, "title": draft.header.title, "digest": draft.digest, "changes": _detail(changes)}
        return Entry(actor.name, actor.via, action, f"draft:{draft.id}", reason, economies, detail)


def _content(revision: Revision, book: RuleBook) -> Entries:
    return patched(book.entries(revision.base), revision.patch["entries"])


def _patch(
    entries: Mapping[str, Any], unresolved: Sequence[Conflict], packs: Mapping[str, Any]
) -> Mapping[str, Any]:
    """What a revision keeps."""
    open_ = [[one.address, one.base, one.ours, one.theirs] for one in unresolved]
    return {"entries": dict(entries), "unresolved": open_, "packs": dict(packs)}


def _plain(changes: Sequence[Change]) -> list[tuple[str, Any, Any]]:
    return [(one.address, one.before, one.after) for one in changes]


def _detail(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """The diff as a person reads it, for the change log; of very large edits the addresses alone."""
    if len(changes) > 50:
        return [{"address": one.address} for one in changes]
    return [{"address": one.address, "change": one.sentence} for one in words.describe(changes)]


def _last(reviews: Sequence[Review], step: str) -> Review | None:
    return next((one for one in reversed(reviews) if one.step == step), None)


def _say(reason: str) -> None:
    if not reason.strip():
        raise Refused("say why: the reason stands in the change log")


__all__ = [
    "Conflicted",
    "Draft",
    "Drafts",
    "NoSuchDraft",
    "NotApproved",
    "NotReady",
    "Refused",
    "Stale",
    "StoreError",
]
