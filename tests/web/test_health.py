"""Alive, ready, degraded, not ready."""

from pathlib import Path

from flask.testing import FlaskClient

from greenlane.core.settings import Settings
from greenlane.web.app import create_app
from greenlane.web.wiring import Desk, wire
from greenlane.web.wiring import desk as desk_over
from tests.web.conftest import assert_problem

BROKEN = Path(__file__).parents[1] / "plugins" / "fixtures" / "raises_at_import" / "greenlane_qr"


def test_alive_and_ready(client: FlaskClient, desk: Desk) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok"}
    found = client.get("/readyz").get_json()
    assert found["status"] == "ready"
    assert found["database"] == "current"
    assert found["ruleset"]["version"] == desk.book.current().version
    assert {"name": "TH", "status": "loaded"} in found["plugins"]


def test_not_ready_before_the_database_is_upgraded(bare_desk: Desk) -> None:
    client = create_app(bare_desk).test_client()
    assert client.get("/healthz").status_code == 200
    answered = client.get("/readyz")
    problem = assert_problem(answered, 503, "not-ready")
    assert problem["checks"]["database"] == "unavailable"
    assert answered.headers["Retry-After"] == "5"
    for path in ("/openapi.json", "/docs", "/api/v1/economies", "/api/v1/rules", "/api/v1/decisions/" + "0" * 26):
        assert_problem(client.get(path), 503, "unavailable")
    assert client.get("/problems").status_code == 200
    assert_problem(client.post("/api/v1/check", json={}), 503, "unavailable")
    bare_desk.store.upgrade()
    assert client.get("/readyz").status_code == 200


def test_degraded_by_a_plugin_that_failed(tmp_path: Path) -> None:
    made = wire(Settings(tmp_path, f"sqlite:///{tmp_path}/greenlane.db", plugins=(str(BROKEN),)))
    made.store.upgrade()
    client = create_app(made).test_client()
    found = client.get("/readyz").get_json()
    assert found["status"] == "degraded"
    assert "QR" in {one["name"] for one in found["plugins"] if one["status"] != "loaded"}
    assert (
        client.post("/api/v1/check", json={"route": {"import": "TH"}, "items": [{"commodity_code": "39"}]}).status_code
        == 200
    )
    made.store.close()


def test_the_password_of_a_database_is_not_shown(desk: Desk) -> None:
    settings = Settings(Path("/tmp"), "postgresql://user:secret@db.example/greenlane")
    assert desk_over(settings, desk.store, desk.host).store_name == "postgresql://user:…@db.example/greenlane"
