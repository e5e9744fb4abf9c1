"""Real servers: gunicorn as `greenlane serve` starts it, on a port and over a database of the test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.system.cluster import Cluster
from tests.system.serving import Server

Start = Callable[..., Server]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts servers over the data directory `tmp_path/data`; they end with the test."""
    started: list[Server] = []

    def new(*, data: Path | None = None, **more: Any) -> Server:
        server = Server(data or tmp_path / "data", tmp_path, **more)
        started.append(server)
        server.start()
        return server

    yield new
    for server in started:
        server.stop()


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server that may be killed, with `fsync` on as one in use has it."""
    with Cluster.made() as made:
        yield made
