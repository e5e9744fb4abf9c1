"""`greenlane drafts begin | edit | import | undo | rebase | upgrade`."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from greenlane.core.draft.actions import ABOUT
from greenlane.core.exchange.imported import ImportRefused
from greenlane.core.exchange.yamlfile import parsed
from greenlane.core.service.files import FORMATS, Files
from greenlane.web import draftjson
from greenlane.web.api import draft_bodies as bodies
from greenlane.web.cli.drafting import (
    AS_JSON,
    ECONOMIES,
    REASON,
    VERSION,
    drafting,
    emit,
    taken,
    told,
    wanted,
    written_of,
)
from greenlane.web.cli.identity import identified


@click.command()
@click.argument("title")
@click.option("--base", type=click.IntRange(1), help="the rule set to begin from; the one in force by default")
@REASON
@AS_JSON
@identified
def begin(title: str, base: int | None, reason: str, as_json: bool) -> None:
    """Begin a draft."""
    with drafting("edit drafts") as (desk, actor):
        sent = taken(bodies.NEW_DRAFT, title=title, reason=reason, base=base)
        told(desk.drafts.open(actor, sent["title"], sent["reason"], sent.get("base")), as_json)


@click.command(help="Edit a draft by one act.\n\n\b\n" + "\n".join(f"{name:14} {said}" for name, said in ABOUT.items()))
@click.argument("draft_id")
@click.argument("action")
@click.argument("arguments", default="-")
@VERSION
@REASON
@AS_JSON
@identified
def edit(draft_id: str, action: str, arguments: str, version: str | None, reason: str, as_json: bool) -> None:
    """ARGUMENTS: JSON or YAML; a file after @; standard input where it is `-`."""
    with drafting("edit drafts") as (desk, actor):
        said = _read(arguments)
        sent = taken(bodies.EDIT, action=action, arguments=said, reason=reason)
        draft = wanted(desk, actor, draft_id)
        made = desk.drafts.edit(actor, draft.id, version or draft.etag, action, sent["arguments"], sent["reason"])
        told(made, as_json)


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--into", "draft_id", metavar="DRAFT", help="a draft that there is; else one is begun")
@click.option("--title", help="of a new draft; the file's name by default")
@click.option("--format", "written", type=click.Choice(sorted(FORMATS)), help="where the file's name does not say")
@click.option("--add", is_flag=True, help="entries that the file lacks stay; else the parts it holds are as in it")
@VERSION
@REASON
@AS_JSON
@identified
def import_(
    file: str,
    draft_id: str | None,
    title: str | None,
    written: str | None,
    add: bool,
    version: str | None,
    reason: str,
    as_json: bool,
) -> None:
    """Take in a YAML or XLSX file, as a draft or into one. What is wrong is said at its line, or sheet and cell."""
    written = written_of(file, written)
    if draft_id is None and version is not None:
        raise click.UsageError("--version is of a draft: name it with --into")
    with drafting("edit drafts") as (desk, actor):
        files, path = Files(desk.drafts), Path(file)
        content, why = path.read_bytes(), taken(bodies.WHY, reason=reason)["reason"]
        if draft_id is None:
            name = taken(bodies.NEW_DRAFT, title=title or path.name, reason=reason)["title"]
            told(files.begin(actor, content, path.name, written, name, why, add=add), as_json)
            return
        draft = wanted(desk, actor, draft_id)
        made = files.put(actor, draft.id, version or draft.etag, content, path.name, written, why, add=add)
        told(made, as_json)


@click.command()
@click.argument("draft_id")
@VERSION
@REASON
@AS_JSON
@identified
def undo(draft_id: str, version: str | None, reason: str, as_json: bool) -> None:
    """Take the last edit back."""
    with drafting("edit drafts") as (desk, actor):
        why = taken(bodies.WHY, reason=reason)["reason"]
        draft = wanted(desk, actor, draft_id)
        told(desk.drafts.undo(actor, draft.id, version or draft.etag, why), as_json)


@click.command()
@click.argument("draft_id")
@click.option("--take", "takes", nargs=2, multiple=True, metavar="ADDRESS SIDE", help="ours, theirs or neither")
@click.option("--entry", "entries", nargs=2, multiple=True, metavar="ADDRESS FILE", help="or by this entry")
@VERSION
@REASON
@AS_JSON
@identified
def rebase(
    draft_id: str,
    takes: tuple[tuple[str, str], ...],
    entries: tuple[tuple[str, str], ...],
    version: str | None,
    reason: str,
    as_json: bool,
) -> None:
    """Bring a draft up to the rule set in force, each conflict settled."""
    with drafting("edit drafts") as (desk, actor):
        choices: dict[str, Any] = {address: {"take": which} for address, which in takes}
        choices |= {address: {"entry": _read(f"@{file}")} for address, file in entries}
        sent = taken(bodies.REBASE, choices=choices, reason=reason)
        draft = wanted(desk, actor, draft_id)
        settled = draftjson.choices(sent["choices"])
        told(desk.drafts.rebase(actor, draft.id, version or draft.etag, settled, sent["reason"]), as_json)


@click.command()
@ECONOMIES
@click.option("--downgrade", is_flag=True, help="an older version than the one that was taken in is meant")
@REASON
@AS_JSON
@identified
def upgrade(economies: tuple[str, ...], downgrade: bool, reason: str, as_json: bool) -> None:
    """Begin a draft with the installed packs, merged with what was changed here."""
    with drafting("edit drafts") as (desk, actor):
        sent = taken(bodies.UPGRADE, economies=list(economies), downgrade=downgrade, reason=reason)
        draft, packs = desk.drafts.upgrade(actor, sent["reason"], sent["economies"], sent["downgrade"])
        found = draftjson.upgrades(packs)
        if as_json:
            emit({**draftjson.draft(draft), "packs": found})
            return
        told(draft)
        for one in found:
            click.echo(f"{one['economy']} {one['before']} → {one['after']}: {one['changed']} entries change")
            for address in one["conflicts"]:
                click.echo(f"    to be settled: {address}")
            for rule in one["disappearing"]:
                click.echo(f"    no longer in the pack: {rule}")


def add(group: click.Group) -> None:
    """Add the commands."""
    for one in (begin, edit, import_, undo, rebase, upgrade):
        group.add_command(one)


def _read(said: str) -> Any:
    """JSON, or YAML whose scalars are all text. Ends the command as a wrong call where it is neither."""
    try:
        if said == "-":
            said = sys.stdin.read()
        elif said.startswith("@"):
            said = Path(said[1:]).read_text("utf-8")
        try:
            return json.loads(said)
        except ValueError:
            (found,) = parsed(said, "arguments")
            return found.content
    except (OSError, UnicodeDecodeError, ImportRefused, ValueError) as error:
        raise click.UsageError(f"neither JSON nor YAML: {error}") from None
