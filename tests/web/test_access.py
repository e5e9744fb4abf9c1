"""Who may check and read decisions: anybody on this machine, elsewhere who has a key, each their own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from greenlane.core.rights import RIGHTS, ROLES
from greenlane.web import access
from greenlane.web.wiring import Desk
from tests.core.service.crowd import cheap_passwords
from tests.web.conftest import assert_problem
from tests.web.crowd import TO_THAILAND, TO_VIETNAM, Office, check

FORWARDED = [
    {"X-Forwarded-For": "203.0.113.7"},
    {"Forwarded": "for=203.0.113.7"},
    {"X-Real-IP": "203.0.113.7"},
    {"X-Forwarded-Proto": "https"},
    {"Via": "1.1 proxy"},
]
BULK = {
    "application/x-ndjson": json.dumps(TO_THAILAND) + "\n",
    "text/csv": "date,route.import,commodity_code\n2025-01-01,TH,39151000\n",
}


@pytest.fixture
def office(desk: Desk, tmp_path: Path) -> Iterator[Office]:
    with cheap_passwords():
        made = Office(desk, tmp_path)
        yield made
        made.store.close()


def test_on_loopback_nobody_need_say_who_they_are(office: Office) -> None:
    answered = check(office.client)
    assert answered.status_code == 200
    kept = office.store.decision(answered.get_json()["decision_id"])
    assert kept is not None and kept.owner is None
    assert office.client.get(f"/api/v1/decisions/{kept.decision_id}").status_code == 200


@pytest.mark.parametrize("headers", FORWARDED, ids=lambda one: next(iter(one)))
def test_what_a_proxy_passes_on_needs_a_key(office: Office, headers: dict[str, str]) -> None:
    key = office.keyed("fay", "broker")
    assert_problem(check(office.client, headers), 401, "unauthorized")
    answered = check(office.client, headers | key)
    assert answered.status_code == 200
    path = f"/api/v1/decisions/{answered.get_json()['decision_id']}"
    assert_problem(office.client.get(path, headers=headers), 401, "unauthorized")
    assert office.client.get(path, headers=headers | key).status_code == 200


def test_elsewhere_every_check_needs_one(office: Office) -> None:
    remote, key = office.remote(), office.keyed("fay", "broker")
    refused = check(remote)
    assert refused.headers["WWW-Authenticate"] == 'Bearer realm="greenlane"'
    assert_problem(refused, 401, "unauthorized")
    assert check(remote, key).status_code == 200
    for media, body in BULK.items():
        sent = {"data": body, "content_type": media}
        assert_problem(remote.post("/api/v1/checks", **sent), 401, "unauthorized")
        assert remote.post("/api/v1/checks", headers=key, **sent).status_code == 200
    assert len(list(office.store.decisions())) == 3
    for path in ("/api/v1/rules", "/api/v1/economies", "/healthz", "/docs", "/openapi.json"):
        assert remote.get(path).status_code == 200


@pytest.mark.parametrize(
    "shown", ["", "Bearer", "Bearer ", "Bearer gl_x", "bearer x", "Basic Zm9vOmJhcg==", "Bearer gl_" + "x" * 70, "é"]
)
def test_a_key_that_opens_nothing_is_refused_on_loopback_too(office: Office, shown: str) -> None:
    for client in (office.client, office.remote()):
        assert_problem(check(client, {"Authorization": shown}), 401, "unauthorized")
    assert not list(office.store.decisions())


@pytest.mark.parametrize("role", ROLES)
def test_a_role_checks_as_the_table_says(office: Office, role: str) -> None:
    key = office.keyed("ana", role)
    answered = check(office.client, key)
    if role in RIGHTS["check"]:
        assert answered.status_code == 200
    else:
        assert_problem(answered, 403, "forbidden")
        assert office.log()[0].action == "denied"
        for media, body in BULK.items():
            sent = {"data": body, "content_type": media, "headers": key}
            assert_problem(office.client.post("/api/v1/checks", **sent), 403, "forbidden")
        assert not list(office.store.decisions())


def test_a_key_of_one_economy_checks_there_only(office: Office) -> None:
    key = office.keyed("fay", "broker@TH")
    assert check(office.client, key).status_code == 200
    beyond = [
        TO_VIETNAM,
        {**TO_THAILAND, "route": {"export": "VN", "import": "TH"}},
        {**TO_THAILAND, "route": {"import": "TH", "transit": ["MY"]}},
    ]
    for declared in beyond:
        problem = assert_problem(check(office.client, key, declared), 403, "forbidden")
        assert "fay may not check in" in problem["detail"]
    assert len(list(office.store.decisions())) == 1
    assert [entry.economies for entry in office.log(action="denied")] == [("MY",), ("VN",), ("VN",)]


def test_who_checks_in_one_economy_is_told_what_is_no_declaration(office: Office) -> None:
    key = office.keyed("fay", "broker@TH")
    for body, status, name in (
        ("{", 400, "not-json"),
        ("[]", 422, "not-a-declaration"),
        ('{"route":["VN"],"items":[]}', 422, "not-a-declaration"),
        ('{"route":{"transit":7,"import":null},"items":[]}', 422, "not-a-declaration"),
    ):
        sent = {"data": body, "content_type": "application/json", "headers": key}
        assert_problem(office.client.post("/api/v1/check", **sent), status, name)


def test_a_member_is_checked_by_who_checks_for_its_union(office: Office) -> None:
    to_france = {**TO_THAILAND, "route": {"import": "FR"}}
    assert check(office.client, office.keyed("eve", "broker@EU"), to_france).status_code == 200
    assert_problem(check(office.client, office.keyed("fay", "broker@FR"), to_france), 403, "forbidden")


def test_in_bulk_each_declaration_is_looked_at_by_itself(office: Office) -> None:
    key = office.keyed("fay", "broker@TH")
    lines = [TO_THAILAND, TO_VIETNAM, "no declaration", TO_THAILAND]
    body = "\n".join(map(json.dumps, lines)) + "\n{\n"
    answered = office.client.post(
        "/api/v1/checks", data=body, content_type="application/x-ndjson", headers=key, buffered=True
    )
    found = [json.loads(line) for line in answered.data.splitlines()]
    assert [one.get("type", "decided") for one in found] == [
        "decided", "/problems/forbidden", "/problems/not-a-declaration", "decided", "/problems/not-json",
    ]  # fmt: skip
    assert found[1]["line"] == 2
    rows = "date,route.import,commodity_code\n2025-01-01,VN,39151000\n2025-01-01,TH,39151000\n"
    answered = office.client.post("/api/v1/checks", data=rows, content_type="text/csv", headers=key, buffered=True)
    _, refused, decided = answered.text.splitlines()
    assert "fay may not check in VN" in refused and "fay" not in decided
    key_id = key["Authorization"][10:36]
    assert [one.owner for one in office.store.decisions()] == [key_id] * 3


def test_a_decision_is_for_who_asked_for_it_and_who_may_read_those_of_its_economy(office: Office) -> None:
    fay = office.keyed("fay", "broker")
    path = f"/api/v1/decisions/{check(office.client, fay).get_json()['decision_id']}"

    def status(name: str, *scopes: str) -> int:
        return office.client.get(path, headers=office.keyed(name, *scopes)).status_code

    assert office.client.get(path, headers=fay).status_code == 200
    assert status("gil", "broker") == 404
    assert status("ann", "viewer") == status("bob", "viewer@TH") == status("cat", "editor@TH") == 200
    assert status("dan", "viewer@VN") == status("eve", "admin@VN") == 404
    # The treaties were asked too, as they are on every route: who has rights to them alone reads no decision.
    assert status("ida", "viewer@XT", "editor@XT", "admin@XT") == 404
    # Another key of the same person may be in other hands; the person is one.
    assert status("fay", "broker") == 404
    client, _ = office.signed_in("fay")
    assert client.get(path).status_code == 200
    missing = path[:-4] + "0000"
    assert office.client.get(missing, headers=fay).get_json() == office.client.get(
        path, headers=office.keyed("hal", "broker")
    ).get_json()


def test_an_idempotency_key_is_its_owners(office: Office) -> None:
    name = {"Idempotency-Key": "same"}
    ids = {
        check(office.client, headers | name).get_json()["decision_id"]
        for headers in (office.keyed("fay", "broker"), office.keyed("gil", "broker"), {}, {})
    }
    assert len(ids) == 3


def test_a_session_checks_with_its_header_and_its_decisions_are_the_persons(office: Office) -> None:
    office.add("fay", "broker")
    client, csrf = office.signed_in("fay")
    assert_problem(check(client), 403, "bad-csrf")
    assert_problem(check(client, {"X-Greenlane-CSRF": "é"}), 403, "bad-csrf")
    answered = check(client, csrf)
    kept = office.store.decision(answered.get_json()["decision_id"])
    assert kept is not None and kept.owner == "user:fay"
    assert client.get(f"/api/v1/decisions/{kept.decision_id}").status_code == 200


def test_a_strange_cookie_changes_nothing(office: Office) -> None:
    for cookie in ("other=1", "greenlane=", "greenlane=x", 'greenlane="', "greenlane"):
        assert check(office.client, {"Cookie": cookie}).status_code == 200
        assert_problem(check(office.remote(), {"Cookie": cookie}), 401, "unauthorized")


def test_a_revoked_key_is_refused(office: Office) -> None:
    key = office.keyed("fay", "broker")
    assert check(office.client, key).status_code == 200
    office.desk.people.revoke_key(office.who("fay"), key["Authorization"][10:36])
    assert_problem(check(office.client, key), 401, "unauthorized")


def test_when_the_store_is_away_nobody_is_let_in(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    key = office.keyed("fay", "broker")
    Path(office.desk.settings.data_dir / "greenlane.db").unlink()
    office.store._database.release()
    answered = check(office.client, key)
    assert_problem(answered, 503, "unavailable")
    assert answered.headers["Retry-After"]


@pytest.mark.parametrize(
    ("sent", "found"),
    [('x={"a":1, "b": 2}; greenlane=tok', "tok"), ("x=a b; greenlane=tok; y", "tok"), ("[x]=1;greenlane=tok", "tok"),
     ("\xc3\xa9=1; greenlane=tok", "tok"), ("greenlane-form=z; mygreenlane=q", None), ("greenlane=", None),
     ("x=greenlane=tok", None), ('greenlane="tok"', "tok"), ("__Host-greenlane=tok", None)],
)  # fmt: skip
def test_cookies_of_others_on_this_host_hide_no_session(sent: str, found: str | None) -> None:
    assert access.token({"HTTP_COOKIE": sent, "wsgi.url_scheme": "http"}) == found


@pytest.mark.parametrize("sent", ["greenlane=tok", "__Host-greenlane-x=tok", "x=__Host-greenlane=tok"])
def test_over_tls_the_cookie_of_plain_http_is_none(sent: str) -> None:
    assert access.token({"HTTP_COOKIE": sent, "wsgi.url_scheme": "https"}) is None
