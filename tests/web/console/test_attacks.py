"""What a person with a browser of their own making can try on the console: nothing of it opens, leaks or breaks it."""

from __future__ import annotations

import html
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from greenlane.core.rights import Actor
from tests.core.making import rule
from tests.core.service.offices import fiji
from tests.web.console.conftest import PASSWORD, Browser, House
from tests.web.console.test_account import code, enrolled
from tests.web.console.test_every_route import OPEN, routes, sample
from tests.web.staff import BOSS

HOSTILE = """'"><svg/onload=alert(1)>{{7*7}}%(x)s"""
TLS = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
PAGE = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "


def who(house: House, name: str = "ana") -> Actor:
    user = house.desk.store.people.user(name)
    assert user is not None
    return Actor(name, user.grants, "session")


def token(browser: Browser) -> str:
    found = browser.client.get_cookie("greenlane")
    assert found is not None
    return found.value


def step_two(answered: TestResponse) -> str:
    found = re.search(r'name="proof" value="([^"]+)"', answered.text)
    assert found, answered.text
    return found[1]


# Sessions


def test_signing_in_makes_a_new_session_whatever_cookie_was_there(house: House) -> None:
    browser = house.browser(None)
    browser.client.set_cookie("greenlane", "chosen-by-another")
    browser.sign_in("ana")
    first = token(browser)
    assert first != "chosen-by-another"
    browser.sign_in("ana")
    assert token(browser) != first
    thief = house.browser(None)
    thief.client.set_cookie("greenlane", "chosen-by-another")
    thief.get("/console", 401)


def test_a_closed_account_and_a_new_password_end_sessions_before_their_next_act(house: House) -> None:
    for end in ({"disabled": True}, {"password": "quite another password"}):
        browser, copy = house.browser("gus"), house.browser(None)
        csrf = browser.csrf()
        copy.client.set_cookie("greenlane", token(browser))
        copy.get("/console")
        house.desk.people.change_user(BOSS, "gus", **end)
        for one in (browser, copy):
            one.get("/console", 401)
            posted = one.client.post("/console/drafts", data={"csrf": csrf, "title": "x", "reason": "x"})
            assert posted.status_code == 401
        house.desk.people.change_user(BOSS, "gus", disabled=False)
        house.desk.people.change_user(BOSS, "gus", password=PASSWORD)
    assert "Draft" not in str(house.desk.drafts.all(who(house, "gus")))


def test_a_session_opens_no_page_of_another_person(house: House) -> None:
    house.desk.unsaved.keep(who(house, "ben"), "/console/drafts/new", "title=bens+secret+plan")
    for text in (house.browser("ana").get("/console/drafts/new?kept=1"), house.browser("ana").get("/console/account")):
        assert "secret plan" not in text


# The second factor


def test_the_second_step_is_not_passed_by_without_a_code(house: House, editor: Browser) -> None:
    enrolled(house, editor)
    browser = house.browser(None)
    first = browser.sign_in("ana")
    assert first.status_code == 401 and browser.client.get_cookie("greenlane") is None
    proof = step_two(first)
    for typed in (
        {"proof": proof}, {"proof": proof, "second_factor": ""}, {"proof": proof, "second_factor": " "},
        {"proof": proof, "second_factor": "000000"}, {"proof": "", "second_factor": ""},
        {"proof": "9" * 12 + "." + "0" * 64, "second_factor": "000000"}, {"proof": "x"}, {"proof": "²." + proof},
        {"proof": proof, "second_factor": "\u0661" * 6}, {"proof": proof, "second_factor": "x" * 100_000},
    ):  # fmt: skip
        answered = browser.post("/console/sign-in", {"name": "ana", "password": PASSWORD, **typed})
        assert answered.status_code == 401, typed
        assert browser.client.get_cookie("greenlane") is None
        browser.get("/console", 401)


