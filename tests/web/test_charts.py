"""Charts: whole numbers within the picture, and a table that says the same."""

from __future__ import annotations

import datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from greenlane.web.charts import BOTTOM, HEIGHT, LEFT, TOP, WIDTH, bars, line, span

DAYS = st.dates(datetime.date(1990, 1, 1), datetime.date(2040, 1, 1))
VALUES = st.lists(st.lists(st.integers(0, 10**7), min_size=3, max_size=3), min_size=0, max_size=40)


@given(VALUES)
def test_bars_lie_within_the_picture_and_their_heights_follow_their_values(values: list[list[int]]) -> None:
    labels = [str(number) for number in range(len(values))]
    names = ("clear", "restricted", "prohibited")
    made = bars("x", labels, [(name, name, [one[place] for one in values]) for place, name in enumerate(names)])
    for rect in made.rects:
        assert LEFT <= rect.x and rect.x + rect.width <= WIDTH
        assert TOP - 3 <= rect.y and rect.y + rect.height <= HEIGHT - BOTTOM
    # Whatever there was is seen, however little of it.
    assert len(made.rects) == sum(1 for one in values for value in one if value)
    assert [row[-1] for row in made.rows] == [str(sum(one)) for one in values]
    ordered = sorted(made.rects, key=lambda rect: int(rect.title.split(": ")[1].split(" ")[0]))
    assert all(one.height <= other.height for one, other in zip(ordered, ordered[1:], strict=False))


@given(st.lists(st.tuples(DAYS, st.decimals(-1000, 10**6, places=2)), max_size=20, unique_by=lambda one: one[0]))
def test_a_line_lies_within_the_picture_and_its_table_keeps_every_digit(
    points: list[tuple[datetime.date, Decimal]],
) -> None:
    points.sort()
    made = line("x", [(day, None, value) for day, value in points], "MYR", datetime.date(2040, 1, 1))
    assert all(LEFT <= x <= WIDTH and TOP <= y <= HEIGHT - BOTTOM for x, y, _ in made.dots)
    assert [row[2] for row in made.rows] == [f"{value:f}" for _, value in points]


def test_a_gap_between_two_values_stays_a_gap() -> None:
    first, second = datetime.date(2025, 1, 1), datetime.date(2025, 6, 1)
    joined = [(first, datetime.date(2025, 5, 31), Decimal(1)), (second, None, Decimal(2))]
    apart = [(first, datetime.date(2025, 3, 31), Decimal(1)), (second, None, Decimal(2))]
    until = datetime.date(2025, 12, 31)
    assert (len(line("x", joined, "%", until).paths), len(line("x", apart, "%", until).paths)) == (1, 2)


@given(st.lists(st.tuples(st.none() | DAYS, st.none() | DAYS), max_size=4), DAYS)
def test_a_time_line_says_in_words_what_it_draws(
    spans: list[tuple[datetime.date | None, datetime.date | None]], today: datetime.date
) -> None:
    made = span("x", [(one, to, "plain", f"rule {n}") for n, (one, to) in enumerate(spans)], today)
    assert len(made.bars) == len(spans) and made.today is not None and 0 <= made.today <= WIDTH
    for number, (one, to) in enumerate(spans):
        assert f"rule {number}: " in made.described
        assert one is None or one.isoformat() in made.described
        assert to is None or to.isoformat() in made.described


def test_nothing_is_drawn_of_nothing() -> None:
    assert bars("x", [], []).rects == () and line("x", [], "%", datetime.date(2025, 1, 1)).paths == ()
