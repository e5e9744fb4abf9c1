"""Economies and rules, page by page, and not twice to who has them."""

import re

import pytest
from flask.testing import FlaskClient

from greenlane.web.wiring import Desk
from tests.web.conftest import assert_problem


def test_economies_say_what_they_cover(client: FlaskClient, desk: Desk) -> None:
    found = client.get("/api/v1/economies").get_json()
    assert found["ruleset"]["digest"] == desk.book.current().header.digest
    assert {"CN", "KR", "MY", "TH", "VN"} <= {one["economy"] for one in found["economies"]}


def test_pages_of_rules_follow_one_another(client: FlaskClient, desk: Desk) -> None:
    seen: list[str] = []
    path = "/api/v1/rules?economy=VN&limit=7"
    while path:
        page = client.get(path)
        assert len(page.get_json()["rules"]) <= 7
        seen += [rule["id"] for rule in page.get_json()["rules"]]
        following = re.fullmatch(r'<(\S+)>; rel="next"', page.headers.get("Link", ""))
        path = following[1] if following else ""
    assert seen == [rule["id"] for rule in desk.catalogue.rules(economy="VN")]
    assert len(seen) == page.get_json()["total"] > 7


def test_rules_by_code_and_date(client: FlaskClient) -> None:
    def ids(query: str) -> set[str]:
        return {rule["id"] for rule in client.get(f"/api/v1/rules?{query}").get_json()["rules"]}

    assert "TH-PLASTIC-BAN" in ids("economy=TH&code=3915.10&date=2025-01-01")
    assert "TH-PLASTIC-BAN" not in ids("economy=TH&code=3915.10&date=2024-12-31")
    assert "TH-PLASTIC-BAN" not in ids("economy=TH&code=0101.21&date=2025-01-01")
    assert ids("economy=AQ") == set()


@pytest.mark.parametrize(
    ("query", "parameter", "code", "suggestion"),
    [
        ("economy=th", "economy", "bad_parameter", None),
        ("economy=", "economy", "bad_parameter", None),
        ("code=x", "code", "bad_parameter", None),
        ("code=1", "code", "bad_parameter", None),
        ("date=2025-02-30", "date", "bad_parameter", None),
        ("date=" + "1" * 5000, "date", "bad_parameter", None),
        ("limit=0", "limit", "bad_parameter", None),
        ("limit=501", "limit", "bad_parameter", None),
        ("limit=%D9%A3", "limit", "bad_parameter", None),
        ("after=%00", "after", "bad_parameter", None),
        ("date=2025-01-01&date=2025-01-01", "date", "repeated_parameter", None),
        ("econmy=TH", "econmy", "unknown_parameter", "economy"),
        ("%FF=1", "%FF", "unknown_parameter", None),
    ],
)
def test_a_bad_parameter_is_named(
    client: FlaskClient, query: str, parameter: str, code: str, suggestion: str | None
) -> None:
    (error,) = assert_problem(client.get(f"/api/v1/rules?{query}"), 400, "bad-parameter")["errors"]
    assert (error["parameter"], error["code"], error.get("suggestion")) == (parameter, code, suggestion)


def test_all_bad_parameters_are_named_at_once(client: FlaskClient) -> None:
    problem = assert_problem(client.get("/api/v1/rules?economy=x&date=y&z=1"), 400, "bad-parameter")
    assert [one["parameter"] for one in problem["errors"]] == ["economy", "date", "z"]


@pytest.mark.parametrize(
    "path", ["/api/v1/rules", "/api/v1/rules?economy=TH&limit=2", "/api/v1/economies", "/openapi.json"]
)
def test_who_has_it_gets_a_304(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "no-cache"
    for held in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        second = client.get(path, headers={"If-None-Match": held})
        assert (second.status_code, second.data, second.headers["ETag"]) == (304, b"", tag)
        assert "Content-Type" not in second.headers
        assert second.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_every_question_has_its_own_tag(client: FlaskClient) -> None:
    asked = ("", "?economy=TH", "?economy=VN", "?economy=VN&limit=2", "?economy=VN&limit=3", "?date=2025-01-01")
    tags = {client.get(f"/api/v1/rules{query}").headers["ETag"] for query in asked}
    tags.add(client.get("/api/v1/rules", headers={"Accept-Language": "zh"}).headers["ETag"])
    assert len(tags) == len(asked) + 1