def test_a_proof_is_for_one_person_and_one_password(house: House, editor: Browser) -> None:
    secret, _ = enrolled(house, editor)
    browser = house.browser(None)
    proof = step_two(browser.sign_in("ana"))
    for name in ("ben", "nobody-at-all", "ana\x00", ""):
        answered = browser.post("/console/sign-in", {"name": name, "proof": proof, "second_factor": "000000"})
        assert answered.status_code == 401 and browser.client.get_cookie("greenlane") is None, name
    house.desk.people.change_user(BOSS, "ana", password="quite another password")
    answered = browser.post(
        "/console/sign-in", {"name": "ana", "proof": proof, "second_factor": code(house, secret)}
    )
    assert answered.status_code == 401 and browser.client.get_cookie("greenlane") is None


def test_a_code_opens_one_session(house: House, editor: Browser) -> None:
    secret, recovery = enrolled(house, editor)
    shown = code(house, secret)
    for right in (shown, recovery[0]):
        one, two = house.browser(None), house.browser(None)
        proofs = [step_two(browser.sign_in("ana")) for browser in (one, two)]
        sent = {"name": "ana", "second_factor": right}
        assert one.post("/console/sign-in", {**sent, "proof": proofs[0]}).status_code == 303
        assert two.post("/console/sign-in", {**sent, "proof": proofs[1]}).status_code == 401
        assert two.post("/console/sign-in", {**sent, "proof": proofs[0]}).status_code == 401


# Where one is sent, and cookies


@pytest.mark.parametrize(
    "next_",
    ["//evil.example", "/\\evil.example", "/\t/evil.example", "/\n//evil.example", "\\\\evil", "https:evil.example",
     "javascript:alert(1)", "/%0d%0aSet-Cookie:x=1", "/x\r\nSet-Cookie: x=1", "/.//evil.example", "/é\u2028",
     " //evil"],
)  # fmt: skip
def test_no_address_leads_away_or_into_a_header(house: House, next_: str) -> None:
    answered = house.browser(None).sign_in("ana", next=next_, kept="a=1")
    assert answered.status_code == 303
    where = answered.headers["Location"]
    assert re.match(r"/(?![/\\])[!-~]*$", where), where
    assert "Set-Cookie: x" not in str(answered.headers) and "x=1" not in answered.headers.getlist("Set-Cookie")
    page = house.browser(None).client.get("/console/sign-in", query_string={"next": next_})
    assert re.search(r'name="next" value="/(?![/\\])', page.text)


def flags(answered: TestResponse) -> dict[str, set[str]]:
    """By the name of a cookie, its flags."""
    found = {}
    for one in answered.headers.getlist("Set-Cookie"):
        name, _, rest = one.partition("=")
        found[name] = {part.strip().partition("=")[0] if "Max-Age" in part or "Expires" in part else part.strip()
                       for part in rest.split(";")[1:]}  # fmt: skip
    return found


@pytest.mark.parametrize("tls", [True, False])
def test_cookies_are_for_this_site_and_over_tls_for_tls_alone(house: House, tls: bool) -> None:
    client = house.app.test_client()
    base = "https://localhost" if tls else "http://localhost"
    page = client.get("/console/sign-in?lang=ko&scheme=dark", base_url=base)
    csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert csrf
    form = {"csrf": csrf[1], "name": "ana", "password": PASSWORD}
    made = client.post("/console/sign-in", data=form, base_url=base, headers=TLS if tls else {})
    out = client.post("/console/sign-out", data={"csrf": csrf[1]}, base_url=base)
    assert made.status_code == 303
    start = "__Host-" if tls else ""
    cookies = {**flags(page), **flags(made)}
    assert {f"{start}greenlane", f"{start}greenlane-form"} <= set(cookies)
    for name, said in {**cookies, **flags(out)}.items():
        assert "HttpOnly" in said and "Path=/" in said and not any(one.startswith("Domain") for one in said), name
        assert ("SameSite=Lax" if name in ("greenlane-language", "greenlane-scheme") else "SameSite=Strict") in said
        assert ("Secure" in said) == tls, name


