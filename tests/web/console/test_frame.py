"""What every page of the console stands on."""

from __future__ import annotations

import re

import pytest

from tests.web.console.conftest import Browser, House


def test_a_page_without_a_session_is_401_and_leads_back_after_signing_in(house: House) -> None:
    browser = house.browser(None)
    answered = browser.client.get("/console/design?a=1")
    assert answered.status_code == 401
    assert 'name="next" value="/console/design?a=1"' in answered.text
    made = browser.sign_in("ana", next="/console/design?a=1")
    assert (made.status_code, made.headers["Location"]) == (303, "/console/design?a=1")
    assert "Design system" in browser.get("/console/design?a=1")


@pytest.mark.parametrize("elsewhere", ["//evil.example/x", "https://evil.example", "/\\evil.example", "", "console"])
def test_nobody_is_sent_elsewhere_after_signing_in(house: House, elsewhere: str) -> None:
    assert house.browser(None).sign_in("ana", next=elsewhere).headers["Location"] == "/console"


def test_a_wrong_password_says_so_at_the_field_and_keeps_the_name(house: House) -> None:
    answered = house.browser(None).sign_in("ana", "wrong wrong wrong")
    assert answered.status_code == 401
    assert "The name or the password is wrong." in answered.text
    assert 'value="ana"' in answered.text and "wrong wrong wrong" not in answered.text


def test_sign_in_speaks_the_language_of_the_person(house: House) -> None:
    browser = house.browser(None)
    answered = browser.client.get("/console/sign-in?lang=ko")
    assert '<html lang="ko"' in answered.text and answered.headers["Content-Language"] == "ko"
    assert '<html lang="ko"' in browser.client.get("/console/sign-in").text


def test_a_form_without_its_token_changes_nothing(house: House, editor: Browser) -> None:
    answered = editor.client.post("/console/sign-out", data={})
    assert answered.status_code == 303  # kept, and the page comes back: the person is still there
    assert "Design system" in editor.get("/console/design")


def test_a_form_from_another_site_is_refused_whatever_it_holds(editor: Browser) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        answered = editor.post("/console/sign-out", {}, headers=headers)
        assert answered.status_code == 403
    assert "Design system" in editor.get("/console/design")


def test_signing_out_ends_the_session_for_copies_of_the_cookie_too(house: House, editor: Browser) -> None:
    copy = editor.client.get_cookie("greenlane")
    assert copy is not None
    editor.done("/console/sign-out", {})
    thief = house.browser(None)
    thief.client.set_cookie("greenlane", copy.value)
    thief.get("/console/design", 401)


def test_what_was_posted_after_the_session_ended_comes_back(house: House, editor: Browser) -> None:
    csrf = editor.csrf()
    for one in house.desk.people.sessions(_actor(house, "ana")):
        house.desk.people.end_session(_actor(house, "ana"), one.session_id)
    answered = editor.client.post(
        "/console/sign-out",
        data={"csrf": csrf, "comment": "a long & careful text", "password": "secret"},
        headers={"Referer": "http://localhost/console/design"},
    )
    assert answered.status_code == 401
    kept = re.search(r'name="kept" value="([^"]*)"', answered.text)
    assert kept and "secret" not in answered.text
    import html

    made = editor.sign_in("ana", next="/console/design", kept=html.unescape(kept.group(1)))
    assert made.headers["Location"] == "/console/design?kept=1"
    assert "a long &amp; careful text" in editor.get("/console/design?kept=1")


def test_htmx_is_told_to_sign_in_and_comes_back_to_its_page(house: House) -> None:
    browser = house.browser(None)
    answered = browser.client.get(
        "/console/design", headers={"HX-Request": "true", "HX-Current-URL": "http://localhost/console/help?x=1"}
    )
    assert answered.status_code == 401
    assert answered.headers["HX-Redirect"] == "/console/sign-in?next=%2Fconsole%2Fhelp%3Fx%3D1"


def test_a_link_from_elsewhere_finds_the_session_that_there_is(house: House) -> None:
    # The cookie is SameSite=Strict: the first request of a link in a mail comes without it.
    answered = house.browser(None).client.get(
        "/console/design?x=1", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    )
    assert answered.headers["Refresh"] == "0; url=/console/design?x=1"


def test_a_notice_is_shown_once(house: House, editor: Browser) -> None:
    editor.done("/console/sign-out", {})
    assert "You are signed out." in editor.client.get("/console/sign-in").text
    assert "You are signed out." not in editor.client.get("/console/sign-in").text


def test_a_page_that_there_is_not_is_a_page_that_says_so(editor: Browser) -> None:
    text = editor.get("/console/nowhere", 404)
    assert "<h1>" in text and "application/problem" not in text and "Rules" in text


def test_tables_go_along_as_files_in_which_nothing_is_a_formula(editor: Browser) -> None:
    csv = editor.client.get("/console/design?format=csv")
    assert csv.headers["Content-Disposition"] == 'attachment; filename="components.csv"'
    assert csv.text.splitlines()[0] == "Code,Verdict,Day,Count"
    assert editor.client.get("/console/design?format=xlsx").data[:2] == b"PK"
    editor.get("/console/design?format=pdf", 400)
    editor.get("/console/design?format=csv&table=other", 404)


def _actor(house: House, name: str):  # type: ignore[no-untyped-def]
    from greenlane.core.rights import Actor

    user = house.desk.store.people.user(name)
    assert user is not None
    return Actor(user.name, user.grants, "session")
