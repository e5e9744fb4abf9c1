"""The statement of origin over HTTP: for who may read the decision, and for nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from greenlane.core.service.erasure import erase
from tests.core.making import Json, pack
from tests.core.origin.stated import scheme
from tests.core.service.crowd import cheap_passwords
from tests.web.conftest import assert_problem
from tests.web.staff import BOSS, Staff, staff

GOOD: Json = {
    "commodity_code": "85076020",
    "value": {"amount": "10000", "currency": "USD", "basis": "FOB"},
    "materials": [{"commodity_code": "39269000", "origin": "CN", "value": {"amount": "10.50", "currency": "USD"}}],
}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Staff]:
    """Fiji, which has an agreement with Korea: any good that changes its chapter originates."""
    with cheap_passwords(), staff(tmp_path) as made:
        made.install({**pack("FJ"), **scheme("FJ", "KR")})
        made.desk.book.publish_packs(reason="an agreement", by="test")
        yield made


def decided(office: Staff, *items: Json, who: str = "fay") -> str:
    sent = {"date": "2025-02-24", "route": {"export": "FJ", "import": "KR"}, "items": list(items) or [GOOD]}
    return str(office.done(who, "POST", "/check", sent)["decision_id"])


def test_a_decision_gives_a_statement_as_documented(office: Staff) -> None:
    found = office.get("fay", f"/decisions/{decided(office)}/origin/FJ-KR")

    document = office.client.get("/openapi.json").get_json()
    schema = {"$ref": "#/components/schemas/StatementOfOrigin", "components": document["components"]}
    Draft202012Validator(schema).validate(found)
    (item,) = found["items"]
    assert (item["criterion"]["rule"], item["criterion"]["printed"]) == ("CC", None)
    assert item["materials"][0]["value"] == {"amount": "10.50", "currency": "USD"}
    assert found["declared_by"]["name"] == "fay" and found["declared_by"]["key"] == "tests"


def test_it_is_in_english_whatever_the_reader_likes(office: Staff) -> None:
    path = f"/decisions/{decided(office)}/origin/FJ-KR"
    answered = office.send("fay", "GET", path, headers={"Accept-Language": "ko"})
    assert answered.headers["Content-Language"] == "en"
    assert answered.get_json() == office.get("fay", path)


def test_items_that_do_not_qualify_stand_apart(office: Staff) -> None:
    bare = {"commodity_code": "85076020"}
    found = office.get("fay", f"/decisions/{decided(office, bare, GOOD)}/origin/FJ-KR")
    assert [one["number"] for one in found["items"]] == [2]
    assert [(one["number"], one["status"]) for one in found["excluded"]] == [(1, "undetermined")]


def test_where_nothing_qualifies_the_problem_says_how_each_item_stands(office: Staff) -> None:
    decision = decided(office, {"commodity_code": "85076020"})
    problem = assert_problem(office.send("fay", "GET", f"/decisions/{decision}/origin/FJ-KR"), 409, "nothing-qualifies")
    assert problem["detail"] == "No item qualifies under FJ-KR (item 1: undetermined)."
    assert problem["statuses"][0]["missing"]["facts"] == ["materials"]


@pytest.mark.parametrize("agreement", ["RCEP", "fj-kr", "X%00", "x" * 300])
def test_an_agreement_that_is_not_of_the_route_is_not_there(office: Staff, agreement: str) -> None:
    assert_problem(office.send("fay", "GET", f"/decisions/{decided(office)}/origin/{agreement}"), 404, "not-found")


@pytest.mark.parametrize("decision", ["nothing", "0" * 26])
def test_a_decision_that_there_is_not_has_none(office: Staff, decision: str) -> None:
    assert_problem(office.send("fay", "GET", f"/decisions/{decision}/origin/FJ-KR"), 404, "not-found")


def test_it_is_read_by_who_may_read_the_decision(office: Staff) -> None:
    office.join("hal", ("broker", "FJ"))
    path = f"/decisions/{decided(office)}/origin/FJ-KR"
    for who, status in (("fay", 200), ("dev", 200), ("hal", 404), (None, 200)):
        assert office.send(who, "GET", path).status_code == status, who
    forwarded = {"X-Forwarded-For": "203.0.113.7"}
    assert_problem(office.send(None, "GET", path, headers=forwarded), 401, "unauthorized")


def test_of_an_erased_declaration_nothing_is_stated(office: Staff) -> None:
    decision = decided(office)
    erase(office.desk.store, BOSS, decision, "asked")
    assert_problem(office.send("fay", "GET", f"/decisions/{decision}/origin/FJ-KR"), 410, "erased")


def test_it_takes_no_parameters(office: Staff) -> None:
    assert_problem(office.send("fay", "GET", f"/decisions/{decided(office)}/origin/FJ-KR?x=1"), 400, "bad-parameter")


def test_it_stays_as_it_was_decided(office: Staff) -> None:
    path = f"/decisions/{decided(office)}/origin/FJ-KR"
    before = office.get("fay", path)
    office.install({**pack("FJ", version="2"), **scheme("FJ", "KR", "WO")})
    office.desk.book.publish_packs(reason="another rule", by="test")
    assert office.get("fay", path) == before


def test_the_statement_of_the_real_packs(client: FlaskClient) -> None:
    sent = {
        "date": "2025-02-24", "route": {"export": "KR", "import": "VN"},
        "items": [{"commodity_code": "85491300", "facts": {
            "works": False, "repairable": False, "fit_only_for_recovery": True, "collected_in": "KR",
        }}],
    }  # fmt: skip
    decision = client.post("/api/v1/check", json=sent).get_json()["decision_id"]
    found = client.get(f"/api/v1/decisions/{decision}/origin/AKFTA").get_json()
    assert found["items"][0]["criterion"]["rule"] == "WO"
    assert found["agreement"]["proof_kind"] == "authority" and "issued by an authority" in found["agreement"]["issued"]
