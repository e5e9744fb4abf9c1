"""The browser tests would see what they are there to see: each fixture notices the fault that it is made for."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chrome import Visitor, Watch
from tests.browser.conftest import PageFor
from tests.browser.month import FILE
from tests.browser.site import Site


def test_somebody_signs_in_with_scripts_and_without(page_for: PageFor) -> None:
    for scripts in (True, False):
        page = page_for("mei", scripts=scripts)
        page.goto("/console/design")
        expect(page.locator("h1")).to_have_count(1)
        expect(page.locator(".whoami")).to_contain_text("mei")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_scheme_is_the_systems(page_for: PageFor, scheme: str) -> None:
    page = page_for(None, scheme=scheme)
    page.goto("/")
    dark = page.evaluate("() => matchMedia('(prefers-color-scheme: dark)').matches")
    assert dark is (scheme == "dark")


def _clear(watch: Watch) -> list[str]:
    faults, watch.faults = watch.faults, []
    return faults


def test_what_the_policy_refuses_is_seen_by_page_and_server(visitor: Visitor, site: Site, watch: Watch) -> None:
    page = visitor.page_for(None)
    page.goto("/")
    page.evaluate("""() => {
        const image = document.createElement("img");
        image.src = "http://127.0.0.1:9/x.png";
        document.body.append(image);
    }""")
    page.wait_for_timeout(500)
    assert any("CSP refused" in one for one in _clear(watch))
    assert any("img-src" in one for one in site.complaints())
    _forget_reports(site)


def test_a_script_error_is_seen(visitor: Visitor, watch: Watch) -> None:
    page = visitor.page_for(None)
    page.goto("/")
    page.evaluate("() => { setTimeout(() => { throw new Error('on purpose'); }, 0); }")
    page.wait_for_timeout(200)
    assert any("on purpose" in one for one in _clear(watch))


def test_a_missing_file_is_seen(visitor: Visitor, watch: Watch) -> None:
    page = visitor.page_for(None)
    page.goto("/")
    page.evaluate("() => fetch('/no-such-file')")
    page.wait_for_timeout(200)
    assert any("404" in one for one in _clear(watch))


def test_a_dialog_is_seen(visitor: Visitor, watch: Watch) -> None:
    page = visitor.page_for(None)
    page.goto("/")
    page.evaluate("() => alert('on purpose')")
    assert any("on purpose" in one for one in _clear(watch))


def test_an_ended_session_is_ended(page_for: PageFor, site: Site, watch: Watch) -> None:
    watch.expected.add(401)
    page: Page = page_for("noor")
    site.end_sessions("noor")
    page.goto("/console/account")
    expect(page.locator("input[name=password]")).to_be_visible()


def _forget_reports(site: Site) -> None:
    with closing(sqlite3.connect(site.data / FILE)) as connection:
        connection.execute("DELETE FROM csp_reports")
        connection.commit()
