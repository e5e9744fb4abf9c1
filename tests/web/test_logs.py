"""A line a request, with its id and without anything personal; errors without what they quote."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from gunicorn.config import Config

from greenlane.core.store import StoreUnavailable
from greenlane.plugins.values import Fault
from greenlane.web import logs
from greenlane.web.app import create_app
from greenlane.web.wiring import Desk

SECRET = "Nguyen-Van-A-0901234567"
CHECK = {
    "date": "2025-01-01",
    "reference": SECRET,
    "route": {"import": "TH"},
    "items": [{"commodity_code": "3915.10.00", "description": SECRET}],
}
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def app(desk: Desk) -> Flask:
    """An application that logs JSON."""
    return create_app(replace(desk, settings=replace(desk.settings, log="json")))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def lines(capfd: pytest.CaptureFixture[str]) -> Iterator[Lines]:
    """What was logged since it was asked last."""
    handler = logs.configure("json")

    def read() -> list[dict[str, Any]]:
        return [json.loads(line) for line in capfd.readouterr().err.splitlines()]

    yield read
    logging.getLogger().removeHandler(handler)
    logging.captureWarnings(False)


def test_a_check_has_a_line_and_nothing_of_it_is_in_the_line(client: FlaskClient, lines: Lines) -> None:
    answered = client.post("/api/v1/check", json=CHECK, headers={"X-Request-ID": "ours"})
    assert answered.status_code == 200
    (line,) = lines()
    assert {key: line[key] for key in ("logger", "level", "method", "route", "status", "request", "actor")} == {
        "logger": "greenlane.access",
        "level": "info",
        "method": "POST",
        "route": "/api/v1/check",
        "status": 200,
        "request": "ours",
        "actor": "none",
    }
    assert 0 < line["ms"] < 60_000 and line["at"].endswith("+00:00")
    assert set(line) == {"at", "level", "logger", "request", "method", "route", "status", "ms", "actor"}


@pytest.mark.parametrize(
    ("method", "path", "route", "status"),
    [
        ("GET", f"/api/v1/decisions/{SECRET}", "/api/v1/decisions/<decision_id>", 404),
        ("GET", f"/{SECRET}?{SECRET}", "unmatched", 404),
        ("POST", f"/api/v1/check?{SECRET}=1", "/api/v1/check", 400),
        ("GET", "/api/v1/check", "unmatched", 405),
        (SECRET, "/healthz", "unmatched", 405),
        ("HEAD", "/healthz", "/healthz", 200),
        ("GET", "/", "/", 200),
    ],
)
def test_a_route_has_its_template_and_not_its_path(
    client: FlaskClient, lines: Lines, method: str, path: str, route: str, status: int
) -> None:
    assert client.open(path, method=method, buffered=True).status_code == status
    (line,) = lines()
    assert (line["route"], line["status"]) == (route, status)
    assert SECRET not in json.dumps(line)
    assert line["method"] == ("other" if method == SECRET else method)


def test_an_answer_in_parts_is_logged_when_it_has_been_sent(client: FlaskClient, lines: Lines) -> None:
    body = (json.dumps(CHECK) + "\n") * 3
    answered = client.post("/api/v1/checks", data=body, content_type="application/x-ndjson", buffered=True)
    assert len(answered.data.splitlines()) == 3
    (line,) = lines()
    assert (line["route"], line["status"]) == ("/api/v1/checks", 200)


def test_an_error_says_where_and_not_what(
    app: Flask, client: FlaskClient, lines: Lines, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(f"cannot decide {SECRET}")

    monkeypatch.setattr(desk.checks, "_stored", fail)
    answered = client.post("/api/v1/check", json=CHECK, buffered=True)
    assert answered.status_code == 500
    error, access = lines()
    assert (error["level"], error["message"], error["error"]) == ("error", "a request failed", "RuntimeError")
    assert error["request"] == access["request"] == answered.headers["X-Request-ID"]
    assert any("test_logs.py" in place and place.endswith(" fail") for place in error["places"])
    assert SECRET not in json.dumps(error)


def test_a_store_that_is_away_is_a_warning(
    client: FlaskClient, lines: Lines, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StoreUnavailable("gone")

    monkeypatch.setattr(desk.checks, "_stored", fail)
    assert client.post("/api/v1/check", json=CHECK, buffered=True).status_code == 503
    warning, access = lines()
    assert (warning["level"], warning["message"]) == ("warning", "StoreUnavailable: gone")
    assert access["status"] == 503


def test_what_a_plugin_says_of_its_failure_is_not_quoted(lines: Lines, desk: Desk) -> None:
    def fail() -> None:
        raise ValueError(SECRET)

    one = SimpleNamespace(function=fail, argnames=())
    found = desk.host.boundary.call("XX", "greenlane_fact", one, {}, lambda answer: answer)  # type: ignore[arg-type]
    assert isinstance(found, Fault)
    (line,) = lines()
    assert line["message"] == "greenlane_fact of the plugin XX raised ValueError"
    desk.host.boundary.resume("XX")


def test_nobody_who_reads_the_log_is_no_failure(client: FlaskClient, tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    kept = os.dup(2)
    os.dup2(writer, 2)
    try:
        assert client.get("/healthz").status_code == 200
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(writer)


def test_logs_that_are_set_up_twice_are_written_once(lines: Lines) -> None:
    logs.configure("text")
    handler = logs.configure("json")
    logging.getLogger("greenlane.test").warning("once")
    (line,) = lines()
    assert line["message"] == "once"
    logging.getLogger().removeHandler(handler)


def test_what_gunicorn_says_of_a_bad_request_quotes_nothing_of_it(caplog: pytest.LogCaptureFixture) -> None:
    logger = logs.GunicornLogger(Config())
    with caplog.at_level(logging.WARNING, "gunicorn.error"):
        logger.warning(f"Invalid request from ip=192.0.2.7: Invalid HTTP request line: 'GET /x?reference={SECRET}'")
        logger.exception("Error handling request %s %s", "GET", f"/x?reference={SECRET}")
        logger.warning("Worker with pid %s was terminated", 7)
    assert [one.getMessage() for one in caplog.records] == [
        "Invalid request: Invalid HTTP request line", "Error handling request", "Worker with pid 7 was terminated"
    ]  # fmt: skip
