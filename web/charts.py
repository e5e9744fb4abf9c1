"""Charts drawn on the server: what is to be drawn, as whole numbers in the units of the SVG's view box.

Nothing is drawn by colour alone: each chart has its table (the macros of `_charts.html` write it beneath).
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

WIDTH: Final = 720
HEIGHT: Final = 220
LEFT: Final = 56
BOTTOM: Final = 28
TOP: Final = 12


@dataclass(frozen=True, slots=True)
class Rect:
    """A bar, or one layer of it. `tone`: its class; `title`: what it says when pointed at."""

    x: int
    y: int
    width: int
    height: int
    tone: str
    title: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis."""

    at: int
    text: str


@dataclass(frozen=True)
class Bars:
    """Stacked bars, one a label. Rows of the table: a label and its values."""

    title: str
    described: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    rects: tuple[Rect, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    legend: tuple[tuple[str, str], ...]
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True)
class Line:
    """A value that holds from a day until the next one (a step line). Gaps stay gaps."""

    title: str
    described: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    paths: tuple[str, ...]
    dots: tuple[tuple[int, int, str], ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True)
class Span:
    """A stretch of time on a line: from, to (open where None), and where today is."""

    title: str
    described: str
    bars: tuple[Rect, ...]
    marks: tuple[Tick, ...]
    today: int | None
    width: int = WIDTH
    height: int = 64


def bars(
    title: str, labels: Sequence[str], series: Sequence[tuple[str, str, Sequence[int]]], *, label: str = "Day"
) -> Bars:
    """Stacked bars. `series`: (name, tone, a value a label), drawn from the bottom up in this order."""
    totals = [sum(values[place] for _, _, values in series) for place in range(len(labels))]
    top = _round_up(max(totals, default=0))
    room, step = WIDTH - LEFT, max((WIDTH - LEFT) // max(len(labels), 1), 1)
    tall = HEIGHT - TOP - BOTTOM
    rects = []
    for place, name in enumerate(labels):
        floor = HEIGHT - BOTTOM
        x = LEFT + place * room // max(len(labels), 1)
        for what, tone, values in series:
            height = values[place] * tall // top if top else 0
            if values[place] and not height:
                height = 1
            floor -= height
            if height:
                rects.append(Rect(x, floor, max(step - max(step // 6, 1), 1), height, tone,
                                  f"{name}: {values[place]} {what}"))  # fmt: skip
    every = max(-(-len(labels) // 8), 1)
    # Days of one span are told apart without their year, which the words beneath the title have.
    short = all(re.fullmatch(r"\d{4}-\d\d-\d\d", name) for name in labels)
    across = tuple(
        Tick(LEFT + place * room // len(labels) + step // 2, name[5:] if short else name)
        for place, name in enumerate(labels)
        if place % every == 0
    )
    up = tuple(Tick(HEIGHT - BOTTOM - part * tall // 2, f"{top * part // 2:,}") for part in range(3)) if top else ()
    rows = tuple(
        (name, *(str(values[place]) for _, _, values in series), str(totals[place]))
        for place, name in enumerate(labels)
    )
    described = f"{sum(totals):,} in all, from {labels[0]} to {labels[-1]}" if labels else "Nothing yet"
    heads = (label, *(name for name, _, _ in series), "All")
    return Bars(title, described, heads, rows, tuple(rects), across, up, tuple((n, t) for n, t, _ in series))


def line(
    title: str, points: Sequence[tuple[datetime.date, datetime.date | None, Decimal]], unit: str, until: datetime.date
) -> Line:
    """A step line. `points`: (first day, last day or None, value), by day; open ones are drawn to `until`."""
    heads = ("From", "To", f"Value in {unit}")
    rows = tuple((one.isoformat(), to.isoformat() if to else "", f"{value:f}") for one, to, value in points)
    if not points:
        return Line(title, "No value yet", heads, rows, (), (), (), ())
    first, last = points[0][0], max(until, *(to or one for one, to, _ in points))
    days = max((last - first).days, 1)
    low, high = min(value for _, _, value in points), max(value for _, _, value in points)
    if low > 0 and low < high * 2 / 3:
        low = Decimal(0)  # a line that moves this much can be seen from zero
    spread = (high - low) or Decimal(1)
    tall, room = HEIGHT - TOP - BOTTOM, WIDTH - LEFT - 8

    def x(day: datetime.date) -> int:
        return LEFT + (day - first).days * room // days

    def y(value: Decimal) -> int:
        return HEIGHT - BOTTOM - int((value - low) / spread * tall)

    paths, dots, path, end = [], [], "", None
    for place, (one, to, value) in enumerate(points):
        if to is None and place + 1 < len(points):
            to = points[place + 1][0]
        joined = end is not None and (one - end).days <= 1
        if path and not joined:
            paths.append(path)
        path = (f"{path} V{y(value)}" if joined and path else f"M{x(one)} {y(value)}") + f" H{x(to or last)}"
        end = to or last
        dots.append((x(one), y(value), f"{one.isoformat()}: {value:f} {unit}"))
    paths.append(path)
    years = sorted({one.year for one, _, _ in points} | {last.year})
    step = max(-(-len(years) // 8), 1)
    marks = [(max(datetime.date(year, 1, 1), first), str(year)) for year in years[::step]]
    across = tuple(Tick(x(day), name) for day, name in marks)
    up = (Tick(y(low), f"{low:f}"), Tick(y(high), f"{high:f}"))
    described = f"{len(points)} values from {first.isoformat()}; the last is {points[-1][2]:f} {unit}"
    return Line(title, described, heads, rows, tuple(paths), tuple(dots), across, up)


def span(
    title: str, spans: Sequence[tuple[datetime.date | None, datetime.date | None, str, str]], today: datetime.date
) -> Span:
    """Stretches of time on one line: (first day, last day, tone, what it is); None is open. Today is marked."""
    known = [day for one, to, _, _ in spans for day in (one, to) if day is not None] + [today]
    year = datetime.timedelta(days=366)
    first, last = min(known) - year, max(known) + year
    days = (last - first).days

    def x(day: datetime.date) -> int:
        return 8 + (day - first).days * (WIDTH - 16) // days

    rects, marks = [], {}
    for one, to, tone, what in spans:
        left, right = x(one) if one else 0, x(to) if to else WIDTH
        rects.append(Rect(left, 12, max(right - left, 2), 16, tone, what))
        for day in (one, to):
            if day is not None:
                marks[x(day)] = day.isoformat()
    shown: list[Tick] = []
    for at, name in sorted(marks.items()):
        if not shown or at - shown[-1].at > 110:
            shown.append(Tick(min(max(at, 48), WIDTH - 48), name))
    described = "; ".join(
        f"{what}: {'since ' + one.isoformat() if one else 'from the beginning'}"
        f"{' to ' + to.isoformat() if to else ', without an end'}"
        for one, to, _, what in spans
    )
    return Span(title, described, tuple(rects), tuple(shown), x(today))


def _round_up(number: int) -> int:
    """The next number with one digit that counts, and even, so that its half is whole."""
    if number <= 2:
        return 2 if number else 0
    size: int = 10 ** (len(str(number)) - 1)
    found = -(-number // size) * size
    return found if found % 2 == 0 else found + 1
