"""The page of a conformance report, opened as the file it is: usable by everybody, and it asks nobody for anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, ConsoleMessage, Request

from greenlane.plugins.conformance import Report, badge
from tests.browser.test_axe import RULES
from tests.plugins.conformance.made import make


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    made = make(tmp_path_factory.mktemp("page") / "acme-fj")
    made.edit("rules/metal.yaml", "An officer looks at", "An <b>officer</b> looks at")
    made.edit("cases/scrap.yaml", "misses: [FJ-PAPER, FJ-METAL]", "misses: [FJ-PAPER]")
    made.drop("/README.md")
    return made.verify("found", "schema", "cases", "answers", "branches", "texts", "readme")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_usable_by_everybody(
    scheme: str, width: int, report: Report, browser: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "report.html"
    file.write_text(report.page(), "utf-8")
    said: list[str] = []
    asked: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        said.append(message.text)

    def note(request: Request) -> None:
        asked.append(request.url)

    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    try:
        page.on("console", hear)
        page.on("request", note)
        page.goto(file.as_uri())
        # The page lets no script run; that of the examination comes from outside.
        page.evaluate(AXE_SCRIPT)
        found = page.evaluate("rules => axe.run(rules)", RULES)
        assert [one["id"] for one in found["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.title() == "Conformance of acme-fj 1.0"
        page.get_by_role("link", name="1 fault").first.click()
        assert page.url.rpartition("#")[2] in ("r1-cases", "r1-texts")
    finally:
        page.close()
    assert said == []
    assert set(asked) <= {file.as_uri()}


def test_the_badge_is_drawn_to_its_words(report: Report, browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "badge.svg"
    file.write_text(badge(report), "utf-8")
    page = browser.new_page(viewport={"width": 300, "height": 60})
    try:
        page.goto(file.as_uri())
        room = page.evaluate("document.documentElement.getBoundingClientRect().width")
        boxes = page.evaluate("[...document.querySelectorAll('text')].map(one => one.getBoundingClientRect().toJSON())")
    finally:
        page.close()
    assert len(boxes) == 2
    assert 0 < boxes[0]["left"] and boxes[0]["right"] < boxes[1]["left"] and boxes[1]["right"] < room
