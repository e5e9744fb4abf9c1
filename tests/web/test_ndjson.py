"""Many declarations, one a line: order, storing before answering, faults, failures midway."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from greenlane.core.store import StoreUnavailable
from greenlane.web.api import ndjson
from greenlane.web.openapi.examples import SCRAP
from greenlane.web.wiring import Desk
from tests.web.conftest import Send, assert_problem

NDJSON = "application/x-ndjson"


def line(reference: str, **more: Any) -> bytes:
    return json.dumps({**SCRAP, "reference": reference, **more}).encode()


def answers(send: Send, lines: list[bytes], end: bytes = b"\n") -> list[dict[str, Any]]:
    answered = send("/checks", end.join(lines) + end, NDJSON)
    assert answered.status_code == 200, answered.text
    assert answered.content_type == NDJSON
    assert answered.data.endswith(b"\n")
    return [json.loads(one) for one in answered.data.splitlines()]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_answers_come_in_the_order_sent(send: Send, end: bytes) -> None:
    references = [f"order-{number}" for number in range(600)]
    found = answers(send, [line(one) for one in references], end)
    assert [one["reference"] for one in found] == references


def test_each_line_is_stored_before_it_is_sent(client: FlaskClient, desk: Desk) -> None:
    body = b"\n".join(line(f"stored-{number}") for number in range(600))
    answered = client.post("/api/v1/checks", data=body, content_type=NDJSON, buffered=False)
    parts = 0
    for part in answered.iter_encoded():
        parts += 1
        for one in part.splitlines():
            assert desk.store.decision(json.loads(one)["decision_id"]) is not None
    assert parts > 1
    answered.close()


def test_nothing_is_checked_beyond_what_is_sent(
    client: FlaskClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    check_many = desk.checks.check_many

    def counted(sent: list[bytes], **more: Any) -> Any:
        asked.append(len(sent))
        return check_many(sent, **more)

    monkeypatch.setattr(desk.checks, "check_many", counted)
    body = b"\n".join(line(f"lazy-{number}") for number in range(600))
    answered = client.post("/api/v1/checks", data=body, content_type=NDJSON, buffered=False)
    assert asked == [256]
    assert len(b"".join(answered.iter_encoded()).splitlines()) == 600
    assert asked == [256, 256, 88]
    answered.close()


def test_a_wrong_line_is_answered_by_its_problem(send: Send) -> None:
    sent = [line("a"), b"{", line("b", date="x"), b"", b" \t", line("c"), b"\xff", b"[]"]
    found = answers(send, sent)
    assert [(one.get("type"), one.get("line"), one.get("reference")) for one in found] == [
        (None, None, "a"),
        ("/problems/not-json", 2, None),
        ("/problems/not-a-declaration", 3, None),
        (None, None, "c"),
        ("/problems/not-json", 7, None),
        ("/problems/not-a-declaration", 8, None),
    ]
    assert found[2]["errors"][0]["pointer"] == "/date"


def test_the_last_line_needs_no_end(send: Send) -> None:
    answered = send("/checks", line("a") + b"\n" + line("b"), NDJSON)
    assert len(answered.data.splitlines()) == 2


@pytest.mark.parametrize("over", [0, 1, 2, 70_000, 2**23])
def test_a_line_that_is_too_long_is_answered_by_a_problem(send: Send, desk: Desk, over: int) -> None:
    long = line("long").ljust(desk.settings.body_limit + over)
    found = answers(send, [line("before"), long, line("after")])
    assert [one.get("reference") for one in found] == ["before", None if over else "long", "after"]
    if over:
        assert (found[1]["type"], found[1]["status"], found[1]["line"]) == ("/problems/too-large", 413, 2)


@pytest.mark.parametrize("error", [StoreUnavailable("secret"), RuntimeError("secret")])
def test_a_failure_midway_names_the_first_unanswered_line(
    send: Send, desk: Desk, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(ndjson, "LINES", 3)
    record = desk.store.writer.record
    calls = 0

    def fail_later(*arguments: Any) -> None:
        nonlocal calls
        calls += bool(arguments[0])
        if calls > 2:
            raise error
        record(*arguments)

    monkeypatch.setattr(desk.store.writer, "record", fail_later)
    found = answers(send, [b"", *(line(f"midway-{number}") for number in range(10))])
    assert [one.get("reference") for one in found[:-1]] == [f"midway-{number}" for number in range(6)]
    assert found[-1]["line"] == 8
    assert found[-1]["type"] == f"/problems/{'internal' if isinstance(error, RuntimeError) else 'unavailable'}"
    assert "secret" not in json.dumps(found[-1])


def test_a_failure_at_once_has_its_own_status(send: Send, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise StoreUnavailable("gone")

    monkeypatch.setattr(desk.store.writer, "record", fail)
    answered = send("/checks", line("a"), NDJSON)
    assert_problem(answered, 503, "unavailable")
    assert "Retry-After" in answered.headers


@pytest.mark.parametrize("body", [b"", b"\n\n", b" \r\n"])
def test_nothing_is_refused(send: Send, body: bytes) -> None:
    assert_problem(send("/checks", body, NDJSON), 400, "empty")


@pytest.mark.parametrize("media", [None, "application/json", "application/ndjson", "text/csv; charset=utf-16"])
def test_another_media_type_is_refused(send: Send, media: str | None) -> None:
    assert_problem(send("/checks", line("a"), media), 415, "unsupported-media-type")


def test_a_bulk_request_takes_no_key(send: Send) -> None:
    answered = send("/checks", line("a"), NDJSON, headers={"Idempotency-Key": "x"})
    assert_problem(answered, 400, "bad-idempotency-key")


def test_more_than_the_limit_is_refused(send: Send, desk: Desk) -> None:
    limit = desk.settings.batch_limit
    assert_problem(send("/checks", b"", NDJSON, environ_overrides={"CONTENT_LENGTH": str(limit + 1)}), 413, "too-large")
    chunked = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    assert_problem(send("/checks", b" " * (limit + 1), NDJSON, environ_overrides=chunked), 413, "too-large")


def test_a_body_that_breaks_off_is_not_begun(send: Send, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk.checks, "check_many", None)
    body = line("a") + b"\n"
    broken = {"CONTENT_LENGTH": str(len(body) + 1)}
    assert_problem(send("/checks", body, NDJSON, environ_overrides=broken), 400, "bad-request")
