"""A dated series as a reader sees it: a line, and a table of each value with its source."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from greenlane.core.draft.words import title_of
from greenlane.web import charts
from greenlane.web.tables import Code, Column, Table


def table_of(entry: Mapping[str, Any]) -> Table:
    """Each value with its period, what it rests on and its source, the newest first."""
    monthly = entry.get("period") == "month"
    rows = [
        {
            "from": Code(str(one.get("period" if monthly else "from", ""))),
            "to": one.get("to", "" if monthly else "no last day"),
            "value": str(one.get("value", "")),
            "evidence": str(one.get("evidence", "")).replace("_", " "),
            "source": str(one.get("source", "")),
        }
        for one in reversed(list(entry.get("values", ())))
    ]
    columns = [
        Column("from", "Month" if monthly else "First day", head=True),
        *([] if monthly else [Column("to", "Last day")]),
        Column("value", f"Value in {entry.get('unit', '')}", number=True),
        Column("evidence", "Rests on"),
        Column("source", "Read where, and when"),
    ]
    nothing = "No value yet: put the first."
    return Table("values", "Values, the newest first", columns, rows, nothing=nothing, total=len(rows))


def chart_of(entry: Mapping[str, Any]) -> charts.Line | None:
    """The series as a line; None where it has no value that can be drawn."""
    points: list[tuple[date, date | None, Decimal]] = []
    for one in entry.get("values", ()):
        try:
            if entry.get("period") == "month":
                first = date.fromisoformat(f"{one['period']}-01")
                last: date | None = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            else:
                first = date.fromisoformat(one["from"])
                last = date.fromisoformat(one["to"]) if "to" in one else None
            points.append((first, last, Decimal(one["value"])))
        except (KeyError, ValueError, TypeError, InvalidOperation, OverflowError):
            continue
    if not points:
        return None
    points.sort(key=lambda one: one[0])
    until = max(points[-1][1] or points[-1][0], points[-1][0])
    return charts.line(title_of(entry) or "Values", points, str(entry.get("unit", "")), until)
