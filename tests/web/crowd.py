"""A desk of its own over the installed packs, whose people sign in and have keys."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from greenlane.core.settings import Settings
from greenlane.core.store import open_store
from greenlane.web import wiring
from greenlane.web.app import create_app
from greenlane.web.wiring import Desk
from tests.core.service.crowd import SECRET, Crowd, held

TO_THAILAND = {"date": "2025-01-01", "route": {"import": "TH"}, "items": [{"commodity_code": "3915.10.00"}]}
TO_VIETNAM = {**TO_THAILAND, "route": {"import": "VN"}}


class Office(Crowd):
    """A crowd with a desk."""

    def __init__(self, desk: Desk, folder: Path, *, keys_required: bool = False) -> None:
        store = open_store(f"sqlite:///{folder}/greenlane.db")
        store.upgrade()
        settings = Settings(folder, f"sqlite:///{folder}/greenlane.db", keys_required=keys_required, rate_per_minute=0)
        self.desk = wiring.desk(settings, store, desk.host)
        self.desk.book.current()
        super().__init__(store)
        self.app = create_app(self.desk)
        self.client: FlaskClient = self.app.test_client()
        self.keys: dict[str, str] = {}

    def remote(self) -> FlaskClient:
        """A client of the same desk, bound where others reach it."""
        open_to_all = replace(self.desk, settings=replace(self.desk.settings, keys_required=True))
        return create_app(open_to_all).test_client()

    def keyed(self, name: str, *scopes: str) -> dict[str, str]:
        """Headers of a key of somebody, added with these roles if they are not there."""
        if self.store.people.user(name) is None:
            self.add(name, *scopes)
        made = self.people.add_key(self.who(name), "tests", held(*scopes))
        return {"Authorization": f"Bearer {made.secret}"}

    def signed_in(self, name: str, password: str = SECRET, **more: Any) -> tuple[FlaskClient, dict[str, str]]:
        """A client with somebody's cookie, and the header that goes with it."""
        client = self.app.test_client()
        answered = client.post("/api/v1/sessions", json={"name": name, "password": password}, **more)
        assert answered.status_code == 201, answered.text
        return client, {"X-Greenlane-CSRF": answered.get_json()["csrf"]}


def check(
    client: FlaskClient, headers: dict[str, str] | None = None, declared: Any = None, **more: Any
) -> TestResponse:
    """Check a declaration, to Thailand where none is given."""
    body = json.dumps(declared or TO_THAILAND)
    return client.post("/api/v1/check", data=body, content_type="application/json", headers=headers, **more)
