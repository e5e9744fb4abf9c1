"""The crosswalk of waste: what goods of a code are called in each list, and which list counts between two economies."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

from flask import Blueprint, Response, request

from greenlane.core.service.crosswalk import CONTROL_SAID, STANDS, NoCrosswalk, crosswalk
from greenlane.core.terms.codes import UNIONS
from greenlane.web.api import crosswalk as api
from greenlane.web.console import asked
from greenlane.web.console.frame import page, person
from greenlane.web.languages import economies, economy_name, language
from greenlane.web.problems import Problem
from greenlane.web.tables import Column, Mark, Row, Several, Table, Value, exported
from greenlane.web.wiring import Desk

Json = dict[str, Any]
Read = TypeVar("Read")
NAMED: Final = {"basel": "Basel", "oecd": "OECD", "eu": "European Union"}
TONES: Final = {"none": "clear", "consent": "restricted", "agreement": "restricted", "barred": "prohibited"}
COLUMNS: Final = (
    Column("title", "It may be", head=True),
    Column("applies", "What counts between the two"),
    *(Column(name, title) for name, title in NAMED.items()),
)
SOURCE: Final = Column("source", "Source")
"""In the file; the page has the sources beneath the table."""
SAID: Final = {"none": "no consent", "by_economy": "each decides", "unknown": "not held"}


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the route."""

    @routes.get("/economies/crosswalk")
    def walked() -> Response:
        person(desk)
        faults: asked.Faults = {}
        edition, on = desk.book.current(), asked.day("date", asked.today(), faults)
        assert on is not None
        code = _read("code", api.code, faults)
        sender, receiver = _read("from", api.economy, faults), _read("to", api.economy, faults)
        if sender and sender == receiver and sender not in UNIONS:
            faults["/to"] = "A crosswalk is of two economies: choose another one."
        found: Json | None = None
        if code and sender and receiver and not faults:
            try:
                found = crosswalk(edition.ruleset, code, sender, receiver, on, "", language(), edition.unavailable)
            except NoCrosswalk:
                raise Problem("not-found", "No pack that is loaded holds a crosswalk.") from None
        table = _table(found, on, COLUMNS)
        if found is not None and (file := exported(_table(found, on, (*COLUMNS, SOURCE)))):
            return file
        answer = page(
            "console/economies/crosswalk.html",
            part=("crosswalk", "console/economies/_crosswalk.html"),
            status=422 if faults else 200,
            found=found,
            ends=[] if found is None else [_end(found[name]) for name in ("from", "to")],
            table=table,
            edition=edition,
            typed=request.args,
            errors=faults,
            on=on,
            choices=[("", "choose"), *economies(("EU",))],
        )
        return asked.tidy(answer)


def _read(name: str, parse: Callable[[str], Read], faults: asked.Faults) -> Read | None:
    """What an argument says; None where it says nothing, or what is wrong (a fault)."""
    written = request.args.get(name, "").strip()
    if not written:
        return None
    try:
        return parse(written)
    except ValueError as error:
        faults[f"/{name}"] = str(error)
        return None


def _end(said: Mapping[str, Any]) -> Json:
    """One end of the route with the groups that decide, in words."""
    groups = [(one["title"], one["stands"].replace("_", " "), one["evidence"]) for one in said["groups"]]
    return {"name": economy_name(said["economy"]), "code": said["economy"], "groups": groups, "known": STANDS.values()}


def _table(found: Json | None, on: datetime.date, columns: Sequence[Column]) -> Table:
    rows: list[Row] = []
    for one in found["rows"] if found else ():
        lists = {name: _entry(one[name]) for name in NAMED}
        rows.append(
            {"title": _title(one), "applies": Several(tuple(_applies(one))), **lists, "source": one["source"]}
        )
    nothing = f"Nothing is held of this code on {on}: it may be no waste, or waste of a list that is not held."
    return Table("rows", "What the goods may be", columns, rows, nothing=nothing, total=len(rows))


def _title(one: Json) -> Value:
    said = [one["title"]]
    if one["match"] != "certain":
        said.append(f"if it is of {', '.join(one['codes'])}")
    return Several(tuple(said))


def _applies(one: Json) -> Iterator[Value]:
    if one["status"] == "not_held":
        yield Mark("not held", "warn")
        yield "No regime that is held here counts between these two. Ask the authorities of both."
    elif one["status"] == "undetermined":
        yield Mark("one of these", "warn")
    for regime in one["applies"]:
        yield Mark(SAID.get(regime["control"], regime["control"]), TONES.get(regime["control"], "info"))
        yield regime["says"]
        yield Mark(regime["evidence"].replace("_", " "), "plain")
    if one["note"]:
        yield one["note"]


def _entry(one: Json | None) -> Value:
    if one is None:
        return None
    said = [one["entry"] or "no entry of its own"]
    if one["list"]:
        said.append(f"Annex {one['list']}" if one["list"].isupper() else f"{one['list']} list")
    return Several((*said, CONTROL_SAID[one["control"]], Mark(one["evidence"].replace("_", " "), "plain")))
