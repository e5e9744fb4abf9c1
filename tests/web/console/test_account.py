"""My account: password, second factor, sessions and keys, each changed by who proves to be there."""

from __future__ import annotations

import re
from typing import Any

import pyotp
import pytest

from greenlane.core.rights import Actor
from greenlane.core.store.console_schema import second_factors
from tests.web.console.conftest import PASSWORD, Browser, House

SECOND = "/console/account/second-factor"



def who(house: House, name: str = "ana") -> Actor:
    user = house.desk.store.people.user(name)
    assert user is not None
    return Actor(name, user.grants, "session")


def code(house: House, secret: str, ago: int = 0) -> str:
    """What the app shows now, as if no code had been used."""
    with house.desk.store._database.writing() as connection:
        connection.execute(second_factors.update().values(last_step=None))
        step = house.desk.store._database.now(connection) // 30_000_000
    return pyotp.TOTP(secret).generate_otp(step - ago)


def secret_of(page: str) -> str:
    found = re.search(r"<dt>Secret</dt><dd><code>([A-Z2-7 ]+)</code>", page)
    assert found
    return found[1].replace(" ", "")


def enrolled(house: House, browser: Browser) -> tuple[str, list[str]]:
    """A secret in use, and its recovery codes."""
    browser.done(SECOND, {"current_password": PASSWORD})
    secret = secret_of(browser.get(SECOND))
    answered = browser.post(f"{SECOND}/confirm", {"second_factor": code(house, secret)})
    assert answered.status_code == 200, answered.text
    return secret, re.findall(r"<li><code>([a-z0-9-]+)</code></li>", answered.text)


def errors(page: str) -> dict[str, str]:
    """What stands at which field."""
    return {name: said for name, said in re.findall(r'<p class="error" id="([^"]+)-error">([^<]+)</p>', page)}


def test_it_shows_who_i_am_and_my_sessions(house: House, editor: Browser) -> None:
    house.browser("ana")
    page = editor.get("/console/account")
    assert "You are <strong>ana</strong>" in page and "every economy" in page
    assert page.count("/console/account/sessions/01") == 2 and page.count(">this one<") == 1
    rows = editor.get("/console/account?format=csv").splitlines()
    assert rows[0].startswith("Began,Last used") and len(rows) == 3


def test_another_session_is_ended_and_mine_goes_on(house: House, editor: Browser) -> None:
    other = house.browser("ana")
    mine, theirs = _ids(house)
    assert "you will have to sign in again" not in editor.get(f"/console/account/sessions/{theirs}")
    editor.done(f"/console/account/sessions/{theirs}/end", {})
    other.get("/console/account", 401)
    assert "The session was ended." in editor.get("/console/account")
    assert "you will have to sign in again" in editor.get(f"/console/account/sessions/{mine}")
    assert editor.done(f"/console/account/sessions/{mine}/end", {}) == "/console/sign-in"
    editor.get("/console/account", 401)


def test_all_others_end_at_once(house: House, editor: Browser) -> None:
    others = [house.browser("ana") for _ in range(2)]
    editor.done("/console/account/sessions/end-others", {})
    assert "2 other sessions were ended." in editor.get("/console/account")
    for other in others:
        other.get("/console/account", 401)
    editor.done("/console/account/sessions/end-others", {})
    assert "There was no other session." in editor.get("/console/account")
    logged = next(house.desk.store.change_log.read(action="user.signed_out"))
    assert (logged.actor, logged.detail) == ("ana", {"sessions": 2})


def test_nobody_elses_session_or_key_is_shown_or_ended(house: House, editor: Browser, admin: Browser) -> None:
    mine = _ids(house)[0]
    made = house.desk.people.keys(who(house))[0].key_id
    for other in (admin, house.browser("dev")):
        for path in (f"sessions/{mine}", f"keys/{made}"):
            other.get(f"/console/account/{path}", 404)
        assert other.post(f"/console/account/sessions/{mine}/end", {}).status_code == 404
        assert other.post(f"/console/account/keys/{made}/revoke", {"reason": "x"}).status_code == 404
    editor.get("/console/account")


