"""One declaration in, one decision out, and again."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from greenlane.core.store import IdempotencyKey
from greenlane.web.openapi.examples import DEPOSIT, SCRAP
from greenlane.web.wiring import Desk
from tests.web.conftest import Send, assert_problem

BODY = json.dumps(SCRAP).encode()


def test_a_declaration_is_decided_and_kept(send: Send, client: FlaskClient) -> None:
    answered = send("/check", BODY)
    assert answered.status_code == 200
    assert answered.content_type == "application/json"
    decision = answered.get_json()
    assert decision["verdict"] == "prohibited"
    assert decision["reference"] == SCRAP["reference"]
    again = client.get(f"/api/v1/decisions/{decision['decision_id']}")
    assert again.get_json() == decision
    assert client.head(f"/api/v1/decisions/{decision['decision_id']}").status_code == 200


@pytest.mark.parametrize("written", ["12.5", "12345678901234567890123", "1e3", "0.1000000000000000000000000001"])
def test_a_decision_about_json_numbers_can_be_read_again(send: Send, client: FlaskClient, written: str) -> None:
    body = json.dumps(DEPOSIT).replace('"120"', written)
    decision = send("/check", body).get_json()
    again = client.get(f"/api/v1/decisions/{decision['decision_id']}")
    assert again.status_code == 200
    assert again.get_json() == decision


@pytest.mark.parametrize(
    "media",
    [
        "application/json",
        "application/json; charset=utf-8",
        'application/json;charset="UTF-8"',
        "Application/JSON ; Charset=utf-8",
    ],
)
def test_json_in_utf_8_is_taken_however_it_is_said(send: Send, media: str) -> None:
    assert send("/check", BODY, media).status_code == 200


@pytest.mark.parametrize(
    "media",
    [None, "", "text/plain", "application/json; charset=latin-1", "application/json; q=1", "application/jsonx", "json"],
)
def test_another_media_type_is_refused(send: Send, media: str | None) -> None:
    assert_problem(send("/check", BODY, media), 415, "unsupported-media-type")


def test_a_compressed_body_is_refused(send: Send) -> None:
    answered = send("/check", BODY, headers={"Content-Encoding": "gzip"})
    assert "gzip" in assert_problem(answered, 415, "unsupported-media-type")["detail"]


@pytest.mark.parametrize(
    "data", [b"", b"{", b"\xff", b'{"a": 1, "a": 1}', b"NaN", b"[" * 100_000, b'{"a": ' + b"9" * 5000]
)
def test_what_is_not_json_says_where(send: Send, data: bytes) -> None:
    assert_problem(send("/check", data), 400, "not-json")


def test_every_fault_is_named_at_its_field(send: Send) -> None:
    sent = {
        "date": "2025-13-01",
        "route": {"import": "th"},
        "items": [{"commodity_code": 3915, "facts": {"usde": True}}, {"commodity_code": "39"}],
    }
    problem = assert_problem(send("/check", json.dumps(sent)), 422, "not-a-declaration")
    found = {one["pointer"]: one for one in problem["errors"]}
    assert set(found) == {"/date", "/route/import", "/items/0/commodity_code", "/items/0/facts/usde"}
    assert found["/route/import"]["suggestion"] == "TH"
    assert found["/items/0/facts/usde"]["suggestion"] == "used"
    assert all(one["code"] and one["message"] for one in found.values())


def test_one_byte_too_many_is_refused(send: Send, desk: Desk) -> None:
    limit = desk.settings.body_limit
    assert send("/check", BODY.ljust(limit)).status_code == 200
    assert_problem(send("/check", BODY.ljust(limit + 1)), 413, "too-large")


@pytest.mark.parametrize(("size", "status"), [(0, 200), (1, 413)])
def test_a_body_of_unknown_length_has_the_same_limit(send: Send, desk: Desk, size: int, status: int) -> None:
    chunked = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    answered = send("/check", BODY.ljust(desk.settings.body_limit + size), environ_overrides=chunked)
    assert answered.status_code == status


def test_a_body_that_breaks_off_is_refused(send: Send) -> None:
    answered = send("/check", BODY, environ_overrides={"CONTENT_LENGTH": str(len(BODY) + 5)})
    assert_problem(answered, 400, "bad-request")
    assert_problem(send("/check", BODY, environ_overrides={"CONTENT_LENGTH": "-1"}), 400, "bad-request")


def test_a_connection_that_breaks_is_a_bad_request(send: Send) -> None:
    class Broken:
        def read(self, size: int = -1) -> bytes:
            raise ConnectionResetError

    assert_problem(send("/check", BODY, environ_overrides={"wsgi.input": Broken()}), 400, "bad-request")


def test_parameters_are_refused_by_name(send: Send) -> None:
    problem = assert_problem(send("/check?dry_run=1", BODY), 400, "bad-parameter")
    assert problem["errors"][0]["parameter"] == "dry_run"


def test_a_repeat_under_a_key_is_the_same_decision(send: Send) -> None:
    key = {"Idempotency-Key": "repeat-1"}
    first, second = send("/check", BODY, headers=key), send("/check", BODY, headers=key)
    assert first.get_json() == second.get_json()
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"


def test_a_key_with_another_body_is_refused(send: Send) -> None:
    key = {"Idempotency-Key": "reused-1"}
    assert send("/check", BODY, headers=key).status_code == 200
    assert_problem(send("/check", json.dumps(DEPOSIT), headers=key), 422, "key-reused")


def test_a_key_that_is_being_answered_is_a_conflict(send: Send, desk: Desk) -> None:
    claim = IdempotencyKey.of(None, "busy-1", BODY).key_hash
    desk.checks._in_flight.add(claim)
    try:
        answered = send("/check", BODY, headers={"Idempotency-Key": "busy-1"})
    finally:
        desk.checks._in_flight.discard(claim)
    assert_problem(answered, 409, "in-flight")
    assert answered.headers["Retry-After"] == "1"


@pytest.mark.parametrize("key", ["", "x" * 256, "a b", "é", "\x7f"])
def test_a_key_has_1_to_255_visible_characters(send: Send, key: str) -> None:
    answered = send("/check", BODY, environ_overrides={"HTTP_IDEMPOTENCY_KEY": key})
    assert_problem(answered, 400, "bad-idempotency-key")


@pytest.mark.parametrize("decision_id", ["x", "0" * 26, "%00", "8" + "Z" * 25, "é", "..", "0" * 3000])
def test_an_unknown_decision_is_not_found(client: FlaskClient, decision_id: str) -> None:
    assert_problem(client.get(f"/api/v1/decisions/{decision_id}"), 404, "not-found")


def test_a_failing_store_is_a_503(send: Send, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from greenlane.core.store import StoreUnavailable

    def fail(*_: Any) -> None:
        raise StoreUnavailable("secret: /var/lib/greenlane")

    monkeypatch.setattr(desk.store.writer, "record", fail)
    answered = send("/check", BODY)
    assert_problem(answered, 503, "unavailable")
    assert answered.headers["Retry-After"] == "5"
    assert "secret" not in answered.text


def test_a_mistake_of_ours_keeps_its_text_to_itself(
    send: Send, desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(desk.store.writer, "record", fail)
    answered = send("/check", BODY)
    assert_problem(answered, 500, "internal")
    assert "secret" not in answered.text
    assert "secret" in caplog.text
