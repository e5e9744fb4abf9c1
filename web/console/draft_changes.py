"""Changes as a page shows them: a sentence each, and what differs side by side."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from greenlane.core.draft.differences import fields_of
from greenlane.core.draft.entries import parts
from greenlane.core.draft.words import NOUNS
from greenlane.core.exchange.yamlfile import block, in_order

Json = dict[str, Any]
PAGE: Final = 25
TONES: Final = {"added": "good", "changed": "info", "closed": "warn", "reopened": "info", "removed": "bad"}


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a difference. `lines`: those that stand on this side alone; `same`: how many stand on both.

    `there`: whether there is anything; `whole`: a text of several lines that is shown as it is.
    """

    lines: tuple[str, ...] = ()
    same: int = 0
    there: bool = True
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A field, before and after."""

    path: str
    before: Side
    after: Side


@dataclass(frozen=True, slots=True)
class Shown:
    """One change. `href`: where the entry is edited, where it can be; `at`: its place on the page.

    `whole`: an entry that came or went, as text.
    """

    address: str
    noun: str
    action: str
    tone: str
    title: str
    sentence: str
    href: str | None
    at: str
    rows: tuple[Row, ...]
    whole: str


def shown(changes: Sequence[Json], href: Callable[[str], str | None] = lambda address: None) -> list[Shown]:
    """Changes as `proving.told` tells them."""
    return [_shown(number, one, href) for number, one in enumerate(changes, 1)]


def fitting(changes: Sequence[Json], text: str) -> list[Json]:
    """Those in whose address or sentence a text stands."""
    wanted = text.casefold()
    return [one for one in changes if wanted in one["address"].casefold() or wanted in one["sentence"].casefold()]


def _shown(number: int, one: Json, href: Callable[[str], str | None]) -> Shown:
    fields = one["fields"]
    rows = [_row(field["path"], field["before"], field["after"]) for field in fields]
    place = parts(one["address"])
    return Shown(
        address=one["address"],
        noun=NOUNS[place.part],
        action=one["action"],
        tone=TONES.get(one["action"], "plain"),
        title=one["title"] or place.name or place.economy,
        sentence=one["sentence"],
        href=href(one["address"]),
        at=f"change-{number}",
        rows=tuple(rows),
        whole="" if fields else text_of(one["address"], one["now"] or one["was"]),
    )


def _row(path: str, before: Any, after: Any) -> Row:
    if _texts(before) and _texts(after):
        same = sum(1 for one in before if one in after)
        gone, come = [one for one in before if one not in after], [one for one in after if one not in before]
        if gone or come:
            return Row(path, Side(tuple(gone), same), Side(tuple(come), same))
    return Row(path, _side(before), _side(after))


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _side(value: Any) -> Side:
    if value is None:
        return Side(there=False)
    if isinstance(value, str):
        return Side((value,))
    if _texts(value):
        return Side(tuple(value))
    return _whole(value)


def _whole(value: Any) -> Side:
    if value is None:
        return Side(there=False)
    return Side((block(value).rstrip("\n"),), whole=True)


def text_of(address: str, entry: Mapping[str, Any] | None) -> str:
    """An entry as a person reads and writes it, its fields in the order of the format; empty where there is none."""
    return "" if entry is None else block(in_order(parts(address).part, entry))


def three(base: Any, theirs: Any, ours: Any) -> list[tuple[str, Side, Side, Side]]:
    """The fields in which either side differs from what both began from: as it was, theirs, ours."""
    if not (isinstance(base, Mapping) and isinstance(theirs, Mapping) and isinstance(ours, Mapping)):
        return []
    mine = {one.path: (one.before, one.after) for one in fields_of(base, ours)}
    other = {one.path: (one.before, one.after) for one in fields_of(base, theirs)}
    found = []
    for path in sorted({*mine, *other}):
        was = (mine.get(path) or other[path])[0]
        published, drafted = (side[path][1] if path in side else was for side in (other, mine))
        found.append((path, _side(was), _side(published), _side(drafted)))
    return found


def told_at(edit: Json) -> Json:
    """An edit as `draftjson.edits` tells it, its instant to the minute."""
    return {**edit, "at": datetime.fromisoformat(edit["at"])}
