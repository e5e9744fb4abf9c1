"""Codes between editions of the Harmonized System: what was one before, what it is now, and what nobody knows."""

import csv
import re
from datetime import date
from importlib.resources import files

import pytest

from greenlane.core.origin.editions import CHAPTERS, EDITIONS, Editions, Transposed, editions
from greenlane.core.vocabulary import EVIDENCE

STEPS = [("2007", "2002"), ("2012", "2007"), ("2017", "2012"), ("2022", "2017")]
FILE = files("greenlane.core.terms").joinpath("hs_editions.csv").read_text(encoding="utf-8")
ROWS = list(csv.DictReader(FILE.splitlines()))


def row(
    code: str, edition: str, ancestors: str, evidence: str = "secondary", source: str = "a table"
) -> dict[str, str]:
    return {
        "code": code,
        "edition": edition,
        "ancestors": ancestors,
        "evidence": evidence,
        "source": source,
        "note": "",
    }


def codes(code: str, declared: str, wanted: str) -> tuple[str, ...]:
    return editions().ancestors(code, declared, wanted).codes


@pytest.mark.parametrize(
    ("day", "edition"),
    [
        (date(1999, 1, 1), "2002"),
        (date(2006, 12, 31), "2002"),
        (date(2007, 1, 1), "2007"),
        (date(2011, 12, 31), "2007"),
        (date(2012, 1, 1), "2012"),
        (date(2016, 12, 31), "2012"),
        (date(2017, 1, 1), "2017"),
        (date(2021, 12, 31), "2017"),
        (date(2022, 1, 1), "2022"),
        (date(2026, 11, 23), "2022"),
    ],
)
def test_an_edition_is_used_from_the_first_of_january_of_its_year(day: date, edition: str) -> None:
    assert editions().edition_on(day) == edition


@pytest.mark.parametrize("wanted", ["2002", "2007", "2012", "2017"])
@pytest.mark.parametrize("code", ["854911", "854912", "854913", "854914", "854919"])
def test_spent_batteries_were_of_8548_10_in_every_older_edition(code: str, wanted: str) -> None:
    found = editions().ancestors(code, "2022", wanted)
    assert (found.codes, found.sure, found.known) == (("854810",), True, True)
    assert found.evidence == "secondary"
    assert found.source


@pytest.mark.parametrize(
    ("code", "wanted", "was"),
    [
        ("382711", "2012", "382471"),
        ("851771", "2017", "851770"),
        ("851779", "2012", "851770"),
        ("854143", "2012", "854140"),
        ("854142", "2017", "854140"),
        ("870380", "2012", "870390"),
        ("870380", "2017", "870380"),
        ("850760", "2012", "850760"),
        ("850760", "2007", "850780"),
        ("382499", "2017", "382499"),
        ("382499", "2012", "382490"),
        ("740400", "2002", "740400"),
    ],
)
def test_codes_with_one_ancestor_are_sure(code: str, wanted: str, was: str) -> None:
    found = editions().ancestors(code, "2022", wanted)
    assert (found.codes, found.sure) == ((was,), True)
    assert (found.evidence, bool(found.source)) == (("secondary", True) if was != code else ("legal_text", False))


def test_waste_of_apparatus_may_have_been_of_any_heading_of_apparatus() -> None:
    found = editions().ancestors("854921", "2022", "2012")
    assert not found.sure and found.known
    assert {"8471", "8548", "7112", "9102"} <= set(found.codes)
    assert not {"7404", "8703"} & set(found.codes)


def test_a_code_is_cut_to_six_digits_and_one_of_five_to_its_heading() -> None:
    assert codes("8549110000", "2022", "2012") == codes("854911", "2022", "2012") == ("854810",)
    assert codes("38271", "2022", "2017") == codes("3827", "2022", "2017") == ("3824",)


def test_a_heading_is_found_as_headings() -> None:
    assert editions().ancestors("3827", "2022", "2012").sure
    assert codes("8507", "2022", "2012") == ("8507",)
    assert {"8548", "8471"} < set(codes("8549", "2022", "2012"))
    assert not editions().ancestors("8549", "2022", "2012").sure
    assert {len(code) for code in codes("8549", "2022", "2002")} == {4}


def test_the_way_to_a_newer_edition_is_known_too() -> None:
    assert codes("382471", "2012", "2022") == ("382711",)
    assert codes("850780", "2007", "2012") == ("850750", "850760", "850780")
    assert set(codes("854810", "2017", "2022")) > {"854911", "854919"}
    assert "854810" not in codes("854810", "2017", "2022")
    assert {"850440", "854921"} < set(codes("850440", "2017", "2022"))
    assert editions().ancestors("740400", "2012", "2022") == Transposed(("740400",), True)
    assert not editions().ancestors("850780", "2007", "2012").sure


