"""Tables and spreads of the bench read as they should."""

import pytest

from bench import __main__ as command
from bench.table import Goal, Table, figure
from bench.timing import Spread, interleaved, machine, ratio


def test_a_figure_is_the_median_with_its_quartiles():
    assert figure(Spread.of([1000, 1200, 1234, 1300, 9000]), " ns") == "1,234 ns (1,200-1,300)"
    assert figure(Spread.of([4.0, 4.5, 5.0]), "x") == "4.50x (4.25-4.75)"
    assert figure(Spread.of([0.19]), " s", digits=3) == "0.190 s (0.190-0.190)"


def test_a_ratio_is_taken_pair_by_pair():
    assert ratio([4, 8, 100], [1, 2, 10]) == Spread(4, 4, 7)


def test_the_sides_take_turns_and_the_first_round_does_not_count():
    order = []

    def measure(name):
        def run():
            order.append(name)
            return float(len(order))

        return run

    assert interleaved(measure("A"), measure("B"), rounds=2) == [[3, 5], [4, 6]]
    assert order == ["A", "B"] * 3


@pytest.mark.parametrize(
    ("goal", "value", "said"),
    [
        (Goal(4), 4.1, "≥ 4x met"),
        (Goal(4), 3.99, "≥ 4x MISSED"),
        (Goal(1.3, at_least=False), 1.3, "≤ 1.3x met"),
        (Goal(0.2, at_least=False, unit=" s"), 0.21, "≤ 0.2 s MISSED"),
    ],
)
def test_a_goal_says_whether_it_is_met(goal, value, said):
    assert goal.said(value) == said


def test_a_table_aligns_its_columns_and_remembers_its_goals():
    table = Table("sizes", ("rules", "ns", "goal"), notes=["a note"])
    table.add("200", "612", table.judge("check", Goal(4), 4.25))
    table.add("20,000", "1,839")
    assert table.text().splitlines() == [
        "sizes",
        "-----",
        "rules      ns      goal",
        "200       612  ≥ 4x met",
        "20,000  1,839",
        "a note",
    ]
    assert table.outcomes == [("check: 4.25x (≥ 4x met)", True)]


def test_the_machine_is_named_in_one_line():
    assert "cores of" in machine() and "Python 3" in machine() and "\n" not in machine()


def test_all_parts_are_run_unless_some_are_named(monkeypatch, capsys):
    ran = []

    class Part:
        def __init__(self, name):
            self.name = name

        def measure(self, say):
            ran.append(self.name)
            return [Table(self.name, ("what", "goal"), outcomes=[(self.name, True)])]

    monkeypatch.setattr(command, "import_module", Part)
    monkeypatch.setattr("sys.argv", ["bench", "--quiet"])
    assert command.main() == 0
    assert ran == ["bench.matcher", "bench.batch", "bench.compiling", "bench.origin", "bench.web",
                   "bench.impact", "bench.console", "bench.plugins"]  # fmt: skip
    assert "goals met: 8 of 8" in capsys.readouterr().out
    monkeypatch.setattr("sys.argv", ["bench", "--quiet", "http"])
    assert command.main() == 0
    assert ran[8:] == ["bench.web"]
    monkeypatch.setattr("sys.argv", ["bench", "nothing"])
    with pytest.raises(SystemExit, match="2"):
        command.main()
