"""What brokers asked, with the answers that must come."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from greenlane.core.declaration import NotADeclaration
from greenlane.core.pack.cases import Case, differences
from greenlane.core.service import Checks

FILE = Path(__file__).with_name("core.jsonl")
CASES: list[dict[str, Any]] = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]


def named(cases: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(case, id=f"{case['id']}: {case['about']}") for case in cases]


@pytest.mark.parametrize("case", named([case for case in CASES if "status" not in case["expect"]]))
def test_a_declaration_is_answered_so(installed_checks: Checks, case: dict[str, Any]) -> None:
    answer = installed_checks.check(json.dumps(case["declaration"]).encode()).decision

    wanted = Case(FILE.name, 0, case["about"], case["declaration"], case["expect"], (), ())
    assert list(differences(answer, wanted)) == []
    assert set(case["expect"]) <= {
        "verdict",
        "verdict_in",
        "item_verdicts",
        "findings",
        "no_findings",
        "missing",
        "charges",
    }, "something expected is not looked at"


@pytest.mark.parametrize("case", named([case for case in CASES if "status" in case["expect"]]))
def test_a_declaration_is_refused_so(installed_checks: Checks, case: dict[str, Any]) -> None:
    expect = case["expect"]
    assert expect["status"] == 422

    with pytest.raises(NotADeclaration) as caught:
        installed_checks.check(json.dumps(case["declaration"]).encode())

    faults = caught.value.faults
    assert expect.get("pointer", faults[0].pointer) in [fault.pointer for fault in faults]
    if "suggestion" in expect:
        assert expect["suggestion"] in [fault.suggestion for fault in faults]
