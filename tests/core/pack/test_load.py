"""What a pack says when nothing is wrong with it."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from greenlane.core.model import All, Bracket, Not, Pack, Presumption, Requirement, Rule, Test
from greenlane.core.pack import PackError, build
from greenlane.core.terms import shared_facts
from tests.core.pack.samples import Folder, known

R = "rules/decree-7.yaml"


def rules(pack: Pack) -> dict[str, Rule]:
    return {rule.id: rule for rule in pack.rules}


@pytest.fixture
def pack(folder: Folder) -> Pack:
    return folder.load()[0]


def test_norway_stays_norway(pack: Pack) -> None:
    assert rules(pack)["FJ-SCRAP"].partners == {"NO", "US"}


def test_a_code_keeps_its_leading_zero(pack: Pack) -> None:
    assert rules(pack)["FJ-APPLES"].codes == ("0808",)


def test_a_version_and_a_price_stay_as_written(pack: Pack) -> None:
    assert pack.economy.version == "2026.11.22"
    assert str(pack.parameters["copra_price"].values[0].value) == "1200.50"


def test_a_rule_takes_from_the_instrument_what_it_does_not_say(pack: Pack) -> None:
    scrap = rules(pack)["FJ-SCRAP"]

    assert (scrap.valid_from, scrap.valid_to) == (date(2020, 1, 1), None)
    assert (scrap.evidence, scrap.verified_on, scrap.review_by) == (
        "legal_text",
        date(2026, 11, 22),
        date(2027, 5, 22),
    )
    (basis,) = scrap.legal_basis
    assert (basis.instrument, basis.source) == ("Decree 7", "https://example.org, read 2026-11-22")
    assert (basis.in_force_from, basis.in_force_to) == (date(2020, 1, 1), None)


def test_what_a_rule_says_itself_stands(pack: Pack) -> None:
    apples = rules(pack)["FJ-APPLES"]

    assert (apples.valid_from, apples.valid_to) == (date(2025, 1, 1), date(2025, 12, 31))


def test_a_provision_is_of_the_instrument_and_another_instrument_has_its_own_source(folder: Folder) -> None:
    folder.change(
        R,
        "    message: No apples.",
        "    legal_basis:\n"
        "      - {provision: art. 3}\n"
        "      - {name: Act 9, source: gazette 9, in_force_from: 2019-01-01}\n"
        "    message: No apples.",
    )

    first, second = rules(folder.load()[0])["FJ-APPLES"].legal_basis

    assert (first.instrument, first.provision, first.in_force_from) == ("Decree 7", "art. 3", date(2020, 1, 1))
    assert (second.instrument, second.provision, second.source) == ("Act 9", "", "gazette 9")
    assert second.in_force_from == date(2019, 1, 1)


def test_another_instrument_does_not_inherit_the_source(folder: Folder) -> None:
    folder.change(
        R,
        "    message: No apples.",
        "    legal_basis:\n      - {name: Act 9, provision: art. 1}\n    message: No apples.",
    )

    problem = folder.problem()

    assert problem.message == "a legal basis needs an instrument's name and its source"
    assert problem.line == folder.line(R, "Act 9")


def test_a_code_list_gives_the_rows_that_where_asks_for(pack: Pack) -> None:
    scrap = rules(pack)["FJ-SCRAP"]

    assert scrap.codes == ("72041000", "72044900")
    assert scrap.codes_title == {"en": "the scrap list"}


@pytest.mark.parametrize(
    ("where", "codes"),
    [
        ("", ("72041000", "72044900", "74040000")),
        (", where: {group: copper}", ("74040000",)),
        (", where: {group: [copper, steel]}", ("72041000", "72044900", "74040000")),
        (", where: {group: steel, note: cast}", ("72041000",)),
    ],
)
def test_where_may_name_several_values_and_columns(folder: Folder, where: str, codes: tuple[str, ...]) -> None:
    folder.change(R, ", where: {group: steel}, title: the scrap list", where)

    assert rules(folder.load()[0])["FJ-SCRAP"].codes == codes


def test_several_keys_of_a_condition_mean_all_of_them_by_name(folder: Folder) -> None:
    folder.change(R, 'when: {impurity_percent: "<= 2"}', 'when: {used: "true", not: {works: "false"}}')

    assert rules(folder.load()[0])["FJ-APPLES"].when == All(
        (Not(Test("works", "is", False)), Test("used", "is", True))
    )


def test_a_requirement_restricts_unless_it_says_otherwise(pack: Pack) -> None:
    assert rules(pack)["FJ-SCRAP"].requires == (
        Requirement(Test("document:FJ-PERMIT", "presented", None), "restricted", {"en": "no permit"}),
        Requirement(Test("grade", "in", frozenset({"first"})), "prohibited"),
    )


def test_a_scale_is_read_with_open_ends_and_doubts(pack: Pack) -> None:
    charge = rules(pack)["FJ-LEVY"].charge
    assert charge is not None and charge.scale is not None

    assert (charge.base, charge.currency) == ("quantity:TNE*reference_price", "FJD")
    assert charge.scale.rows == (
        Bracket(None, Decimal(1000), Decimal(0)),
        Bracket(Decimal(1000), Decimal(1500), Decimal("2.5")),
        Bracket(Decimal(1500), None, Decimal(5)),
    )
    assert [(one.above, one.below) for one in charge.scale.doubts] == [(Decimal(1500), Decimal(1501))]


def test_a_month_is_valid_from_its_first_to_its_last_day(pack: Pack) -> None:
    january, february = pack.parameters["copra_price"].values

    assert (january.valid_from, january.valid_to) == (date(2025, 1, 1), date(2025, 1, 31))
    assert (february.valid_from, february.valid_to) == (date(2025, 2, 1), date(2025, 2, 28))


def test_a_dated_series_is_put_in_order(folder: Folder) -> None:
    folder.change(
        "parameters.yaml",
        "      - {from: 2025-02-01, value: 11, evidence: secondary, source: gazette}\n",
        "      - {from: 2024-01-01, to: 2024-12-31, value: 9, evidence: secondary, source: gazette}\n",
    )

    series = folder.load()[0].parameters["levy_price"]

    assert [value.value for value in series.values] == [9, 10]


def test_presumptions_are_read(pack: Pack) -> None:
    assert {name: fact.presumption for name, fact in pack.facts.items() if fact.presumption} == {
        "used": Presumption(False),
        "condition_flags": Presumption(frozenset()),
        "statistical_code": Presumption("not 899", Test("used", "is", True)),
    }


def test_a_known_fact_keeps_what_everyone_knows_of_it(pack: Pack) -> None:
    assert pack.facts["reference_price"].label == shared_facts()["reference_price"].label
    assert pack.facts["reference_price"].provider == "copra_price"
    assert pack.facts["moisture_percent"].maximum == 100


def test_only_the_economy_is_needed(folder: Folder) -> None:
    for name in ("facts.yaml", "documents.yaml", "parameters.yaml", R, "rules/scrap.csv"):
        (folder.path / name).unlink()

    assert folder.load()[0].rules == ()


def test_a_pack_built_of_its_document_is_the_pack_that_was_loaded(folder: Folder) -> None:
    pack, document = folder.load()

    again = build(json.loads(json.dumps(document)), shared_facts(), known)

    assert again == pack


def test_a_fault_in_one_rule_refuses_the_whole_pack(folder: Folder) -> None:
    folder.change(R, "when: {impurity_percent:", "when: {impurity_percnt:")

    with pytest.raises(PackError, match="impurity_percnt"):
        folder.load()


def test_a_document_with_a_fault_is_refused_without_files_too(folder: Folder) -> None:
    document = folder.load()[1]
    document["rules"][1]["id"] = "WS-APPLES"
    document["economy"]["time_zone"] = "Nowhere"

    with pytest.raises(PackError) as caught:
        build(document, shared_facts(), known)

    assert [problem.file for problem in caught.value.problems] == ["economy.time_zone", "rules.1.id"]


def test_the_content_does_not_depend_on_the_order_in_the_files(folder: Folder) -> None:
    _, document = folder.load()

    assert [rule["id"] for rule in document["rules"]] == ["FJ-APPLES", "FJ-LEVY", "FJ-SCRAP"]
