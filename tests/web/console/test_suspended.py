"""A suspended plugin at the console: shown with its reason and time, and called again by who may."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from greenlane.core.extension import Stopped
from tests.web.console.conftest import Browser, House

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
PAGE = "/console/economies/TH"


@pytest.fixture(params=["", "greenlane_decided"], ids=["whole", "a notice alone"])
def stopped(house: House, request: pytest.FixtureRequest) -> Iterator[str]:
    host = house.desk.host
    host.boundary.stop(Stopped("TH", request.param, "3 faults in a row, the last: <b>raised</b>", "secret", AT))
    house.desk.suspensions.sync()
    yield request.param
    host.boundary.resume("TH")


def test_its_page_says_since_when_and_why(house: House, viewer: Browser, stopped: str) -> None:
    text = viewer.get(PAGE)
    assert "not called since 2026-11-23 09:30 UTC, after 3 faults in a row, the last: &lt;b&gt;raised" in text
    assert ("Each question to its code refers the item" in text) == (not stopped)
    assert "An admin of TH can have its code called again" in text and "Call its code again" not in text


def test_the_other_pages_say_it_too(house: House, viewer: Browser, stopped: str) -> None:
    for path in ("/console", "/readyz"):
        assert ("suspended" in viewer.get(path)) == (not stopped)
    assert ('"status":"degraded"' in viewer.get("/readyz")) == (not stopped)
    metrics = viewer.client.get("/metrics").text
    hooks = house.desk.host.plugins["TH"].hooks
    assert ('greenlane_plugin_suspended{plugin="TH"} 1.0' in metrics) == bool(hooks and not stopped)


def test_an_admin_has_it_called_again_and_says_why(house: House, admin: Browser, stopped: str) -> None:
    assert 'action="/console/economies/TH/resume"' in admin.get(PAGE)
    refused = admin.post(f"{PAGE}/resume", {"reason": " "})
    assert refused.status_code == 422 and "Say why" in refused.text and "not called since" in refused.text
    assert admin.done(f"{PAGE}/resume", {"reason": "a new table was delivered"}) == PAGE
    text = admin.get(PAGE)
    assert "Its code is called again" in text and "not called since" not in text
    assert house.desk.host.boundary.stopped("TH") == () and house.desk.store.suspensions.all() == []
    entry = next(iter(house.desk.store.change_log.read(limit=1)))
    assert (entry.actor, entry.action, entry.subject, entry.reason) == (
        "eva", "plugin.resumed", "plugin:TH", "a new table was delivered",
    )  # fmt: skip
    assert admin.done(f"{PAGE}/resume", {"reason": "again"}) == PAGE
    assert "somebody else resumed it" in admin.get(PAGE)


def test_nobody_resumes_it_without_the_right_or_the_token(
    house: House, viewer: Browser, admin: Browser, stopped: str
) -> None:
    assert viewer.post(f"{PAGE}/resume", {"reason": "x"}).status_code == 403
    admin.client.post(f"{PAGE}/resume", data={"reason": "x"})
    assert [one.hook for one in house.desk.host.boundary.stopped("TH")] == [stopped]
    assert admin.post("/console/economies/ZZ/resume", {"reason": "x"}).status_code == 404
