"""Cases of a pack: read with their types, and compared with an answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from greenlane.core.pack import PackError
from greenlane.core.pack.cases import Case, cases_of, differences, load_cases, typed
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
        ("cases/a.yaml", 2, "add it: what must be so of the answer; what is not named is not looked at"),
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


def test_cases_stand_in_the_content_as_they_are_written_and_are_typed_when_read(folder: Folder) -> None:
    folder.write("cases/a.yaml", CASES)

    _, document = folder.load()

    (stored,) = document["cases"]
    assert stored["file"] == "cases/a.yaml"
    assert stored["declaration"]["items"][0]["facts"]["used"] == "true", "texts, as in the file"
    (read,) = cases_of(document, shared_facts())
    assert read == replace(load_cases(folder.path, shared_facts())[0], line=0)


def test_a_content_of_a_time_without_cases_has_none(folder: Folder) -> None:
    _, document = folder.load()

    assert document["cases"] == []
    assert cases_of({name: part for name, part in document.items() if name != "cases"}, shared_facts()) == []


def test_two_cases_of_one_name_are_refused_at_the_second(folder: Folder) -> None:
    folder.write("cases/a.yaml", CASES)
    folder.write("cases/b.yaml", CASES)

    found = folder.problem()

    assert (found.file, found.line) == ("cases/b.yaml", 2)
    assert found.message == "the case 'scrap with a permit may enter' stands twice: it is cases/a.yaml:2 already"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{verdict: clear}", "{verdit: clear}", "expect.verdit: unknown field"),
        ("{verdict: clear}", "{verdict: fine}", "expect.verdict: unallowed value fine"),
        ("{verdict: clear}", "{findings: [{because: [a]}]}", "expect.findings.0.because: must be of string type"),
        ("number: 7", "number: seven", "items.0.number: 'seven' has not the form"),
    ],
)
def test_a_case_that_cannot_fail_or_cannot_be_read_is_refused(folder: Folder, old: str, new: str, message: str) -> None:
    folder.write("cases/a.yaml", CASES.replace(old, new))

    assert message in folder.problem().message


def test_a_number_that_is_none_is_left_for_the_declaration_to_refuse() -> None:
    declaration = {"items": [{"facts": {"gr_item": "three"}}]}

    assert typed(declaration, shared_facts()) == declaration