def test_a_password_that_a_proxy_passed_on_in_clear_is_not_taken(house: House) -> None:
    browser = house.browser(None)
    browser.client.get("/console/sign-in")
    form = {"csrf": re.search(r'name="csrf" value="([^"]+)"', browser.client.get("/console/sign-in").text)[1],  # type: ignore[index]
            "name": "ana", "password": PASSWORD}  # fmt: skip
    for headers in ({"X-Forwarded-Proto": "http"}, {"X-Forwarded-For": "192.0.2.1"}, {"Via": "1.1 x"}):
        answered = browser.client.post("/console/sign-in", data=form, headers=headers)
        assert answered.status_code == 400 and browser.client.get_cookie("greenlane") is None
    far = browser.client.post("/console/sign-in", data=form, environ_base={"REMOTE_ADDR": "192.0.2.9"})
    assert far.status_code == 400


# Forms


def test_nobody_is_signed_in_by_a_form_of_another_site(house: House) -> None:
    form = {"name": "ana", "password": PASSWORD}
    for sent in (form, {**form, "csrf": ""}, {**form, "csrf": "guessed"}):
        assert house.app.test_client().post("/console/sign-in", data=sent).status_code == 403
    seen = house.app.test_client()
    seen.get("/console/sign-in")
    for headers in ({}, {"Origin": "null"}, {"Origin": "http://[x"}, {"Sec-Fetch-Site": "same-site"},
                    {"Origin": "http://localhost:81"}, {"Origin": "http://localhost.evil.example"}):  # fmt: skip
        answered = seen.post("/console/sign-in", data={**form, "csrf": "guessed"}, headers=headers)
        assert answered.status_code in (401, 403) and seen.get_cookie("greenlane") is None
        assert PASSWORD not in answered.text


def test_the_token_of_one_session_is_none_for_another(house: House, editor: Browser, approver: Browser) -> None:
    answered = editor.client.post("/console/drafts", data={"csrf": approver.csrf(), "title": "x", "reason": "x"})
    assert answered.headers["Location"].endswith("kept=1")
    twice = editor.client.post(
        "/console/drafts", data={"csrf": [approver.csrf(), editor.csrf()], "title": "x", "reason": "x"}
    )
    assert twice.headers["Location"].endswith("kept=1")
    assert not house.desk.drafts.all(who(house))


@pytest.mark.parametrize("path", ["/console/sign-in", "/console/drafts", "/console/try", "/answers"])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_form_that_is_too_large_is_a_page_that_says_so(house: House, editor: Browser, path: str, kind: str) -> None:
    sent = b"csrf=x&a=" + b"a" * (8 << 20)
    if "multipart" in kind:
        sent = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"a" * (8 << 20) + b"\r\n--x--\r\n"
    answered = editor.client.post(path, data=sent, content_type=kind, headers={"Accept": "text/html"})
    assert answered.status_code == 413 and answered.mimetype == "text/html"
    assert answered.headers["Content-Security-Policy"].startswith(PAGE)


ODD: tuple[bytes, ...] = (
    b"a=%00", b"\xff\xfe\x00=%ff", b"%ED%A0%80=%ED%A0%80", b"&&&;=;", b"a" * 1_000_000, b"x=" + b"[" * 100_000,
    b"csrf=%c3&csrf=%00", b"kept=%ff&next=%00", b"name=%00&password=%00&proof=%00&second_factor=%00",
)  # fmt: skip
HEADERS: tuple[dict[str, str], ...] = (
    {"Origin": "http://[x"}, {"HX-Request": "true", "HX-Current-URL": "http://[x"}, {"Referer": "http://localhost/\xff"},
    {"HX-Request": "true", "HX-Current-URL": "%ff", "HX-Current-URL-URI-AutoEncoded": "true", "HX-Target": "\xe9"},
    {"Cookie": "greenlane=\xff\xfe; greenlane-form=\xe9; greenlane-said=%ff%00"}, {"X-Greenlane-CSRF": "\xff"},
    {"Accept-Language": "\x80;q=zz,,,"}, {"Content-Type": "multipart/form-data"}, {"Accept": "/*;q=z"},
    {"Content-Type": "application/x-www-form-urlencoded; charset=zzz"}, {"Authorization": "Bearer \xff"},
)  # fmt: skip