def _ids(house: House) -> list[str]:
    return [one.session_id for one in reversed(house.desk.people.sessions(who(house)))]


def test_the_password_is_changed_by_who_knows_it_and_other_sessions_end(house: House, editor: Browser) -> None:
    other = house.browser("ana")
    new = {"password": "another long password", "password_again": "another long password"}
    for sent, wrong in (
        ({"current_password": "not the password", **new}, {"f-current_password": "This is not your password."}),
        ({"current_password": PASSWORD, "password": "short", "password_again": "short"},
         {"f-password": "A password has at least 12 characters."}),
    ):  # fmt: skip
        answered = editor.post("/console/account/password", sent)
        assert answered.status_code == 422 and errors(answered.text) == wrong
        assert not [value for value in sent.values() if f'value="{value}"' in answered.text]
    answered = editor.post("/console/account/password", {"current_password": PASSWORD, **new, "password_again": "x"})
    assert answered.status_code == 422 and list(errors(answered.text)) == ["f-password_again"]
    editor.done("/console/account/password", {"current_password": PASSWORD, **new})
    assert "Your password was changed" in editor.get("/console/account")
    other.get("/console/account", 401)
    assert house.browser(None).sign_in("ana", new["password"]).status_code == 303


def test_a_second_factor_from_the_qr_code_to_the_next_sign_in(house: House, editor: Browser) -> None:
    assert "Use a second factor" in editor.get(SECOND)
    answered = editor.post(SECOND, {"current_password": "not the password"})
    assert answered.status_code == 422 and errors(answered.text) == {"begin-password": "This is not your password."}
    editor.done(SECOND, {"current_password": PASSWORD})
    page = editor.get(SECOND)
    secret = secret_of(page)
    assert "style=" not in page and "<script" not in page.partition("<main")[2]
    assert re.search(r'<path class="qr-ink" d="(M[0-9]+ [0-9]+h[0-9]+v1h-[0-9]+z)+"/>', page)
    wrong = editor.post(f"{SECOND}/confirm", {"second_factor": "000000"})
    assert wrong.status_code == 422 and list(errors(wrong.text)) == ["confirm-code"] and secret_of(wrong.text) == secret
    other = house.browser("ana")
    answered = editor.post(f"{SECOND}/confirm", {"second_factor": code(house, secret)})
    codes = re.findall(r"<li><code>([a-z0-9-]+)</code></li>", answered.text)
    assert answered.status_code == 200 and len(codes) == 10
    assert answered.headers["Cache-Control"] == "no-store"
    other.get("/console/account", 401)
    page = editor.get(SECOND)
    assert "in use" in page and "10 of ten are left" in page and secret not in page and codes[0] not in page
    fresh = house.browser(None)
    answered = fresh.sign_in("ana", next="/console/account")
    assert answered.status_code == 401 and "One step more" in answered.text and PASSWORD not in answered.text
    taken = fresh.post("/console/sign-in", {**hidden(answered.text), "second_factor": code(house, secret)})
    assert (taken.status_code, taken.headers["Location"]) == (303, "/console/account")
    fresh.get("/console/account")


def hidden(page: str) -> dict[str, Any]:
    """The hidden fields of the sign-in form, but for the token."""
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.partition("<main")[2]))
    found.pop("csrf")
    return found


def test_a_wrong_code_is_said_at_its_field_and_counts(house: House, editor: Browser) -> None:
    secret, codes = enrolled(house, editor)
    fresh = house.browser(None)
    step = fresh.sign_in("ana")
    for number in range(10):
        step = fresh.post("/console/sign-in", {**hidden(step.text), "second_factor": f"wrong{number}"})
        assert step.status_code == 401
        assert errors(step.text)["f-second_factor"].startswith("The code is wrong, or was used before.")
    for typed in (code(house, secret), codes[0]):
        locked = fresh.post("/console/sign-in", {**hidden(step.text), "second_factor": typed})
        assert locked.status_code == 429 and "It failed too often." in locked.text


