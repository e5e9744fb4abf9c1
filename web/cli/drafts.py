"""`greenlane drafts`: rules on their way, from a first edit to publication."""

import click

from greenlane.core.service import evidence
from greenlane.core.service.files import FORMATS, Files
from greenlane.web import draftjson
from greenlane.web.api.drafts import STATES
from greenlane.web.cli import draft_edits, draft_steps
from greenlane.web.cli.drafting import (
    AS_JSON,
    ECONOMIES,
    drafting,
    emit,
    put,
    sentences,
    table,
    wanted,
    written_of,
)
from greenlane.web.cli.identity import identified


@click.group(invoke_without_command=True)
@click.option("--state", type=click.Choice(STATES), help="drafts in this state")
@AS_JSON
@identified
@click.pass_context
def command(ctx: click.Context, state: str | None, as_json: bool) -> None:
    """List the drafts. Exit status 0: done; 1: refused; 2: the call is wrong, or who you are is not known."""
    if ctx.invoked_subcommand is not None:
        return
    with drafting("read drafts") as (desk, actor):
        found = [draftjson.draft(one) for one in desk.drafts.all(actor, [state] if state else ())]
        if as_json:
            emit(found)
            return
        table(
            ("draft", "state", "version", "on", "economies", "by", "title"),
            (
                (one["id"], one["state"], one["version"], one["base"], " ".join(one["economies"]), one["created_by"],
                 one["title"])
                for one in found
            ),
        )  # fmt: skip


@command.command()
@click.argument("draft_id")
@AS_JSON
@identified
def show(draft_id: str, as_json: bool) -> None:
    """A draft: how it stands, what was said of it, and all that it changes."""
    with drafting("read drafts") as (desk, actor):
        draft = wanted(desk, actor, draft_id)
        one = draftjson.draft(draft)
        said = draftjson.reviews(desk.drafts.reviews(draft.id))
        changes = draftjson.changes(draft.changes)
        if as_json:
            emit({**one, "reviews": said, "changes": changes})
            return
        click.echo(f"{one['title']}\n{one['state']}, on rule set {one['base']}, begun by {one['created_by']}")
        click.echo(f"version {one['version']}\ndigest  {one['digest']}")
        for review in said:
            click.echo(f"{review['step']} by {review['by']}, {review['at']}: {review['comment']}")
        sentences(changes)


@command.command()
@click.argument("draft_id")
@click.option("--after", type=click.IntRange(0), default=0, help="those after this revision")
@AS_JSON
@identified
def edits(draft_id: str, after: int, as_json: bool) -> None:
    """Every edit that was made, oldest first."""
    with drafting("read drafts") as (desk, actor):
        draft = wanted(desk, actor, draft_id)
        made = draftjson.edits(desk.drafts.edits(draft.id, after))
        if as_json:
            emit(made)
            return
        for one in made:
            click.echo(f"{one['revision']} {one['at']} {one['by']} {one['action']}: {one['reason']}")
            for change in one["changes"]:
                click.echo(f"    {change['sentence']}")


@command.command()
@click.argument("draft_id")
@AS_JSON
@identified
def conflicts(draft_id: str, as_json: bool) -> None:
    """What was changed here, and otherwise in what was published meanwhile. Exit status 1: there are some."""
    with drafting("read drafts") as (desk, actor):
        found = draftjson.conflicts(desk.drafts.conflicts(wanted(desk, actor, draft_id)))
        if as_json:
            emit(found)
        else:
            for one in found:
                click.echo(one["address"])
        click.get_current_context().exit(1 if found else 0)


@command.command()
@click.argument("draft_id")
@AS_JSON
@identified
def lint(draft_id: str, as_json: bool) -> None:
    """What the linter says of a draft. Exit status 1: something blocks it."""
    with drafting("read drafts") as (desk, actor):
        wants = desk.drafts.wants(wanted(desk, actor, draft_id))
        found = draftjson.wants(one for one in wants if one.kind != "case")
        if as_json:
            emit(found)
        for one in () if as_json else found:
            click.echo(
                f"{'error' if one['blocks'] else 'warning'} {one['key']}\n    {one['message']} ({one['remedy']})"
            )
        click.get_current_context().exit(1 if any(one["blocks"] for one in found) else 0)


@command.command()
@click.argument("draft_id")
@AS_JSON
@identified
def cases(draft_id: str, as_json: bool) -> None:
    """Run the cases against a draft, and say what they cover. Exit status 1: one fails."""
    with drafting("read drafts") as (desk, actor):
        found = draftjson.proof(evidence.cases(desk.drafts, wanted(desk, actor, draft_id)))
        if as_json:
            emit(found)
        else:
            for one in found["cases"]:
                if not one["holds"]:
                    click.echo(f"{one['address']}: {'; '.join(one['differences'])}")
            rules, branches = (found["coverage"][name] for name in ("rules", "branches"))
            click.echo(
                f"{len(found['cases'])} cases, {found['failing']} fail; {rules['covered']} of {rules['of']} rules "
                f"covered, {branches['seen']} of {branches['of']} outcomes of tests seen"
            )
        click.get_current_context().exit(1 if found["failing"] else 0)


@command.command()
@click.argument("draft_id")
@AS_JSON
@identified
def probes(draft_id: str, as_json: bool) -> None:
    """Examples on both sides of each threshold that a draft moves, by both rule sets."""
    with drafting("read drafts") as (desk, actor):
        found = draftjson.probes(evidence.probes(desk.drafts, wanted(desk, actor, draft_id)))
        if as_json:
            emit(found)
            return
        table(
            ("", "entry", "threshold", "side", "before", "after"),
            (
                ("*" if one["flips"] else "", one["address"], one["threshold"], one["side"],
                 *(one[when]["verdict"] or one[when]["refused"] for when in ("before", "after")))
                for one in found
            ),
        )  # fmt: skip


@command.command()
@click.argument("draft_id")
@click.argument("file", default="-")
@click.option("--format", "written", type=click.Choice(sorted(FORMATS)), help="where the file's name does not say")
@ECONOMIES
@identified
def export(draft_id: str, file: str, written: str | None, economies: tuple[str, ...]) -> None:
    """What a draft makes of its base, as YAML or XLSX: a file that an import takes again."""
    written = "yaml" if file == "-" and written is None else written_of(file, written)
    with drafting("read drafts") as (desk, actor):
        put(Files(desk.drafts).of_draft(wanted(desk, actor, draft_id), written, economies), file)


draft_edits.add(command)
draft_steps.add(command)
