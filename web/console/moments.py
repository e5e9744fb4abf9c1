"""An instant to come, as a person says it: a day and a time in a named time zone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from greenlane.web.wiring import Desk

LATER: Final = "later"


@dataclass(frozen=True, slots=True)
class Moment:
    """What was said. `at`: None for at once, or where it is wrong: `errors` says how, by field."""

    at: datetime | None
    errors: dict[str, str]


def zones(desk: Desk, economies: Collection[str]) -> list[str]:
    """Time zones to choose from: those of the economies that are touched first, then UTC and the other economies'."""
    packs = desk.book.current().ruleset.packs
    mine = [pack.economy.time_zone for code, pack in sorted(packs.items()) if code in economies]
    return list(dict.fromkeys([*mine, "UTC", *sorted(pack.economy.time_zone for pack in packs.values())]))


def moment(when: str, at: str, zone: str, now: datetime | None = None) -> Moment:
    """At once, or the instant that a day, a time and a zone name; never one that has passed."""
    if when != LATER:
        return Moment(None, {})
    if zone not in available_timezones():
        return Moment(None, {"/zone": f"{zone[:40]!r} is no time zone: choose one as Asia/Bangkok."})
    try:
        said = datetime.fromisoformat(at)
    except ValueError:
        return Moment(None, {"/at": "Say a day and a time, as 2027-07-01T00:00."})
    if said.tzinfo is not None:
        return Moment(None, {"/at": "Leave the offset out: the time zone beside it says it."})
    local = ZoneInfo(zone)
    first, second = (said.replace(tzinfo=local, fold=fold) for fold in (0, 1))
    if first.astimezone(UTC).astimezone(local).replace(tzinfo=None, fold=0) != said:
        return Moment(None, {"/at": f"There is no such time in {zone}: clocks go forward then. Choose another."})
    if first.utcoffset() != second.utcoffset():
        return Moment(None, {"/at": f"This time comes twice in {zone}: clocks go back then. Say it in UTC."})
    if first <= (now or datetime.now(UTC)):
        return Moment(None, {"/at": "This has passed: choose an instant to come, or publish at once."})
    return Moment(first, {})
