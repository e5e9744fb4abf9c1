"""A statement of origin says what was declared, by what the goods originate, and nothing that nobody said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import orjson
import pytest

from greenlane.core.origin.agreement import InForce
from greenlane.core.origin.judge import Bound
from greenlane.core.origin.statement import Declarant, Json, NoSuchAgreement, NothingQualifies, statement
from greenlane.core.terms import shared_facts
from tests.core.origin.stated import DECIDED, FORM, agreement, answered, declared, item, told

FAY = Declarant("01KEY", "fay", "filing system")


def made(of: Json | None = None, answer: Json | None = None, **terms: object) -> Json:
    return statement(
        of or declared(),
        answer or answered(),
        Bound(agreement(**terms)),
        shared_facts(),
        FAY,
        DECIDED,  # type: ignore[arg-type]
    )


def test_it_is_json_and_says_what_it_rests_on() -> None:
    found = orjson.loads(orjson.dumps(made()))

    assert found["decision"]["decision_id"] == "01JMTPVBWZ9S2CJ4S4E1S1T1N2"
    assert found["decision"]["ruleset"] == {"version": 12, "digest": "sha256:" + "0" * 64}
    assert (found["reference"], found["date"]) == ("INV-1", "2025-02-24")
    assert found["route"] == {"export": "KR", "import": "VN", "transit": []}
    assert found["parties"] == {
        "exporter": {"id": "123-45", "name": "Hana Pack Co."}, "importer": None, "declarant": None,
    }  # fmt: skip
    assert found["declared_by"] == {"owner": "01KEY", "name": "fay", "key": "filing system"}
    assert found["evidence"] == "legal_text"


def test_it_never_claims_to_be_the_official_form_and_leaves_the_signature_blank() -> None:
    found = made()

    assert "not the official form" in found["notice"]
    assert {found["declaration"][name] for name in ("place", "date", "name", "signature")} == {""}
    assert "item 1 above originate in South Korea" in found["declaration"]["text"]


@pytest.mark.parametrize(
    ("proof_kind", "said"),
    [
        ("authority", "is issued by an authority"),
        ("self", "is made out by the trader"),
        ("either", "on application, or made out by the trader"),
        ("declaration", "on the invoice"),
        ("", "is not known here"),
    ],
)
def test_it_says_by_whom_the_proof_is_made_out(proof_kind: str, said: str) -> None:
    assert said in made(proof_kind=proof_kind)["agreement"]["issued"]


@pytest.mark.parametrize(
    ("criterion", "limb", "printed", "meaning"),
    [
        ("CTSH or RVC40", "RVC40", "RVC 62%", "the regional value content is at least 40 %"),
        (
            "CTSH or RVC40",
            "CTSH",
            "CTC",
            "every non-originating material is of another subheading than the good (CTSH)",
        ),
        ("WO", "", "WO", "wholly obtained or produced in the exporting economy"),
        ("PE", "PE", "PE", "produced in the exporting economy exclusively from originating materials"),
        ("CTH and RVC35", "CTH and RVC35", "CTH and RVC35", "than the good (CTH), and the regional value content"),
        ("process retreading", "process retreading", "process retreading", "“retreading” was done"),
    ],
)
def test_the_criterion_is_as_the_form_prints_it(criterion: str, limb: str, printed: str, meaning: str) -> None:
    found = made(answer=answered([told(criterion=criterion, satisfied_by=limb)]))["items"][0]["criterion"]

    assert found["printed"] == printed
    assert meaning in found["meaning"]
    assert found["remark"] == ""


def test_where_the_form_was_not_seen_it_says_so() -> None:
    found = made(form=None)

    assert found["agreement"]["form"] is None
    assert found["items"][0]["criterion"]["printed"] is None
    assert "was not seen" in found["items"][0]["criterion"]["remark"]


@pytest.mark.parametrize(
    "figures", [[], [told()["figures"][0] | {"percent": None}], [told()["figures"][0] | {"met": False}]]
)
def test_no_percentage_is_printed_that_was_not_reached(figures: list[Json]) -> None:
    assert made(answer=answered([told(figures=figures)]))["items"][0]["criterion"]["printed"] is None


def test_a_form_without_a_text_for_this_criterion_prints_none() -> None:
    bare = replace(FORM, criteria={"WO": "A"})
    assert made(form=bare)["items"][0]["criterion"]["printed"] is None


def test_the_materials_stand_as_declared_and_as_they_count() -> None:
    case, controller, chip = made()["items"][0]["materials"]

    assert case == {
        "number": 1, "commodity_code": "85079019", "description": "case", "origin": "CN", "originating": True,
        "value": {"amount": "3000", "currency": "USD"},
    }  # fmt: skip
    assert (controller["origin"], controller["originating"]) == ("US", False), "of no party's origin"
    assert (chip["origin"], chip["originating"]) == (None, False)
    assert chip["value"] == {"amount": "1000", "currency": "KRW"}


def test_a_member_of_a_union_that_is_party_counts_as_one() -> None:
    source = item(materials=[{"commodity_code": "8541", "origin": "DE", "originating": True}])
    since = (InForce(frozenset({"EU"}), date(2011, 7, 1), "secondary", "secondary", ""),)
    found = made(declared(source), partners=frozenset({"EU"}), in_force=since)
    assert found["items"][0]["materials"][0]["originating"] is True


def test_without_cumulation_only_the_exporting_economy_counts() -> None:
    case, *_ = made(cumulation=None)["items"][0]["materials"]
    assert (case["origin"], case["originating"]) == ("CN", False)
    source = item(materials=[{"commodity_code": "8541", "origin": "KR", "originating": True}])
    assert made(declared(source), cumulation=None)["items"][0]["materials"][0]["originating"] is True


def test_the_calculation_can_be_computed_again() -> None:
    (figure,) = made()["items"][0]["calculation"]
    assert figure["computed"] == (
        "(FOB - VNM) / FOB x 100 = (10000 - 3800) / 10000 x 100 = 62 %; at least 40 % is asked. "
        "10000 USD: the price on the basis FOB; 3800 USD: non-originating materials."
    )


def test_facts_and_documents_are_told_in_words() -> None:
    found = made()["items"][0]

    assert found["facts"] == [
        {"name": "processes", "label": "processes done", "value": "assembly, testing", "unit": ""},
        {"name": "used", "label": "second-hand goods", "value": "no", "unit": ""},
        {"name": "lead_percent", "label": "lead percent", "value": "0.5", "unit": ""},
    ]
    assert found["documents"] == [{"code": "CO-RCEP", "reference": "K001"}]
    assert found["conditions"] == ["the goods are sent directly"]
    assert found["exchange_rates"] == {"KRW": "0.00072"}


def test_items_that_do_not_qualify_are_excluded_with_the_reason() -> None:
    found = made(
        declared(item(), item(materials=None), item()),
        answered([told()], [told("undetermined", because=["no bill"], evidence="unverified")], [told("fails")]),
    )

    assert [one["number"] for one in found["items"]] == [1]
    assert [(one["number"], one["status"]) for one in found["excluded"]] == [(2, "undetermined"), (3, "fails")]
    assert "cannot be told" in found["excluded"][0]["reason"]
    assert found["evidence"] == "legal_text", "of what is stated only"


def test_several_items_are_named_in_the_declaration() -> None:
    found = made(declared(item(), item(), item()), answered([told()], [told()], [told(evidence="secondary")]))
    assert "items 1, 2 and 3 above" in found["declaration"]["text"]
    assert found["evidence"] == "secondary"
    assert "the text of the law was not read" in found["rests_on"]


def test_nothing_is_stated_where_nothing_qualifies() -> None:
    with pytest.raises(NothingQualifies, match="under RCEP .item 1: not in force") as refused:
        made(answer=answered([told("not_in_force")]))
    assert refused.value.items[0]["status"] == "not_in_force"


def test_an_agreement_that_was_not_looked_at_is_unknown() -> None:
    with pytest.raises(NoSuchAgreement):
        made(answer=answered([told() | {"agreement": "VKFTA"}]))
