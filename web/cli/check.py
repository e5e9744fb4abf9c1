"""`greenlane check FILE`: one declaration, its decision or problem document as JSON."""

import sys
from pathlib import Path

import click
import orjson

from greenlane.core.declaration import NotADeclaration, NotJSON
from greenlane.core.store import StoreError
from greenlane.web.cli.desk import UNAVAILABLE, open_desk
from greenlane.web.problems import problem_of


@click.command()
@click.argument("file", type=click.Path(allow_dash=True, dir_okay=False))
@click.option("--language", default="en", show_default=True, help="of titles and messages, where a pack has it")
def command(file: str, language: str) -> None:
    """Check the declaration (JSON) in FILE, or on standard input with `-`; the decision is stored and printed.

    Exit status 0: decided, whatever the verdict. 2: no declaration; the problem document is printed. 3: the store
    cannot be used.
    """
    try:
        body = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise click.UsageError(f"{file} cannot be read: {error.strerror}") from None
    desk = open_desk()
    try:
        answer: object = desk.checks.check(body, language=language).decision
        status = 0
    except (NotJSON, NotADeclaration, StoreError) as error:
        answer = problem_of(error)
        status = UNAVAILABLE if isinstance(error, StoreError) else 2
    click.echo(orjson.dumps(answer, option=orjson.OPT_INDENT_2))
    sys.exit(status)
