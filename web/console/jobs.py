"""Jobs: what waits, what runs and how far it is, what came of it; and calling one off."""

import json
import re
from typing import Final

from flask import Blueprint, Response, request

from greenlane.core.rights import Actor
from greenlane.core.service.jobs import Job, NoSuchJob
from greenlane.core.store.jobs import OVER, STATES
from greenlane.web.console import asked
from greenlane.web.console.frame import page, person, see
from greenlane.web.console.subjects import linked
from greenlane.web.problems import Problem
from greenlane.web.tables import Column, Link, Mark, Row, Table, address, exported
from greenlane.web.wiring import Desk

_ID: Final = re.compile("[0-9A-HJKMNP-TV-Z]{26}")
PAGE: Final = 50
MOST: Final = 5_000
"""Jobs in a file."""
LONGEST: Final = 20_000
"""Characters of a result that its page shows; the API has it whole."""
_TONES: Final = {"queued": "plain", "running": "info", "done": "good", "failed": "bad", "cancelled": "warn"}
_COLUMNS: Final = (
    Column("id", "Job", head=True),
    Column("kind", "Kind"),
    Column("subject", "About"),
    Column("state", "State"),
    Column("progress", "Done"),
    Column("by", "Asked for by"),
    Column("created", "Asked for"),
    Column("updated", "Last word"),
)


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes."""

    @routes.get("/jobs")
    def jobs() -> Response:
        actor = person(desk, "read jobs")
        state = request.args.get("state", "")
        state = state if state in STATES else ""
        kind = asked.line("kind")
        before = request.args.get("before", "")
        found = desk.jobs.list(
            actor,
            before=before if _ID.fullmatch(before) else None,
            limit=PAGE + 1,
            kind=kind or None,
            state=state or None,
        )
        shown = found[:PAGE]
        table = Table(
            "jobs",
            "Jobs",
            _COLUMNS,
            [_row(one, actor) for one in shown],
            every=lambda: [_row(one, actor) for one in
                           desk.jobs.list(actor, limit=MOST, kind=kind or None, state=state or None)],
            more=address(before=shown[-1].job_id) if len(found) > PAGE else None,
            nothing="There is no such job.",
        )  # fmt: skip
        reports = _reports(desk, actor) if actor.may("manage people") else None
        if file := exported(table, *([reports] if reports else [])):
            return file
        return page(
            "console/jobs/index.html",
            part=("jobs", "console/jobs/_list.html"),
            table=table,
            state=state,
            kind=kind,
            states=STATES,
            kinds=sorted(desk.jobs.kinds),
            reports=reports,
        )

    @routes.get("/jobs/<job_id>")
    def job(job_id: str) -> Response:
        actor = person(desk, "read jobs")
        found = wanted(actor, job_id)
        result = desk.jobs.result(found, actor)
        text = "" if result is None else json.dumps(result, ensure_ascii=False, indent=2, sort_keys=True)
        return page(
            "console/jobs/job.html",
            part=("job", "console/jobs/_job.html"),
            job=found,
            state=_state(found),
            progress=progress(found),
            over=found.state in OVER,
            subject=linked(found.subject, actor),
            may_cancel=found.state not in OVER and (found.created_by == actor.name or actor.may("manage jobs")),
            request_text=json.dumps(found.request, ensure_ascii=False, indent=2, sort_keys=True),
            result=text[:LONGEST],
            cut=len(text) > LONGEST,
        )

    @routes.post("/jobs/<job_id>/cancel")
    def cancel(job_id: str) -> Response:
        actor = person(desk, "read jobs")
        before = wanted(actor, job_id)
        found = desk.jobs.cancel(job_id, actor)
        if before.state in OVER:
            return see(f"/console/jobs/{job_id}", "It was over already.")
        said = {"cancelled": "The job is called off.", "running": "The job will stop at its next word."}
        return see(f"/console/jobs/{job_id}", said.get(found.state, "It was over already."))

    def wanted(actor: Actor, job_id: str) -> Job:
        try:
            if not _ID.fullmatch(job_id):
                raise NoSuchJob(job_id)
            return desk.jobs.get(job_id, actor)
        except NoSuchJob:
            raise Problem("not-found", "There is no job with this id.") from None


def _reports(desk: Desk, actor: Actor) -> Table:
    """What browsers reported that the content security policy kept them from."""
    columns = [Column("directive", "Directive", head=True), Column("blocked", "What was refused"),
               Column("page", "On the page"), Column("times", "Times", number=True), Column("first", "First"),
               Column("last", "Last")]  # fmt: skip
    rows: list[Row] = [
        {"directive": one.directive, "blocked": one.blocked, "page": one.page, "times": one.times,
         "first": one.first_at, "last": one.last_at}
        for one in desk.csp.reports(actor)
    ]  # fmt: skip
    return Table("csp-reports", "Reports of the content security policy", columns, rows,
                 nothing="No browser reported anything: every page kept to its policy.")  # fmt: skip


def _row(job: Job, actor: Actor) -> Row:
    return {
        "id": Link(job.job_id, f"/console/jobs/{job.job_id}"),
        "kind": job.kind,
        "subject": linked(job.subject, actor),
        "state": _state(job),
        "progress": progress(job),
        "by": job.created_by,
        "created": job.created_at,
        "updated": job.updated_at,
    }


def _state(job: Job) -> Mark:
    word = "being called off" if job.cancelled and job.state == "running" else job.state
    return Mark(word, _TONES[job.state])


def progress(job: Job) -> str:
    """How far it is: in hundredths where that is known."""
    if not job.total:
        return ""
    return f"{job.done * 100 // job.total} % ({job.done:,} of {job.total:,})"
