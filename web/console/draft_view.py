"""One draft as its pages show it: what may be done with it by whom, what is next, and where each entry is edited."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

from flask import g

from greenlane.core.draft.entries import parts
from greenlane.core.rights import RIGHTS, Actor
from greenlane.core.service.drafts import Draft, NoSuchDraft
from greenlane.core.store.drafts import Review
from greenlane.core.store.people_rows import User
from greenlane.web.console.frame import person
from greenlane.web.console.proving import Proving, Work
from greenlane.web.problems import Problem
from greenlane.web.tables import Mark
from greenlane.web.wiring import Desk

TONES: Final = {"open": "info", "submitted": "warn", "approved": "good", "published": "clear", "withdrawn": "plain"}
OVER: Final = ("published", "withdrawn")
NAMES: Final = 6
"""People that a sentence names at most."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done with a draft as it stands. `why`: what is in the way, empty where nothing is."""

    name: str
    title: str
    href: str
    why: str = ""
    tone: str = ""


@dataclass(frozen=True)
class View:
    """A draft before its reader. `work`: its conflicts, as far as they are known."""

    draft: Draft
    actor: Actor
    reviews: Sequence[Review]
    editors: frozenset[str]
    in_force: int
    work: Work
    acts: tuple[Act, ...]
    next: str

    @property
    def at(self) -> str:
        """Its address."""
        return f"/console/drafts/{self.draft.id}"

    @property
    def state(self) -> Mark:
        """Its state, as a badge."""
        return Mark(self.draft.header.state, TONES[self.draft.header.state])

    @property
    def conflicts(self) -> int | None:
        """How many there are; None where that is not known yet."""
        return None if self.work.found is None else len(self.work.found["conflicts"])

    @property
    def tabs(self) -> list[tuple[str, str, int | None]]:
        """Its pages, each with its own address."""
        said = sum(1 for one in self.reviews if one.step == "commented")
        counts = {"Changes": len(self.draft.patch), "Discussion": said, "Conflicts": self.conflicts or None}
        names = ("Changes", "Lint", "Cases", "Probes", "Impact", "Discussion", "Conflicts")
        return [("Overview", self.at, None), *((one, f"{self.at}/{one.lower()}", counts.get(one)) for one in names)]

    def act(self, name: str) -> Act | None:
        """An act that its state allows."""
        return next((one for one in self.acts if one.name == name), None)

    @property
    def may_edit(self) -> bool:
        """Whether its reader can change it as it stands."""
        return self.draft.header.state not in OVER and self.actor.may("edit drafts", self.draft.economies)


def found(desk: Desk, draft_id: str) -> tuple[Actor, Draft]:
    """Who is here, and the draft. Raises Problem where there is none that they may know of."""
    actor = person(desk, "read drafts", subject=f"draft:{draft_id}")
    try:
        return actor, desk.drafts.get(draft_id, actor)
    except NoSuchDraft:
        raise Problem("not-found", "There is no draft with this id.") from None


def view(desk: Desk, proving: Proving, actor: Actor, draft: Draft) -> View:
    """A draft before its reader."""
    reviews, editors = desk.drafts.reviews(draft.id), desk.drafts.editors(draft.id)
    in_force = desk.book.current().version
    work = proving.conflicts(draft) if draft.header.state not in OVER else _NONE
    acts = tuple(_acts(desk, actor, draft, reviews, editors, in_force))
    return View(draft, actor, reviews, editors, in_force, work, acts, _next(desk, draft, work, reviews, editors))


_NONE: Final = Work(datetime.min, {"conflicts": []})


def edited_at(draft_id: str, address: str) -> str:
    """Where an entry of a draft is edited."""
    economy, part, name = parts(address)
    at = f"/console/drafts/{draft_id}"
    if part == "rules":
        return f"{at}/rules/{quote(name, safe='')}"
    if part in ("parameters", "cases"):
        return f"{at}/{part}/{economy}/{quote(name, safe='')}"
    return f"{at}/entries/{quote(address)}"


