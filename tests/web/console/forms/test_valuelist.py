"""Values pasted from a spreadsheet: each line checked, nothing repaired in silence."""

from __future__ import annotations

import pytest

from greenlane.web.console.forms.valuelist import ValueLine, lines, repaired

MONTHLY = {"period": "month", "values": [{"period": "2025-01", "value": "5001.72"}]}
DATED = {"period": "dated", "values": []}


def read(pasted: str, series: object = MONTHLY, **more: bool) -> list[ValueLine]:
    return lines(pasted, series, "secondary", "gazette, read 2026-11-22", **more)  # type: ignore[arg-type]


def test_a_month_and_its_value_take_evidence_and_source_of_all() -> None:
    (line,) = read("2025-02\t4830.10")
    assert line.value == {
        "period": "2025-02", "value": "4830.10", "evidence": "secondary", "source": "gazette, read 2026-11-22",
    }  # fmt: skip
    assert (line.faults, line.repair) == ((), "")


def test_a_line_may_name_its_own_evidence_and_source() -> None:
    (line,) = read("2025-02\t4830.10\tlegal_text\tP.U.(B) 12, read 2026-01-02")
    assert (line.value["evidence"], line.value["source"]) == ("legal_text", "P.U.(B) 12, read 2026-01-02")


def test_a_dated_value_may_name_its_last_day() -> None:
    found = read("2025-01-01 2025-06-30 12.5\n2025-07-01 13", DATED)
    assert [(one.value.get("from"), one.value.get("to"), one.value["value"]) for one in found] == [
        ("2025-01-01", "2025-06-30", "12.5"),
        ("2025-07-01", None, "13"),
    ]
    assert not any(one.faults for one in found)


@pytest.mark.parametrize(
    ("typed", "fault", "repair"),
    [
        ("02/2025\t1", "'02/2025' is no month: write 2025-01", "2025-02\t1"),
        ("Feb 2025\t1", "'Feb 2025' is no month", "2025-02\t1"),
        ("2025-02-01 00:00:00\t1", "is no month", "2025-02\t1"),
        ("2025-02\t4,830.10", "thousands are not set apart in a value", "2025-02\t4830.10"),
        ("2025-02\t4830,1", "a point stands before the decimals, not a comma", "2025-02\t4830.1"),
        ("2025-02\tabout 5", "'about 5' is no value", ""),
        ("2025-13\t1", "'2025-13' is no month", ""),
        ("2025-02", "no value stands beside it", ""),
        ("2025-01\t1", "5001.72 stands already: say that it is corrected, or take the line out", ""),
    ],
)
def test_what_cannot_be_taken_is_flagged(typed: str, fault: str, repair: str) -> None:
    (line,) = read(typed)
    assert any(fault in one for one in line.faults), line
    assert line.repair == repair


def test_a_month_that_stands_twice_is_flagged() -> None:
    assert read("2025-02\t1\n2025-02\t2")[1].faults == ("2025-02 stands already in line 1",)


def test_what_the_series_says_already_is_passed_over() -> None:
    (line,) = read("2025-01\t5001.72")
    assert (line.stands, line.notes) == (True, ("stands already",))


def test_a_value_is_corrected_where_that_is_said() -> None:
    (line,) = read("2025-01\t5002", correct=True)
    assert (line.faults, line.notes) == ((), ("corrects 5001.72",))


def test_a_value_without_a_source_is_not_taken() -> None:
    (line,) = lines("2025-02 1", MONTHLY, "secondary", "")
    assert line.faults == ("no source: name one in the line, or one for all lines",)


def test_taking_the_proposals_leaves_lines_that_can_be_taken() -> None:
    again = repaired(read("02/2025\t4,830.10\n2025-03\t1"))
    assert [one.faults for one in read(again)] == [(), ()]
