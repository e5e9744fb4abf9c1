"""The list of pages is complete, and each page is there for whom it names, with scripts and without."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import expect

from greenlane.web.app import create_app
from greenlane.web.wiring import Desk
from tests.browser import screenshots
from tests.browser.chrome import Visitor, Watch
from tests.browser.pages import FILES, NO_PAGES, PAGES, samples
from tests.browser.site import Site
from tests.conftest import ROOT
from tests.web.conftest import desk as desk


def _routes(app: Flask) -> set[str]:
    return {
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.rule.startswith(NO_PAGES) and rule.rule not in FILES
    }


def test_every_page_is_listed(desk: Desk) -> None:
    listed = {shown.route for shown in PAGES}
    there = _routes(create_app(desk))
    assert not there - listed, f"pages that tests/browser/pages.py does not list: {sorted(there - listed)}"
    assert not listed - there, f"pages that are listed and are not there: {sorted(listed - there)}"


def test_names_are_their_own() -> None:
    names = [shown.name for shown in PAGES]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_every_page_is_answered(visitor: Visitor, site: Site, watch: Watch, scripts: bool) -> None:
    watch.expected |= {shown.status for shown in PAGES}
    with site.store() as store:
        found = samples(store)
    wrong = []
    for who in sorted({one.who for one in PAGES}, key=str):
        page = visitor.page_for(who, scripts=scripts)
        for shown in PAGES:
            if shown.who != who:
                continue
            answered = page.goto(shown.address(found))
            assert answered is not None
            headings = page.locator("h1").count()
            if answered.status != shown.status or headings != 1:
                wrong.append(f"{shown.name}: {shown.address(found)}: {answered.status}, {headings} headings h1")
    assert not wrong, "\n".join(wrong)


def test_language_is_the_browsers(visitor: Visitor) -> None:
    page = visitor.page_for(None, language="ko-KR")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "ko")


def test_pictures_are_not_made_inside_the_repository(capsys: pytest.CaptureFixture[str]) -> None:
    assert screenshots.main([str(ROOT / "docs" / "pictures")]) == 2
    assert "inside the repository" in capsys.readouterr().err
    assert not (ROOT / "docs" / "pictures").exists()
