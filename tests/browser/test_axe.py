"""Each page is usable by everybody: axe finds no violation, in any width and scheme; nothing scrolls sideways."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.browser.chrome import Visitor, Watch
from tests.browser.pages import PAGES, Shown, samples
from tests.browser.site import Site

WIDTHS = (1280, 390)
SCHEMES = ("light", "dark")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
COLOURS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
"""The rules to which it matters whether a page is dark: all else is the same in the second scheme."""


class Room:
    """One page for each person and width, kept for all tests of this file."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.watch = Watch()
        self.watch.expected |= {shown.status for shown in PAGES}
        self._visitor = Visitor(browser, site, self.watch)
        self._pages: dict[tuple[str | None, int], Page] = {}
        with site.store() as store:
            self.samples = samples(store)

    def page(self, who: str | None, width: int) -> Page:
        if (who, width) not in self._pages:
            self._pages[who, width] = self._visitor.page_for(who, width=width)
        return self._pages[who, width]

    def close(self) -> None:
        self._visitor.close()


@pytest.fixture(scope="module")
def room(browser: Browser, site: Site) -> Iterator[Room]:
    found = Room(browser, site)
    yield found
    found.close()


@pytest.mark.parametrize("shown", PAGES, ids=lambda shown: shown.name)
def test_page_is_usable_by_everybody(room: Room, shown: Shown) -> None:
    wrong: dict[str, list[str]] = {}
    for width in WIDTHS:
        page = room.page(shown.who, width)
        page.goto(shown.address(room.samples))
        page.evaluate(AXE_SCRIPT)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            for one in _violations(page, RULES if scheme == SCHEMES[0] else COLOURS):
                wrong.setdefault(one, []).append(f"{width} px {scheme}")
        wide, room_there = page.evaluate(
            "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        if wide > room_there:
            wrong[f"the page is {wide} px wide: {_widest(page)}"] = [f"{width} px"]
    wrong |= dict.fromkeys(room.watch.faults, [])
    room.watch.faults = []
    assert not wrong, f"{shown.address(room.samples)}\n" + "\n".join(
        f"{one} {places}" for one, places in wrong.items()
    )


def _violations(page: Page, rules: dict[str, Any]) -> Iterator[str]:
    found: dict[str, Any] = page.evaluate("(options) => axe.run(document, options)", rules)
    for violation in found["violations"]:
        for node in violation["nodes"]:
            checks = [one["message"] for kind in ("any", "all", "none") for one in node[kind]]
            yield f"{violation['id']}: {node['target']} {node['html'][:160]} {checks[:2]}"


def _widest(page: Page) -> Any:
    """What reaches beyond the right edge, and is not in something that scrolls by itself."""
    return page.evaluate("""() => {
        const edge = document.documentElement.clientWidth;
        const scrolls = (element) =>
            element && (getComputedStyle(element).overflowX !== "visible" || scrolls(element.parentElement));
        return [...document.querySelectorAll("body *")]
            .filter((one) => one.getBoundingClientRect().right > edge + 0.5 && !scrolls(one.parentElement))
            .slice(0, 5).map((one) => one.outerHTML.slice(0, 120));
    }""")


def test_a_violation_would_be_seen(room: Room) -> None:
    page = room.page(None, 390)
    page.emulate_media(color_scheme="light")
    page.goto("/")
    page.evaluate("""() => {
        const image = document.createElement("img");
        image.width = 2000;
        document.body.prepend(image);
        document.querySelector("h1").style.color = "rgb(200, 200, 200)";
    }""")
    page.evaluate(AXE_SCRIPT)
    assert any(one.startswith("image-alt") for one in _violations(page, RULES))
    assert any(one.startswith("color-contrast") for one in _violations(page, COLOURS))
    assert _widest(page)
    room.watch.faults = []
