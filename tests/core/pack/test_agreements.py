"""`agreements/`: read into the document, every fault at its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from greenlane.core.pack import fingerprint, load
from greenlane.core.terms import shared_facts
from tests.core.origin.agreed import AGREEMENT, FACTS
from tests.core.pack.samples import FACTS as OWN
from tests.core.pack.samples import Folder, known

CSV = """\
codes,goods,rule,evidence,provision,source,quote,note
4012.11-4012.19,,process retreading,legal_text,annex 1,"annex, read 2026-11-22",4012.11 retreading,
7219 7220,of alloy,CTH except from 7219-7220 or RVC40,secondary,,annex of 2007,,seen once
39,,originating_polymer_percent >= 50,secondary,,annex of 2007,,
"""
PICTA = "agreements/PICTA.yaml"
LINES = "agreements/PICTA.csv"


@pytest.fixture
def fiji(folder: Folder) -> Folder:
    """The small pack with an agreement and its annex."""
    folder.write("facts.yaml", OWN + yaml.safe_dump({"facts": FACTS}).partition("\n")[2])
    folder.write("documents.yaml", "documents:\n  FJ-PERMIT: {label: permit}\n  P-BILL: {label: bill of lading}\n")
    folder.write(PICTA, yaml.safe_dump({"agreements": [AGREEMENT]}, sort_keys=False))
    folder.write(LINES, CSV)
    return folder


def test_an_agreement_and_its_lines_are_read_from_their_files(fiji: Folder) -> None:
    pack, document = fiji.load()

    (found,) = pack.agreements
    assert (found.id, found.economy, found.edition) == ("PICTA", "FJ", "2012")
    assert [line.id for line in found.lines] == ["PICTA 39", "PICTA 4012.11-4012.19", "PICTA 7219 7220 of alloy"]
    assert document["agreements"] == [AGREEMENT]
    assert document["product_rules"][2] == {
        "id": "PICTA 7219 7220 of alloy",
        "agreement": "PICTA",
        "codes": ["7219", "7220"],
        "goods": "of alloy",
        "rule": "CTH except from 7219-7220 or RVC40",
        "evidence": "secondary",
        "source": "annex of 2007",
        "note": "seen once",
    }


def test_several_agreements_stand_in_the_order_of_their_ids(fiji: Folder) -> None:
    fiji.write("agreements/ACP.yaml", yaml.safe_dump({"agreements": [{**AGREEMENT, "id": "ACP"}]}))

    pack, document = fiji.load()
    assert [one.id for one in pack.agreements] == ["ACP", "PICTA"] == [one["id"] for one in document["agreements"]]


def test_a_csv_of_a_spreadsheet_with_its_mark_and_line_ends_is_read(fiji: Folder) -> None:
    fiji.write(LINES, b"\xef\xbb\xbf" + CSV.replace("\n", "\r\n").encode())

    assert len(fiji.load()[0].agreements[0].lines) == 3


@pytest.mark.parametrize(
    ("name", "old", "new", "at", "message"),
    [
        (PICTA, "    percent: '10'", "    percent: '110'", "percent: '110'", "has not the form"),
        (PICTA, "cures: change", "cures: some", "cures: some", "unallowed value some"),
        (PICTA, "rule: CTH or RVC 40%", "rule: CTHH", "rule: CTHH", 'at character 1 of "CTHH"'),
        (PICTA, "      - 2620-2621", "      - 26.201", "      - 26.201", '"26.201" of 5 digits'),
        (PICTA, "hs: '2012'", "hs: '2013'", "hs: '2013'", "unallowed value 2013"),
        (PICTA, "proof_kind: authority", "proof_kind: nobody", "proof_kind: nobody", "unallowed value nobody"),
        (PICTA, "  - direct_labour", "  - direct_labor", "  - direct_labor", "is no fact this pack knows"),
        (PICTA, "'2008-01-01'", "'2008-13-01'", "'2008-13-01'", "has not the form"),
        (PICTA, "box: '8'", "bax: '8'", "bax: '8'", "unknown field"),
        (LINES, "process retreading,", "process polishing,", "process polishing", "polishing is no value"),
        (LINES, "39,,originating", "39,,mass", "39,,mass", "mass_polymer_percent is no fact"),
        (LINES, "39,,originating", "39.1,,originating", "39.1,,originating", '"39.1" of 3 digits'),
        (LINES, "or RVC40", "or RVC", "or RVC,", "found the end, expected a percentage"),
        (LINES, "percent >= 50,secondary", "percent >= 50,rumour", "rumour", "evidence: unallowed value rumour"),
        (LINES, "39,,originating", ",,originating", ",,originating", "codes: min length is 1"),
        (LINES, "39,,originating_polymer_percent >= 50", "39,,", "39,,,", "rule: required field"),
        (LINES, "7219 7220,of alloy", "4012.11-4012.19,", "except from", "stands twice"),
        (LINES, "39,,orig", "40,x,y,orig", "40,x,y", "columns do not match the header"),
    ],
)  # fmt: skip
def test_a_fault_is_told_at_its_line(fiji: Folder, name: str, old: str, new: str, at: str, message: str) -> None:
    fiji.change(name, old, new)

    problem = fiji.problem()
    assert (problem.file, problem.line) == (name, fiji.line(name, at)), problem
    assert message in problem.message, problem


def test_a_fault_after_a_quoted_line_break_is_told_at_the_line_where_its_row_begins(fiji: Folder) -> None:
    fiji.change(LINES, "4012.11 retreading", '"4012.11\nretreading"')
    fiji.change(LINES, "39,,originating", "39,,mass")

    assert fiji.problem().line == 5


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("codes,goods,rule,evidence,provision,source,quote,remark", "no such column: 'remark'"),
        ("codes,goods,rule,evidence,provision,provision,quote,note", "the column provision stands twice"),
        ("goods,goods,rule,evidence,provision,source,quote,note", "no column codes"),
    ],
)
def test_the_columns_of_an_annex_are_held_to_what_it_may_have(fiji: Folder, header: str, message: str) -> None:
    fiji.change(LINES, "codes,goods,rule,evidence,provision,source,quote,note", header)

    assert any(message in str(one) and one.line == 1 for one in fiji.problems())


def test_an_annex_without_its_agreement_is_refused(fiji: Folder) -> None:
    fiji.write("agreements/PACER.csv", CSV)

    problems = fiji.problems()
    assert {one.file for one in problems} == {"agreements/PACER.csv"}
    assert [one.line for one in problems] == [2, 3, 4]
    assert all("there is no agreement PACER" in one.message for one in problems)


def test_an_agreement_in_two_files_is_refused_at_the_second(fiji: Folder) -> None:
    fiji.write("agreements/Z.yaml", fiji.read(PICTA))

    problem = fiji.problem()
    assert (problem.file, problem.line) == ("agreements/Z.yaml", 2)
    assert "the agreement PICTA stands twice" in problem.message


def test_what_nobody_would_read_is_refused(fiji: Folder) -> None:
    fiji.write("agreements.yaml", "agreements: []\n")
    fiji.write("agreements/PICTA.xlsx", b"PK")
    fiji.write("agreements/.PICTA.yaml.swp", b"x")

    assert [one.file for one in fiji.problems()] == ["agreements.yaml", "agreements/PICTA.xlsx"]


def test_an_annex_that_is_no_utf_8_or_no_csv_is_refused(fiji: Folder) -> None:
    fiji.write(LINES, CSV.encode("utf-16"))
    assert "not UTF-8" in fiji.problem().message

    fiji.write(LINES, CSV + '39,"x"y,CTH,secondary,,annex,,\n')
    assert "not CSV" in fiji.problem().message and fiji.problem().line == 5


@pytest.mark.parametrize("name", [PICTA, LINES])
def test_a_byte_of_an_agreement_is_in_the_fingerprint(fiji: Folder, name: str) -> None:
    before = fingerprint.fingerprint(fiji.path)
    fiji.write(name, fiji.read(name) + "\n")

    assert fingerprint.fingerprint(fiji.path) != before


def test_a_kept_document_gives_the_same_agreements(fiji: Folder, tmp_path: Path) -> None:
    first = load(fiji.path, shared_facts(), known, tmp_path / "kept")
    second = load(fiji.path, shared_facts(), known, tmp_path / "kept")

    assert first == second and first[0].agreements[0].lines
