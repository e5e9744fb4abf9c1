"""While the database is away, who asks is told so and when to try again; and it is back as soon as that is."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from greenlane.core.settings import Settings
from greenlane.core.store import open_store
from greenlane.core.terms import is_document, shared_documents, shared_facts
from greenlane.plugins.host import Host
from greenlane.web.app import create_app
from greenlane.web.wiring import desk
from tests.system.cluster import Cluster
from tests.system.conftest import Start
from tests.system.serving import Client, Said, Server

SHIRT = {"date": "2025-02-24", "route": {"import": "VN"}, "items": [{"commodity_code": "61091010"}]}
PATIENCE = 10
"""Seconds that the store of a server waits for a lock."""


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Hold SQLite's lock for writing."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        yield
        connection.execute("ROLLBACK")


@contextmanager
def moved_away(database: Path) -> Iterator[None]:
    """Give the database file another name."""
    away = database.with_suffix(".away")
    database.rename(away)
    yield
    away.rename(database)


def assert_unavailable(said: Said) -> None:
    """Fail unless this is the problem of a database that is away."""
    assert said.status == 503, said.body
    assert said.headers["Content-Type"] == "application/problem+json"
    assert int(said.headers["Retry-After"]) >= 1
    assert said.document["type"] == "/problems/unavailable"
    # What the driver said is for the log.
    assert not any(word in said.body.decode().lower() for word in ("sqlite", "psycopg", "operationalerror", "locked"))


class Asking:
    """Clients that check without a pause, and when each asked and was answered what."""

    def __init__(self, port: int, clients: int = 8) -> None:
        self._port = port
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(number,)) for number in range(clients)]
        self.answers: list[tuple[float, float, Said]] = []

    def __enter__(self) -> Asking:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(60)

    def _run(self, number: int) -> None:
        with Client(self._port, timeout=60) as client:
            count = 0
            while not self._stop.is_set():
                count += 1
                began = time.monotonic()
                said = client.check(SHIRT, f"{number}-{count}" if number % 2 else None)
                self.answers.append((began, time.monotonic(), said))
                if said.status != 200:
                    time.sleep(0.1)

    def wait_for(self, status: int, since: float, seconds: float) -> None:
        """Return once somebody was answered so, who asked after an instant; if 503, after which it was answered."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for began, at, said in list(self.answers):
                if said.status == status and since < (at if status == 503 else began):
                    return
            time.sleep(0.02)
        raise AssertionError(f"nobody was answered {status} within {seconds:g} s")


def assert_told_so(asking: Asking, going: float, gone: float, back: float, patience: float) -> None:
    """Fail unless all were answered, nobody by an acknowledgement that could not be meant, and nobody late."""
    assert {said.status for _, _, said in asking.answers} == {200, 503}
    for began, at, said in asking.answers:
        if said.status == 503:
            assert_unavailable(said)
            assert at > going
        else:
            assert not (began > gone and at < back), "acknowledged while the database was away"
        assert at - began < patience + 5


def outage(server: Server, away: Callable[[], Any], patience: float) -> None:
    """Take the database away under load until somebody is refused, and bring it back."""
    with Asking(server.port) as asking:
        asking.wait_for(200, 0, 20)
        going = time.monotonic()
        with away():
            gone = time.monotonic()
            asking.wait_for(503, gone, patience + 10)
            with Client(server.port) as client:
                assert client.get("/healthz").status == 200
            back = time.monotonic()
        asking.wait_for(200, back, 5)
    assert_told_so(asking, going, gone, back, patience)
    assert server.is_running


@pytest.fixture
def hasty(tmp_path: Path) -> Iterator[FlaskClient]:
    """The application over a SQLite store that waits for a third of a second only."""
    settings = Settings(tmp_path, f"sqlite:///{tmp_path}/greenlane.db")
    documents = shared_documents()
    host = Host.load(shared_facts(), lambda code: is_document(code, documents))
    made = desk(settings, open_store(settings.database_url, patience=0.3), host)
    made.store.upgrade()
    made.book.current()
    yield create_app(made).test_client()
    made.store.close()