@pytest.mark.parametrize("name", ["ana", None])
def test_no_request_however_odd_is_a_mistake_of_ours(house: House, name: str | None) -> None:
    client = house.browser(name).client
    for path in ("/console/sign-in", "/console/drafts", "/console/try", "/console/set-up/%ff%00", "/answers",
                 "/console/people/%00", "/console/rules/%ed%a0%80", "/console/%ff"):  # fmt: skip
        for sent in ODD:
            kind = "application/x-www-form-urlencoded"
            assert client.post(path, data=sent, content_type=kind).status_code < 500, (path, sent[:40])
        for headers in HEADERS:
            for method in ("GET", "POST", "PUT"):
                answered = client.open(path, method=method, headers=headers, data=None if method == "GET" else ODD[0])
                assert answered.status_code < 500, (path, method, headers)


def test_what_is_typed_is_never_a_mistake_of_ours(house: House, editor: Browser) -> None:
    draft = house.titled()
    at, long = f"/console/drafts/{draft['id']}", "9" * 5000
    for path, form in (
        ("/console/try", {"declaration": "[" * 5000}), ("/console/try", {"declaration": '{"a":' * 5000}),
        ("/console/try", {"declaration": '"\\ud800"'}), ("/console/try", {"declaration": f'{{"date":{long}}}'}),
        ("/console/try", {"declaration": "\x00"}), ("/console/try", {"by": f"set:{long}", "declaration": "{}"}),
        (f"{at}/impact", {"since": "2026-01-01", "until": "9999-12-31"}),
        (f"{at}/impact", {"since": "0001-01-01", "until": "9999-12-30"}),
        *((f"{at}/import", {"text": "economy: FJ\n", "reason": "x", "version": one}) for one in (long, "²", "1-x", "")),
        (f"{at}/import", {"text": f"economy: FJ\nrules:\n- id: FJ-X\n  ? {long}\n  : 1\n  ²: 1\n", "reason": "x",
                          "version": draft["version"]}),
        (f"{at}/undo", {"reason": "x", "version": long}), (f"{at}/approve", {"comment": "x", "digest": "\x00"}),
    ):  # fmt: skip
        answered = editor.post(path, form)
        assert answered.status_code < 500, (path, {key: one[:40] for key, one in form.items()}, answered.text[-500:])
    for title, reason in (("a\x00b", "x"), ("x", "a\x00b"), ("x" * 300, "x"), ("x", "x" * 10_000)):
        refused = editor.post("/console/rules/FJ-BAN/edit", {"title": title, "reason": reason})
        assert refused.status_code == 422 and refused.mimetype == "text/html"
    assert len(house.desk.drafts.all(who(house))) == 1
    for query in (f"edit=1{long}", "edit=²", f"page={long}", "edit=0000000019"):
        assert editor.client.get(f"{at}/changes?{query}").status_code < 500, query[:40]


# What stands in pages, files and headers


def test_a_translated_text_escapes_what_is_put_into_it(house: House) -> None:
    with house.app.test_request_context("/?lang=ko"):
        for template in (
            '{{ _("In force from %(day)s", day=x) }}', '{{ ngettext("%(x)s %(num)d", "%(x)s and %(num)d", 3, x=x) }}',
            '<a title="{{ _("Code in %(economy)s", economy=x) }}">', '{% trans x=x %}Of {{ x }}{% endtrans %}',
        ):  # fmt: skip
            made = render_template_string(template, x=HOSTILE)
            assert "<svg" not in made and "&lt;svg/onload" in made and '"><' not in made, made