def who(desk: Desk, action: str, economies: Collection[str], without: Collection[str] = ()) -> list[str]:
    """The names of those who may do this in each of these economies."""
    people: list[User] | None = g.get("draft_people")
    if people is None:
        people = g.draft_people = desk.store.people.users()
    return sorted(
        one.name
        for one in people
        if one.disabled_at is None
        and one.name not in without
        and Actor(one.name, one.grants).may(action, economies)
    )


def those(desk: Desk, action: str, economies: Collection[str], without: Collection[str] = ()) -> str:
    """The same in words; the role it takes where there is nobody."""
    names = who(desk, action, economies, without)
    roles, where = " or ".join(sorted(RIGHTS[action])), f" in {', '.join(sorted(economies))}" if economies else ""
    if not names:
        return f"nobody yet: it takes somebody else with the role {roles}{where}"
    shown = names[:NAMES]
    last = f"{len(names) - NAMES} more" if len(names) > NAMES else shown.pop() if len(shown) > 1 else ""
    return ", ".join(shown) + (f" or {last}" if last else "")


def _acts(
    desk: Desk, actor: Actor, draft: Draft, reviews: Sequence[Review], editors: frozenset[str], in_force: int
) -> Any:
    state, at, where = draft.header.state, f"/console/drafts/{draft.id}", draft.economies

    def act(name: str, title: str, action: str, why: str = "", tone: str = "", href: str = "") -> Act:
        if not actor.may(action, where):
            why = f"It takes another role: {those(desk, action, where)}."
        return Act(name, title, href or f"{at}/{name}", why, tone)

    if state == "open":
        why = "" if draft.patch else "Nothing is changed yet."
        yield act("submit", "Submit for approval", "submit drafts", why, "primary")
    if state == "submitted":
        yield act("approve", "Approve", "review drafts", _no_second(desk, actor, draft, reviews, editors), "primary")
    if state == "approved":
        yield act("publish", "Publish", "publish", "", "primary")
    if state in ("submitted", "approved"):
        yield act("return", "Send back", "review drafts")
    if state not in OVER:
        if draft.base != in_force:
            yield act("rebase", f"Bring up to rule set {in_force}", "edit drafts", href=f"{at}/conflicts")
        if draft.header.revision > 1:
            yield act("undo", "Take back the last edit", "edit drafts")
        yield act("withdraw", "Withdraw", "edit drafts", "", "danger")


def _no_second(desk: Desk, actor: Actor, draft: Draft, reviews: Sequence[Review], editors: frozenset[str]) -> str:
    """Why somebody is no second person; empty where they are one."""
    submitter = submitted_by(reviews)
    others = those(desk, "review drafts", draft.economies, editors | {submitter})
    if actor.name in editors:
        return f"You edited this draft: another person approves it ({others})."
    if actor.name == submitter:
        return f"You submitted this draft: another person approves it ({others})."
    return ""


def submitted_by(reviews: Sequence[Review]) -> str:
    """Who submitted it last."""
    return next((one.by for one in reversed(reviews) if one.step == "submitted"), "")


def _next(desk: Desk, draft: Draft, work: Work, reviews: Sequence[Review], editors: frozenset[str]) -> str:
    """What is next, and who can do it."""
    state, where = draft.header.state, draft.economies
    conflicts = 0 if work.found is None else len(work.found["conflicts"])
    if state == "open" and not draft.patch:
        return f"Nothing is changed yet. Who can edit it: {those(desk, 'edit drafts', where)}."
    if state == "open" and conflicts:
        told = "1 conflict" if conflicts == 1 else f"{conflicts} conflicts"
        return f"Settle {told} with what is in force. Who can: {those(desk, 'edit drafts', where)}."
    if state == "open":
        return f"Submit it once lint and cases are in order. Who can: {those(desk, 'submit drafts', where)}."
    if state == "submitted":
        without = editors | {submitted_by(reviews)}
        return (
            "Somebody who neither edited nor submitted it approves it, or sends it back. Who can: "
            f"{those(desk, 'review drafts', where, without)}."
        )
    if state == "approved":
        return f"Publish it, at once or for a day to come. Who can: {those(desk, 'publish', where)}."
    if state == "published":
        return f"It is published as rule set {draft.header.published_as}."
    return "It was given up; it stays readable."
