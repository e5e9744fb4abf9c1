"""Tables of figures with their spread, the goal beside each, and whether it was met."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.timing import Spread


@dataclass(frozen=True)
class Goal:
    """A bound for a figure: at least or at most so much. `unit` stands after the figure."""

    bound: float
    at_least: bool = True
    unit: str = "x"

    def met(self, value: float) -> bool:
        return value >= self.bound if self.at_least else value <= self.bound

    def said(self, value: float) -> str:
        word = "met" if self.met(value) else "MISSED"
        return f"{'≥' if self.at_least else '≤'} {self.bound:g}{self.unit} {word}"


def figure(spread: Spread, unit: str = "", digits: int | None = None) -> str:
    """`1,234 ns (1,200-1,300)`: the median and the quartiles."""
    places = digits if digits is not None else _places(spread.median)
    return f"{spread.median:,.{places}f}{unit} ({spread.low:,.{places}f}-{spread.high:,.{places}f})"


def _places(value: float) -> int:
    return 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2


@dataclass
class Table:
    """A title, columns and rows of text; `outcomes` tells of each goal whether it was met."""

    title: str
    columns: Sequence[str]
    rows: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    outcomes: list[tuple[str, bool]] = field(default_factory=list)

    def add(self, *cells: str) -> None:
        self.rows.append([*cells, *[""] * (len(self.columns) - len(cells))])

    def judge(self, what: str, goal: Goal, value: float) -> str:
        """The goal's cell; remembered for the summary."""
        self.outcomes.append((f"{what}: {value:.3g}{goal.unit} ({goal.said(value)})", goal.met(value)))
        return goal.said(value)

    def text(self) -> str:
        widths = [max(len(row[k]) for row in [list(self.columns), *self.rows]) for k in range(len(self.columns))]
        lines = [self.title, "-" * len(self.title)]
        for row in [list(self.columns), *self.rows]:
            first = row[0].ljust(widths[0])
            lines.append("  ".join([first, *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))]).rstrip())
        return "\n".join([*lines, *self.notes])
