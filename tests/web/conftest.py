"""A desk over a database of its own, the real plugins, and the application over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from greenlane.core.settings import Settings
from greenlane.web.app import create_app
from greenlane.web.wiring import Desk, wire

Send = Callable[..., TestResponse]


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    made = wire(Settings(folder, f"sqlite:///{folder}/greenlane.db", batch_limit=64 * 1024 * 1024))
    made.store.upgrade()
    made.book.current()
    yield made
    made.store.close()


@pytest.fixture(scope="session")
def app(desk: Desk) -> Flask:
    return create_app(desk)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def bare_desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk whose database was never upgraded."""
    made = wire(Settings(tmp_path, f"sqlite:///{tmp_path}/greenlane.db"))
    yield made
    made.store.close()


@pytest.fixture
def send(client: FlaskClient) -> Send:
    """Post to a path of the API, as JSON unless told otherwise."""

    def post(path: str, data: Any, content_type: str | None = "application/json", **more: Any) -> TestResponse:
        return client.post(f"/api/v1{path}", data=data, content_type=content_type, **more)

    return post


def assert_problem(response: TestResponse, status: int, name: str) -> dict[str, Any]:
    """Fail unless the answer is this problem; its document."""
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    document: dict[str, Any] = response.get_json()
    assert document["type"] == f"/problems/{name}"
    assert document["status"] == status
    assert document["title"] and document["detail"]
    return document
