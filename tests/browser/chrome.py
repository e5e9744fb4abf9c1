"""Debian's Chromium, and pages that tell whatever went wrong on them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Error, Page, Request, sync_playwright

from tests.browser.site import Site

INSTALL = "apt-get install chromium fonts-noto-core fonts-noto-cjk"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
PATIENCE = 10_000
"""Milliseconds that a page is waited for."""
Scheme = Literal["light", "dark"]

_REFUSED = re.compile("the server responded with a status of ([0-9]{3})|Response Status Error Code ([0-9]{3})")
_GIVEN_UP = ("htmx:sendAbort", "htmx:afterRequest")
"""What htmx says when a page is left, or something else typed, before an answer came."""
_TELL = """
addEventListener("securitypolicyviolation", (event) =>
  console.error("CSP refused", event.blockedURI, event.effectiveDirective, event.sourceFile, event.lineNumber));
"""


def where() -> str | None:
    """The program; None where it is not installed."""
    return shutil.which("chromium")


@contextmanager
def chromium(path: str) -> Iterator[Browser]:
    """A browser while the block runs."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


class Watch:
    """What went wrong on the pages of a test. Answers of the statuses that are `expected` are no fault."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.expected: set[int] = set()
        self.dialogs: list[str] = []

    def over(self, context: BrowserContext) -> None:
        """Watch every page of a context."""
        context.on("page", self._page)

    def _page(self, page: Page) -> None:
        page.on("console", lambda said: self._said(page, said))
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("requestfailed", self._failed)
        page.on("dialog", self._dialog)

    def _said(self, page: Page, said: ConsoleMessage) -> None:
        if said.type not in ("error", "warning") or said.text.startswith(_GIVEN_UP):
            return
        refused = _REFUSED.search(said.text)
        if refused and int(refused[1] or refused[2]) in self.expected:
            return
        self.faults.append(f"{page.url}: the browser's console says: {said.text} ({said.location.get('url')})")

    def _failed(self, request: Request) -> None:
        # What a page had asked for when it was left is given up.
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"{request.method} {request.url}: {request.failure}")

    def _dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        if dialog.type != "beforeunload":
            self.faults.append(f"a dialog opened: {dialog.message}")
        dialog.accept()


class Visitor:
    """Opens contexts of a browser on a site, and closes them."""

    def __init__(self, browser: Browser, site: Site, watch: Watch) -> None:
        self._browser = browser
        self.site = site
        self.watch = watch
        self._contexts: list[BrowserContext] = []

    def context(
        self, *, scripts: bool = True, width: int = 1280, scheme: Scheme = "light", language: str = "en-GB"
    ) -> BrowserContext:
        """A browser of its own: cookies, cache, preferences."""
        context = self._browser.new_context(
            base_url=self.site.url,
            java_script_enabled=scripts,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            locale=language,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        if scripts:
            context.add_init_script(_TELL)
        self.watch.over(context)
        self._contexts.append(context)
        return context

    def page_for(
        self,
        name: str | None,
        scripts: bool = True,
        width: int = 1280,
        scheme: Scheme = "light",
        language: str = "en-GB",
    ) -> Page:
        """A page in a browser of its own, signed in as somebody (None: as nobody)."""
        page = self.context(scripts=scripts, width=width, scheme=scheme, language=language).new_page()
        if name is not None:
            sign_in(page, self.site, name)
        return page

    def close(self) -> None:
        """Close all of them."""
        for context in self._contexts:
            try:
                context.close()
            except Error as error:
                self.watch.faults.append(f"the browser's context does not close: {error}")


def sign_in(page: Page, site: Site, name: str) -> None:
    """Sign in by the form."""
    page.goto("/console/sign-in")
    fill_sign_in(page, site, name)
    assert "/console/sign-in" not in page.url, page.locator("main").inner_text()


def fill_sign_in(page: Page, site: Site, name: str) -> None:
    """Fill in the form that asks who somebody is, wherever it came up, and send it."""
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=password]").fill(site.passwords[name])
    page.locator("form:has(input[name=password]) button").click()
    page.wait_for_load_state()
