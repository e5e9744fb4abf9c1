"""A list pasted from a spreadsheet: each line checked, nothing repaired in silence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.web.console.forms.codelist import MOST, Against, Line, checked, readings, repaired

THAI = Against("TH", (8, 11))


def only(pasted: str, against: Against = THAI) -> Line:
    (line,) = checked(pasted, against)
    return line


@pytest.mark.parametrize("code", ["39", "3915", "391510", "39151010", "39151010899"])
def test_a_code_of_a_length_there_is_needs_no_word(code: str) -> None:
    assert only(code) == Line(1, code, code)


@pytest.mark.parametrize(
    ("typed", "code", "note"),
    [
        ("3915.10", "391510", "written without its dots and spaces"),
        ("3915 10 10", "39151010", "written without its dots and spaces"),
        ("3915.10.10", "39151010", "written without its dots and spaces"),
        ("391510\tOf polymers of ethylene", "391510", "“Of polymers of ethylene” is left out"),
        ("3915.10 plastic waste", "391510", "“plastic waste” is left out"),
        ("391510; scrap", "391510", "“scrap” is left out"),
    ],
)
def test_what_was_done_to_read_a_line_is_said(typed: str, code: str, note: str) -> None:
    line = only(typed)
    assert (line.code, line.faults) == (code, ())
    assert note in line.notes


@pytest.mark.parametrize(
    ("typed", "fault", "repair"),
    [
        ("391510.0", "a spreadsheet has made a number of it", "391510"),
        ("1051110.0", "a spreadsheet has made a number of it", "01051110"),
        ("3915.1", "its last digit is missing: a spreadsheet drops a zero at the end", "391510"),
        ("3.9151E+09", "its digits are lost", ""),
        ("'391510", "quotation marks stand around it", "391510"),
        ("３９１５１０", "its digits are not 0 to 9 of the keyboard", "391510"),
        ("1051110", "7 digits: codes of TH have 2, 4, 6, 8 or 11", "01051110"),
        ("39151", "5 digits: codes of TH have", "039151"),
        ("3915101", "7 digits", "03915101"),
        ("3915101010101010", "16 digits: a code has 2 to 12", ""),
        ("plastic", "no commodity code: 2 to 12 digits", ""),
        ("7", "one digit: a code has 2 to 12", "07"),
        ("39.151.0", "its dots stand where no code has them", "391510"),
        ("3915101010", "10 digits: codes of TH have 2, 4, 6, 8 or 11", ""),
    ],
)
def test_what_is_no_code_is_flagged_with_what_was_probably_meant(typed: str, fault: str, repair: str) -> None:
    line = only(typed)
    assert any(fault in one for one in line.faults), line
    assert line.repair == repair


def test_a_line_that_is_not_taken_stays_as_it_was_typed() -> None:
    assert [one.codes for one in readings("391510.0\n 12ab ")] == [("391510.0",), ("12ab",)]


def test_a_code_that_stands_twice_and_one_that_is_covered_are_said() -> None:
    lines = checked("3915\n391510\n\n3915.\n3915", THAI)
    assert lines[1].notes == ("covered by 3915",)
    assert lines[-1].notes == ("stands already in line 1",)


def test_codes_are_looked_up_where_a_nomenclature_was_imported() -> None:
    against = Against("TH", (8,), frozenset({"39", "3915", "391510", "39151010"}))
    found = {one.code: one for one in checked("391510\n391520", against)}
    assert found["391510"].notes == ()
    assert found["391520"].notes == ("not in the nomenclature that was imported",)


def test_taking_the_proposals_leaves_plain_codes_each_once() -> None:
    pasted = "3915.10\n391510.0\n1051110\n391510"
    again = repaired(pasted, checked(pasted, THAI))
    assert again == "391510\n01051110"
    assert all(line == Line(line.number, line.text, line.code) for line in checked(again, THAI))


def test_several_codes_on_a_line_are_several_codes() -> None:
    assert [line.code for line in checked("3915, 4707; 470790", THAI)] == ["3915", "4707", "470790"]


def test_twenty_thousand_lines_are_checked_and_no_more() -> None:
    pasted = "\n".join(str(10_000_000 + number) for number in range(MOST + 5))
    lines = checked(pasted, THAI)
    assert len(lines) == MOST + 1
    assert not any(line.faults for line in lines[:-1])
    assert lines[-1].faults == (f"{MOST + 5} lines: at most {MOST} are checked at once, split the rule",)


@given(st.text(max_size=200))
def test_no_line_is_lost_whatever_is_pasted(pasted: str) -> None:
    wanted = [line for line in pasted.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]
    read = list(readings(pasted))
    assert [one.text for one in read] == wanted
    assert {line.number for line in checked(pasted, THAI)} == {one.number for one in read}


@given(st.from_regex("[0-9]{2,12}", fullmatch=True))
def test_plain_codes_are_read_as_they_are(code: str) -> None:
    assert [one.codes for one in readings(code)] == [(code,)]