def test_within_one_edition_everything_stays() -> None:
    assert editions().ancestors("854911", "2022", "2022") == Transposed(("854911",), True)
    assert editions().changed("2022", "2022") == frozenset()


def test_a_code_that_the_declared_edition_does_not_have_is_left_as_it_is_and_is_not_sure() -> None:
    for code, declared, wanted in [("854810", "2022", "2012"), ("854911", "2017", "2012"), ("8549", "2012", "2007")]:
        assert editions().ancestors(code, declared, wanted) == Transposed((code,), False, evidence="unverified")


def test_of_a_chapter_that_nobody_went_through_nothing_is_sure() -> None:
    assert "03" not in CHAPTERS
    assert editions().ancestors("030299", "2022", "2012") == Transposed(("030299",), False, evidence="unverified")
    assert editions().ancestors("85", "2022", "2012").sure is False


def test_a_new_code_whose_ancestor_was_not_found_is_not_known() -> None:
    made = Editions([row("854999", "2017", ""), row("854999", "2022", "854999 854990")])
    found = made.ancestors("854999", "2017", "2012")
    assert (found.codes, found.sure, found.known) == (("854999",), False, False)
    # What is found of a part does not make the whole known.
    assert not made.ancestors("854999", "2022", "2012").known
    assert "854999" in made.changed("2017", "2012")


def test_steps_are_chained_with_the_weakest_evidence_and_every_source() -> None:
    made = Editions(
        [row("850002", "2022", "850001", "legal_text", "one"), row("850001", "2017", "850000", source="two")]
    )
    assert made.ancestors("850002", "2022", "2012") == Transposed(("850000",), True, True, "secondary", "one; two")
    assert made.ancestors("850002", "2022", "2017").evidence == "legal_text"
    assert made.ancestors("850000", "2012", "2022").codes == ("850002",)


def test_one_subheading_of_one_heading_is_not_sure_at_six_digits() -> None:
    made = Editions([row("850002", "2022", "8499")])
    assert made.ancestors("850002", "2022", "2017") == Transposed(("8499",), False, True, "secondary", "a table")


def test_an_unknown_edition_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"editions 2002, .*2022, not '2028'"):
        editions().ancestors("854911", "2028", "2012")
    with pytest.raises(ValueError, match="not '1996'"):
        editions().changed("2022", "1996")


@pytest.mark.parametrize("wanted", EDITIONS)
@pytest.mark.parametrize("declared", EDITIONS)
def test_what_is_not_among_the_changed_codes_surely_stays(declared: str, wanted: str) -> None:
    changed = editions().changed(declared, wanted)
    every = {one for r in ROWS for one in (r["code"], *r["ancestors"].split()) if one[:2] in CHAPTERS}
    for code in every - changed:
        assert editions().ancestors(code, declared, wanted) == Transposed((code,), True), code
    for code in every & changed:
        assert editions().ancestors(code, declared, wanted) != Transposed((code,), True), code
    assert editions().changed(declared, wanted) is changed


def test_changed_codes_tell_batteries_that_stay_from_those_that_moved() -> None:
    changed = editions().changed("2022", "2012")
    assert {"854911", "8549", "382711", "854143"} <= changed
    assert changed.isdisjoint({"850760", "8507", "740400", "7404"})
    assert {"850440", "854810"} <= editions().changed("2017", "2022")


def test_every_row_of_the_table_is_well_formed_and_sourced() -> None:
    assert FILE.splitlines()[0] == "code,edition,ancestors,evidence,source,note"
    keys = [(one["edition"], one["code"]) for one in ROWS]
    assert len(set(keys)) == len(keys) > 1000
    for one in ROWS:
        assert re.fullmatch(r"\d{4}|\d{6}", one["code"]), one
        assert one["edition"] in {new for new, _ in STEPS}, one
        ancestors = one["ancestors"].split()
        assert ancestors == sorted(set(ancestors)), one
        assert all(re.fullmatch(r"\d{4}" if len(one["code"]) == 4 else r"\d{4}|\d{6}", a) for a in ancestors), one
        assert one["evidence"] in EVIDENCE, one
        assert one["source"] and re.search(r"read \d{4}-\d{2}-\d{2}", one["source"]), one
        if one["ancestors"] == one["code"]:
            assert "narrower" in one["note"], one


@pytest.mark.parametrize(("new", "old"), STEPS)
def test_no_heading_of_the_table_stands_beside_its_own_subheadings(new: str, old: str) -> None:
    for one in (one for one in ROWS if one["edition"] == new):
        ancestors = set(one["ancestors"].split())
        assert not any(len(a) == 6 and a[:4] in ancestors for a in ancestors), one
