"""The job of an impact: a draft against the rule set it began from, over the decisions of a span of time."""

from datetime import datetime
from typing import Any, Final

from greenlane.core.impact.report import shown_to
from greenlane.core.rights import EVERY, Actor
from greenlane.core.service.drafts import Drafts, NoSuchDraft
from greenlane.core.service.impact import Impact
from greenlane.core.service.jobs import BadRequest, Job, JobFailed, Kind, Progress
from greenlane.core.service.publishing import Refused

RIGHT: Final = "run impact"
Json = dict[str, Any]


def impact(drafts: Drafts) -> Kind:
    """The kind. A request names `draft`, `since` and `until` (instants as RFC 3339 writes them)."""
    book = drafts.book

    def run(job: Job, progress: Progress) -> Json:
        asked = job.request
        try:
            draft = drafts.get(asked["draft"])
            after = drafts.ruleset(draft)
        except NoSuchDraft:
            raise JobFailed(f"there is no draft {asked['draft']} any more") from None
        except Refused:
            raise JobFailed("the draft makes no rule set: its lint says why") from None
        economies = asked["economies"]
        found = Impact(book.store, book.plugins).run(
            book.numbered(draft.base).ruleset,
            after,
            datetime.fromisoformat(asked["since"]),
            datetime.fromisoformat(asked["until"]),
            None if economies is None else frozenset(economies),
            progress,
        )
        revision = draft.header.revision
        return {"draft": {"id": draft.id, "revision": revision, "digest": draft.digest}, **found}

    return Kind(run, RIGHT, _prepare, _shown)


def _prepare(request: Json, by: Actor) -> Json:
    """The request as it is kept: instants with their offset, and the economies in which they may run it."""
    instants = {}
    for name in ("since", "until"):
        try:
            instants[name] = datetime.fromisoformat(request[name])
        except ValueError:
            raise BadRequest(f"{name} is no instant: write it as 2026-11-22T00:00:00Z") from None
        if instants[name].tzinfo is None:
            raise BadRequest(f"{name} has no offset from UTC: write it as 2026-11-22T00:00:00Z")
    if instants["until"] < instants["since"]:
        raise BadRequest("until is before since")
    mine = by.economies(RIGHT)
    return {
        "draft": request["draft"],
        "since": instants["since"].isoformat(),
        "until": instants["until"].isoformat(),
        "economies": None if EVERY in mine else sorted(mine),
    }


def _shown(result: Json, reader: Actor) -> Json:
    mine = reader.economies("read jobs")
    return shown_to(result, None if EVERY in mine else mine)
