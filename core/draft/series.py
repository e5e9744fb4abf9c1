"""The values of a dated series, one opened as the one before is closed: what was law on a day stays that."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

Entry = dict[str, Any]


class Refused(Exception):
    """What was asked cannot be done to the series; `path` is where in it."""

    def __init__(self, message: str, remedy: str, path: tuple[str | int, ...] = ("values",)) -> None:
        super().__init__(message)
        self.message, self.remedy, self.path = message, remedy, path


def put(series: Mapping[str, Any], value: Entry) -> Entry:
    """The series with one value more. Raises Refused.

    In a dated series the value that holds on the new one's first day is closed the day before, and a new value
    without a last day ends where the next one begins.
    """
    values: list[Entry] = list(series["values"])
    key = start(series, value)
    if key in value and any(one.get(key) == value[key] for one in values):
        index = next(index for index, one in enumerate(values) if one.get(key) == value[key])
        message = f"a value from {value[key]} stands already: {values[index]['value']}"
        raise Refused(message, "was it wrong all along, say so with correct_value", ("values", index))
    if key == "from":
        value, values = _opened(value, values)
    return {**series, "values": sorted([*values, value], key=lambda one: str(one.get(key)))}


def correct(series: Mapping[str, Any], value: Entry) -> Entry:
    """The series in which a value says something else on all its days. Raises Refused."""
    key = start(series, value)
    index = find(series, key, value[key])
    values = list(series["values"])
    values[index] = {**values[index], **value}
    return {**series, "values": values}


def close(series: Mapping[str, Any], begins: str, on: str) -> Entry:
    """The series in which the value that begins on a day ends on another, inclusive. Raises Refused."""
    if series.get("period") == "month":
        raise Refused("a month's value ends with its month", "close_value is for a dated series", ("period",))
    index = find(series, "from", begins)
    values = list(series["values"])
    value = values[index]
    if on < begins:
        raise Refused(f"{on} is before the value's first day, {begins}", "name its last day", ("values", index, "to"))
    if "to" in value and value["to"] <= on:
        raise Refused(f"it ends on {value['to']} already", "a later end is put_entry's", ("values", index, "to"))
    values[index] = {**value, "to": on}
    return {**series, "values": values}


def start(series: Mapping[str, Any], value: Mapping[str, Any]) -> str:
    """By which field a series' values begin: `period` or `from`. Raises Refused for a value that has the other."""
    key, other = ("period", "from") if series.get("period") == "month" else ("from", "period")
    if key not in value or other in value or (key == "period" and "to" in value):
        has = "month, as period: 2025-01" if key == "period" else "first day, as from: 2025-01-01"
        raise Refused(f"a value of this series begins with its {has}", f"say {key}, and nothing else", ("period",))
    return key


def find(series: Mapping[str, Any], key: str, begins: str) -> int:
    """Where the value stands that begins so. Raises Refused when there is none."""
    known = [str(one.get(key)) for one in series["values"]]
    if begins not in known:
        raise Refused(f"no value begins with {begins}", f"they begin with {', '.join(sorted(known)) or 'none'}")
    return known.index(begins)


def before(day: str) -> str:
    """The day before a day. Raises OverflowError for the first of all days, ValueError for what is no day."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _opened(value: Entry, values: list[Entry]) -> tuple[Entry, list[Entry]]:
    """The value with its last day, and the others with the one before it closed."""
    begins: str = value["from"]
    later = min((one["from"] for one in values if one.get("from", "") > begins), default=None)
    if later is not None and value.get("to", later) >= later:
        if "to" in value:
            message = f"a value begins on {later}, before this one ends on {value['to']}"
            raise Refused(message, f"end it on {before(later)} or earlier; then put what holds after")
        value = {**value, "to": before(later)}
    closed = []
    for index, one in enumerate(values):
        if one.get("from", begins) < begins <= one.get("to", begins):
            if "to" in value and value["to"] < one.get("to", before(later) if later else "9999-12-31"):
                message = f"the value of {one['from']} would hold again after {value['to']}"
                remedy = "leave out the last day, then put what holds from the day after it"
                raise Refused(message, remedy, ("values", index))
            one = {**one, "to": before(begins)}
        closed.append(one)
    return value, closed
