"""What rule sets changed in a rule: who, when, why, and what stood there before."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from greenlane.core.draft.differences import Field
from greenlane.core.draft.entries import address as place_of
from greenlane.core.model import Rule
from greenlane.core.service.insight import Past
from greenlane.core.store import StoreUnavailable
from greenlane.web.tables import Column, Link, Row, Table
from greenlane.web.wiring import Desk

LISTED: Final = 30
"""Members of a list, of those that came or went, that a page names."""


@dataclass(frozen=True, slots=True)
class Differs:
    """A field as it was and as it is: texts, one or several. `more_*`: so many further ones are not named."""

    path: str
    gone: tuple[str, ...]
    came: tuple[str, ...]
    more_gone: int
    more_came: int


@dataclass(frozen=True, slots=True)
class Change:
    """One rule set's change of the rule."""

    version: int
    at: datetime
    effective_at: datetime
    by: str
    reason: str
    draft_id: str | None
    sentence: str
    fields: tuple[Differs, ...]


@dataclass(frozen=True, slots=True)
class History:
    """Its changes, the last first, and all of them as a table. `more`: so many that are left out of `items`."""

    items: tuple[Change, ...]
    more: int
    table: Table


def history(desk: Desk, rule: Rule, most: int) -> History | None:
    """The last changes of a rule; None while they cannot be read."""
    try:
        return of(desk, place_of(rule.economy, "rules", rule.id), most)
    except StoreUnavailable:
        return None


def of(desk: Desk, place: str, most: int | None = None) -> History:
    """The last changes of an entry. Raises StoreUnavailable."""
    found = desk.insight.history(place)
    shown = found if most is None else found[:most]
    return History(tuple(map(_change, shown)), len(found) - len(shown), _table(found))


def _change(past: Past) -> Change:
    header = past.header
    return Change(
        header.version, header.published_at, header.effective_at, header.published_by, header.reason, header.draft_id,
        past.told.sentence, tuple(map(_differs, past.told.fields)),
    )  # fmt: skip


def _table(found: Iterable[Past]) -> Table:
    columns = [Column("set", "Rule set", head=True), Column("at", "Published"), Column("effective", "In force from"),
               Column("by", "By"), Column("reason", "Reason"), Column("said", "Change")]  # fmt: skip
    rows: list[Row] = [
        {
            "set": Link(str(one.header.version), f"/console/rule-sets/{one.header.version}"),
            "at": one.header.published_at,
            "effective": one.header.effective_at,
            "by": one.header.published_by,
            "reason": one.header.reason,
            "said": one.told.sentence,
        }
        for one in found
    ]
    return Table("history", "History", columns, rows, nothing="No rule set changed it.")


def _differs(field: Field) -> Differs:
    """A list of texts by its members that came and went; anything else whole."""
    before, after = field.before, field.after
    if _texts(before) and _texts(after):
        kept = set(before) & set(after)
        gone, came = ([one for one in side if one not in kept] for side in (before, after))
    else:
        gone, came = _whole(before), _whole(after)
    more = [max(len(side) - LISTED, 0) for side in (gone, came)]
    return Differs(field.path, tuple(gone[:LISTED]), tuple(came[:LISTED]), *more)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _whole(value: Any) -> list[str]:
    if value is None:
        return []
    if _texts(value):
        return list(value)
    return [value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)]
