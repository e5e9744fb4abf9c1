"""What was found under an agreement, as it is answered."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from greenlane.core.origin.outcome import Figure, Phrase
from greenlane.core.origin.told import told
from greenlane.core.speaker import Speaker
from tests.core.origin.told_samples import AGREEMENT, DOWN, LINE, TOLERANCE, UP, origin

SAY = Speaker("en")
LIMB_MET = Phrase("origin_obtained", {"limb": {"en": "collected"}, "provision": "art. 3(i)"})


def test_the_fields_of_the_contract_come_first() -> None:
    one = told(origin(rank=2, evidence="secondary", satisfied_by="RVC40"), AGREEMENT, SAY)

    assert list(one)[:7] == ["agreement", "status", "criterion", "because", "missing", "proof", "evidence"]
    assert one["missing"] == {"facts": [], "documents": [], "parameters": []}
    assert (one["agreement"], one["status"], one["criterion"]) == ("FJWS", "qualifies", "CTH or RVC40")
    assert (one["satisfied_by"], one["rank"], one["evidence"]) == ("RVC40", 2, "secondary")
    assert (one["proof"], one["proof_kind"], one["proof_validity"]) == (
        "certificate of origin",
        "authority",
        "one year",
    )
    assert (one["proof_presented"], one["ranked_because"]) == (False, "")


def test_a_figure_is_told_in_decimals_as_texts_with_its_formula() -> None:
    one = told(origin(figures=(DOWN,)), AGREEMENT, SAY)

    assert one["figures"] == [
        {
            "method": "BD",
            "formula": "(FOB - VNM) / FOB x 100",
            "basis": "FOB",
            "base": {"amount": "100", "currency": "USD"},
            "value": {"amount": "61.5", "currency": "USD"},
            "percent": "38.50",
            "limit": "40",
            "met": False,
            "shift": "1.5",
        }
    ]


@pytest.mark.parametrize(
    ("method", "basis", "formula"),
    [
        ("BD", "AV", "(AV - VNM) / AV x 100"),
        ("BU", "FOB", "(VOM + direct labour + profit) / FOB x 100"),
        ("NC", "NC", "(NC - VNM) / NC x 100"),
        ("MC", "EXW", "VNM / EXW x 100"),
        ("tolerance", "FOB", "unchanged / FOB x 100"),
        ("allowance", "TV", "same heading or subheading / TV x 100"),
        ("weight", "weight", "unchanged / weight x 100"),
    ],
)
def test_each_method_has_its_formula_with_the_basis_put_in(method: str, basis: str, formula: str) -> None:
    one = Figure(method, basis, Decimal(1), Decimal(1), "USD", Decimal(1), Decimal(1), True)
    assert told(origin(figures=(one,)), AGREEMENT, SAY)["figures"][0]["formula"] == formula


def test_build_up_adds_nothing_where_the_agreement_names_nothing_to_add() -> None:
    assert AGREEMENT.value is not None
    plain = replace(AGREEMENT, value=replace(AGREEMENT.value, adds=()))
    assert told(origin(figures=(UP,)), plain, SAY)["figures"][0]["formula"] == "VOM / FOB x 100"


def test_what_cannot_be_told_of_a_figure_is_null() -> None:
    one = Figure("BD", "FOB", None, None, "USD", None, Decimal(40), None)
    found = told(origin("undetermined", figures=(one,)), AGREEMENT, SAY)["figures"][0]
    assert [found[name] for name in ("base", "value", "percent", "met", "shift")] == [None] * 5


def test_sentences_are_worded_in_the_readers_language() -> None:
    named = Phrase("origin_obtained", {"limb": {"en": "collected", "ko": "수집"}, "provision": "art. 3(i)"})
    assert told(origin(because=(named,)), AGREEMENT, Speaker("ko"))["because"] == ["wholly obtained: 수집 (art. 3(i))"]
    why = Phrase("origin_rank_qualifies", {"proof": "authority"})
    assert told(origin(ranked_because=why), AGREEMENT, SAY)["ranked_because"].startswith("qualifies; an authority")


def test_what_is_said_twice_or_missed_twice_stands_once() -> None:
    twice = (Phrase("fact_unknown", {"name": "materials"}),) * 2
    one = told(
        origin("undetermined", because=twice, gaps=twice, missing_facts=("value", "materials", "value")), AGREEMENT, SAY
    )
    assert one["because"] == one["gaps"] == ["materials is not stated"]
    assert one["missing"]["facts"] == ["value", "materials"]


def provisions(*, agreement: Any = AGREEMENT, **fields: Any) -> list[str]:
    one = told(replace(origin(), **fields), agreement, SAY)
    return [basis["provision"] for basis in one["legal_basis"]]


def test_the_law_of_an_answer_is_that_of_the_terms_it_rests_on() -> None:
    assert provisions() == ["Annex 2, 39.20"]
    assert provisions(figures=(UP,)) == ["Annex 2, 39.20", "art. 4"]
    assert provisions(figures=(UP._replace(method="tolerance"),)) == ["Annex 2, 39.20", "art. 4", "art. 6"]
    assert provisions(lines=(), criterion="CTH") == ["art. 2"]
    assert provisions(lines=(), criterion="PE") == ["art. 2(b)"]
    assert provisions(lines=(), criterion="WO", because=(LIMB_MET,)) == ["art. 3(i)"]
    assert provisions(lines=("FJWS 9999",), criterion="") == []
    same = replace(AGREEMENT, tolerance=replace(TOLERANCE, said=LINE.said))
    assert provisions(figures=(UP._replace(method="weight"),), agreement=same) == ["Annex 2, 39.20"]


def test_the_law_says_since_when_it_binds_where_that_is_one_day_for_all() -> None:
    (basis,) = told(origin(), AGREEMENT, Speaker("ko"))["legal_basis"]
    assert basis == {
        "instrument": "피지-사모아 협정",
        "provision": "Annex 2, 39.20",
        "in_force_from": "2022-02-01",
        "source": "https://example.org/annex",
        "evidence": "legal_text",
    }
    (first,) = AGREEMENT.in_force
    several = replace(AGREEMENT, in_force=(first, replace(first, day=date(2023, 6, 1))))
    assert told(origin(), several, SAY)["legal_basis"][0]["in_force_from"] is None
