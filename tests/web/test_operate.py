"""Metrics and erasure over HTTP: for whom they are meant, and only for them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from greenlane.core.rights import EVERY, ROLES, Actor, Grant
from greenlane.core.settings import Settings
from greenlane.web import wiring
from greenlane.web.app import create_app
from greenlane.web.wiring import Desk
from tests.web.conftest import assert_problem
from tests.web.test_metrics import value

CHECK = {"date": "2025-01-01", "reference": "R-1", "route": {"import": "TH"}, "items": [{"commodity_code": "39151000"}]}
ADMIN = Actor("linh", frozenset({Grant("admin", EVERY)}))


@pytest.fixture
def office(desk: Desk, tmp_path: Path) -> Iterator[Desk]:
    """A desk with a database of its own."""
    from greenlane.core.store import open_store

    url = f"sqlite:///{tmp_path}/greenlane.db"
    store = open_store(url)
    store.upgrade()
    made = wiring.desk(Settings(tmp_path, url), store, desk.host)
    made.book.current()
    made.people.add_user(None, "linh", password="a long enough one", grants=ADMIN.grants)
    yield made
    store.close()


@pytest.fixture
def client(office: Desk) -> FlaskClient:
    return create_app(office).test_client()


def key(office: Desk, role: str, economy: str = EVERY) -> dict[str, str]:
    """The header of somebody with this role."""
    name = f"{role}-{economy if economy != EVERY else 'all'}".lower()
    office.people.add_user(ADMIN, name, grants=[Grant(role, economy)])
    made = office.people.add_key(ADMIN, "test", [Grant(role, economy)], owner=name)
    return {"Authorization": f"Bearer {made.secret}"}


def decided(client: FlaskClient) -> str:
    decision_id: str = client.post("/api/v1/check", json=CHECK).get_json()["decision_id"]
    return decision_id


def test_metrics_are_open_on_this_machine(client: FlaskClient) -> None:
    decided(client)
    said = client.get("/metrics")
    assert said.status_code == 200
    assert said.content_type.startswith("text/plain; version=")
    assert value(said.data, "greenlane_decisions_total", economy="TH", verdict="prohibited") == 1
    assert value(said.data, "greenlane_rule_set") == 1
    assert value(said.data, "greenlane_economy_up", economy="VN") == 1
    assert value(said.data, "greenlane_store_rows_total") == 1


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", None])
def test_from_elsewhere_metrics_are_for_viewers_and_admins(office: Desk, role: str, header: str | None) -> None:
    if header is None:
        office = replace(office, settings=replace(office.settings, keys_required=True))
    client = create_app(office).test_client()
    headers = {header: "203.0.113.9"} if header else {}
    assert_problem(client.get("/metrics", headers=headers), 401, "unauthorized")
    said = client.get("/metrics", headers={**headers, **key(office, role)})
    if role in ("viewer", "admin"):
        assert said.status_code == 200
    else:
        assert_problem(said, 403, "forbidden")


def test_a_plugin_that_fails_is_counted(office: Desk, client: FlaskClient) -> None:
    from greenlane.plugins.values import Fault

    office.host.boundary._count(Fault("TH", "greenlane_fact", "late", "too late"), "0.3 s")
    office.host.boundary.resume("TH")
    labels = {"plugin": "TH", "hook": "greenlane_fact", "kind": "late"}
    assert value(client.get("/metrics").data, "greenlane_plugin_faults_total", **labels) == 1


def test_a_database_that_is_away_is_a_metric(client: FlaskClient, tmp_path: Path) -> None:
    before = client.get("/metrics").data
    assert value(before, "greenlane_database_up") == 1
    with pytest.MonkeyPatch.context() as patch:
        from greenlane.core.store import Store, StoreUnavailable

        def away(*_: object) -> None:
            raise StoreUnavailable("gone")

        patch.setattr(Store, "in_force", away)
        said = client.get("/metrics")
    assert said.status_code == 200
    assert value(said.data, "greenlane_database_up") == 0
    assert b"greenlane_rule_set " not in said.data


def test_an_erased_decision_is_gone_and_says_what_is_left(office: Desk, client: FlaskClient) -> None:
    decision_id = decided(client)
    where = f"/api/v1/decisions/{decision_id}"
    done = client.delete(where, json={"reason": "asked"}, headers=key(office, "admin"))
    assert done.get_json() == {"decision_id": decision_id, "erased": True}
    problem = assert_problem(client.get(where), 410, "erased")
    assert problem["decision_id"] == decision_id
    assert problem["left"]["items"][0]["verdict"] == "prohibited"
    assert "R-1" not in json.dumps(problem)
    again = client.delete(where, json={"reason": "asked"}, headers=key(office, "admin", "TH"))
    assert again.get_json() == {"decision_id": decision_id, "erased": False}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("economy", [EVERY, "TH", "VN"])
def test_only_an_admin_there_erases(office: Desk, client: FlaskClient, role: str, economy: str) -> None:
    decision_id = decided(client)
    where = f"/api/v1/decisions/{decision_id}"
    assert_problem(client.delete(where, json={"reason": "asked"}), 401, "unauthorized")
    said = client.delete(where, json={"reason": "asked"}, headers=key(office, role, economy))
    kept = office.store.decision(decision_id)
    assert kept is not None
    if role == "admin" and economy in (EVERY, "TH"):
        assert said.status_code == 200 and kept.erased_at is not None
    else:
        assert_problem(said, 403, "forbidden")
        assert kept.erased_at is None
        assert next(office.store.change_log.read()).action == "denied"


@pytest.mark.parametrize(
    ("body", "status", "name"),
    [
        ("{}", 422, "refused"),
        ('{"reason":""}', 422, "refused"),
        ('{"reason":"a","more":1}', 422, "refused"),
        ('{"reason":" "}', 422, "refused"),
        ("[]", 422, "refused"),
        ("{", 400, "not-json"),
        ('{"reason":"' + "a" * 1001 + '"}', 422, "refused"),
    ],
)
def test_the_reason_is_a_text(office: Desk, client: FlaskClient, body: str, status: int, name: str) -> None:
    decision_id = decided(client)
    headers = {**key(office, "admin"), "Content-Type": "application/json"}
    assert_problem(client.delete(f"/api/v1/decisions/{decision_id}", data=body, headers=headers), status, name)
    kept = office.store.decision(decision_id)
    assert kept is not None and kept.erased_at is None


def test_a_decision_that_is_not_there(office: Desk, client: FlaskClient) -> None:
    headers = key(office, "admin")
    for decision_id in ("0" * 26, "nothing"):
        said = client.delete(f"/api/v1/decisions/{decision_id}", json={"reason": "asked"}, headers=headers)
        assert_problem(said, 404, "not-found")


def limited(office: Desk, rate: int) -> FlaskClient:
    return create_app(replace(office, settings=replace(office.settings, rate_per_minute=rate))).test_client()


def test_the_limit_holds_for_checks_and_everything_else(office: Desk) -> None:
    client = limited(office, 3)
    assert client.post("/api/v1/check", json=CHECK).status_code == 200
    assert client.get("/api/v1/economies").status_code == 200
    assert client.get("/nothing").status_code == 404
    refused = client.post("/api/v1/check", json=CHECK)
    assert_problem(refused, 429, "too-many-requests")
    assert 1 <= int(refused.headers["Retry-After"]) <= 20
    assert refused.headers["X-Content-Type-Options"] == "nosniff" and refused.headers["X-Request-ID"]
    assert_problem(client.get("/docs"), 429, "too-many-requests")
    for path in ("/healthz", "/readyz", "/metrics"):
        assert client.get(path).status_code == 200
    assert value(client.get("/metrics").data, "greenlane_limited_total") == 2


def test_each_key_has_its_share_and_wrong_keys_have_their_address_s(office: Desk) -> None:
    client = limited(office, 4)
    mine, hers = key(office, "broker", "TH"), key(office, "admin")
    assert [client.post("/api/v1/check", json=CHECK, headers=mine).status_code for _ in range(5)] == [200] * 4 + [429]
    assert client.post("/api/v1/check", json=CHECK, headers=hers).status_code == 200
    wrong = [{"Authorization": f"Bearer gl_{number}"} for number in range(5)]
    # Of the address's four, two went for the first request by each key.
    assert [client.get("/api/v1/me", headers=one).status_code for one in wrong] == [401, 401, 429, 429, 429]
    assert client.post("/api/v1/check", json=CHECK, headers=hers).status_code == 200
    assert client.post("/api/v1/check", json=CHECK).status_code == 429


def test_behind_a_proxy_an_address_is_what_the_proxy_saw_last(office: Desk) -> None:
    client = limited(office, 1)
    for last in ("198.51.100.1", "198.51.100.2"):
        sent = [{"X-Forwarded-For": f"{spoofed}, {last}"} for spoofed in ("10.0.0.1", "10.0.0.2")]
        assert [client.get("/api/v1/economies", headers=one).status_code for one in sent] == [200, 429]
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    statuses = [
        client.get("/docs", headers={"X-Forwarded-For": sent}, environ_overrides=elsewhere).status_code
        for sent in ("10.0.0.1", "10.0.0.2")
    ]
    assert statuses == [200, 429]