def test_a_recovery_code_signs_in_once(house: House, editor: Browser) -> None:
    _, codes = enrolled(house, editor)
    fresh = house.browser(None)
    step = hidden(fresh.sign_in("ana").text)
    assert fresh.post("/console/sign-in", {**step, "second_factor": codes[0].upper()}).status_code == 303
    assert "9 of ten are left" in fresh.get(SECOND)
    again = house.browser(None)
    again.get("/console/sign-in")
    assert again.post("/console/sign-in", {**step, "second_factor": codes[0]}).status_code == 401


def test_a_proof_that_lapsed_asks_for_the_password_too(house: House, editor: Browser) -> None:
    """So does one of another host, whose key this one does not have."""
    secret, _ = enrolled(house, editor)
    fresh = house.browser(None)
    proof = hidden(fresh.sign_in("ana").text)["proof"]
    until, _, signed = proof.partition(".")
    later = str(int(until) + 600)
    for other in (f"1.{signed}", f"{later}.{signed}", "", "x", f"{until}.{'0' * 64}", "1" * 5000, "²." + signed):
        answered = fresh.post("/console/sign-in", {"name": "ana", "proof": other, "second_factor": code(house, secret)})
        assert answered.status_code == 401 and "Password, once more" in answered.text, other
    answered = fresh.post("/console/sign-in", {"name": "ben", "proof": proof, "second_factor": "000000"})
    assert answered.status_code == 401 and "Password, once more" in answered.text
    both = {"name": "ana", "password": PASSWORD, "second_factor": code(house, secret)}
    assert fresh.post("/console/sign-in", both).status_code == 303


def test_a_proof_does_not_outlive_the_password(house: House, editor: Browser) -> None:
    secret, _ = enrolled(house, editor)
    fresh = house.browser(None)
    step = hidden(fresh.sign_in("ana").text)
    house.desk.people.set_password(who(house, "eva"), "ana", "another long password")
    answered = fresh.post("/console/sign-in", {**step, "second_factor": code(house, secret)})
    assert answered.status_code == 401 and "Password, once more" in answered.text


def test_what_was_typed_before_the_session_ended_comes_through_the_second_step(house: House, editor: Browser) -> None:
    secret, _ = enrolled(house, editor)
    fresh = house.browser(None)
    answered = fresh.sign_in("ana", next="/console/design", kept="title=A+long+text")
    assert "What you had typed is kept" in answered.text
    fresh.done("/console/sign-in", {**hidden(answered.text), "second_factor": code(house, secret)})
    assert "A long text" in fresh.get("/console/design?kept=1")


def test_to_change_the_password_takes_the_code_too(house: House, editor: Browser) -> None:
    secret, _ = enrolled(house, editor)
    assert "Code of your second factor" in editor.get("/console/account/password")
    new = "another long password"
    sent = {"current_password": PASSWORD, "password": new, "password_again": new}
    for typed in ("", "000000"):
        answered = editor.post("/console/account/password", {**sent, "second_factor": typed})
        assert answered.status_code == 422 and list(errors(answered.text)) == ["f-second_factor"]
    editor.done("/console/account/password", {**sent, "second_factor": code(house, secret)})


def test_new_recovery_codes_and_removal_take_password_and_code(house: House, editor: Browser) -> None:
    secret, old = enrolled(house, editor)
    for act, form in (("recovery-codes", "renew"), ("remove", "remove")):
        for sent, field in (
            ({"current_password": PASSWORD}, f"{form}-code"),
            ({"current_password": PASSWORD, "second_factor": "000000"}, f"{form}-code"),
            ({"current_password": "not the password", "second_factor": code(house, secret)}, f"{form}-password"),
        ):
            answered = editor.post(f"{SECOND}/{act}", sent)
            assert answered.status_code == 422 and list(errors(answered.text)) == [field]
    both = {"current_password": PASSWORD, "second_factor": code(house, secret)}
    answered = editor.post(f"{SECOND}/recovery-codes", both)
    new = re.findall(r"<li><code>([a-z0-9-]+)</code></li>", answered.text)
    assert len(new) == 10 and not set(new) & set(old)
    editor.done(f"{SECOND}/remove", {"current_password": PASSWORD, "second_factor": new[0]})
    assert "Your second factor was removed." in editor.get(SECOND)
    assert house.browser(None).sign_in("ana").status_code == 303


