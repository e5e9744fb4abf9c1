"""schemathesis against the served application, with every check."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from greenlane.core.rights import EVERY, ROLES, Grant
from greenlane.web.wiring import Desk
from tests.core.service.crowd import cheap_passwords
from tests.web.staff import staff

DRAFTS = "/api/v1/(drafts|rule-sets)"
"""Tried over a small economy: whatever they answer proves, or writes out, all its rules."""

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


@contextmanager
def serving(app: Flask) -> Iterator[str]:
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
def test_the_document_holds(app: Flask, key: str, tmp_path: Path) -> None:
    with serving(app) as served:
        held(served, key, tmp_path, f"--exclude-path-regex={DRAFTS}")


@pytest.mark.slow
def test_the_document_holds_of_drafts(tmp_path: Path) -> None:
    with staff(tmp_path) as office, serving(office.app) as served:
        office.join("all", *((role, EVERY) for role in ROLES))
        office.rubber()
        held(served, office.keys["all"], tmp_path, f"--include-path-regex={DRAFTS}")


def held(served: str, key: str, tmp_path: Path, *which: str) -> None:
    """Fail unless schemathesis finds nothing. A draft that was given up, a key that was revoked, stay to be read: so
    it is not asked whether what was deleted is gone.
    """
    (tmp_path / "schemathesis.toml").write_text(CONFIGURATION, "utf-8")
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        "run",
        f"{served}/openapi.json",
        f"--header=Authorization: Bearer {key}",
        "--checks=all",
        "--exclude-checks=positive_data_acceptance,use_after_free",
        "--seed=20250224",
        "--continue-on-failure",
        "--suppress-health-check=all",
        "--no-color",
        "--workers=2",
        "--max-examples=50",
        *which,
    ]
    environ = {**os.environ, "SCHEMATHESIS_HOOKS": str(Path(__file__).with_name("schemathesis_hooks.py"))}
    ran = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=1200)
    assert ran.returncode == 0, ran.stdout[-20_000:] + ran.stderr[-5_000:]
