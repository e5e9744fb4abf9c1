"""No work is lost: not with the session, not to another editor, not with a closed tab."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chrome import Visitor, Watch, fill_sign_in
from tests.browser.pages import samples
from tests.browser.site import Site

TYPED = "4707\n480255\n480256"
REASON = "typed before the session ended"
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


@pytest.fixture
def draft(site: Site) -> str:
    """An open draft of Malaysia's rules: its address."""
    with site.store() as store:
        return f"/console/drafts/{samples(store)['open']}"


@pytest.fixture(autouse=True)
def _refusals_are_expected(watch: Watch) -> None:
    watch.expected |= {401, 409, 412, 422}


def _begun(page: Page, rule: str = "KR-EXAMPLE-MOISTURE") -> str:
    """Begin a draft by a rule's page; the address of the form in which the rule is edited."""
    page.goto(f"/console/rules/{rule}")
    page.locator("main").get_by_label("What the draft is about").fill("Example: to be lost")
    page.locator("main").get_by_label("Why").fill("a test")
    page.get_by_role("button", name="Begin a draft").click()
    expect(page).to_have_url(re.compile(f"/rules/{rule}$"))
    return page.url


def _type(page: Page, codes: str = TYPED, reason: str = REASON) -> None:
    page.locator("#f-codes").fill(codes)
    page.locator("#entry-reason").fill(reason)


def _is_all_there(page: Page, codes: str = TYPED, reason: str = REASON) -> None:
    expect(page.locator("#f-codes")).to_have_value(codes)
    expect(page.locator("#entry-reason")).to_have_value(reason)


def _signs_in_again(page: Page, site: Site, name: str) -> None:
    expect(page.locator("input[name=password]")).to_be_visible()
    fill_sign_in(page, site, name)


@SCRIPTS
def test_a_session_that_ends_while_typing_takes_nothing_with_it(visitor: Visitor, site: Site, scripts: bool) -> None:
    page = visitor.page_for("mei", scripts=scripts)
    address = _begun(page)
    site.end_sessions("mei")
    _type(page)
    if not scripts:  # else what is typed is sent by itself, and refused
        page.locator("#entry-save").click()
    _signs_in_again(page, site, "mei")
    expect(page).to_have_url(re.compile(re.escape(address.partition("?")[0])))
    _is_all_there(page)
    page.locator("#entry-save").click()
    expect(page.locator("main")).to_contain_text("Saved into the draft.")
    expect(page.locator("#f-codes")).to_have_value(re.compile("480256"))


@SCRIPTS
def test_saving_without_a_session_brings_back_what_was_typed(visitor: Visitor, site: Site, scripts: bool) -> None:
    page = visitor.page_for("mei", scripts=scripts)
    _begun(page)
    _type(page)
    if scripts:
        expect(page.locator("main")).to_contain_text("What you typed is kept since")
    site.end_sessions("mei")
    page.locator("#entry-save").click()
    _signs_in_again(page, site, "mei")
    _is_all_there(page)


@SCRIPTS
def test_signing_out_in_another_tab_loses_nothing(visitor: Visitor, site: Site, scripts: bool) -> None:
    page = visitor.page_for("mei", scripts=scripts)
    _begun(page)
    _type(page)
    if scripts:  # else what is typed is sent by itself later, and refused before the button is pressed
        expect(page.locator("main")).to_contain_text("What you typed is kept since")
    other = page.context.new_page()
    other.goto("/console")
    other.get_by_role("button", name="Sign out").click()
    expect(other.locator("input[name=password]")).to_be_visible()
    page.locator("#entry-save").click()
    _signs_in_again(page, site, "mei")
    _is_all_there(page)


@SCRIPTS
def test_signing_in_anew_in_another_tab_loses_nothing(visitor: Visitor, site: Site, scripts: bool) -> None:
    page = visitor.page_for("mei", scripts=scripts)
    _begun(page)
    _type(page)
    if scripts:
        expect(page.locator("main")).to_contain_text("What you typed is kept since")
    site.end_sessions("mei")
    other = page.context.new_page()
    other.goto("/console")
    _signs_in_again(other, site, "mei")
    page.locator("#entry-save").click()
    expect(page.locator("main")).to_contain_text("You signed in anew")
    _is_all_there(page)


