"""Cases of a pack: read with their types, and compared with an answer."""

from __future__ import annotations

from typing import Any

import pytest

from greenlane.core.pack import PackError
from greenlane.core.pack.cases import Case, differences, load_cases
from greenlane.core.terms import shared_facts
from tests.core.pack.samples import Folder

CASES = """\
cases:
  - name: scrap with a permit may enter
    hits: [FJ-SCRAP]
    misses: [FJ-LEVY]
    declaration:
      route: {import: FJ}
      items:
        - {number: 7, commodity_code: 0808, facts: {used: "true", gr_item: 3, purpose: trade, impurity_percent: 1.50}}
    expect: {verdict: clear}
"""
ANSWER = {
    "verdict": "restricted",
    "items": [
        {
            "verdict": "restricted",
            "findings": [
                {
                    "rule": "FJ-SCRAP",
                    "kind": "restriction",
                    "verdict": "restricted",
                    "legal_basis": [{"instrument": "Decree 7", "provision": "art. 2"}],
                    "because": ["document FJ-PERMIT not presented"],
                    "missing": {"facts": ["used"], "documents": ["FJ-PERMIT"], "parameters": ["copra_price 2025-01"]},
                }
            ],
            "charges": [
                {
                    "rule": "FJ-LEVY",
                    "kind": "levy",
                    "rate_percent": "5",
                    "base": {"amount": "200", "currency": "FJD"},
                    "amount": {"amount": "10.00", "currency": "FJD"},
                }
            ],
        }
    ],
}


def said(expect: dict[str, Any], hits: tuple[str, ...] = (), misses: tuple[str, ...] = ()) -> list[str]:
    return list(differences(ANSWER, Case("cases/a.yaml", 2, "a case", {}, expect, hits, misses)))


def test_a_case_has_the_types_a_client_would_send(folder: Folder) -> None:
    folder.write("cases/a.yaml", CASES)

    (case,) = load_cases(folder.path, shared_facts())

    assert (case.file, case.line, case.hits, case.misses) == ("cases/a.yaml", 2, ("FJ-SCRAP",), ("FJ-LEVY",))
    (item,) = case.declaration["items"]
    assert item["number"] == 7
    assert item["commodity_code"] == "0808"
    assert item["facts"] == {"used": True, "gr_item": 3, "purpose": "trade", "impurity_percent": "1.50"}


def test_a_fault_in_a_case_is_named_with_file_and_line(folder: Folder) -> None:
    folder.write("cases/a.yaml", CASES.replace("    expect:", "    expects:"))

    with pytest.raises(PackError) as caught:
        load_cases(folder.path, shared_facts())

    assert [(one.file, one.line, one.remedy) for one in caught.value.problems] == [
        ("cases/a.yaml", 2, "add it"),
        ("cases/a.yaml", 9, "did you mean expect?"),
    ]


@pytest.mark.parametrize(
    "expect",
    [
        {"verdict": "restricted"},
        {"verdict_in": ["clear", "restricted"]},
        {"item_verdicts": ["restricted"]},
        {"findings": [{"rule": "FJ-SCRAP", "kind": ["risk", "restriction"]}]},
        {"findings": [{"basis": "Decree 7 art. 2"}, {"because": "FJ-PERMIT"}]},
        {"no_findings": [{"rule": "FJ-LEVY"}, {"rule": "FJ-SCRAP", "verdict": "clear"}]},
        {"missing": {"facts": ["used"], "documents": ["FJ-PERMIT"], "parameters": ["copra_price"]}},
        {"charges": [{"kind": "levy", "rate_percent": "5.0", "amount": "10", "currency": "FJD", "base": "200.0"}]},
    ],
)
def test_an_answer_that_holds_says_nothing(expect: dict[str, Any]) -> None:
    assert said(expect, hits=("FJ-SCRAP",), misses=("FJ-LEVY",)) == []


@pytest.mark.parametrize(
    ("expect", "sentence"),
    [
        ({"verdict": "clear"}, "verdict restricted, wanted clear"),
        ({"verdict_in": ["clear"]}, "verdict restricted, wanted one of ['clear']"),
        ({"item_verdicts": ["clear"]}, "item verdicts ['restricted'], wanted ['clear']"),
        ({"findings": [{"rule": "FJ-SCRAP", "kind": "risk"}]}, "no findings like"),
        ({"findings": [{"kind": ["risk", "notice"]}]}, "no findings like"),
        ({"findings": [{"basis": "Decree 8"}]}, "no findings like"),
        ({"findings": [{"because": "FJ-QUOTA"}]}, "no findings like"),
        ({"no_findings": [{"rule": "FJ-SCRAP"}]}, "unwanted finding"),
        ({"missing": {"facts": ["works"]}}, "missing.facts has no works"),
        ({"charges": [{"amount": "10.01"}]}, "no charges like"),
        ({"charges": [{"amount": "ten"}]}, "no charges like"),
        ({"charges": [{"currency": "USD"}]}, "no charges like"),
    ],
)
def test_an_answer_that_differs_is_told_in_a_sentence(expect: dict[str, Any], sentence: str) -> None:
    (found,) = said(expect)

    assert found.startswith(sentence)


def test_a_rule_that_does_not_hit_and_one_that_does_are_told() -> None:
    assert said({}, hits=("FJ-LEVY",), misses=("FJ-SCRAP",)) == ["FJ-LEVY does not hit", "FJ-SCRAP hits"]


def test_a_refusal_is_no_decision() -> None:
    found = list(differences({"status": 422}, Case("cases/a.yaml", 2, "a case", {}, {}, (), ())))

    assert found == ["no decision: {'status': 422}"]
