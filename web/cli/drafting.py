"""What the commands around drafts share: refusals as the end of a command, files, and how things are shown."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from greenlane.core.rights import Actor
from greenlane.core.service.drafts import Draft
from greenlane.core.service.files import FORMATS
from greenlane.core.service.guard import demand
from greenlane.web import draftjson, draftproblems
from greenlane.web.bodies import Body
from greenlane.web.cli.desk import open_desk, stop
from greenlane.web.cli.identity import NOT_DONE, acting
from greenlane.web.problems import Json, Problem
from greenlane.web.wiring import Desk

AS_JSON = click.option("--json", "as_json", is_flag=True, help="all fields, as JSON")
REASON = click.option("--reason", required=True, help="why, for the change log")
VERSION = click.option(
    "--version", "version", help="the version you have read; the command is refused if the draft moved on since"
)
AT = click.option("--at", "at", type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z"]), help="when, as 2027-07-01T00:00:00+07:00")
ECONOMIES = click.option("--economy", "economies", multiple=True, help="two letters, as TH; may be repeated")


@contextmanager
def drafting(action: str) -> Iterator[tuple[Desk, Actor]]:
    """The desk, and who acts, if this is theirs to do at all. What is refused ends the command with status 1."""
    desk = open_desk()
    with acting(desk) as actor:
        try:
            demand(desk.store, actor, action, subject="drafts")
            yield desk, actor
        except (Problem, *draftproblems.EXPECTED) as error:
            found = error if isinstance(error, Problem) else draftproblems.problem(error)
            stop("\n".join(refusal(found.document)), NOT_DONE)


def refusal(document: Json) -> Iterator[str]:
    """A problem, for people: what it is, and each thing that is wrong at its place."""
    yield str(document["detail"])
    for one in document.get("errors", ()):
        place = one.get("where") or f"{one.get('address', '')}{one.get('pointer', '')}"
        remedy = one.get("remedy") or one.get("suggestion")
        key = "" if one.get("blocks", True) else f"\n    accept it with: --accept {one['key']!r} WHY"
        yield f"  {place}{': ' if place else ''}{one['message']}" + (f" ({remedy})" if remedy else "") + key
    for one in document.get("conflicts", ()):
        yield f"  {one['address']}"
    for one in document.get("since", ()):
        yield f"  revision {one['revision']} by {one['by']}, {one['at']}: {one['reason']}"
        yield from (f"    {change['sentence']}" for change in one["changes"])


def wanted(desk: Desk, actor: Actor, draft_id: str) -> Draft:
    """The draft. Raises NoSuchDraft."""
    return desk.drafts.get(draft_id.upper(), actor)


def taken(body: Body, **said: Any) -> Json:
    """What was said, held to the same schema as over HTTP; what was left out is None. Raises Problem."""
    return body.taken({name: one for name, one in said.items() if one is not None})


def emit(payload: object) -> None:
    """JSON on standard output."""
    click.echo(json.dumps(payload, ensure_ascii=False, indent=2))


def told(draft: Draft, as_json: bool = False) -> None:
    """What became of a draft."""
    if as_json:
        emit(draftjson.draft(draft))
        return
    one = draftjson.draft(draft)
    click.echo(f"Draft {one['id']}, {one['state']}: version {one['version']}, {_count(one['changed'], 'change')}.")


def table(headings: Sequence[str], rows: Iterator[Sequence[object]]) -> None:
    """Rows for people."""
    made = Table(box=None)
    for heading in headings:
        made.add_column(heading, overflow="fold")
    for row in rows:
        made.add_row(*(str(cell) for cell in row))
    Console(width=None if sys.stdout.isatty() else 200, markup=False, highlight=False).print(made)


def sentences(changes: Sequence[Mapping[str, Any]]) -> None:
    """Changes, a sentence each."""
    for one in changes:
        click.echo(one["sentence"])
    if not changes:
        click.echo("Nothing changes.")


def written_of(path: str, said: str | None) -> str:
    """The format of a file: as said, or by its ending."""
    found = said or Path(path).suffix.removeprefix(".").replace("yml", "yaml")
    if found not in FORMATS:
        raise click.UsageError(f"{path}: a file ends in {' or '.join('.' + one for one in FORMATS)}, or say --format")
    return found


def put(content: bytes, path: str) -> None:
    """Write a file; `-` is standard output."""
    if path == "-":
        sys.stdout.buffer.write(content)
        return
    try:
        Path(path).write_bytes(content)
    except OSError as error:
        stop(f"{path} cannot be written: {error.strerror}", 2)
    click.echo(f"{path}: {len(content):,} bytes", err=True)


def instant(at: datetime | None) -> str | None:
    """An instant as the doors take it."""
    return None if at is None else at.isoformat()


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