def test_a_key_is_shown_once_acts_and_is_revoked_with_a_reason(house: House, editor: Browser) -> None:
    sent = {"name": "filing <b>desk</b>", "scopes": ["editor@*"], "days": "30"}
    answered = editor.post("/console/account/keys", sent)
    found = re.search(r'<code id="secret">(gl_[^<]+)</code>', answered.text)
    assert answered.status_code == 200 and found and answered.headers["Cache-Control"] == "no-store"
    key = {"Authorization": f"Bearer {found[1]}"}
    assert house.client.get("/api/v1/me", headers=key).get_json()["name"] == "ana"
    page = editor.get("/console/account/keys")
    assert found[1] not in page and "filing &lt;b&gt;desk&lt;/b&gt;" in page
    key_id = found[1][3:29]
    assert "in use" in editor.get(f"/console/account/keys/{key_id}")
    refused = editor.post(f"/console/account/keys/{key_id}/revoke", {"reason": " "})
    assert refused.status_code == 422 and "Say why" in refused.text
    editor.done(f"/console/account/keys/{key_id}/revoke", {"reason": "the desk is closed"})
    assert house.client.get("/api/v1/me", headers=key).status_code == 401
    assert "revoked" in editor.get(f"/console/account/keys/{key_id}")
    logged = next(house.desk.store.change_log.read(action="key.revoked"))
    assert (logged.actor, logged.via, logged.reason) == ("ana", "session", "the desk is closed")


@pytest.mark.parametrize(
    ("sent", "field"),
    [({"name": ""}, "f-name"), ({"scopes": []}, "scopes"), ({"scopes": ["admin@*"]}, "scopes"),
     ({"scopes": ["x"]}, "scopes"), ({"days": "0"}, "f-days"), ({"days": "³"}, "f-days"), ({"days": ""}, "f-days")],
)  # fmt: skip
def test_what_is_wrong_with_a_key_is_said_at_its_field_and_keeps_the_rest(
    house: House, editor: Browser, sent: dict[str, Any], field: str
) -> None:
    before = len(house.desk.people.keys(who(house)))
    form = {"name": "filing desk", "scopes": ["editor@*"], "days": "30", **sent}
    answered = editor.post("/console/account/keys", form)
    assert answered.status_code == 422 and list(errors(answered.text)) == [field]
    if form["name"]:
        assert 'value="filing desk"' in answered.text
    if form["scopes"] == ["editor@*"]:
        assert re.search(r'value="editor@\*" checked', answered.text)
    assert len(house.desk.people.keys(who(house))) == before


@pytest.mark.parametrize("path", ["password", "second-factor", "second-factor/confirm", "second-factor/remove"])
def test_over_an_open_line_no_password_is_taken(house: House, editor: Browser, path: str) -> None:
    answered = editor.post(f"/console/account/{path}", {}, environ_overrides={"REMOTE_ADDR": "203.0.113.7"})
    assert answered.status_code == 403 and "over TLS" in answered.text


def test_what_was_typed_and_not_saved_is_found_again_and_forgotten(house: House, editor: Browser) -> None:
    assert "Not saved" not in editor.get("/console/account")
    house.desk.unsaved.keep(who(house), "/console/drafts/new", "title=A+long+text")
    house.desk.unsaved.keep(who(house, "ben"), "/console/drafts/other", "title=x")
    page = editor.get("/console/account")
    assert 'href="/console/drafts/new?kept=1"' in page and "/console/drafts/other" not in page
    assert "/console/drafts/new," in editor.get("/console/account?format=csv&table=unsaved")
    editor.done("/console/account/unsaved/forget", {})
    assert "was forgotten" in editor.get("/console/account")
    assert house.desk.unsaved.all(who(house)) == [] != house.desk.unsaved.all(who(house, "ben"))
