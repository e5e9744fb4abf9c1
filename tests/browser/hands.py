"""Two ways to use a page: with a mouse, and with nothing but the keys."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

MOST_TABS = 400
"""Presses of the tab key after which something cannot be reached."""


class Mouse:
    """Clicks and types."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, what: Locator) -> None:
        """Use a link or a button."""
        what.click()

    def write(self, where: Locator, text: str) -> None:
        """Put a text into a field, in the place of what is there."""
        where.fill(text)

    def add(self, where: Locator, text: str) -> None:
        """Write at the end of what is in a field."""
        where.fill(where.input_value() + text)

    def choose(self, where: Locator, option: str) -> None:
        """Take an option of a list, by what it says."""
        where.select_option(label=option)


class Keys(Mouse):
    """Presses keys only. What cannot be reached or used by them cannot be used."""

    def reach(self, what: Locator) -> None:
        """Move the focus on until it is there, and see that it is shown."""
        expect(what).to_be_visible()
        for _ in range(MOST_TABS):
            if what.evaluate("(element) => element === document.activeElement"):
                break
            self.page.keyboard.press("Tab")
        else:
            raise AssertionError(f"not reached by the tab key: {what}")
        shown = what.evaluate("""(element) => {
            const style = getComputedStyle(element);
            return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
        }""")
        assert shown, f"the focus is not seen on {what}"

    def press(self, what: Locator) -> None:
        self.reach(what)
        self.page.keyboard.press("Enter")

    def write(self, where: Locator, text: str) -> None:
        self.reach(where)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)

    def add(self, where: Locator, text: str) -> None:
        self.reach(where)
        self.page.keyboard.press("ControlOrMeta+End")
        self.page.keyboard.insert_text(text)

    def choose(self, where: Locator, option: str) -> None:
        self.reach(where)
        self.page.keyboard.type(option)