@pytest.mark.parametrize("away", [locked, moved_away])
def test_each_door_says_that_the_store_is_away_and_opens_again(
    hasty: FlaskClient, tmp_path: Path, away: Callable[[Path], Any]
) -> None:
    def post(path: str, media_type: str, headers: dict[str, str]) -> Said:
        with hasty.post(path, data=json.dumps(SHIRT), content_type=media_type, headers=headers) as answer:
            return Said(answer.status_code, dict(answer.headers), answer.data)

    def check(**headers: str) -> Said:
        return post("/api/v1/check", "application/json", headers)

    def checks() -> Said:
        return post("/api/v1/checks", "application/x-ndjson", {})

    first = check().document["decision_id"]
    with away(tmp_path / "greenlane.db"):
        for said in (check(), check(**{"Idempotency-Key": "k-1"}), checks()):
            assert_unavailable(said)
        assert hasty.get("/healthz").status_code == 200
        assert hasty.get(f"/api/v1/decisions/{first}").status_code in (200, 503)
    # What was refused is given up within the store's patience, and is not stored later.
    time.sleep(0.5)
    again = check(**{"Idempotency-Key": "k-1"})
    assert (again.status, again.headers.get("Idempotent-Replayed")) == (200, None)
    assert (check().status, checks().status) == (200, 200)
    assert hasty.get(f"/api/v1/decisions/{first}").get_json()["decision_id"] == first


@pytest.mark.slow
def test_a_server_whose_database_is_locked_says_so_and_goes_on(start: Start, tmp_path: Path) -> None:
    server = start()
    outage(server, lambda: locked(tmp_path / "data" / "greenlane.db"), PATIENCE)
    assert server.run("doctor", "--replay").returncode == 0


@pytest.mark.slow
def test_a_server_whose_database_was_moved_away_says_so_at_once_and_goes_on(start: Start, tmp_path: Path) -> None:
    server = start()
    outage(server, lambda: moved_away(tmp_path / "data" / "greenlane.db"), 2)
    assert server.run("doctor", "--replay").returncode == 0


@pytest.mark.slow
def test_a_server_whose_postgresql_is_stopped_says_so_and_goes_on(start: Start, cluster: Cluster) -> None:
    server = start(database_url=cluster.url)

    @contextmanager
    def stopped() -> Iterator[None]:
        cluster.stop()
        yield
        cluster.start()

    for _ in range(2):
        outage(server, stopped, PATIENCE)
    cluster.stop()
    with Client(server.port) as client:
        ready = client.get("/readyz")
        assert (ready.status, ready.document["type"]) == (503, "/problems/not-ready")
        assert_unavailable(client.get(f"/api/v1/decisions/{'0' * 26}"))
        assert_unavailable(client.checks([SHIRT] * 3))
    cluster.start()
    end = time.monotonic() + 5
    with Client(server.port) as client:
        assert client.get("/readyz").status == 200
        # Each worker finds out for itself, by one request, that its connection has died.
        while (said := client.checks([SHIRT] * 3)).status != 200:
            assert_unavailable(said)
            assert time.monotonic() < end
        assert len(said.body.splitlines()) == 3
    assert server.run("doctor", "--replay").returncode == 0


def test_a_server_does_not_start_on_a_database_that_is_away(tmp_path: Path) -> None:
    server = Server(tmp_path / "data", tmp_path, database_url="postgresql://nobody@127.0.0.1:1/nothing")
    done = server.run("serve", "--port", str(server.port))
    assert (done.returncode, done.stdout) == (3, "")
    assert "The store cannot be used: " in done.stderr
    assert "Traceback" not in done.stderr and "Try next" not in done.stderr
