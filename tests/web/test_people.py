"""Sign-in, accounts, keys and the change log over HTTP."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyotp
import pytest
from jsonschema import Draft202012Validator

from greenlane.core.rights import RIGHTS, ROLES
from greenlane.web.openapi import people
from greenlane.web.openapi.document import OPERATIONS
from greenlane.web.wiring import Desk
from tests.core.service.crowd import SECRET, cheap_passwords, held
from tests.web.conftest import assert_problem
from tests.web.crowd import Office

ROUTES = {
    ("GET", "/users", None): "manage people",
    ("POST", "/users", '{"name":"new"}'): "manage people",
    ("GET", "/users/minh", None): "manage people",
    ("PATCH", "/users/minh", '{"grant":[{"role":"viewer","economy":"TH"}]}'): "manage people",
    ("DELETE", "/users/minh", None): "manage people",
    ("POST", "/keys", '{"name":"k","owner":"minh","scopes":[{"role":"broker","economy":"VN"}]}'): "manage keys",
    ("GET", "/changes?economy=TH", None): "read changes",
}
OPEN_TO_ALL = [("GET", "/me"), ("GET", "/sessions"), ("GET", "/keys")]


@pytest.fixture
def office(desk: Desk, tmp_path: Path) -> Iterator[Office]:
    with cheap_passwords():
        made = Office(desk, tmp_path)
        made.add("minh", "broker@VN")
        yield made
        made.store.close()


def ask(office: Office, method: str, path: str, body: str | None, headers: dict[str, str] | None = None) -> Any:
    media = None if body is None else "application/json"
    return office.client.open(f"/api/v1{path}", method=method, data=body, content_type=media, headers=headers)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: " ".join(route[:2]))
def test_a_route_is_for_the_roles_of_the_table(office: Office, route: tuple[str, str, str | None], role: str) -> None:
    action = ROUTES[route]
    answered = ask(office, *route, headers=office.keyed("ana", role))
    if role in RIGHTS[action]:
        assert 200 <= answered.status_code < 300, answered.text
    else:
        assert_problem(answered, 403, "forbidden")
        entry = office.log()[0]
        assert (entry.actor, entry.via, entry.action) == ("ana", "key", "denied")


@pytest.mark.parametrize(
    "route", [*ROUTES, *((*one, None) for one in OPEN_TO_ALL)], ids=lambda route: " ".join(route[:2])
)
def test_nobody_is_nobody_on_loopback_too(office: Office, route: tuple[str, str, str | None]) -> None:
    refused = ask(office, *route)
    assert refused.headers["WWW-Authenticate"] == 'Bearer realm="greenlane"'
    assert_problem(refused, 401, "unauthorized")
    assert_problem(ask(office, *route, headers={"Authorization": "Bearer gl_x"}), 401, "unauthorized")


@pytest.mark.parametrize("role", ROLES)
def test_everybody_sees_themselves(office: Office, role: str) -> None:
    key = office.keyed("ana", role)
    for method, path in OPEN_TO_ALL:
        assert ask(office, method, path, None, key).status_code == 200
    me = ask(office, "GET", "/me", None, key).get_json()
    assert me["roles"] == [{"role": role, "economy": "*"}] and me["via"] == "key"
    assert set(me["actions"]) == {action for action in RIGHTS if role in RIGHTS[action]}
    assert ask(office, "GET", "/users/ana", None, key).get_json()["name"] == "ana"


def test_signing_in_and_out(office: Office) -> None:
    client = office.client
    answered = client.post("/api/v1/sessions", json={"name": "minh", "password": SECRET})
    cookie = answered.headers["Set-Cookie"]
    assert cookie.startswith("greenlane=") and "Domain" not in cookie and "Secure" not in cookie
    for part in ("HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=604800"):
        assert part in cookie.split("; ")
    made = answered.get_json()
    assert answered.headers["Location"] == "/api/v1/me" and SECRET not in answered.text
    me = client.get("/api/v1/me").get_json()
    assert (me["name"], me["via"], me["csrf"]) == ("minh", "session", made["csrf"])
    assert [one["session_id"] for one in client.get("/api/v1/sessions").get_json()["sessions"]] == [made["session_id"]]
    assert_problem(client.delete("/api/v1/sessions"), 403, "bad-csrf")
    gone = client.delete("/api/v1/sessions", headers={"X-Greenlane-CSRF": made["csrf"]})
    assert gone.status_code == 204 and "greenlane=;" in gone.headers["Set-Cookie"]
    assert_problem(client.get("/api/v1/me"), 401, "unauthorized")
    token = cookie.partition("=")[2].partition(";")[0]
    assert_problem(client.get("/api/v1/me", headers={"Cookie": f"greenlane={token}"}), 401, "unauthorized")


def test_over_tls_the_cookie_is_bound_to_the_host(office: Office) -> None:
    client = office.app.test_client()
    root = "https://customs.example/"
    sent = {"name": "minh", "password": SECRET}
    cookie = client.post("/api/v1/sessions", json=sent, base_url=root).headers["Set-Cookie"]
    assert cookie.startswith("__Host-greenlane=")
    assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; ")) and "Domain" not in cookie
    assert client.get("/api/v1/me", base_url=root).status_code == 200
    token = cookie.partition("=")[2].partition(";")[0]
    # A cookie that any page without TLS could have set is not looked at.
    for other in (f"greenlane={token}", f"__Host-greenlane2={token}"):
        fresh = office.app.test_client()
        assert_problem(fresh.get("/api/v1/me", base_url=root, headers={"Cookie": other}), 401, "unauthorized")


@pytest.mark.parametrize(
    "reached",
    [{"environ_overrides": {"REMOTE_ADDR": "203.0.113.7"}}, {"headers": {"X-Forwarded-For": "203.0.113.7"}},
     {"environ_overrides": {"REMOTE_ADDR": ""}}],
)  # fmt: skip
def test_a_password_that_others_could_read_is_not_taken(office: Office, reached: dict[str, Any]) -> None:
    answered = office.client.post("/api/v1/sessions", json={"name": "minh", "password": SECRET}, **reached)
    assert_problem(answered, 403, "not-private")
    headers = office.keyed("boss", "admin") | reached.get("headers", {})
    more = {"environ_overrides": reached.get("environ_overrides", {}), "headers": headers}
    for method, path, sent in (("POST", "/users", {"name": "new", "password": SECRET}),
                               ("PATCH", "/users/minh", {"password": SECRET})):  # fmt: skip
        assert_problem(office.client.open(f"/api/v1{path}", method=method, json=sent, **more), 403, "not-private")
    assert office.client.post("/api/v1/users", json={"name": "new"}, **more).status_code == 201
    assert office.actions(action="user.signed_in") == []


def test_what_is_wrong_and_who_is_not_there_are_the_same_answer(office: Office) -> None:
    said = [
        office.client.post("/api/v1/sessions", json={"name": name, "password": "wrong"}).get_json()
        for name in ("minh", "nobody")
    ]
    assert said[0] == said[1] and said[0]["status"] == 401


def test_after_ten_failures_the_name_is_closed(office: Office) -> None:
    for name in ("minh", "nobody"):
        for _ in range(10):
            wrong = office.client.post("/api/v1/sessions", json={"name": name, "password": "wrong"})
            assert_problem(wrong, 401, "unauthorized")
        closed = office.client.post("/api/v1/sessions", json={"name": name, "password": SECRET})
        assert_problem(closed, 429, "locked-out")
        assert 890 < int(closed.headers["Retry-After"]) <= 900


@pytest.mark.parametrize(
    ("body", "status", "name"),
    [
        ("{", 400, "not-json"),
        ('{"name":"a","name":"b"}', 400, "not-json"),
        ("[]", 422, "refused"),
        ("{}", 422, "refused"),
        ('{"name":"minh","password":7}', 422, "refused"),
        ('{"name":"minh","password":"x","remember":true}', 422, "refused"),
        ('{"name":"a\\u0000","password":"x"}', 422, "refused"),
        ('{"name":"minh","password":"' + "x" * 201 + '"}', 422, "refused"),
        (" " * 2_000_000, 413, "too-large"),
    ],
)
def test_what_is_no_sign_in_is_said_so(office: Office, body: str, status: int, name: str) -> None:
    assert_problem(ask(office, "POST", "/sessions", body), status, name)


def test_an_account_is_made_changed_and_closed(office: Office) -> None:
    boss = office.keyed("boss", "admin")
    sent = {"name": "suda", "password": SECRET, "roles": [{"role": "broker", "economy": "TH"}], "reason": "new desk"}
    made = ask(office, "POST", "/users", json.dumps(sent), boss)
    assert (made.status_code, made.headers["Location"]) == (201, "/api/v1/users/suda")
    assert_problem(ask(office, "POST", "/users", json.dumps(sent), boss), 409, "conflict")
    change = {"grant": [{"role": "viewer", "economy": "*"}], "revoke": [{"role": "broker", "economy": "TH"}]}
    changed = ask(office, "PATCH", "/users/suda", json.dumps(change), boss).get_json()
    assert changed["roles"] == [{"role": "viewer", "economy": "*"}]
    client, csrf = office.signed_in("suda")
    assert ask(office, "DELETE", "/users/suda?reason=left", None, boss).status_code == 204
    assert_problem(client.get("/api/v1/me"), 401, "unauthorized")
    assert ask(office, "GET", "/users/suda", None, boss).get_json()["disabled_at"]
    assert office.log(action="user.disabled")[0].reason == "left"
    assert_problem(ask(office, "DELETE", "/users/boss", None, boss), 409, "conflict")
    assert_problem(ask(office, "GET", "/users/nobody", None, boss), 404, "not-found")
    assert_problem(ask(office, "DELETE", "/users/a%00b", None, boss), 404, "not-found")


def test_faults_are_said_at_their_fields(office: Office) -> None:
    boss = office.keyed("boss", "admin")
    sent = {"name": "suda", "password": "short", "roles": [{"role": "broker", "economy": "XX"}]}
    problem = assert_problem(ask(office, "POST", "/users", json.dumps(sent), boss), 422, "refused")
    assert [error["pointer"] for error in problem["errors"]] == ["/roles/0/economy"]
    del sent["roles"]
    problem = assert_problem(ask(office, "POST", "/users", json.dumps(sent), boss), 422, "refused")
    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [("/password", "too_short")]


def test_ones_own_password_keeps_the_session_that_changes_it(office: Office) -> None:
    client, csrf = office.signed_in("minh")
    other, _ = office.signed_in("minh")
    wrong = client.patch("/api/v1/users/minh", json={"password": "another password"}, headers=csrf)
    assert assert_problem(wrong, 422, "refused")["errors"][0]["pointer"] == "/current_password"
    sent = {"password": "another password", "current_password": SECRET}
    assert client.patch("/api/v1/users/minh", json=sent, headers=csrf).status_code == 200
    assert client.get("/api/v1/me").status_code == 200
    assert_problem(other.get("/api/v1/me"), 401, "unauthorized")


def test_another_session_of_ones_own_is_ended(office: Office) -> None:
    one, csrf = office.signed_in("minh")
    other, _ = office.signed_in("minh")
    ids = [found["session_id"] for found in one.get("/api/v1/sessions").get_json()["sessions"]]
    assert one.delete(f"/api/v1/sessions/{ids[0]}", headers=csrf).status_code == 204
    assert_problem(other.get("/api/v1/me"), 401, "unauthorized")
    boss, boss_csrf = office.signed_in("boss")
    assert_problem(boss.delete(f"/api/v1/sessions/{ids[1]}", headers=boss_csrf), 404, "not-found")
    assert one.get("/api/v1/me").status_code == 200


def test_a_key_is_shown_once_and_revoked(office: Office) -> None:
    client, csrf = office.signed_in("minh")
    sent = {"name": "filing", "scopes": [{"role": "broker", "economy": "VN"}], "days": 30}
    made = client.post("/api/v1/keys", json=sent, headers=csrf)
    key = made.get_json()
    assert (made.status_code, made.headers["Location"]) == (201, f"/api/v1/keys/{key['key_id']}")
    shown = {"Authorization": f"Bearer {key['secret']}"}
    assert ask(office, "GET", "/me", None, shown).get_json()["name"] == "minh"
    again = client.get(f"/api/v1/keys/{key['key_id']}")
    assert "secret" not in again.get_json() and key["secret"] not in again.text + client.get("/api/v1/keys").text
    assert again.get_json()["effective"] == sent["scopes"]
    assert_problem(ask(office, "GET", f"/keys/{key['key_id']}", None, office.keyed("ana", "broker")), 404, "not-found")
    assert client.delete(f"/api/v1/keys/{key['key_id']}?reason=lost", headers=csrf).status_code == 204
    assert_problem(ask(office, "GET", "/me", None, shown), 401, "unauthorized")
    found = client.get(f"/api/v1/keys/{key['key_id']}").get_json()
    assert found["revoked_at"] and found["effective"] == [] and found["usable"] is False


def test_a_key_needs_no_csrf_header_and_a_session_with_a_key_is_the_keys(office: Office) -> None:
    client, _ = office.signed_in("minh")
    headers = office.keyed("boss", "admin")
    assert client.post("/api/v1/users", json={"name": "suda"}, headers=headers).status_code == 201
    assert client.get("/api/v1/me", headers=headers).get_json()["name"] == "boss"


def test_the_change_log_is_read_by_page_and_filter(office: Office) -> None:
    boss = office.keyed("boss", "admin")
    for number in range(5):
        office.add(f"user{number}", "viewer@TH")
    page = ask(office, "GET", "/changes?limit=3", None, boss)
    assert [one["subject"] for one in page.get_json()["changes"]] == ["user:user4", "user:user3", "user:user2"]
    link = page.headers["Link"].partition(">")[0].removeprefix("</api/v1")
    assert [one["subject"] for one in ask(office, "GET", link, None, boss).get_json()["changes"]][:2] == [
        "user:user1", "user:user0",
    ]  # fmt: skip
    found = ask(office, "GET", "/changes?subject=user:user3&action=user.added&actor=boss&economy=TH", None, boss)
    assert [one["detail"]["roles"] for one in found.get_json()["changes"]] == [["viewer@TH"]]
    for query in ("limit=0", "limit=501", "before=x", "actor=", "colour=red", "before=1&before=2"):
        assert_problem(ask(office, "GET", f"/changes?{query}", None, boss), 400, "bad-parameter")


def test_who_reads_the_changes_of_some_economies_names_one_of_them(office: Office) -> None:
    key = office.keyed("ana", "viewer@TH", "viewer@VN")
    problem = assert_problem(ask(office, "GET", "/changes", None, key), 400, "bad-parameter")
    assert "TH, VN" in problem["errors"][0]["message"]
    found = ask(office, "GET", "/changes?economy=TH", None, key).get_json()["changes"]
    assert found and all("TH" in one["economies"] for one in found)
    assert_problem(ask(office, "GET", "/changes?economy=MY", None, key), 403, "forbidden")


def test_no_secret_is_in_the_change_log(office: Office) -> None:
    client, csrf = office.signed_in("minh")
    secret = client.post(
        "/api/v1/keys", json={"name": "k", "scopes": [{"role": "broker", "economy": "VN"}]}, headers=csrf
    ).get_json()["secret"]
    logged = repr(office.log())
    assert secret[30:] not in logged and SECRET not in logged and csrf["X-Greenlane-CSRF"] not in logged


def test_every_answer_is_as_documented(office: Office) -> None:
    boss = office.keyed("boss", "admin")
    document = office.client.get("/openapi.json").get_json()
    names = {"name": "minh", "key_id": boss["Authorization"][10:36]}
    seen = 0
    for (method, path), operation in people.OPERATIONS.items():
        if method == "delete" or path == "/api/v1/sessions/{session_id}":
            continue
        content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        example = dict(content["example"]) if content else None
        if example is not None and path == "/api/v1/sessions":
            example["password"] = SECRET
        if example is not None and path == "/api/v1/keys":
            example["scopes"] = [{"role": "admin", "economy": "TH"}]
        answered = office.client.open(path.format(**names), method=method.upper(), json=example, headers=boss)
        assert answered.status_code == operation.get("status", 200), answered.text
        schema = operation["ok"]["content"]["application/json"]["schema"]
        Draft202012Validator({**schema, "components": document["components"]}).validate(answered.get_json())
        if example is not None:
            Draft202012Validator({**content["schema"], "components": document["components"]}).validate(example)
        seen += 1
    assert seen == len(people.OPERATIONS) - 4
    assert set(people.OPERATIONS) <= set(OPERATIONS)


def test_the_effective_scopes_follow_the_owner(office: Office) -> None:
    key = office.keyed("minh", "broker@VN")
    office.people.revoke(office.boss, "minh", held("broker@VN"))
    office.desk.people._known.clear()
    assert ask(office, "GET", "/me", None, key).get_json()["roles"] == []


def test_who_has_a_second_factor_sends_a_code_too(office: Office) -> None:
    begun = office.people.begin_second_factor(office.who("minh"), SECRET)
    app = pyotp.TOTP(begun.secret)
    step = int(time.time()) // 30
    office.people.confirm_second_factor(office.who("minh"), app.generate_otp(step - 1))
    sent = {"name": "minh", "password": SECRET}
    wanted = office.client.post("/api/v1/sessions", json=sent)
    assert "a recovery code" in assert_problem(wanted, 401, "second-factor")["detail"]
    assert wanted.headers["WWW-Authenticate"].startswith("Bearer") and "Set-Cookie" not in wanted.headers
    assert_problem(office.client.post("/api/v1/sessions", json={**sent, "code": "000 000"}), 401, "second-factor")
    wrong = {**sent, "password": "not the password"}
    assert_problem(office.client.post("/api/v1/sessions", json=wrong), 401, "unauthorized")
    code = app.generate_otp(step)
    assert_problem(office.client.post("/api/v1/sessions", json={**wrong, "code": code}), 401, "unauthorized")
    made = office.client.post("/api/v1/sessions", json={**sent, "code": code})
    assert made.status_code == 201
    assert_problem(office.client.post("/api/v1/sessions", json={**sent, "code": code}), 401, "second-factor")
    headers = {"X-Greenlane-CSRF": made.get_json()["csrf"]}
    change = {"password": "another password", "current_password": SECRET}
    assert_problem(office.client.patch("/api/v1/users/minh", json=change, headers=headers), 401, "second-factor")
    taken = {**change, "code": app.generate_otp(step + 1)}
    changed = office.client.patch("/api/v1/users/minh", json=taken, headers=headers)
    assert changed.status_code == 200 and changed.get_json()["second_factor"] is True


@pytest.mark.parametrize("code", ["", "x" * 65, 123456, None])
def test_what_cannot_be_a_code_is_refused_as_it_is_sent(office: Office, code: object) -> None:
    sent = {"name": "minh", "password": SECRET, "code": code}
    assert_problem(office.client.post("/api/v1/sessions", json=sent), 422, "refused")
