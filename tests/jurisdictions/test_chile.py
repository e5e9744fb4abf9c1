"""Chile: a plugin that answers something which is no border measure."""

from __future__ import annotations

import json
from typing import Any

import pytest

from greenlane.core.service import Checks

ROUTES = ("Incineration", "Landfill", "Chemical treatment", "Biological treatment")


def asked(checks: Checks, *items: dict[str, Any]) -> dict[str, Any]:
    body = {"date": "2026-11-23", "route": {"import": "CL"}, "items": items}
    return checks.check(json.dumps(body).encode()).decision


def test_seized_cigarettes_are_answered_by_one_notice_that_compares_the_four_routes(installed_checks: Checks) -> None:
    answer = asked(installed_checks, {"commodity_code": "2402.20", "facts": {"seized": True}})

    (item,) = answer["items"]
    found = {one["rule"]: one for one in item["findings"] if one["economy"] == "CL"}
    compared = found["CL-SEIZED-CIGARETTES"]
    assert answer["verdict"] == "clear"
    assert {one["kind"] for one in found.values()} == {"notice"}
    assert all(route in compared["message"] for route in ROUTES)
    assert compared["evidence"] == "workshop"
    assert "not said" in compared["message"], "what the deck leaves out is named"


@pytest.mark.parametrize("facts", [{}, {"seized": False}])
def test_cigarettes_that_were_not_seized_are_never_clear(installed_checks: Checks, facts: dict[str, Any]) -> None:
    answer = asked(installed_checks, {"commodity_code": "2402.20", "facts": facts})

    assert answer["verdict"] == "referred"


@pytest.mark.parametrize("code", ["610910", "847130", "870323", "240210", "240319", "24", "390110"])
@pytest.mark.parametrize("seized", [True, False])
def test_all_other_goods_are_referred_since_no_border_measure_is_held(
    installed_checks: Checks, code: str, seized: bool
) -> None:
    answer = asked(installed_checks, {"commodity_code": code, "facts": {"seized": seized}})

    assert answer["verdict"] == "referred"
    assert "CL-NOT-HELD" in {one["rule"] for one in answer["items"][0]["findings"]}


def test_an_item_that_is_answered_does_not_free_its_neighbour(installed_checks: Checks) -> None:
    answer = asked(
        installed_checks, {"commodity_code": "240220", "facts": {"seized": True}}, {"commodity_code": "240220"}
    )

    assert [item["verdict"] for item in answer["items"]] == ["clear", "referred"]
