"""htmx-flask behind the wrapper: each of its quirks has a test (findings of 0.1.0)."""

from __future__ import annotations

import pytest
from flask import Flask, Request
from htmx_flask import make_response

from greenlane.web import hx


@pytest.fixture
def app() -> Flask:
    made = Flask(__name__)
    hx.add(made)
    return made


@pytest.mark.parametrize("way", ["beforebegin", "afterbegin", "innerHTML swap:1s", "textContent", "outerHTML show:top"])
def test_every_way_to_swap_that_htmx_knows_can_be_said(app: Flask, way: str) -> None:
    with app.test_request_context():
        assert hx.respond("x", reswap=way).headers["HX-Reswap"] == way
        if way != "outerHTML show:top":
            with pytest.raises(ValueError):  # why there is a wrapper
                make_response("x", reswap=way)


@pytest.mark.parametrize("way", ["beforebeginafterbegin", "morph", ""])
def test_a_way_to_swap_that_htmx_does_not_know_is_refused(app: Flask, way: str) -> None:
    with app.test_request_context(), pytest.raises(ValueError, match="is no way to swap"):
        hx.respond("x", reswap=way)


def test_headers_that_came_encoded_are_decoded(app: Flask) -> None:
    headers = {"HX-Request": "true", "HX-Target": "%EA%B7%9C%EC%B9%99", "HX-Target-URI-AutoEncoded": "true"}
    with app.test_request_context(headers=headers):
        assert hx.target() == "규칙"
    with app.test_request_context(headers={"HX-Target": "a%20b"}):
        assert hx.target() == "a%20b"


@pytest.mark.parametrize("url", ["http://[x", "//[", "http://evil.example/a", "mailto:x", ""])
def test_the_page_in_the_browser_is_none_where_it_is_no_page_of_ours(app: Flask, url: str) -> None:
    with app.test_request_context(headers={"HX-Request": "true", "HX-Current-URL": url}):
        assert hx.current_path() in (None, "/console")


def test_addresses_outside_of_ascii_are_encoded(app: Flask) -> None:
    with app.test_request_context():
        response = hx.respond(push_url="/console/rules?q=플라스틱&x=1")
        assert response.headers["HX-Push-Url"] == "/console/rules?q=%ED%94%8C%EB%9D%BC%EC%8A%A4%ED%8B%B1&x=1"
        assert hx.respond(push_url=False).headers["HX-Push-Url"] == "false"
        assert hx.respond(redirect="/a b").headers["HX-Redirect"] == "/a%20b"


ELSEWHERE = [
    "//evil.example", "https://evil.example", "/\\evil", "javascript:alert(1)", "", None,
    "/a\r\nSet-Cookie: x",
]


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_nobody_is_led_off_this_server(app: Flask, elsewhere: str | None) -> None:
    assert hx.local(elsewhere) == "/console"
    if elsewhere:
        with app.test_request_context():
            assert hx.respond(redirect=elsewhere).headers["HX-Redirect"] == "/console"


def test_the_page_in_the_browser_is_known_only_if_it_is_ours(app: Flask) -> None:
    with app.test_request_context(headers={"HX-Current-URL": "http://localhost/console/rules?q=1"}):
        assert hx.current_path() == "/console/rules?q=1"
    with app.test_request_context(headers={"HX-Current-URL": "https://evil.example/console"}):
        assert hx.current_path() is None
    with app.test_request_context():
        assert hx.current_path() is None


def test_boosted_links_and_going_back_get_whole_pages(app: Flask) -> None:
    for more, part in (({}, True), ({"HX-Boosted": "true"}, False), ({"HX-History-Restore-Request": "true"}, False)):
        with app.test_request_context(headers={"HX-Request": "true", **more}):
            assert hx.asks() is part
    with app.test_request_context():
        assert not hx.asks()


def test_pages_vary_with_what_htmx_asks_for(app: Flask) -> None:
    app.add_url_rule("/", view_func=lambda: "<p>x")
    assert set(app.test_client().get("/").vary) == {"HX-Request", "HX-Target"}


def test_an_event_outside_of_ascii_arrives(app: Flask) -> None:
    with app.test_request_context():
        assert hx.respond(trigger={"said": "저장됨"}).headers["HX-Trigger"].isascii()


def test_a_request_class_of_somebody_else_is_not_replaced_in_silence() -> None:
    class Own(Request):
        pass

    app = Flask(__name__)
    app.request_class = Own
    with pytest.raises(RuntimeError, match="Own"):
        hx.add(app)
