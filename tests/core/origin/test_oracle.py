"""The oracle of origin itself, on examples counted by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.core.origin.oracle import MET, NOT_MET, UNKNOWN, build_down, build_up, change, content, most_foreign


@pytest.mark.parametrize(
    ("materials", "level", "excluded", "answer"),
    [
        ([], 4, [], MET),
        ([("7204.10", False)], 4, [], MET),
        ([("7219.31", False)], 4, [], NOT_MET),
        ([("7219.31", True)], 4, [], MET),
        ([("7219.31", False)], 6, [], MET),
        ([("7219.31", False)], 2, [], NOT_MET),
        ([("7219.12", False)], 0, [], MET),
        ([("7219.12", False)], 0, ["7219"], NOT_MET),
        ([("72", False)], 4, [], UNKNOWN),
        ([("73", False)], 4, [], MET),
        ([("7219", False)], 6, [], UNKNOWN),
        ([("7218", False)], 6, [], MET),
        ([("7218.10", False)], 4, ["7206-7218"], NOT_MET),
        ([("7205.10", False)], 4, ["7206-7218"], MET),
        ([("7220.11", False)], 4, ["7206-7218"], MET),
        ([("8503", False)], 4, ["8502.10-8503.00"], UNKNOWN),
        ([("8504", False)], 4, ["8502.10-8503.00"], MET),
        ([("7203", False)], 4, ["72"], NOT_MET),
        ([("72", False), ("7219.31", False)], 4, [], NOT_MET),
        ([("7204", False), ("72", False)], 4, [], UNKNOWN),
    ],
)
def test_a_change_for_flat_rolled_steel_of_7219_12(
    materials: list[tuple[str, bool]], level: int, excluded: list[str], answer: str
) -> None:
    assert change("7219.12", materials, level, excluded) == answer


def test_value_content_is_counted_exactly() -> None:
    assert build_down("300", "200") == Fraction(100, 3)
    assert build_up("300", "100", ["50", "0.1"]) == Fraction("150.1") / 3
    assert most_foreign(300, "100.01") == Fraction("100.01") / 3


@pytest.mark.parametrize(
    ("method", "part", "met"),
    [("BD", "60.00", True), ("BD", "60.01", False), ("BU", "40.00", True), ("BU", "39.99", False)],
)
def test_the_limit_of_forty_percent_is_met_at_the_cent(method: str, part: str, met: bool) -> None:
    assert content(method, 40, "100", part) is met


def test_the_limit_of_foreign_content_is_met_at_the_cent() -> None:
    assert content("MC", 40, "100", "40.00")
    assert not content("MC", 40, "100", "40.01")
    with pytest.raises(ValueError, match="NC is none of"):
        content("NC", 40, "100", "40")
