"""The first account in the browser: by the link, once, and signed in at once."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from greenlane.core.settings import Settings
from greenlane.core.store import open_store
from greenlane.web import logs
from greenlane.web.app import create_app
from greenlane.web.wiring import Desk
from greenlane.web.wiring import desk as desk_of
from tests import installed
from tests.core.service.bureau import plugins
from tests.core.service.crowd import SECRET, cheap_passwords
from tests.core.service.offices import fiji


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Desk]:
    """A desk with rules and nobody."""
    url = f"sqlite:///{tmp_path}/greenlane.db"
    store = open_store(url)
    made = desk_of(Settings(tmp_path, url), store, installed.host())
    made.book.plugins = plugins(fiji())
    store.upgrade()
    made.book.current()
    with cheap_passwords():
        yield made
    store.close()


@pytest.fixture
def link(empty: Desk) -> str:
    made = empty.set_up.begin()
    assert made is not None
    return f"/console/set-up/{made.token}"


def form(client: FlaskClient, link: str, **typed: str) -> dict[str, str]:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get(link, buffered=True).text)
    assert found
    return {"csrf": found[1], "name": "minh", "password": SECRET, "password_again": SECRET, **typed}


def test_the_link_makes_the_first_account_and_signs_it_in(empty: Desk, link: str) -> None:
    client = create_app(empty).test_client()
    page = client.get(link)
    assert page.status_code == 200 and page.headers["Referrer-Policy"] == "same-origin"
    made = client.post(link, data=form(client, link))
    assert (made.status_code, made.headers["Location"]) == (303, "/console")
    assert "You are <strong>minh</strong>" in client.get("/console/account").text
    user = empty.store.people.user("minh")
    assert user is not None and {one.role for one in user.grants} == {"admin"}
    for again in (client.get(link), create_app(empty).test_client().get(link)):
        assert again.status_code == 404 and "whoever starts the server is shown another" in again.text


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"name": "Minh <b>"}, "f-name"), ({"password": "short", "password_again": "short"}, "f-password"),
     ({"password_again": "another password"}, "f-password_again")],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field_and_the_link_goes_on(
    empty: Desk, link: str, typed: dict[str, str], field: str
) -> None:
    client = create_app(empty).test_client()
    refused = client.post(link, data=form(client, link, **typed))
    assert refused.status_code == 422
    assert re.findall(r'<p class="error" id="([^"]+)-error">[^<]+</p>', refused.text) == [field]
    assert "Minh <b>" not in refused.text and SECRET not in refused.text
    assert empty.people.nobody()
    assert client.post(link, data=form(client, link)).status_code == 303


def test_another_token_is_not_found_and_no_password_is_hashed_for_it(
    empty: Desk, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = create_app(empty).test_client()
    sent = form(client, link)
    monkeypatch.setattr("greenlane.core.service.passwords.hashed", lambda _: pytest.fail("it was hashed"))
    for other in (f"{link}x", "/console/set-up/x", "/console/set-up/%00"):
        assert client.get(other).status_code == 404
        assert client.post(other, data=sent).status_code == 404
    assert empty.people.nobody()


def test_a_form_from_elsewhere_founds_nothing(empty: Desk, link: str) -> None:
    client = create_app(empty).test_client()
    sent = form(client, link)
    assert client.post(link, data=sent, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    stranger = create_app(empty).test_client()
    assert stranger.post(link, data=sent).status_code == 403
    elsewhere = {"REMOTE_ADDR": "203.0.113.7"}
    assert client.post(link, data=sent, environ_overrides=elsewhere).status_code == 403
    assert empty.people.nobody()


def test_the_token_is_in_no_log(empty: Desk, link: str, capfd: pytest.CaptureFixture[str]) -> None:
    handler = logs.configure("json")
    try:
        client = create_app(replace(empty, settings=replace(empty.settings, log="json"))).test_client()
        client.post(link, data=form(client, link), buffered=True)
        client.get(link, buffered=True)
        written = capfd.readouterr().err
    finally:
        logging.getLogger().removeHandler(handler)
        logging.captureWarnings(False)
    assert link.rpartition("/")[2] not in written
    routes = [json.loads(line)["route"] for line in written.splitlines()]
    assert routes.count("/console/set-up/<token>") == 3, routes
