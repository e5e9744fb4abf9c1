"""`greenlane rules history | changes | export | rollback | cancel`: published rule sets."""

import datetime

import click

from greenlane.core.draft.merge import diff
from greenlane.core.service.files import FORMATS, Files
from greenlane.web import draftjson
from greenlane.web.api import draft_bodies as bodies
from greenlane.web.api.draft_steps import effective_at
from greenlane.web.api.rule_sets import history as history_of
from greenlane.web.cli.draft_edits import import_
from greenlane.web.cli.drafting import (
    AS_JSON,
    AT,
    ECONOMIES,
    REASON,
    drafting,
    emit,
    instant,
    put,
    sentences,
    table,
    taken,
    written_of,
)
from greenlane.web.cli.identity import identified

NUMBER = click.argument("number", type=click.IntRange(1, 10**9 - 1))


@click.command()
@AS_JSON
@identified
def history(as_json: bool) -> None:
    """Every published rule set, the newest first."""
    with drafting("read drafts") as (desk, _):
        found = history_of(desk)
        if as_json:
            emit(found)
            return
        table(
            ("rule set", "state", "from", "by", "origin", "reason"),
            (
                (one["version"], one["state"], one["effective_at"], one["published_by"], one["origin"], one["reason"])
                for one in found["rule_sets"]
            ),
        )


@click.command()
@NUMBER
@click.option("--from", "before", type=click.IntRange(1, 10**9 - 1), help="since this one; the one before by default")
@AS_JSON
@identified
def changes(number: int, before: int | None, as_json: bool) -> None:
    """What differs between two rule sets, in words."""
    with drafting("read drafts") as (desk, _):
        first = desk.book.entries(before or max(number - 1, 1))
        found = draftjson.changes(diff(first, desk.book.entries(number)))
        if as_json:
            emit(found)
            return
        sentences(found)


@click.command()
@click.argument("file", default="-")
@click.option("--number", type=click.IntRange(1, 10**9 - 1), help="of the rule set; the one in force by default")
@click.option("--format", "written", type=click.Choice(sorted(FORMATS)), help="where the file's name does not say")
@ECONOMIES
@identified
def export(file: str, number: int | None, written: str | None, economies: tuple[str, ...]) -> None:
    """A rule set as YAML or XLSX: a file that an import takes, as a draft."""
    written = "yaml" if file == "-" and written is None else written_of(file, written)
    with drafting("read drafts") as (desk, _):
        found = number or desk.book.current(fresh=True).version
        put(Files(desk.drafts).of_rule_set(found, written, economies), file)


@click.command()
@NUMBER
@AT
@REASON
@identified
def rollback(number: int, at: datetime.datetime | None, reason: str) -> None:
    """Publish the content of an earlier rule set again, as a new one."""
    with drafting("roll back") as (desk, actor):
        sent = taken(bodies.ROLL_BACK, to=number, reason=reason, effective_at=instant(at))
        made = desk.publishing.roll_back(actor, sent["to"], sent["reason"], effective_at(sent))
    when = "is in force" if at is None else f"comes into force at {at}"
    click.echo(f"Rule set {made} {when}: it says what {number} says.")


@click.command()
@NUMBER
@REASON
@identified
def cancel(number: int, reason: str) -> None:
    """Take a scheduled rule set back before it comes into force."""
    with drafting("publish") as (desk, actor):
        sent = taken(bodies.WHY, reason=reason)
        made = desk.publishing.cancel(actor, number, sent["reason"])
    click.echo(f"Rule set {number} will not come into force; {made} says so.")


def add(group: click.Group) -> None:
    """Add the commands."""
    for one in (history, changes, export, import_, rollback, cancel):
        group.add_command(one)
