"""What holds of every route of the console, whoever adds one."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.web.console.conftest import Browser, House

OPEN = {"/console/sign-in", "/console/set-up/<token>"}
"""Where nobody is signed in yet."""


def routes(app: Flask, method: str) -> list[str]:
    """The templates of the routes below /console."""
    found = {str(one) for one in app.url_map.iter_rules() if method in (one.methods or ())}
    return sorted(one for one in found if one.startswith("/console"))


def sample(route: str) -> str:
    """An address of a route, with ids that nothing has."""
    route = re.sub(r"<ulid:[^>]+>", "01K0000000000000000000000A", route)
    route = re.sub(r"<int[^:>]*:[^>]+>", "1", route)
    return re.sub(r"<(?:[a-z]+[^:>]*:)?[^>]+>", "nothing", route)


def test_every_page_asks_who_is_there(house: House) -> None:
    stranger = house.browser(None)
    for route in routes(house.app, "GET"):
        if route not in OPEN:
            answered = stranger.client.get(sample(route))
            assert answered.status_code == 401, f"{route}: {answered.status_code}"
            assert "Sign in" in answered.text


def test_no_act_is_done_without_the_forms_token(house: House, admin: Browser) -> None:
    stranger = house.browser(None)
    log = len(list(house.desk.store.change_log.read(limit=1000)))
    for route in routes(house.app, "POST"):
        path = sample(route)
        assert stranger.client.post(path, data={"reason": "x"}).status_code in (401, 403), route
        answered = admin.client.post(path, data={"reason": "x"})
        assert answered.status_code == 303 and answered.headers["Location"].endswith("kept=1"), route
        wrong = admin.client.post(path, data={"reason": "x", "csrf": "0" * 64})
        assert wrong.status_code == 303 and wrong.headers["Location"].endswith("kept=1"), route
        cross = admin.post(path, {"reason": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
        assert cross.status_code == 403, route
    assert len(list(house.desk.store.change_log.read(limit=1000))) == log


@pytest.mark.parametrize("who", ["dev", "fay"])
def test_no_page_fails_whoever_asks_and_whatever_stands_in_the_address(house: House, who: str) -> None:
    browser = house.browser(who)
    for route in routes(house.app, "GET"):
        for query in ("", "?q=%00&after=x&set=999&on=tomorrow&days=-1&sort=%27&page=1e9&economy=ZZ&format=exe&draft=x"):
            answered = browser.client.get(sample(route) + query)
            assert answered.status_code < 500, f"{route}{query}: {answered.text[-1500:]}"
            assert answered.mimetype == "text/html" or answered.status_code < 300, route
