"""`greenlane crosswalk CODE --from KR --to VN`: what waste is called in each list, and which list counts."""

import sys
from collections.abc import Callable
from typing import Any

import click
import orjson

from greenlane.core.store import StoreError
from greenlane.web.api import crosswalk, lookups
from greenlane.web.cli.desk import UNAVAILABLE, open_desk
from greenlane.web.problems import Problem, problem_of


def _read(parse: Callable[[str], Any]) -> Callable[[click.Context, click.Parameter, str | None], Any]:
    """An option or argument as the API reads it."""

    def read(_: click.Context, __: click.Parameter, value: str | None) -> Any:
        try:
            return None if value is None else parse(value)
        except ValueError as error:
            raise click.BadParameter(str(error)) from None

    return read


@click.command()
@click.argument("code", callback=_read(crosswalk.code))
@click.option("--from", "sender", required=True, callback=_read(crosswalk.economy), help="the exporting economy, as KR")
@click.option("--to", "receiver", required=True, callback=_read(crosswalk.economy), help="the importing economy, as VN")
@click.option("--stream", callback=_read(crosswalk.stream), help="only this kind of waste, as plastic-clean")
@click.option("--date", "on", callback=_read(lookups.day_of), help="the day, as 2026-11-22; today where it is left out")
@click.option("--language", default="en", show_default=True, help="of titles and messages, where a pack has it")
def command(code: str, sender: str, receiver: str, stream: str | None, on: Any, language: str) -> None:
    """Say what goods of CODE (four digits at least) are called in the lists of Basel, the OECD and the European Union,
    and which list counts between two economies. JSON, as GET /api/v1/crosswalk answers it.

    Exit status 0: answered. 2: the call is wrong, or no crosswalk is held; the problem document is printed. 3: the
    store cannot be used.
    """
    asked = {"code": code, "from": sender, "to": receiver, "stream": stream, "date": on}
    desk = open_desk()
    try:
        given = {name: value for name, value in asked.items() if value is not None}
        answer: object = crosswalk.told(desk.book.current(), given, language)
        status = 0
    except Problem as error:
        answer, status = error.document, 2
    except StoreError as error:
        answer, status = problem_of(error), UNAVAILABLE
    click.echo(orjson.dumps(answer, option=orjson.OPT_INDENT_2))
    sys.exit(status)
