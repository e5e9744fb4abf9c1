"""Fifty hostile texts in every text field of every form: nothing runs, all is shown as text, files hold no formulas."""

from __future__ import annotations

import csv
import io
import re
import time
import zipfile
from collections.abc import Iterator

import pytest
from playwright.sync_api import APIResponse, Browser, Page

from tests.browser.chrome import Visitor, Watch, sign_in
from tests.browser.forms_of import Form, asked, forms_of, sent, typed
from tests.browser.hostile import HOSTILE, RUN
from tests.browser.pages import ADMIN, PAGES, Shown, samples
from tests.browser.site import Site

QUICK = 0.06
"""Seconds of an answer up to which each text is sent by itself; else they go in so many groups."""
GROUPS = 6
RAW = [text for text in HOSTILE if re.search(r"<[a-z/!]", text) and not text.startswith("&lt;")]
EXPECTED = {400, 401, 403, 404, 405, 409, 412, 413, 414, 422, 428, 429, 431}


class Bench:
    """One browser for all tests of this file, and the kinds of forms that were seen already."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.site = site
        self.watch = Watch()
        self.watch.expected |= EXPECTED
        self._visitor = Visitor(browser, site, self.watch)
        self._pages: dict[str | None, Page] = {}
        self.seen: set[object] = set()
        self.sent = 0
        with site.store() as store:
            self.samples = samples(store)

    def page(self, who: str | None) -> Page:
        if who not in self._pages:
            self._pages[who] = self._visitor.page_for(who)
        return self._pages[who]

    def opened(self, shown: Shown) -> Page:
        page = self.page(shown.who)
        answered = page.goto(shown.address(self.samples))
        if answered is not None and answered.status == 401 and shown.who is not None and shown.status != 401:
            sign_in(page, self.site, shown.who)  # what was sent ended the session
            page.goto(shown.address(self.samples))
        return page

    def faults(self, page: Page) -> list[str]:
        """What ran, or would have run had the policy not been there."""
        found, self.watch.faults = self.watch.faults, []
        if asked(page, "() => window.__ran"):
            found.append(f"{page.url}: the text was run")
        return found

    def close(self) -> None:
        self._visitor.close()


@pytest.fixture(scope="module")
def bench(browser: Browser, site: Site) -> Iterator[Bench]:
    found = Bench(browser, site)
    yield found
    found.close()


def _by_hand(form: Form) -> Iterator[dict[str, str]]:
    """All the texts for every field, together; what goes into an address has to be shorter."""
    if form.method == "post":
        yield dict.fromkeys(form.texts, " ".join(HOSTILE))
        return
    short = [text for text in HOSTILE if len(text) < 500]
    for start in range(0, len(short), 10):
        yield dict.fromkeys(form.texts, " ".join(short[start : start + 10]))


def _unescaped(answered: APIResponse) -> list[str]:
    if "text/html" not in answered.headers.get("content-type", ""):
        return []
    body = answered.text()
    return [text[:60] for text in RAW if text in body]


@pytest.mark.parametrize("shown", PAGES, ids=lambda shown: shown.name)
def test_nothing_runs(bench: Bench, shown: Shown) -> None:
    page = bench.opened(shown)
    wrong = bench.faults(page)
    for place in range(len(forms_of(page))):
        forms = forms_of(bench.opened(shown))
        if place >= len(forms):
            break  # what was sent has changed the page
        form = forms[place]
        if not form.texts or form.kind in bench.seen:
            continue
        bench.seen.add(form.kind)
        wrong += _each_by_http(bench, page, shown, form)
        forms = forms_of(bench.opened(shown))
        for values in _by_hand(form):
            again = next((one for one in forms if one.kind == form.kind), None)
            if again is None:
                break
            typed(page, again, values)
            wrong += [f"{shown.name}, form {form.action}: {fault}" for fault in bench.faults(page)]
            forms = forms_of(bench.opened(shown))
    assert not wrong, "\n".join(wrong)


def _each_by_http(bench: Bench, page: Page, shown: Shown, form: Form) -> list[str]:
    """Send every text in every field; what was answered wrongly."""
    wrong: list[str] = []
    waiting, single = list(HOSTILE), True
    while waiting:
        text = waiting.pop(0)
        began = time.monotonic()
        answered = sent(page, form, dict.fromkeys(form.texts, text))
        slow = time.monotonic() - began > QUICK
        bench.sent += 1
        if answered.status >= 500:
            wrong.append(f"{shown.name}, form {form.action}: {answered.status} for {text[:60]!r}")
        wrong += [f"{shown.name}, form {form.action}: not escaped: {one!r}" for one in _unescaped(answered)]
        if form.method == "post":  # it may have changed what the next one speaks of
            again = [one for one in forms_of(bench.opened(shown)) if one.kind == form.kind]
            if not again:
                break
            form = again[0]
        if slow and single:
            waiting, single = [" ".join(waiting[start::GROUPS]) for start in range(GROUPS)], False
    return wrong


def test_texts_are_shown_as_they_were_typed(bench: Bench) -> None:
    """Drafts with hostile titles: each title stands in the list of drafts, letter by letter, and nothing of it runs."""
    page = bench.opened(Shown("new draft", "", "/console/drafts/new", "mei"))
    form = next(one for one in forms_of(page) if "title" in one.texts)
    titles = [text for text in HOSTILE if len(text) < 200 and "\t" not in text]
    for title in titles:
        answered = sent(page, form, {"title": title, "reason": title})
        assert answered.status == 200, f"{answered.status} for {title!r}"
    page.goto("/console/drafts")
    shown = " ".join(page.locator("main").inner_text().split())
    missing = [title for title in titles if " ".join(title.split()) not in shown]
    assert not missing
    assert not bench.faults(page)


FILES = ("/console/drafts", "/console/changes", "/console/decisions", "/console/people", "/console/keys")


@pytest.mark.parametrize("path", FILES)
def test_files_hold_no_formulas(bench: Bench, path: str) -> None:
    page = bench.page(ADMIN)
    page.goto(path)
    answered = page.request.get(f"{path}?format=csv")
    assert answered.status == 200, answered.text()
    for row in csv.reader(io.StringIO(answered.body().decode("utf-8-sig"))):
        for cell in row:
            assert not re.match(r"[=@\t\r]|[+-](?![0-9.]+$)", cell), f"a formula in CSV: {cell[:80]!r}"
    answered = page.request.get(f"{path}?format=xlsx")
    assert answered.status == 200
    with zipfile.ZipFile(io.BytesIO(answered.body())) as book:
        for name in book.namelist():
            text = book.read(name).decode("utf-8", "replace")
            assert "<f>" not in text and "<f " not in text, f"a formula in {name}"
            assert "<hyperlink" not in text, f"a link in {name}"
    assert not bench.faults(page)


def test_the_texts_would_run_where_nothing_hinders_them(browser: Browser, site: Site) -> None:
    """On a page that does escape nothing, they do run: so the other tests can fail."""
    watch = Watch()
    visitor = Visitor(browser, site, watch)
    page = visitor.page_for(None)
    bait = "<!doctype html>" + " ".join(text for text in RAW if RUN in text)
    page.route("**/bait", lambda route: route.fulfill(body=bait, content_type="text/html"))
    page.goto("/bait")
    assert page.evaluate("() => window.__ran") == 1
    assert watch.dialogs
    visitor.close()