@SCRIPTS
def test_a_comment_is_kept_too(visitor: Visitor, site: Site, draft: str, scripts: bool) -> None:
    page = visitor.page_for("mei", scripts=scripts)
    page.goto(f"{draft}/discussion")
    said = f"A long thought about tyres ({scripts})."
    page.locator("textarea[name=text]").fill(said)
    site.end_sessions("mei")
    page.get_by_role("button", name="Say it").click()
    _signs_in_again(page, site, "mei")
    expect(page).to_have_url(re.compile("/discussion"))
    shown = page.locator("main").inner_text() + page.locator("textarea[name=text]").input_value()
    assert said in shown


def test_a_link_to_a_page_waits_for_the_sign_in(visitor: Visitor, site: Site, draft: str) -> None:
    page = visitor.page_for(None)
    page.goto(f"{draft}/lint")
    _signs_in_again(page, site, "mei")
    expect(page).to_have_url(re.compile(f"{draft}/lint$"))


def test_searching_without_a_session_leads_back_to_the_search(visitor: Visitor, site: Site) -> None:
    page = visitor.page_for("mei")
    page.goto("/console/rules")
    site.end_sessions("mei")
    page.get_by_role("searchbox").press_sequentially("moist", delay=20)
    _signs_in_again(page, site, "mei")
    expect(page).to_have_url(re.compile("/console/rules"))


@SCRIPTS
def test_of_two_editors_the_second_is_told_and_loses_nothing(
    visitor: Visitor, draft: str, watch: Watch, scripts: bool
) -> None:
    rule = f"{draft}/rules/MY-EXAMPLE-TYRES"
    mei = visitor.page_for("mei", scripts=scripts)
    siti = visitor.page_for("siti", scripts=scripts)
    mei.goto(rule)
    siti.goto(rule)
    remedy = f"Ask the terminal first ({scripts})."
    siti.locator("#f-remedy-en").fill(remedy)
    siti.locator("#entry-reason").fill("by siti")
    siti.locator("#entry-save").click()
    expect(siti.locator("main")).to_contain_text("Saved into the draft.")
    message = f"An example of greenlane demo, longer than it was ({scripts})."
    mei.locator("#f-message-en").fill(message)
    mei.locator("#entry-reason").fill("by mei")
    mei.locator("#entry-save").click()
    told = mei.locator("#entry")
    expect(told).to_contain_text("siti changed this meanwhile")
    expect(told).to_contain_text(remedy)
    expect(mei.locator("#f-message-en")).to_have_value(message)
    expect(mei.locator("#entry-reason")).to_have_value("by mei")
    mei.locator("#entry-save").click()
    expect(mei.locator("main")).to_contain_text("Saved into the draft.")
    # Both texts stand: nobody wrote over the other.
    mei.goto(rule)
    expect(mei.locator("#f-message-en")).to_have_value(message)
    expect(mei.locator("#f-remedy-en")).to_have_value(remedy)


def test_a_closed_tab_takes_nothing_with_it(visitor: Visitor) -> None:
    page = visitor.page_for("minh")
    page.goto("/console/drafts")
    page.get_by_role("link", name="Example: a notice on cullet").first.click()
    address = f"{page.url}/rules/VN-EXAMPLE-GLASS"
    page.goto(address)
    page.locator("#f-message-en").fill("Only clear and green cullet is meant.")
    expect(page.locator("main")).to_contain_text("What you typed is kept since")
    page.close()
    again = visitor.page_for("minh")  # another browser, another day
    again.goto(address)
    expect(again.locator("#f-message-en")).not_to_have_value("Only clear and green cullet is meant.")
    again.get_by_role("link", name="Restore it").click()
    expect(again.locator("#f-message-en")).to_have_value("Only clear and green cullet is meant.")
    again.get_by_role("button", name="Discard it").click()
    again.goto(address)
    expect(again.get_by_role("link", name="Restore it")).to_have_count(0)


def test_what_one_person_typed_is_not_shown_to_another(visitor: Visitor) -> None:
    page = visitor.page_for("siti")
    address = _begun(page, "MY-PLASTIC-COA")
    _type(page, codes="3915", reason="only mine")
    expect(page.locator("main")).to_contain_text("What you typed is kept since")
    other = visitor.page_for("mei")
    other.goto(f"{address}?kept=1")
    expect(other.locator("#f-codes")).to_have_value("3915")
    assert "only mine" not in other.content()
    assert "Restore it" not in other.content()
