"""The impact of a draft: asked for over a span of days, followed while a worker replays, and read as tables."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from flask import Blueprint, Response, request

from greenlane.core.declaration.forms import day
from greenlane.core.rights import Actor
from greenlane.core.service.drafts import Draft
from greenlane.core.service.jobs import BadRequest, Job, NoSuchJob
from greenlane.core.store.jobs import OVER
from greenlane.web.console.draft_proofs import verdict
from greenlane.web.console.draft_view import found, view
from greenlane.web.console.frame import page, see
from greenlane.web.console.proving import Proving
from greenlane.web.console.refusals import EXPECTED, Refusal, refusal
from greenlane.web.console.typed import Errors, field
from greenlane.web.problems import Problem
from greenlane.web.tables import Code, Column, Link, Several, Table, Value, exported
from greenlane.web.wiring import Desk

Json = dict[str, Any]
SPANS: Final = ((7, "the last week"), (31, "the last month"), (92, "the last quarter"), (366, "the last year"))
LISTED: Final = 20
SUMS: Final = ("raised", "lowered", "change", "of_prohibited_goods")


def add(routes: Blueprint, desk: Desk, proving: Proving) -> None:
    """Add the routes."""

    def shown(
        actor: Actor, draft: Draft, typed: dict[str, str], errors: Errors | None = None, refused: Refusal | None = None
    ) -> Response:
        v = view(desk, proving, actor, draft)
        jobs = desk.jobs.list(actor, kind="impact", subject=f"draft:{draft.id}", limit=LISTED)
        job = _job(desk, actor, draft, jobs)
        report = desk.jobs.result(job, actor) if job is not None else None
        tables = _tables(report) if report is not None else []
        if tables and (file := exported(*tables)):
            return file
        today = datetime.now(UTC).date()
        return page(
            "console/drafts/impact.html",
            part=("draft-impact", "console/drafts/_impact.html"),
            status=refused.status if refused is not None else 422 if errors else 200,
            v=v,
            jobs=jobs,
            job=job,
            over=job is None or job.state in OVER,
            report=report,
            outdated=report is not None and report["draft"]["digest"] != draft.digest,
            tables=tables,
            span=_days(report) if report is not None else (),
            days_of=_days,
            may_run=actor.may("run impact", draft.economies) and bool(draft.patch),
            may_cancel=job is not None and (job.created_by == actor.name or actor.may("manage jobs")),
            spans=[(text, (today - timedelta(days=days - 1)).isoformat(), today.isoformat()) for days, text in SPANS],
            typed={"since": (today - timedelta(days=30)).isoformat(), "until": today.isoformat(), **typed},
            errors=errors or {},
            refusal=refused,
        )

    @routes.get("/drafts/<ulid:draft_id>/impact")
    def impact(draft_id: str) -> Response:
        actor, draft = found(desk, draft_id)
        asked = {name: request.args[name] for name in ("since", "until") if name in request.args}
        return shown(actor, draft, asked)

    @routes.post("/drafts/<ulid:draft_id>/impact")
    def run(draft_id: str) -> Response:
        actor, draft = found(desk, draft_id)
        typed = {name: field(name) for name in ("since", "until")}
        since, until = (day(typed[name]) for name in ("since", "until"))
        errors = {
            f"/{name}": "Say a day, as 2026-10-01."
            for name, one in (("since", since), ("until", until))
            if one is None
        }
        if since and until and until < since:
            errors["/until"] = "This is before the first day."
        if until == date.max:
            errors["/until"] = "There is no day after this one."
        if errors or since is None or until is None:
            return shown(actor, draft, typed, errors)
        try:
            desk.drafts.ruleset(draft)  # what makes no rule set is said now, and not by a job that fails
            asked = {"draft": draft_id, "since": _instant(since), "until": _instant(until + timedelta(days=1))}
            job = desk.jobs.enqueue("impact", subject=f"draft:{draft_id}", request=asked, by=actor)
        except BadRequest as error:
            return shown(actor, draft, typed, {"/since": f"{error}."})
        except EXPECTED as error:
            return shown(actor, draft, typed, None, refusal(error))
        return see(f"/console/drafts/{draft_id}/impact?job={job.job_id}", "The impact waits for a worker.")

    @routes.post("/drafts/<ulid:draft_id>/impact/<job_id>/cancel")
    def cancel(draft_id: str, job_id: str) -> Response:
        actor, draft = found(desk, draft_id)
        job = _named(desk, actor, draft, job_id)
        desk.jobs.cancel(job.job_id, actor)
        return see(f"/console/drafts/{draft_id}/impact?job={job_id}", "The impact is called off.")


def _days(asked: Json) -> tuple[str, str]:
    """The first and the last day of what was asked for; instants where these are not whole days."""
    since, until = (datetime.fromisoformat(asked[name]) for name in ("since", "until"))
    if since.time() == until.time() == time.min and until > since:
        return since.date().isoformat(), (until.date() - timedelta(days=1)).isoformat()
    return since.isoformat(timespec="minutes"), until.isoformat(timespec="minutes")


def _instant(one: date) -> str:
    return f"{one.isoformat()}T00:00:00Z"


def _job(desk: Desk, actor: Actor, draft: Draft, jobs: Sequence[Job]) -> Job | None:
    """The one asked for, else the newest. Raises Problem."""
    asked = request.args.get("job")
    if asked and request.method == "GET":
        return _named(desk, actor, draft, asked)
    return jobs[0] if jobs else None


def _named(desk: Desk, actor: Actor, draft: Draft, job_id: str) -> Job:
    try:
        job = desk.jobs.get(job_id, actor)
    except NoSuchJob:
        job = None
    if job is None or job.kind != "impact" or job.subject != f"draft:{draft.id}":
        raise Problem("not-found", "The draft has no such impact.")
    return job


def _tables(report: Json) -> list[Table]:
    """The report: verdicts that flip, rules with their examples, money, and what can no longer be computed."""
    economies: list[Json] = report["economies"]
    return [
        Table(
            "impact-flips", "Verdicts that are others",
            [Column("of", "Of", head=True), Column("before", "Before"), Column("after", "After"),
             Column("count", "How many", number=True)],
            [_flip(of, one) for of, flips in (
                ("decisions", report["decisions"]["flips"]), ("goods items", report["items"]["flips"]),
                *((f"answers of {one['economy']}", one["flips"]) for one in economies),
            ) for one in flips],
            nothing="No verdict is another.",
        ),
        Table(
            "impact-money", "Money, by currency",
            [Column("economy", "Economy"), Column("kind", "Charge", head=True), Column("currency", "Currency"),
             Column("items", "Items", number=True), Column("raised", "Raised", number=True),
             Column("lowered", "Lowered", number=True), Column("change", "Together", number=True),
             Column("of_prohibited_goods", "Of prohibited goods", number=True)],
            [_money(one["economy"], each) for one in economies for each in one["charges"]],
            nothing="No charge is another.",
        ),
        Table(
            "impact-rules", "Rules whose findings differ",
            [Column("rule", "Rule", head=True), Column("economy", "Economy"), Column("what", "What its findings did"),
             Column("flipped", "Verdicts that flip", number=True), Column("examples", "Examples")],
            [_rule(one["economy"], each) for one in economies for each in one["rules"]],
            nothing="No finding differs.",
        ),
        Table(
            "impact-computable", "Charges that can be computed on one side only",
            [Column("economy", "Economy"), Column("kind", "Charge", head=True),
             Column("after_only", "With the draft only", number=True),
             Column("before_only", "Without it only", number=True)],
            [{"economy": one["economy"], **each} for one in economies for each in one["charges_computable"]],
            nothing="Every charge can be computed on both sides.",
        ),
    ]  # fmt: skip


def _flip(of: str, one: Json) -> dict[str, Value]:
    return {"of": of, "before": verdict(one["before"]), "after": verdict(one["after"]), "count": one["count"]}


def _money(economy: str, one: Json) -> dict[str, Value]:
    return {"economy": economy, **{name: one[name] for name in ("kind", "currency", "items", *SUMS)}}


_DID: Final = (("appeared", "are there now"), ("gone", "are gone"), ("harder", "weigh more"), ("easier", "weigh less"),
               ("surer", "are no longer unknown"), ("less_sure", "are unknown now"))  # fmt: skip


def _rule(economy: str, one: Json) -> dict[str, Value]:
    did = tuple(f"{one[name]} {words}" for name, words in _DID if one[name])
    examples = tuple(
        Link(f"item {each['item']}, chapter {each['chapter']}: {each['before']} → {each['after']}",
             f"/console/decisions/{each['decision']}")
        for each in one["examples"]
    )  # fmt: skip
    return {
        "rule": Code(one["rule"], f"/console/rules/{one['rule']}"),
        "economy": economy,
        "what": Several(did),
        "flipped": one["flipped"],
        "examples": Several(examples),
    }