def test_templates_translate_no_data_and_trust_none() -> None:
    """`_(data)` would be taken for a text of ours and not be escaped; `|safe` and Markup are for nothing here."""
    from importlib.resources import files
    from pathlib import Path

    web = Path(str(files("greenlane.web")))
    for template in sorted(web.glob("templates/**/*.html")):
        text = template.read_text()
        name = template.relative_to(web)
        assert not re.search(r"""(?<![\w.])_\(\s*(?!["'])""", text), f"{name}: _() of what is no literal"
        assert not re.search(r"\|\s*safe\b|autoescape|Markup", text), f"{name}: something is not escaped"
        for call in re.findall(r"(?<![\w.])n?gettext\([^,)]*,?", text):
            assert re.match(r"""n?gettext\(\s*["']""", call), f"{name}: {call}"
        assert not re.search(r"<(?:script|style)(?![^>]*\bsrc=)|\son\w+=|\sstyle=|hx-on|javascript:", text), name
        for attribute, value in re.findall(r"\s([\w-]+)=(?!\")([^\s>]*\{\{)", text):
            known = attribute in ("hx-vals", "hx-headers", "content")
            assert known and value.startswith("'"), f"{name}: {attribute}={value}"
    for module in web.rglob("*.py"):
        assert not re.search(r"\bMarkup\b|render_template_string", module.read_text()), module


@pytest.fixture
def hostile(house: House) -> House:
    """Everything that has a text of its own has a hostile one."""
    basis = {"name": HOSTILE, "provision": HOSTILE, "source": f"javascript:alert(1) data:text/html,x {HOSTILE}"}
    house.install(fiji(rule("FJ-X", codes=["39"], title=HOSTILE, message=HOSTILE, remedy=HOSTILE, legal_basis=[basis]),
                       version="2"))  # fmt: skip
    house.desk.book.publish_packs(reason=HOSTILE, by="test")
    house.done("ana", "POST", "/drafts", {"title": HOSTILE, "reason": HOSTILE}, status=201)
    goods = {"commodity_code": "39151010", "description": HOSTILE}
    sent = {"date": "2025-02-24", "reference": HOSTILE, "route": {"import": "FJ"}, "items": [goods]}
    house.done("fay", "POST", "/check", sent)
    house.desk.people.add_key(BOSS, HOSTILE, [one for one in who(house, "fay").grants], owner="fay", reason=HOSTILE)
    house.desk.insight.catch_up()
    house.desk.insight.rank()
    return house


def test_no_text_of_data_is_markup_a_script_or_a_header(hostile: House) -> None:
    desk = hostile.desk
    decision = next(iter(desk.store.decisions())).decision_id
    draft = desk.drafts.all(who(hostile))[0].id
    key = desk.people.keys(BOSS)[0].key_id
    change = next(iter(desk.store.change_log.read(limit=1))).number
    pages = {
        "eva": ["/console", "/console/decisions", f"/console/decisions/{decision}",
                f"/console/decisions/{decision}/again", "/console/drafts", f"/console/drafts/{draft}",
                f"/console/drafts/{draft}/discussion", "/console/changes", f"/console/changes/{change}",
                "/console/keys", f"/console/keys/{key}", "/console/rules",
                "/console/rules/FJ-X", "/console/rules/FJ-X/history", "/console/rule-sets", "/console/rule-sets/2",
                "/console/economies/FJ", "/console/try?code=39151010&import=FJ&date=2025-02-24",
                "/console/jobs", "/console/people"],
        "fay": ["/console/account/keys", "/?q=39151010&to=FJ&date=2025-02-24&go=1", "/goods?q=39"],
    }  # fmt: skip
    seen = 0
    for name, paths in pages.items():
        browser = hostile.browser(name)
        for path in paths:
            sign = "&" if "?" in path else "?"
            bait = "%27%22%3E%3Csvg/onload=alert(1)%3E"
            for query in ("", f"{sign}q={bait}&reference={bait}"):
                text = browser.client.get(path + query).text
                assert "<svg/onload" not in text and "49%(x)s" not in text, path
                seen += "&lt;svg/onload" in text
                for attribute, value in re.findall(r'\s(href|src|action|hx-get|hx-post)="([^"]*)"', text):
                    assert re.match(r"/(?!/)|#|https?://|\?", html.unescape(value)), f"{path}: {attribute}={value}"
                for value in re.findall(r"hx-(?:vals|headers)='([^']*)'", text):
                    json.loads(html.unescape(value))
    assert seen > 20


