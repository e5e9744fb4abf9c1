"""The tables of a draft's entries: what its rules are made of, and the product rules of one agreement."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from flask import request

from greenlane.core.draft.entries import address as address_of
from greenlane.core.draft.entries import agreement_of, parts
from greenlane.core.draft.words import title_of
from greenlane.core.service.drafts import Draft
from greenlane.web.tables import Column, Link, Row, Table, address

PAGE: Final = 100
"""Product rules of a page; the files have all."""
Where = Callable[[str], str]
"""An entry's address → where it is edited, below the draft's page."""


def table_of_entries(draft: Draft, places: Iterable[str], where: Where) -> Table:
    """What is neither rule nor case; of product rules those of the agreement that was asked for (`?agreement=KR/RCEP`),
    else how many each has."""
    economy, _, agreement = request.args.get("agreement", "").partition("/")
    if agreement:
        return _product_rules(draft, places, economy, agreement, where)
    others = [place for place in places if parts(place).part != "product_rules"]
    lines = Counter(
        address_of(parts(place).economy, "agreements", agreement_of(place, draft.entries[place]))
        for place in places
        if parts(place).part == "product_rules"
    )
    rows: list[Row] = [
        {
            "entry": Link(place, f"/console/drafts/{draft.id}/{where(place)}"),
            "title": title_of(draft.entries[place]),
            "lines": Link(str(lines[place]), address(agreement=_named(place))) if lines[place] else None,
        }
        for place in others
    ]
    # A line whose agreement is not there must be found as well.
    rows += [
        {"entry": place, "title": "no such agreement", "lines": Link(str(number), address(agreement=_named(place)))}
        for place, number in sorted(lines.items())
        if place not in draft.entries
    ]
    columns = [Column("entry", "Entry", head=True), Column("title", "Title"), Column("lines", "Product rules")]
    return Table("entries", "Facts, documents, dated series, agreements and economies", columns, rows)


def _named(place: str) -> str:
    """An agreement as the address of this page names it."""
    economy, _, name = parts(place)
    return f"{economy}/{name}"


def _product_rules(draft: Draft, places: Iterable[str], economy: str, agreement: str, where: Where) -> Table:
    mine = [
        place
        for place in places
        if (one := parts(place)).part == "product_rules"
        and one.economy == economy
        and agreement_of(place, draft.entries[place]) == agreement
    ]
    after = request.args.get("after", "")
    first = int(after) if after.isascii() and after.isdigit() and len(after) < 7 else 0
    left = len(mine) - first - PAGE

    def rows(some: Iterable[str]) -> Iterator[Row]:
        for place in some:
            entry = draft.entries[place]
            yield {
                "entry": Link(parts(place).name, f"/console/drafts/{draft.id}/{where(place)}"),
                "rule": str(entry.get("rule", "")),
                "evidence": str(entry.get("evidence", "")).replace("_", " "),
            }

    columns = [Column("entry", "Line", head=True), Column("rule", "Rule"), Column("evidence", "Evidence")]
    return Table(
        "product_rules", f"Product rules of {agreement}", columns, list(rows(mine[first : first + PAGE])),
        every=lambda: rows(mine), more=address(after=str(first + PAGE)) if left > 0 else None,
        nothing=f"{agreement} has no product rules.", total=len(mine),
    )  # fmt: skip
