"""Drafts edited: by acts, by files, by packs; taken back, and brought up to what is in force."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from ulid import ULID

from greenlane.core.draft import edits
from greenlane.core.draft.entries import Entries, economies_of, split
from greenlane.core.draft.merge import Change, Choice, Conflict, diff, merge, patch_of, patched, settle
from greenlane.core.rights import Actor
from greenlane.core.service.book import RuleBook
from greenlane.core.service.drafts_reading import Draft, DraftReading, logged, plain, say_why
from greenlane.core.service.guard import demand
from greenlane.core.service.publishing import Conflicted, Refused
from greenlane.core.service.upgrades import Upgrade, upgrade
from greenlane.core.store.change_log import Entry
from greenlane.core.store.drafts import DraftMoved, NewRevision, Revision

LONGEST_TITLE: Final = 200


class DraftEditing(DraftReading):
    """What changes a draft's content. Each edit is a revision that stays, with its reason."""

    def open(self, actor: Actor, title: str, reason: str, base: int | None = None) -> Draft:
        """Begin a draft from a published set (default: the one in force). Raises Forbidden, UnknownRuleSet, Refused."""
        demand(self.store, actor, "edit drafts")
        plain(title, "the title", LONGEST_TITLE)
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

    def rebase(self, actor: Actor, draft_id: str, if_match: str, choices: Mapping[str, Choice], reason: str) -> Draft:
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
            shut = {code: why for code, why in self.book.plugins.refused.items() if not economies or code in economies}
            why = "".join(f"; the one of {code} is refused: {said}" for code, said in sorted(shut.items()))
            raise Refused(f"the installed packs are those that were taken in already{why}")
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
        say_why(reason)
        if not title.strip():
            raise Refused("a draft needs a title")
        draft_id = str(ULID())
        standing = self.book.entries(base)
        changes = diff(standing, patched(standing, patch))
        revision = NewRevision(actor.name, action, reason, base, _plain(changes), _patch(patch, unresolved, packs))
        economies = sorted(economies_of(list(patch)) | frozenset(packs))
        detail = {"title": title, "base": base, "changes": logged(changes)}
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
        # The patch as it was, with the changes: to compare all entries would take long where there are many.
        base = draft.base_entries
        whole = {**draft.patch, **{one.address: one.after for one in changes}}
        entries = {place: one for place, one in sorted(whole.items()) if one != base.get(place)}
        patch = _patch(entries, draft.unresolved, draft.packs)
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
        say_why(reason)
        if draft.header.state in ("published", "withdrawn"):
            raise Refused(f"the draft is {draft.header.state}: begin another")
        revision = NewRevision(actor.name, action, reason, base, _plain(changes), patch)
        entry = self._entry(actor, draft, "draft edited", reason, changes)
        try:
            return self._loaded(self.store.drafts.write(draft.header, revision, entry))
        except DraftMoved as error:
            raise self._stale(error, draft) from None


def _content(revision: Revision, book: RuleBook) -> Entries:
    return patched(book.entries(revision.base), revision.patch["entries"])


def _patch(entries: Mapping[str, Any], unresolved: Sequence[Conflict], packs: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a revision keeps."""
    open_ = [[one.address, one.base, one.ours, one.theirs] for one in unresolved]
    return {"entries": dict(entries), "unresolved": open_, "packs": dict(packs)}


def _plain(changes: Sequence[Change]) -> list[tuple[str, Any, Any]]:
    return [(one.address, one.before, one.after) for one in changes]
