"""An entry as it is typed is tried out just as the whole content would answer, and with little of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from greenlane.core.draft import check
from greenlane.core.draft.entries import join, parts
from greenlane.core.proof import cases as proof
from greenlane.core.proof.answers import WithoutPlugins
from greenlane.core.service.rehearsal import CASES, Rehearsals
from tests.core.making import Json, pack, restriction, rule
from tests.core.service.offices import ANA, Office, case, fiji, office
from tests.web.console.forms.conftest import packs

BAN = "FJ/rules/FJ-BAN"


def rehearsals(**nomenclatures: set[str]) -> Rehearsals:
    return Rehearsals(WithoutPlugins, lambda: nomenclatures)


@pytest.fixture
def place(url: str) -> Iterator[Office]:
    with office(url) as made:
        yield made


def tried(made: Office, change: dict[str, Any], using: Rehearsals | None = None) -> Any:
    draft = made.drafts.open(ANA, "Try", "to see")
    entry = {**draft.entries[BAN], **change}
    return (using or rehearsals()).rule(draft, BAN, {BAN: entry})


def test_a_rule_as_it_is_typed_answers_its_cases(place: Office) -> None:
    assert [one.holds for one in tried(place, {}).cases] == [True, True]
    found = {one.name: one.differences for one in tried(place, {"codes": ["40"]}).cases}
    assert found["plastic is banned"] == ("verdict clear, wanted prohibited", "FJ-BAN does not hit")


def test_a_rule_that_is_of_other_goods_now_is_found_by_them(url: str) -> None:
    cases = [case("leather is banned", "41010000", ["FJ-BAN"], [], "prohibited")]
    pack_ = {**fiji(), "cases": cases}
    with office(url, pack_) as made:
        assert [one.holds for one in tried(made, {}).cases] == [False]
        assert [one.holds for one in tried(made, {"codes": ["41"]}).cases] == [True]
        draft = made.drafts.open(ANA, "Leather", "Order 9")
        draft = made.edit(draft, "change_rule", {"id": "FJ-BAN", "set": {"codes": ["4101"]}})
        place = "FJ/cases/leather is banned"
        assert [one.holds for one in rehearsals().case(draft, place, draft.entries[place]).cases] == [True]


def test_a_rule_with_faults_is_not_run(place: Office) -> None:
    found = tried(place, {"when": {"used": "perhaps"}, "flows": ["import"]})
    assert [(one.pointer, one.address) for one in found.faults] == [("/when/used", BAN)]
    assert (found.cases, found.remarks) == ((), ())
    assert {one.pointer for one in tried(place, {"kind": "odd", "flows": []}).faults} == {"/kind", "/flows"}


def test_lint_compares_it_with_the_rules_of_the_same_goods(url: str) -> None:
    other = rule("FJ-OTHER", codes=["3915"], valid={"from": "2020-01-01"})
    apart = rule("FJ-APART", codes=["72"], valid={"from": "2020-01-01"})
    with office(url, fiji(other, apart)) as made:
        codes = {one.code for one in tried(made, {"codes": ["3915"]}).remarks}
        assert "overlap" in codes
        assert "overlap" not in {one.code for one in tried(made, {"codes": ["84"]}).remarks}


def test_a_code_that_is_not_in_the_nomenclature_is_told(place: Office) -> None:
    using = rehearsals(FJ={"39151010", "40040000"})
    assert "unknown-code" in {one.code for one in tried(place, {"codes": ["3999"]}, using).remarks}
    assert "unknown-code" in {one.code for one in tried(place, {"codes": ["99"]}, using).remarks}
    assert "unknown-code" not in {one.code for one in tried(place, {"codes": ["3915"]}, using).remarks}


def test_cases_that_the_draft_adds_and_takes_out_count(place: Office) -> None:
    draft = place.rubber()
    using = rehearsals()
    names = [parts(one).name for one in using.cases_of(draft, "FJ-BAN")]
    assert names == ["paper is no plastic", "plastic is banned", "rubber waste is banned"]
    assert [parts(one).name for one in using.cases_of(draft, "FJ-RUBBER")] == ["paper is not", "rubber waste is banned"]


def test_no_more_cases_are_run_than_a_person_waits_for(url: str) -> None:
    more = [case(f"case number {number}", "39151010", ["FJ-BAN"], [], "prohibited") for number in range(CASES + 5)]
    with office(url, fiji(cases=more)) as made:
        found = tried(made, {})
        assert (len(found.cases), found.left_out[0]) == (CASES, 7)


def test_a_case_as_it_is_typed_is_run(place: Office) -> None:
    draft = place.drafts.open(ANA, "Try", "to see")
    entry = case("plastic is banned", "3923", ["FJ-BAN"], [], "clear")
    (found,) = rehearsals().case(draft, "FJ/cases/plastic is banned", entry).cases
    assert found.differences == ("verdict prohibited, wanted clear",)
    wrong = rehearsals().case(draft, "FJ/cases/plastic is banned", {"name": "plastic is banned"})
    assert {one.pointer for one in wrong.faults} == {"/declaration", "/expect"}


def test_a_draft_with_faults_of_its_own_says_so_instead_of_failing(place: Office) -> None:
    draft = place.drafts.open(ANA, "Try", "to see")
    odd = {"FJ/rules/FJ-ODD": rule("FJ-ODD", when={"used": "perhaps"}), "FJ/cases/odd": {"hits": "FJ-BAN"}}
    broken = replace(draft, patch={**odd, "FJ/cases/odder": ["FJ-BAN"]})
    found = rehearsals().rule(broken, BAN, {BAN: broken.entries[BAN]})
    assert [one.message for one in found.faults] == ["other entries of the draft have faults"]
    formless = replace(draft, patch={"FJ/rules/FJ-ODD": {"codes": ["39"]}})
    found = rehearsals().rule(formless, BAN, {BAN: formless.entries[BAN]})
    assert [one.message for one in found.faults] == ["other entries of the draft have faults"]
    cases = replace(draft, patch={"FJ/cases/odd": {"hits": ["FJ-BAN"]}, "FJ/cases/odder": None})
    found = rehearsals().rule(cases, BAN, {BAN: cases.entries[BAN]})
    assert (len(found.cases), found.left_out[0]) == (2, 1)


def test_a_pack_with_faults_is_none(place: Office) -> None:
    draft = place.drafts.open(ANA, "Try", "to see")
    assert rehearsals().pack(draft, "FJ") is not None
    assert rehearsals().pack(draft, "XX") is None


def neighbours() -> tuple[Json, Json]:
    """Two economies whose rules meet on a route, with codes short and long, and rules of any goods."""
    one = fiji(
        restriction("FJ-PAPER", {"document": "TH-DIW"}, codes=["4707", "39151090"]),
        rule("FJ-ALL", "notice"),
        rule("FJ-WORD", "risk", keywords={"en": ["bottle"]}),
        cases=[case("a chapter may be meant", "39", [], [], "prohibited")],
    )
    other = pack("PE", rule("PE-OUT", flows=["export"], codes=["391510"]), rule("PE-ANY", "risk", flows=["export"]))
    crossing = case("plastic leaves Peru", "39151010", ["FJ-BAN", "PE-OUT"], [], "prohibited")
    crossing["declaration"]["route"]["export"] = "PE"
    one["cases"].append(crossing)
    return one, other


def test_the_few_rules_that_are_built_answer_as_all_of_them(url: str) -> None:
    with office(url, *neighbours()) as made:
        _same(made, {"FJ"})


def test_the_packs_cases_do_as_they_do_in_the_whole(url: str) -> None:
    with office(url, *packs().values()) as made:
        _same(made, {"MY", "TH"})


def _same(made: Office, economies: set[str]) -> None:
    """Every case, tried by itself, gets what it gets when all rules are built."""
    draft = made.drafts.open(ANA, "Try", "to see")
    whole = proof.run(check.ruleset(draft.entries), join(draft.entries), economies)
    using = rehearsals()
    assert whole.results
    for wanted in whole.results:
        (found,) = using.case(draft, wanted.address, draft.entries[wanted.address]).cases
        assert (found.verdict, found.found, found.differences) == (wanted.verdict, wanted.found, wanted.differences)
    assert json.dumps(draft.patch) == "{}"
