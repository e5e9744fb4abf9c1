"""The crosswalk over HTTP: what is the amber-list equivalent, by pair of economies."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from tests.web.conftest import assert_problem

Json = dict[str, Any]


def ask(client: FlaskClient, code: str, sender: str, receiver: str, day: str = "2026-11-22", **more: str) -> Json:
    query = {"code": code, "from": sender, "to": receiver, "date": day, **more}
    response = client.get("/api/v1/crosswalk", query_string=query)
    assert response.status_code == 200, response.text
    found: Json = response.get_json()
    return found


def applied(client: FlaskClient, code: str, sender: str, receiver: str, stream: str, day: str = "2026-11-22") -> Json:
    """What applies to one stream, which is determined."""
    (row,) = ask(client, code, sender, receiver, day, stream=stream)["rows"]
    assert row["status"] == "determined"
    (found,) = row["applies"]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("sender", "receiver", "stream", "regime", "entry", "control"),
    [
        ("KR", "VN", "plastic-hazardous", "basel", "A3210", "consent"),
        ("KR", "VN", "plastic-other", "basel", "Y48", "consent"),
        ("KR", "VN", "plastic-clean", "basel", "B3011", "none"),
        ("KR", "JP", "plastic-hazardous", "oecd", "AC300", "consent"),
        ("KR", "JP", "plastic-other", "oecd", None, "by_economy"),
        ("DE", "FR", "plastic-other", "eu-inside", "EU48", "consent"),
        ("DE", "JP", "plastic-other", "eu-plastic-to-oecd", "Y48", "consent"),
        ("DE", "VN", "plastic-clean", "eu-plastic-beyond-oecd", "B3011", "barred"),
        ("JP", "DE", "plastic-other", "oecd-plastic-to-eu", "Y48", "consent"),
        ("NO", "DE", "plastic-other", "oecd-plastic-to-eu", "Y48", "consent"),
        ("JP", "GB", "plastic-other", "oecd", None, "by_economy"),
        ("JP", "DE", "plastic-clean", "oecd", None, "by_economy"),
        ("DE", "LI", "plastic-clean", "eu-plastic-to-liechtenstein", "B3011", "unknown"),
        ("DE", "CH", "plastic-clean", "oecd", None, "by_economy"),
        ("US", "MY", "plastic-other", "no-party-sends", "Y48", "agreement"),
        ("MY", "US", "plastic-other", "no-party-receives", "Y48", "agreement"),
        ("US", "MY", "plastic-clean", "not-controlled", "B3011", "none"),
        ("US", "KR", "plastic-hazardous", "oecd", "AC300", "consent"),
    ],
)
def test_which_list_counts_goes_by_pair(
    client: FlaskClient, sender: str, receiver: str, stream: str, regime: str, entry: str | None, control: str
) -> None:
    found = applied(client, "3915.90", sender, receiver, stream)

    assert (found["regime"], found["entry"], found["control"]) == (regime, entry, control)


def test_the_amber_list_equivalent_is_named_with_its_list(client: FlaskClient) -> None:
    found = applied(client, "3915.90", "KR", "JP", "plastic-hazardous")

    assert found["group"] == "amber"
    assert found["says"] == "Between members of the OECD: AC300, amber list: prior informed consent is needed."
    assert found["evidence"] == "secondary"  # as who is in the OECD was read
    beyond = applied(client, "3915.90", "KR", "VN", "plastic-hazardous")
    assert beyond["evidence"] == "unverified"  # who is a party to Basel was not


@pytest.mark.parametrize(
    ("code", "stream", "day", "before", "since"),
    [
        ("391590", "plastic-clean", "2026-11-21", "by_economy", "barred"),
        ("391590", "plastic-other", "2026-11-21", "barred", "barred"),
        ("391590", "plastic-hazardous", "2026-11-21", "barred", "barred"),
        ("391530", "plastic-pvc", "2026-11-21", "barred", "barred"),
        ("720410", "steel-scrap", "2027-05-21", "by_economy", "unknown"),
    ],
)
def test_a_ban_of_the_european_union_begins_on_its_day(
    client: FlaskClient, code: str, stream: str, day: str, before: str, since: str
) -> None:
    eve = (date.fromisoformat(day) - timedelta(days=1)).isoformat()

    found = [applied(client, code, "DE", "IN", stream, on)["control"] for on in (eve, day)]

    assert found == [before, since]


@pytest.mark.parametrize(
    ("code", "stream", "receiver", "control"),
    [
        ("854911", "lead-acid", "TH", "barred"),
        ("854911", "lead-acid", "KR", "consent"),
        ("854921", "ewaste-hazardous", "IN", "barred"),
        ("854929", "ewaste-other", "IN", "unknown"),
        ("382510", "household", "IN", "unknown"),
        ("854913", "batteries-sorted", "IN", "depends"),
        ("890800", "ships", "IN", "depends"),
        ("720410", "metal-scrap-hazardous", "IN", "barred"),
    ],
)
def test_consent_is_no_permission_to_send_hazardous_waste_from_the_european_union_beyond_the_oecd(
    client: FlaskClient, code: str, stream: str, receiver: str, control: str
) -> None:
    assert applied(client, code, "DE", receiver, stream)["control"] == control
    assert applied(client, code, "KR", "IN", stream)["control"] not in ("barred", "unknown")


@pytest.mark.parametrize(
    ("code", "stream", "inside", "outside"),
    [
        ("391530", "plastic-pvc", ("EU3011", "none"), ("Y48", "consent")),
        ("391530", "plastic-other", ("EU48", "consent"), ("Y48", "consent")),
        ("854929", "ewaste-other", ("GC010 / GC020", "none"), (None, "by_economy")),
    ],
)
def test_inside_the_european_union_other_entries_count(
    client: FlaskClient, code: str, stream: str, inside: tuple[str, str], outside: tuple[str | None, str]
) -> None:
    for receiver, expected in (("FR", inside), ("JP", outside)):
        found = applied(client, code, "DE", receiver, stream)
        assert (found["entry"], found["control"]) == expected


@pytest.mark.parametrize(
    ("day", "streams"), [("2024-12-31", {"ewaste-2024"}), ("2025-01-01", {"ewaste-hazardous", "ewaste-other"})]
)
def test_electronic_waste_has_other_entries_since_2025(client: FlaskClient, day: str, streams: set[str]) -> None:
    assert {one["stream"] for one in ask(client, "854939", "KR", "MY", day)["rows"]} == streams


def test_electronic_waste_within_the_oecd_has_no_single_answer(client: FlaskClient) -> None:
    for stream in ("ewaste-hazardous", "ewaste-other"):
        assert applied(client, "854939", "KR", "JP", stream)["control"] == "by_economy"


def test_what_is_not_known_of_an_economy_is_said(client: FlaskClient) -> None:
    answer = ask(client, "854911", "KR", "TW")
    (row,) = answer["rows"]

    assert row["status"] == "undetermined"
    assert [one["regime"] for one in row["applies"]] == ["no-party-receives", "basel"]
    stands = {one["group"]: one["stands"] for one in answer["to"]["groups"]}
    assert stands == {"EU": "no_member", "OECD": "no_member", "EEA-EFTA": "no_member", "BASEL": "not_known"}


def test_a_union_may_be_any_of_its_members(client: FlaskClient) -> None:
    answer = ask(client, "720410", "EU", "KR")
    (row,) = [one for one in answer["rows"] if one["stream"] == "steel-scrap"]

    assert row["status"] == "undetermined"
    assert [one["regime"] for one in row["applies"]] == ["oecd", "basel"]
    assert {one["group"]: one["stands"] for one in answer["from"]["groups"]}["OECD"] == "not_known"
    assert ask(client, "720410", "EU", "EU")["rows"][0]["applies"][0]["regime"] == "eu-inside"


def test_a_short_code_may_be_any_of_its_streams(client: FlaskClient) -> None:
    rows = ask(client, "8549", "KR", "VN")["rows"]

    assert {one["match"] for one in rows} == {"possible"}
    assert {"lead-acid", "ewaste-other"} <= {one["stream"] for one in rows}


def test_longer_codes_are_read_by_their_six_digits(client: FlaskClient) -> None:
    assert ask(client, "39151010", "KR", "VN")["rows"] == ask(client, "391510", "KR", "VN")["rows"]


def test_pvc_is_never_clean_plastic(client: FlaskClient) -> None:
    assert {one["basel"]["entry"] for one in ask(client, "391530", "KR", "VN")["rows"]} == {"Y48", "A3210"}


def test_of_goods_that_are_no_waste_nothing_is_held(client: FlaskClient) -> None:
    assert ask(client, "610910", "KR", "VN")["rows"] == []


@pytest.mark.parametrize(
    ("query", "parameter", "said"),
    [
        ({"from": "KR", "to": "VN"}, "code", "code is wanted"),
        ({"code": "3915", "to": "VN"}, "from", "from is wanted"),
        ({"code": "3915", "from": "KR"}, "to", "to is wanted"),
        ({"code": "39", "from": "KR", "to": "VN"}, "code", "2 digits is a chapter"),
        ({"code": "x", "from": "KR", "to": "VN"}, "code", "2 to 12 digits"),
        ({"code": "3915", "from": "KOR", "to": "VN"}, "from", "Did you mean KR?"),
        ({"code": "3915", "from": "XT", "to": "VN"}, "from", "two capital letters"),
        ({"code": "3915", "from": "KR", "to": "KR"}, "to", "two economies"),
        ({"code": "3915", "from": "KR", "to": "VN", "date": "2026-02-30"}, "date", "a day that exists"),
        ({"code": "3915", "from": "KR", "to": "VN", "stream": "plastic-claen"}, "stream", "There is no stream"),
        ({"code": "3915", "from": "KR", "to": "VN", "colour": "amber"}, "colour", "no parameter"),
    ],
)
def test_what_is_wrong_is_said_at_its_parameter(client: FlaskClient, query: Json, parameter: str, said: str) -> None:
    response = client.get("/api/v1/crosswalk", query_string=query)

    (error,) = assert_problem(response, 400, "bad-parameter")["errors"]
    assert error["parameter"] == parameter
    assert said in error["message"]


def test_a_misspelt_stream_is_suggested(client: FlaskClient) -> None:
    query = {"code": "3915", "from": "KR", "to": "VN", "stream": "plastic-claen"}
    response = client.get("/api/v1/crosswalk", query_string=query)

    assert response.get_json()["errors"][0]["suggestion"] == "plastic-clean"


def test_who_has_the_answer_is_not_sent_it_again(client: FlaskClient) -> None:
    first = client.get("/api/v1/crosswalk?code=3915&from=KR&to=VN")
    again = client.get("/api/v1/crosswalk?code=3915&from=KR&to=VN", headers={"If-None-Match": first.headers["ETag"]})
    other = client.get("/api/v1/crosswalk?code=3915&from=KR&to=JP", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, other.status_code) == (304, 200)


def test_the_answer_is_as_documented(client: FlaskClient) -> None:
    document = client.get("/openapi.json").get_json()
    schema = {"$ref": "#/components/schemas/Crosswalk", "components": document["components"]}
    for code, sender, receiver in (
        ("3915", "KR", "VN"),
        ("8549", "KR", "TW"),
        ("262099", "EU", "US"),
        ("610910", "KR", "VN"),
    ):
        Draft202012Validator(schema).validate(ask(client, code, sender, receiver))
