"""When declarations come in a month that is made up: working days more than others, mornings more than nights."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

DAYS: Final = 30
"""Days of the month."""

_WEEKDAYS: Final = (112, 108, 104, 100, 92, 34, 14)
"""Monday to Sunday: declarations of each, of a hundred on a common day."""

_HOURS: Final = (6, 9, 11, 12, 7, 9, 11, 10, 8, 5, 3, 2, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3)
"""The hours of a day in UTC, of which the first is nine in the morning in Seoul and eight in Kuala Lumpur."""


def instants(number: int, until: datetime, chance: Random) -> list[datetime]:
    """So many instants of the `DAYS` before `until`, in their order."""
    first = (until - timedelta(days=DAYS)).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    days = [first + timedelta(days=day) for day in range(DAYS)]
    weights = [_WEEKDAYS[day.weekday()] * chance.uniform(0.88, 1.12) for day in days]
    found: list[datetime] = []
    while len(found) < number:
        day = chance.choices(days, weights)[0]
        hour = chance.choices(range(24), _HOURS)[0]
        at = day + timedelta(hours=hour, seconds=chance.randrange(3600), microseconds=chance.randrange(1_000_000))
        if at < until:
            found.append(at)
    return sorted(found)


def before(until: datetime, days: int, hour: int, minute: int = 0) -> datetime:
    """An hour (UTC) of the day so many days before `until`."""
    return (until - timedelta(days=days)).astimezone(UTC).replace(hour=hour, minute=minute, second=0, microsecond=0)
