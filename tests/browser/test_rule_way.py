"""The whole way of a rule: found, edited in a draft, proved, approved by another, published; the public page knows."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PageFor
from tests.browser.hands import Keys, Mouse

RULE = "KR-EXAMPLE-MOISTURE"
SECONDS = 60


class Way:
    """What somebody does on the console, step by step, by one pair of hands."""

    def __init__(self, hands: Mouse) -> None:
        self.hands = hands
        self.page: Page = hands.page

    def to(self, link: str, within: str = "main") -> None:
        """Follow a link by its words."""
        self.hands.press(self.page.locator(within).get_by_role("link", name=link, exact=True).first)
        self.page.wait_for_load_state()

    def send(self, button: str) -> None:
        """Press a button, and wait for what comes of it."""
        self.hands.press(self.page.locator("main").get_by_role("button", name=button, exact=True).first)
        self.page.wait_for_load_state()

    def write(self, label: str, text: str) -> None:
        """Fill in the field with this label."""
        self.hands.write(self.page.locator("main").get_by_label(label).first, text)

    def look_again_until(self, pattern: str) -> None:
        """Wait for what is worked out meanwhile: the page shows it by itself, or a link looks again."""
        main = self.page.locator("main")
        for _ in range(SECONDS):
            if re.search(pattern, main.inner_text()):
                return
            self.page.wait_for_timeout(1000)
            if not re.search(pattern, main.inner_text()):
                self.page.reload()
        raise AssertionError(f"{pattern} did not come: {main.inner_text()[-1500:]}")


def answered(page: Page, code: str) -> str:
    """What the public page says of goods of a code that go to Korea."""
    page.goto("/")
    page.locator("input[name=q]").fill(code)
    page.locator("select[name=to]").select_option("KR")
    page.get_by_role("button", name="Ask", exact=True).click()
    verdict = page.locator("#verdict-head")
    expect(verdict).to_be_visible()
    return verdict.inner_text()


def begun(way: Way) -> None:
    """Find the rule, and begin a draft to change it."""
    way.page.goto("/console")
    way.to("Rules", "nav")
    search = way.page.get_by_role("searchbox")
    way.hands.write(search, "moisture")
    if way.page.url.endswith("/console/rules"):
        way.page.keyboard.press("Enter")
    expect(way.page.locator("#rules-list tbody tr")).to_have_count(2)
    way.to(RULE)
    expect(way.page.locator("h1")).to_contain_text("moisture")
    way.write("What the draft is about", "Example: more paper")
    way.write("Why", "offices ask for it")
    way.send("Begin a draft")
    expect(way.page).to_have_url(re.compile(f"/console/drafts/[0-9A-Z]{{26}}/rules/{RULE}$"))


def edited(way: Way, code: str) -> None:
    """Add a code to the rule, see what it would do, and save it."""
    way.hands.add(way.page.locator("#f-codes"), f"\n{code}")
    if way.page.evaluate("() => Boolean(window.htmx)"):
        expect(way.page.locator("main")).to_contain_text("What you typed is kept since")
    else:
        way.send("Check")
    expect(way.page.locator("main")).to_contain_text("All 2 cases hold.")
    expect(way.page.locator("#f-codes")).to_have_value(re.compile(code))
    way.hands.write(way.page.locator("#entry-reason"), "offices ask for it")
    way.hands.press(way.page.locator("#entry-save"))
    expect(way.page.locator("main")).to_contain_text("Saved into the draft.")


def proved(way: Way, code: str) -> None:
    """Look at the changes, lint, the cases and the impact; then ask for approval."""
    way.to("Back to the draft")
    way.to("Changes 1")
    expect(way.page.locator("main")).to_contain_text(code)
    way.to("Lint")
    way.look_again_until("Lint has nothing to say, and every case holds")
    way.to("Cases")
    way.look_again_until(r"0\s+of [0-9]+ cases fail")
    way.to("Impact")
    way.send("Replay them")
    way.look_again_until(r"of [0-9,]+ decisions replayed")
    way.to("Overview")
    way.look_again_until("Submit for approval")
    way.to("Submit for approval")
    way.write("Reason", "as the offices asked")
    way.send("Submit for approval")
    expect(way.page.locator("main")).to_contain_text("The draft is submitted")


def published(way: Way) -> None:
    """Find the draft that waits, read it, approve it, publish it."""
    way.page.goto("/console")
    way.to("Drafts", "nav")
    way.to("Example: more paper")
    way.to("Approve")
    expect(way.page.locator("main")).to_contain_text("Your word is bound to this digest")
    way.write("What a colleague should know", "read and agreed")
    way.send("Approve exactly this")
    expect(way.page.locator("main")).to_contain_text("The draft is approved")
    way.to("Publish")
    way.write("Reason", "in force at once")
    way.send("Publish")
    expect(way.page.locator("main")).to_contain_text(re.compile("published", re.IGNORECASE))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("hands", "scripts", "code"),
    [(Mouse, True, "480255"), (Mouse, False, "480256"), (Keys, True, "480257"), (Keys, False, "480258")],
    ids=["scripts", "no scripts", "keys", "keys and no scripts"],
)
def test_a_rule_goes_its_whole_way(page_for: PageFor, hands: type[Mouse], scripts: bool, code: str) -> None:
    asker = page_for(None, scripts=scripts)
    assert answered(asker, code).startswith("Yes")
    editor = Way(hands(page_for("mei", scripts=scripts)))
    begun(editor)
    edited(editor, code)
    proved(editor, code)
    # Who edited it is not offered to approve it.
    expect(editor.page.get_by_role("link", name="Approve", exact=True)).to_have_count(0)
    approver = Way(hands(page_for("jun", scripts=scripts)))
    published(approver)
    # A worker that stores nothing looks once a second which rule set is in force.
    asker.wait_for_timeout(1100)
    assert "An officer has to decide" in answered(asker, code)
    # The console's history of the rule says who it was.
    editor.page.goto(f"/console/rules/{RULE}/history")
    expect(editor.page.locator("main")).to_contain_text(code)
    expect(editor.page.locator("main")).to_contain_text("jun")
