"""What browsers report: taken from anybody, counted shortly, and never a failure of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from greenlane.core.store import StoreUnavailable
from greenlane.web.csp_reports import AT_ONCE, LIMIT, NEW, OLD
from greenlane.web.openapi.csp import OPERATIONS
from greenlane.web.wiring import Desk
from tests.core.service.crowd import cheap_passwords
from tests.web.conftest import assert_problem
from tests.web.crowd import Office

PAGE = "http://localhost/console/design?token=secret#part"


@pytest.fixture
def office(desk: Desk, tmp_path: Path) -> Iterator[Office]:
    with cheap_passwords():
        made = Office(desk, tmp_path)
        yield made
        made.store.close()


def send(office: Office, sent: object, kind: str = OLD, **more: Any) -> TestResponse:
    body = sent if isinstance(sent, bytes) else json.dumps(sent)
    return office.client.post("/csp-reports", data=body, content_type=kind, **more)


def counted(office: Office) -> list[tuple[str, str, str, int]]:
    return sorted((one.directive, one.blocked, one.page, one.times) for one in office.desk.csp.reports(office.boss))


def test_both_forms_are_counted_as_one(office: Office) -> None:
    old = {"document-uri": PAGE, "violated-directive": "script-src-elem 'self'", "blocked-uri": "inline"}
    new = {"documentURL": PAGE, "effectiveDirective": "script-src-elem", "blockedURL": "inline", "sample": "alert(1)"}
    answered = [
        send(office, {"csp-report": old}),
        send(office, [{"type": "csp-violation", "body": new, "age": 5}, {"type": "deprecation", "body": new}], NEW),
        send(office, {"type": "csp-violation", "body": new}, NEW),
    ]
    assert [(one.status_code, one.data) for one in answered] == [(204, b"")] * 3
    assert counted(office) == [("script-src-elem", "inline", "/console/design", 3)]


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://a:b@x.example:8443/p/a.js?token=secret#x", "https://x.example:8443/p/a.js"),
        ("data:text/plain,secret", "data"),
        ("blob:http://localhost/0e4", "blob"),
        ("chrome-extension://abc/x.js", "chrome-extension"),
        ("eval", "eval"),
        ("", "?"),
        ("http://[::1", "?"),
        ("https://x.example/\u202e", "?"),
        ("https://x.example/" + "y" * 500, "https://x.example/" + "y" * 182),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_of_an_address_neither_query_nor_person_is_kept(office: Office, address: str, kept: str) -> None:
    send(office, {"csp-report": {"document-uri": PAGE, "effective-directive": "img-src", "blocked-uri": address}})
    assert counted(office) == [("img-src", kept, "/console/design", 1)]


@pytest.mark.parametrize(
    ("page", "route"),
    [
        ("http://localhost/console/set-up/a-token", "/console/set-up/<token>"),
        ("http://localhost/", "/"),
        ("http://localhost/nowhere/secret", "?"),
        ("about:blank", "?"),
        ("http://[::1", "?"),
        ("", "?"),
        (5, "?"),
    ],
)
def test_of_the_page_its_route_is_kept(office: Office, page: object, route: str) -> None:
    send(office, {"csp-report": {"document-uri": page, "effective-directive": "img-src", "blocked-uri": "inline"}})
    assert counted(office) == [("img-src", "inline", route, 1)]


@pytest.mark.parametrize("directive", ["", "x" * 100, "Script-Src", "img-src\0", "<b>", None, ["img-src"]])
def test_what_is_no_directive_is_counted_as_unknown(office: Office, directive: object) -> None:
    report = {"document-uri": PAGE, "effective-directive": directive, "blocked-uri": "inline"}
    assert send(office, {"csp-report": report}).status_code == 204
    assert counted(office) == [("?", "inline", "/console/design", 1)]


@pytest.mark.parametrize("kind", [OLD, NEW])
@pytest.mark.parametrize(
    "sent", [None, 5, "x", [], {}, [[]], [None, 5], {"csp-report": []}, [{"type": "csp-violation"}], {"type": "x"}]
)
def test_what_is_no_report_is_not_counted(office: Office, kind: str, sent: object) -> None:
    assert send(office, sent, kind).status_code == 204
    assert counted(office) == []


@pytest.mark.parametrize("sent", [b"", b"{", b"\xff\xfe", b"[" * 5000, b'{"csp-report": NaN}', b'"\\ud800"'])
def test_what_is_not_json_is_a_problem_and_no_failure(office: Office, sent: bytes) -> None:
    assert_problem(send(office, sent), 400, "not-json")


def test_other_media_and_more_than_16_kib_are_refused(office: Office) -> None:
    assert_problem(send(office, {}, "application/json"), 415, "unsupported-media-type")
    assert_problem(send(office, {"x": "y" * LIMIT}), 413, "too-large")
    assert send(office, b'"' + b"x" * (LIMIT - 2) + b'"').status_code == 204
    assert office.client.get("/csp-reports").status_code == 405


def test_of_a_request_so_many_reports_are_counted(office: Office) -> None:
    one = {"documentURL": PAGE, "effectiveDirective": "img-src", "blockedURL": "inline"}
    send(office, [{"type": "csp-violation", "body": one}] * (AT_ONCE + 5), NEW)
    assert counted(office) == [("img-src", "inline", "/console/design", AT_ONCE)]


def test_a_browser_sends_it_without_a_token_and_with_a_cookie(office: Office) -> None:
    client, _ = office.signed_in("boss")
    report = {"csp-report": {"document-uri": PAGE, "effective-directive": "img-src", "blocked-uri": "inline"}}
    answered = client.post("/csp-reports", data=json.dumps(report), content_type=OLD)
    assert answered.status_code == 204 and len(counted(office)) == 1


def test_without_a_store_it_is_still_no_failure(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise StoreUnavailable("away")

    monkeypatch.setattr(office.store.csp, "add", away)
    assert send(office, {"csp-report": {"document-uri": PAGE}}).status_code == 204


def test_the_documents_examples_are_counted(office: Office) -> None:
    content = OPERATIONS["post", "/csp-reports"]["requestBody"]["content"]
    for kind, one in content.items():
        assert send(office, one["example"], kind).status_code == 204
    assert len(counted(office)) == len(content) == 2
