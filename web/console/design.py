"""The design system on one page, and the keys and habits of the console."""

import datetime
from decimal import Decimal

from flask import Blueprint, Response

from greenlane.core.vocabulary import VERDICTS
from greenlane.web import charts
from greenlane.web.console.frame import page, person
from greenlane.web.tables import Code, Column, Mark, Table, exported
from greenlane.web.wiring import Desk

_DAYS = [datetime.date(2026, 11, day).isoformat() for day in range(1, 15)]
TOKENS = (
    "ground", "surface", "raised", "ink", "soft", "line", "edge", "green", "green-wash",
    *(name.replace("_", "-") + end for name in VERDICTS for end in ("", "-wash", "-fill")),
)  # fmt: skip
"""The colours of the stylesheet, by their names there."""


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes."""

    @routes.get("/design")
    def design() -> Response:
        person(desk)
        table = Table(
            "components",
            "An example of a table",
            [Column("code", "Code", head=True), Column("verdict", "Verdict"), Column("day", "Day"),
             Column("count", "Count", number=True)],
            [{"code": Code("391510"), "verdict": Mark(word.replace("_", " "), word.replace("_", "-")),
              "day": datetime.date(2026, 11, 1), "count": 1200 * place} for place, word in enumerate(VERDICTS)],
        )  # fmt: skip
        if found := exported(table):
            return found
        series = [(word.replace("_", " "), word.replace("_", "-"), [(place * 7 + day * 3) % 11 for day in range(14)])
                  for place, word in enumerate(VERDICTS)]  # fmt: skip
        points = [(datetime.date(2025, month, 1), None, Decimal(3800 + month * 37 % 210)) for month in range(1, 13)]
        return page(
            "console/design/index.html",
            verdicts=VERDICTS,
            tokens=TOKENS,
            table=table,
            bars=charts.bars("Bars: invented numbers", _DAYS, series),
            line=charts.line("Line: invented numbers", points, "MYR/t", datetime.date(2026, 1, 31)),
            span=charts.span(
                "A time line",
                [(datetime.date(2021, 1, 1), datetime.date(2024, 12, 31), "past", "the rule before"),
                 (datetime.date(2025, 1, 1), None, "plain", "this rule")],
                datetime.date(2026, 11, 23),
            ),  # fmt: skip
        )

    @routes.get("/help")
    def help_page() -> Response:
        person(desk)
        return page("console/design/help.html")
