"""schemathesis against the served application, with every check."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from greenlane.core.rights import EVERY, ROLES, Grant
from greenlane.web.wiring import Desk
from tests.core.service.crowd import cheap_passwords

CASES = 300

CONFIGURATION = """
[checks.missing_required_header]
expected-statuses = [400, 401, 403, 415, 422, 428]
[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 406, 409, 412, 415, 422, 428, 429]
"""
"""428 is what RFC 6585 has for a change without `If-Match`."""


class Silent(WSGIRequestHandler):
    """A handler that says nothing of each request."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: object = "-", size: object = "-") -> None:
        pass


@pytest.fixture
def served(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def key(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Of somebody with every role. It stays: one of the things that are tried is to revoke it."""
    with cheap_passwords():
        grants = [Grant(role, EVERY) for role in ROLES]
        desk.people.add_user(None, "boss", password="seven green lanes", grants=grants)
        secret = desk.people.add_key(desk.people.authenticate("boss", "seven green lanes"), "tests", grants).secret
        actor = desk.people.actor_of_key(secret)
        found = desk.people.actor_of_key
        monkeypatch.setattr(desk.people, "actor_of_key", lambda sent: actor if sent == secret else found(sent))
        yield secret


@pytest.mark.slow
def test_the_document_holds(served: str, key: str, tmp_path: Path) -> None:
    (tmp_path / "schemathesis.toml").write_text(CONFIGURATION, "utf-8")
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        "run",
        f"{served}/openapi.json",
        f"--header=Authorization: Bearer {key}",
        "--checks=all",
        "--exclude-checks=positive_data_acceptance",
        "--seed=20250224",
        "--continue-on-failure",
        "--suppress-health-check=all",
        "--no-color",
        "--workers=2",
    ]
    environ = {**os.environ, "SCHEMATHESIS_HOOKS": str(Path(__file__).with_name("schemathesis_hooks.py"))}
    ran = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout[-20_000:] + ran.stderr[-5_000:]
