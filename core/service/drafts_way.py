"""The way of a draft to publication: discussed, submitted, approved by another person, published exactly so."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from greenlane.core.draft.entries import Entries, economies_of
from greenlane.core.draft.merge import diff, merge
from greenlane.core.rights import Actor
from greenlane.core.ruleset import canonical, digest
from greenlane.core.service.drafts_reading import Draft, DraftReading, NotApproved, say_why
from greenlane.core.service.guard import demand
from greenlane.core.service.publishing import TRIES, Conflicted, Refused
from greenlane.core.service.readiness import NotReady
from greenlane.core.store import InstalledPack, PublishedMeanwhile, RuleSetHeader
from greenlane.core.store.drafts import DraftHeader, DraftMoved, NewReview, Review

LONGEST: Final = 4000
"""Characters of a comment."""


class DraftWay(DraftReading):
    """What brings a draft on its way. Nothing here changes its content."""

    def comment(self, actor: Actor, draft_id: str, text: str) -> Review:
        """Say something in its discussion; state, revision and approval stay. Raises Refused, Forbidden, NoSuchDraft.

        Whoever may read the draft may; 1 to 4000 characters.
        """
        draft = self._wanted(actor, draft_id)
        text = text.strip()
        if not text:
            raise Refused("the comment is empty: say something")
        if len(text) > LONGEST:
            raise Refused(f"the comment has {len(text)} characters: {LONGEST} are the most")
        review = NewReview(actor.name, "commented", draft.digest, text)
        return self.store.drafts.comment(draft.id, review, self._entry(actor, draft, "draft commented", text, ()))

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
        say_why(reason)
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
        say_why(comment)

        def allowed(header: DraftHeader, _: Sequence[Review], __: frozenset[str]) -> None:
            if header.state not in ("submitted", "approved"):
                raise NotApproved(f"the draft is {header.state}: only a submitted or approved one is sent back")

        return self._review(actor, draft, "sent back", "open", comment, allowed)

    def withdraw(self, actor: Actor, draft_id: str, reason: str) -> Draft:
        """Give it up; it stays readable. Raises Refused where it is published or withdrawn already."""
        draft = self._wanted(actor, draft_id)
        demand(self.store, actor, "edit drafts", draft.economies, f"draft:{draft_id}")
        say_why(reason)

        def allowed(header: DraftHeader, _: Sequence[Review], __: frozenset[str]) -> None:
            if header.state in ("published", "withdrawn"):
                raise Refused(f"the draft is {header.state}")

        return self._review(actor, draft, "withdrawn", "withdrawn", reason, allowed)

    def publish(self, actor: Actor, draft_id: str, sha: str, reason: str, effective_at: datetime | None = None) -> int:
        """Publish an approved draft, now or at an instant to come; the number of its rule set.

        What was published since its base stays: exactly the approved changes are laid over it, and all is proved
        again. Raises NotApproved, Conflicted, NotReady, Refused, Forbidden, NoSuchDraft.
        """
        draft = self._wanted(actor, draft_id)
        demand(self.store, actor, "publish", draft.economies, f"draft:{draft_id}")
        say_why(reason)

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

        allowed(draft.header, self.reviews(draft_id), self.editors(draft_id))

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


def _last(reviews: Sequence[Review], step: str) -> Review | None:
    return next((one for one in reversed(reviews) if one.step == step), None)
