"""`greenlane drafts submit | comment | approve | return | withdraw | publish | impact`."""

import datetime

import click

from greenlane.core.declaration.forms import day
from greenlane.core.service.jobs import said
from greenlane.web import draftjson
from greenlane.web.api import draft_bodies as bodies
from greenlane.web.api.draft_steps import effective_at
from greenlane.web.api.precondition import matching
from greenlane.web.cli.drafting import AS_JSON, AT, REASON, VERSION, drafting, emit, instant, taken, told, wanted
from greenlane.web.cli.identity import identified

DIGEST = click.option("--digest", required=True, help="of the draft as you have read it: what `show` said")
COMMENT = click.option("--comment", required=True, help="what a colleague should know")


@click.command()
@click.argument("draft_id")
@click.option("--accept", "accepted", nargs=2, multiple=True, metavar="KEY WHY", help="accept a warning of `lint`")
@VERSION
@REASON
@AS_JSON
@identified
def submit(
    draft_id: str, accepted: tuple[tuple[str, str], ...], version: str | None, reason: str, as_json: bool
) -> None:
    """Ask for approval. What is wanting is named, each thing at its place."""
    with drafting("submit drafts") as (desk, actor):
        sent = taken(bodies.SUBMISSION, reason=reason, accepted=dict(accepted))
        draft = wanted(desk, actor, draft_id)
        made = desk.drafts.submit(actor, draft.id, version or draft.etag, sent["reason"], sent["accepted"])
        told(made, as_json)


@click.command()
@click.argument("draft_id")
@DIGEST
@COMMENT
@AS_JSON
@identified
def approve(draft_id: str, digest: str, comment: str, as_json: bool) -> None:
    """Approve exactly what was submitted; by somebody who neither edited nor submitted it."""
    with drafting("review drafts") as (desk, actor):
        sent = taken(bodies.APPROVAL, digest=digest, comment=comment)
        draft = wanted(desk, actor, draft_id)
        told(desk.drafts.approve(actor, draft.id, sent["digest"], sent["comment"]), as_json)


@click.command()
@click.argument("draft_id")
@click.argument("text")
@AS_JSON
@identified
def comment(draft_id: str, text: str, as_json: bool) -> None:
    """Say something in the discussion of a draft; it stays as it is."""
    with drafting("read drafts") as (desk, actor):
        sent = taken(bodies.DISCUSSION, text=text)
        made = desk.drafts.comment(actor, wanted(desk, actor, draft_id).id, sent["text"])
        if as_json:
            emit(draftjson.comment(made))
            return
    click.echo(f"Said of draft {draft_id.upper()}, revision {made.revision}.")


@click.command("return")
@click.argument("draft_id")
@COMMENT
@AS_JSON
@identified
def return_(draft_id: str, comment: str, as_json: bool) -> None:
    """Send a draft back to its author."""
    with drafting("review drafts") as (desk, actor):
        sent = taken(bodies.RETURN, comment=comment)
        draft = wanted(desk, actor, draft_id)
        told(desk.drafts.send_back(actor, draft.id, sent["comment"]), as_json)


@click.command()
@click.argument("draft_id")
@VERSION
@REASON
@AS_JSON
@identified
def withdraw(draft_id: str, version: str | None, reason: str, as_json: bool) -> None:
    """Give a draft up; it stays readable."""
    with drafting("edit drafts") as (desk, actor):
        sent = taken(bodies.WHY, reason=reason)
        draft = wanted(desk, actor, draft_id)
        matching(desk.drafts, draft, version or draft.etag)
        told(desk.drafts.withdraw(actor, draft.id, sent["reason"]), as_json)


@click.command()
@click.argument("draft_id")
@DIGEST
@AT
@REASON
@identified
def publish(draft_id: str, digest: str, at: datetime.datetime | None, reason: str) -> None:
    """Publish what was approved: at once for every worker, or at an instant to come."""
    with drafting("publish") as (desk, actor):
        sent = taken(bodies.PUBLICATION, digest=digest, reason=reason, effective_at=instant(at))
        draft = wanted(desk, actor, draft_id)
        number = desk.drafts.publish(actor, draft.id, sent["digest"], sent["reason"], effective_at(sent))
    click.echo(f"Rule set {number} is in force." if at is None else f"Rule set {number} comes into force at {at}.")


@click.command()
@click.argument("draft_id")
@click.option("--since", required=True, help="decisions from this day (UTC), or instant with its offset")
@click.option("--until", required=True, help="to the end of this day (UTC), or before this instant")
@AS_JSON
@identified
def impact(draft_id: str, since: str, until: str, as_json: bool) -> None:
    """Have stored decisions replayed against a draft: a job, done by `greenlane work`."""
    with drafting("run impact") as (desk, actor):
        sent = taken(bodies.IMPACT, since=_begin(since), until=_end(until))
        draft = wanted(desk, actor, draft_id)
        desk.drafts.ruleset(draft)  # what makes no rule set is said now, and not by a job that fails
        request = {"draft": draft.id, "since": sent["since"], "until": sent["until"]}
        job = desk.jobs.enqueue("impact", subject=f"draft:{draft.id}", request=request, by=actor)
        if as_json:
            emit(said(job))
            return
    click.echo(f"Job {job.job_id} waits for a worker.")


def _begin(said: str) -> str:
    """A day as the instant it begins at; what is no day as it is."""
    return f"{said}T00:00:00Z" if len(said) == 10 and day(said) else said


def _end(said: str) -> str:
    """A day as the instant it ends at; what is no day as it is."""
    found = day(said) if len(said) == 10 else None
    return f"{found + datetime.timedelta(days=1)}T00:00:00Z" if found else said


def add(group: click.Group) -> None:
    """Add the commands."""
    for one in (submit, comment, approve, return_, withdraw, publish, impact):
        group.add_command(one)
