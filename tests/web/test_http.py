"""What holds for every address: methods, headers, unknown addresses."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.conftest import assert_problem

PATHS = ("/", "/docs", "/problems", "/healthz", "/openapi.json", "/api/v1/economies", "/api/v1/nothing")


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_security_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    page = headers["Content-Type"].startswith("text/html")
    assert headers["X-Content-Type-Options"] == "nosniff"
    # A form of a page that comes after its session has ended finds back to it.
    assert headers["Referrer-Policy"] == ("same-origin" if page else "no-referrer")
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy and ("script-src 'self'" in policy) is page
    assert "Set-Cookie" not in headers
    assert len(headers.getlist("Content-Security-Policy")) == 1


@pytest.mark.parametrize("sent", ["a", "0af7651916cd43dd8448eb211c80319c", "x" * 128])
def test_a_sane_request_id_comes_back(client: FlaskClient, sent: str) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": sent}).headers["X-Request-ID"] == sent
    assert client.get("/nothing", headers={"X-Request-ID": sent}).headers["X-Request-ID"] == sent


@pytest.mark.parametrize("sent", ["", "x" * 129, "a b", "<script>", "é"])
def test_any_other_is_replaced_by_one_of_ours(client: FlaskClient, sent: str) -> None:
    answered = [client.get("/healthz", environ_overrides={"HTTP_X_REQUEST_ID": sent}) for _ in range(2)]
    names = {one.headers["X-Request-ID"] for one in answered}
    assert len(names) == 2 and all(re.fullmatch("[0-9a-f]{12}-[0-9a-f]+", name) for name in names)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "QUERY", "POST"])
def test_a_wrong_method_names_the_right_ones(client: FlaskClient, method: str) -> None:
    answered = client.open("/api/v1/rules", method=method)
    assert_problem(answered, 405, "method-not-allowed")
    assert set(answered.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_options_says_what_is_allowed(client: FlaskClient) -> None:
    answered = client.options("/api/v1/check")
    assert answered.status_code == 200
    assert set(answered.headers["Allow"].split(", ")) == {"OPTIONS", "POST"}
    assert "Access-Control-Allow-Origin" not in answered.headers


@pytest.mark.parametrize("path", ["/api/v1/check/", "//api/v1/check", "/api", "/docs/", "/%00", "/%ff", "/a%0d%0ab: c"])
def test_an_unknown_address_is_not_found(client: FlaskClient, path: str) -> None:
    assert_problem(client.get(path), 404, "not-found")


@pytest.mark.parametrize("host", ["", "a b", "é", "[", "x" * 300, "evil/../", "a:99999", "\x00"])
def test_no_host_breaks_it(app: Flask, host: str) -> None:
    for path in ("/", "/docs", "/healthz", "/nothing"):
        answered = app.test_client().get(path, environ_overrides={"HTTP_HOST": host})
        assert answered.status_code in (200, 400, 404)
        assert "http:///" not in answered.text


@pytest.mark.parametrize(
    "header", ["Accept-Language", "If-None-Match", "Accept", "Cookie", "Range", "If-Modified-Since"]
)
@pytest.mark.parametrize("sent", ["", "*", ",;q=", "en;q=nan", "en;q=1e999", '"', 'W/"', "a=\x01", "é", "x," * 2000])
def test_no_header_breaks_it(client: FlaskClient, header: str, sent: str) -> None:
    name = "HTTP_" + header.upper().replace("-", "_")
    for path in ("/api/v1/rules?limit=1", "/api/v1/economies", "/docs"):
        answered = client.get(path, environ_overrides={name: sent})
        assert answered.status_code in (200, 304)