def test_every_answer_carries_the_policy_and_is_kept_by_nobody(house: House, editor: Browser) -> None:
    stranger = house.browser(None).client
    answers = [client.open(sample(route), method=method) for client in (editor.client, stranger)
               for method in ("GET", "POST", "DELETE") for route in routes(house.app, "GET")]  # fmt: skip
    answers += [editor.client.get("/console/nowhere"), editor.client.get("/", headers={"Accept": "text/html"}),
                editor.client.get("/nowhere", headers={"Accept": "text/html"}), editor.client.get("/console/"),
                editor.client.get("/console/rules?format=csv"), editor.client.get("/console/rules?format=xlsx"),
                editor.client.get("/console/rules", headers={"HX-Request": "true", "HX-Target": "rules-list"}),
                ]  # fmt: skip
    assert {200, 303, 401, 403, 404, 405} <= {one.status_code for one in answers}
    for one in answers:
        assert one.status_code < 500
        policy = one.headers.getlist("Content-Security-Policy")
        is_page = one.headers.get("Content-Type", "").startswith("text/html")
        assert len(policy) == 1 and (policy[0].startswith(PAGE) if is_page else "default-src 'none'" in policy[0])
        assert "unsafe" not in policy[0] and "frame-ancestors 'none'" in policy[0]
        assert one.headers["Cache-Control"] == "no-store" and one.headers["X-Content-Type-Options"] == "nosniff"
        assert one.headers["Referrer-Policy"] in ("same-origin", "no-referrer")


class Broken:
    """A member of the desk that fails, saying what it should not."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError("SECRET-REFERENCE of a declaration")


@pytest.fixture
def failing(house: House, editor: Browser) -> Iterator[FlaskClient]:
    """Somebody signed in, where the store's decisions and whatever finds them fail."""
    insight = house.desk.insight
    object.__setattr__(house.desk, "insight", Broken())
    yield editor.client
    object.__setattr__(house.desk, "insight", insight)


def test_a_mistake_of_ours_tells_nothing_and_keeps_the_policy(
    failing: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.CRITICAL):
        for headers in ({}, {"HX-Request": "true", "HX-Target": "decisions-list"}):
            answered = failing.get("/console/decisions?reference=SECRET-REFERENCE", headers=headers)
            assert answered.status_code == 500 and answered.mimetype == "text/html"
            assert "SECRET" not in answered.text.replace("reference=SECRET-REFERENCE", "")
            assert "Traceback" not in answered.text and "RuntimeError" not in answered.text
            assert answered.headers["Content-Security-Policy"].startswith(PAGE)


def test_where_the_page_of_an_error_fails_too_the_answer_is_still_ours(
    house: House, editor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: str) -> None:
        raise RuntimeError("SECRET-REFERENCE")

    monkeypatch.setattr(house.desk.people, "session_of", fails)
    answered = editor.client.get("/console/decisions")
    assert answered.status_code == 500 and answered.mimetype == "application/problem+json"
    assert "SECRET" not in answered.text and "default-src 'none'" in answered.headers["Content-Security-Policy"]


def test_open_routes_are_these_alone(house: House) -> None:
    app: Flask = house.app
    assert {"/console/sign-in", "/console/set-up/<token>"} == OPEN
    stranger = app.test_client()
    for route in routes(app, "POST"):
        assert stranger.post(sample(route)).status_code in (401, 403), route
