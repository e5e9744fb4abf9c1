"""Another economy's agreement, brought by a stranger's plugin as data: the same engine runs it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from greenlane.core.check import Checker
from greenlane.core.declaration.reader import Reader
from greenlane.core.engine import CompiledEngine
from greenlane.core.pack.cases import cases_of, differences
from greenlane.core.render import Renderer
from greenlane.core.ruleset import assemble
from greenlane.core.terms import Terms, shared_documents, shared_facts
from tests.core.making import Plugins

Json = dict[str, Any]
NOW = datetime(2026, 11, 23, tzinfo=UTC)
SHIRT, CLOTH = "620520", "520811"


class Desk:
    """Answers by the packs of a host."""

    def __init__(self, host: Any) -> None:
        self.ruleset = assemble(host.packs, shared_facts(), shared_documents())
        self.checker = Checker(self.ruleset, CompiledEngine(self.ruleset), Plugins(), {})
        economies = {code: pack.economy for code, pack in host.packs.items()}
        self.reader = Reader(Terms(self.ruleset.facts, self.ruleset.documents, economies))

    def answer(self, declaration: Json) -> Json:
        read = self.reader.accept(declaration, NOW)
        answered = Renderer(self.ruleset, "en").decision("D-1", NOW.isoformat(), read, self.checker.check(read), {})
        return answered

    def origin(self, code: str, route: Json | None = None, date: str = "2025-02-24", **more: Any) -> Json:
        answered = self.answer(
            {
                "date": date,
                "route": route or {"export": "FJ", "import": "WS"},
                "items": [{"commodity_code": code, **more}],
            }
        )
        [found] = answered["items"][0]["origin"]
        assert isinstance(found, dict)
        return found


@pytest.fixture
def desk(site: Any) -> Desk:
    site.install("origin_scheme")
    return Desk(site.load())


def shirt(amount: str, code: str = "620590", basis: str = "CIF") -> Json:
    return {
        "value": {"amount": "1000", "currency": "FJD", "basis": basis},
        "materials": [{"commodity_code": code, "originating": False, "value": {"amount": amount, "currency": "FJD"}}],
    }


@pytest.mark.parametrize(("amount", "status"), [("700.00", "qualifies"), ("700.01", "fails")])
def test_its_value_content_is_of_the_customs_value(desk: Desk, amount: str, status: str) -> None:
    found = desk.origin(SHIRT, **shirt(amount))
    assert (found["agreement"], found["status"]) == ("TRITON", status)
    assert found["figures"][-1]["basis"] == "CV"
    assert "the value with freight and insurance (CIF) stands for the customs value (CV)" in found["because"]


@pytest.mark.parametrize(("amount", "by"), [("150.00", "CTH"), ("150.01", "RVC30")])
def test_its_tolerance_is_fifteen_percent(desk: Desk, amount: str, by: str) -> None:
    assert desk.origin(SHIRT, **shirt(amount))["satisfied_by"] == by


def test_korea_s_basis_is_not_its_basis(desk: Desk) -> None:
    assert desk.origin(SHIRT, **shirt("800", basis="FOB"))["status"] == "undetermined"


@pytest.mark.parametrize(
    ("facts", "status"),
    [({"reef_safe": True}, "qualifies"), ({"reef_safe": False}, "undetermined"), ({}, "undetermined")],
)
def test_its_own_limb_asks_its_own_fact(desk: Desk, facts: Json, status: str) -> None:
    assert desk.origin("030231", facts=facts)["status"] == status


@pytest.mark.parametrize(("processes", "status"), [(["canning"], "qualifies"), (["smoking"], "fails")])
def test_its_own_process(desk: Desk, processes: list[str], status: str) -> None:
    bill = shirt("500", "160413")
    assert desk.origin("160414", facts={"origin_processes": processes}, **bill)["status"] == status


@pytest.mark.parametrize(
    ("to", "day", "status"),
    [
        ("WS", "2019-12-31", "not_in_force"),
        ("WS", "2020-01-01", "qualifies"),
        ("TO", "2021-06-30", "not_in_force"),
        ("TO", "2021-07-01", "qualifies"),
    ],
)
def test_each_partner_has_its_own_day(desk: Desk, to: str, day: str, status: str) -> None:
    assert desk.origin(SHIRT, {"export": "FJ", "import": to}, day, **shirt("500", CLOTH))["status"] == status


def test_between_two_partners_it_is_not_asked(desk: Desk) -> None:
    answered = desk.answer(
        {"date": "2025-02-24", "route": {"export": "WS", "import": "TO"}, "items": [{"commodity_code": SHIRT}]}
    )
    assert answered["items"][0]["origin"] == []


def test_its_own_cases_hold(desk: Desk, site: Any) -> None:
    host = site.load()
    document = host.plugins["FJ"].document
    cases = cases_of(document, desk.ruleset.facts)
    assert cases
    for case in cases:
        assert list(differences(desk.answer(case.declaration), case)) == []
