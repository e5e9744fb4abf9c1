"""What the address of a reading page asks for: which rule set, which day, and words of closed lists."""

import datetime
import re
from collections.abc import Collection, Mapping
from typing import Final
from urllib.parse import quote, urlencode

from flask import Response, request

from greenlane.core.rights import Actor
from greenlane.core.service.book import Edition
from greenlane.core.service.publishing import turns
from greenlane.core.store import UnknownRuleSet
from greenlane.web import hx
from greenlane.web.wiring import Desk

Faults = dict[str, str]
"""By the argument's pointer, what is wrong with it."""
_NUMBER: Final = re.compile("[1-9][0-9]{0,8}")


def today() -> datetime.date:
    """The day it is (UTC)."""
    return datetime.datetime.now(datetime.UTC).date()


def day(name: str, otherwise: datetime.date | None, faults: Faults) -> datetime.date | None:
    """The day that an argument names; another one where it names none, or what is no day (a fault)."""
    written = request.args.get(name, "").strip()
    if not written:
        return otherwise
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", written, re.ASCII):
            raise ValueError
        return datetime.date.fromisoformat(written)
    except ValueError:
        faults[f"/{name}"] = "This is no day: write the year, the month and the day, as 2026-11-23."
        return otherwise


def edition(desk: Desk, actor: Actor, faults: Faults) -> Edition:
    """The rule set `?set=N`; the one in force where none is named, or there is none of that number (a fault)."""
    written = request.args.get("set", "").strip()
    current = desk.book.current()
    if not written:
        return current
    try:
        if not _NUMBER.fullmatch(written) or int(written) in unseen(desk, actor):
            raise UnknownRuleSet(0)
        return desk.book.numbered(int(written))
    except UnknownRuleSet:
        faults["/set"] = f"There is no rule set of this number. The one in force is {current.version}."
        return current


def unseen(desk: Desk, actor: Actor) -> frozenset[int]:
    """The rule sets that are not for them: what never was law, or is not yet, is for who reads drafts."""
    if actor.may("read drafts"):
        return frozenset()
    headers, now = desk.publishing.history(), datetime.datetime.now(datetime.UTC)
    law = {header.version for at, header in turns(headers) if at <= now}
    return frozenset(one.version for one in headers if one.version not in law)


def word(name: str, known: Collection[str], faults: Faults) -> str:
    """A word of a closed list; empty where none is named, or what is not in it (a fault)."""
    written = request.args.get(name, "")
    if written and written not in known:
        faults[f"/{name}"] = f"There is no {name} {written[:40]!r}."
        return ""
    return written


def line(name: str, longest: int = 200) -> str:
    """What an argument says, as one line of visible characters: a database may choke on others."""
    return "".join(one for one in request.args.get(name, "").strip() if one.isprintable())[:longest]


def rule_address(rule_id: str, **arguments: str | None) -> str:
    """Where a rule's page is."""
    return linked(f"/console/rules/{quote(rule_id, safe='')}", arguments)


def linked(path: str, arguments: Mapping[str, str | None]) -> str:
    """A path with those of the arguments that are not empty."""
    said = {name: text for name, text in arguments.items() if text}
    return path + (f"?{urlencode(said)}" if said else "")


def tidy(response: Response) -> Response:
    """A part that htmx asked for, with its address as the browser shall show it: without empty arguments."""
    if hx.asks():
        usual = ("on", today().isoformat())
        kept = [one for one in request.args.items(multi=True) if one[1] and one != usual]
        response.headers["HX-Push-Url"] = request.path + (f"?{urlencode(kept)}" if kept else "")
    return response
