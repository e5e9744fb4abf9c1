"""Real workers under load while a stranger's code does all it can do wrong: who asks for others notices nothing."""

from __future__ import annotations

import itertools
import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from greenlane.core.store import open_store
from greenlane.core.store.change_log import Entry
from tests.plugins.conftest import Site
from tests.system.load import DECLARATIONS
from tests.system.serving import FAILURES, Client, Server
from tests.web.test_metrics import value

pytestmark = pytest.mark.slow

DEADLINE = 0.25
GRACE = 0.05
"""What the issue allows on top of the deadline."""
FAULTS = [
    "raises", "sleeps", "spins", "deaf", "wrong_tags_on_wire", "bytes_on_wire", "crashes", "exits", "hogs",
    "hogs_deafly", "recurses", "forks_here", "prints_for_ever",
]  # fmt: skip
Json = dict[str, Any]


def faulty(deed: str) -> Json:
    """A declaration to the faulty plugin's economy, whose code then does that."""
    item = {"commodity_code": "010121", "description": deed}
    return {"date": "2026-11-22", "route": {"import": "NR"}, "items": [item]}


class Others:
    """Checks of other economies, without a pause. What was answered, and how long that took."""

    def __init__(self, port: int, expected: list[Json], connections: int = 4) -> None:
        self._port = port
        self._expected = expected
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(number,)) for number in range(connections)]
        self.took: list[tuple[float, float]] = []
        self.wrong: list[str] = []

    def __enter__(self) -> Others:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(60)
        assert not any(thread.is_alive() for thread in self._threads)

    def between(self, first: float, last: float) -> list[float]:
        """How long those took that were answered in this time, shortest first."""
        return sorted(took for at, took in list(self.took) if first <= at <= last)

    def _run(self, number: int) -> None:
        with Client(self._port) as client:
            for count in itertools.count(number):
                if self._stop.is_set():
                    return
                which = count % len(self._expected)
                start = time.monotonic()
                try:
                    said = client.check(SENT[which])
                except FAILURES as error:
                    self.wrong.append(f"{error!r}")
                    continue
                end = time.monotonic()
                self.took.append((end, end - start))
                if said.status != 200:
                    self.wrong.append(f"{said.status} {said.body[:300]!r}")
                elif plain(said.document) != self._expected[which]:
                    self.wrong.append(f"{SENT[which]}: {said.body[:1000]!r}")


SENT = [*DECLARATIONS, {"date": "2026-11-22", "route": {"import": "TO"},
                        "items": [{"commodity_code": "010121", "description": "mixed goods"}]}]  # fmt: skip
"""Those of the load, and one to a stranger whose code does no wrong."""


def plain(decision: Json) -> Json:
    """A decision but for what names itself, its instant, and all the packs there are."""
    return {key: one for key, one in decision.items() if key not in ("decision_id", "known_at", "ruleset")}


def p99(took: list[float]) -> float:
    assert len(took) >= 100, f"{len(took)} answers are too few to tell"
    return took[len(took) * 99 // 100]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Any]:
    """Starts servers beside which these fixtures are installed."""
    started = []

    def start(*fixtures: str, name: str = "data") -> Server:
        folder = tmp_path / f"site-{name}"
        if not folder.exists():
            folder.mkdir()
            Site(folder).install(*fixtures)
        more = {"PYTHONPATH": str(folder), "GREENLANE_UNSIGNED_PLUGINS": "all"}
        server = Server(tmp_path / name, tmp_path, **more)
        started.append(server)
        server.start()
        return server

    yield start
    for server in started:
        server.stop()


def states(server: Server, looks: int = 6) -> set[str]:
    """How the faulty plugin stands, as one worker after the other says."""
    found = set()
    for _ in range(looks):
        with Client(server.port) as client:
            plugins = client.get("/readyz").document["plugins"]
            found |= {one["status"] for one in plugins if one["name"] == "NR"}
    return found


def wait_for(server: Server, state: str, seconds: float = 15) -> float:
    """Return once all workers say so; how long that took."""
    start = time.monotonic()
    while states(server) != {state}:
        assert time.monotonic() - start < seconds, f"{states(server)}, not {state}\n{server.said()}"
        time.sleep(0.05)
    return time.monotonic() - start


def until_suspended(server: Server, deed: str) -> list[Json]:
    """What is answered while the plugin does that, from six connections, until it is not called any more."""
    answered: list[Json] = []
    done = threading.Event()

    def ask() -> None:
        with Client(server.port) as client:
            for _ in range(40):
                said = client.check(faulty(deed))
                assert said.status == 200, said.body
                answered.append(said.document)
                if done.is_set() or "suspended" in json.dumps(said.document["items"]):
                    done.set()
                    return

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert done.is_set(), answered[-1:]
    return answered


def resume(server: Server) -> None:
    """As `greenlane plugin resume` does, once a worker has told the others."""
    store, end = open_store(server.database_url), time.monotonic() + 5
    try:
        while not store.suspensions.remove("NR", Entry("test", "command", "plugin.resumed", "plugin:NR")):
            assert time.monotonic() < end
            time.sleep(0.05)
    finally:
        store.close()
    wait_for(server, "loaded")


def test_whatever_a_strangers_code_does_nobody_else_notices(serve: Any) -> None:
    with_faulty, without = serve("faulty", "well_behaved"), serve("well_behaved", name="without")
    with Client(without.port) as client:
        expected = [plain(client.check(one).document) for one in SENT]
    without.stop()
    quiet: list[float] = []
    loud: dict[str, list[float]] = {}
    with Others(with_faulty.port, expected) as others:
        time.sleep(1)
        for deed in FAULTS:
            began = time.monotonic()
            time.sleep(0.8)
            quiet += others.between(began, time.monotonic())
            began = time.monotonic()
            answered = until_suspended(with_faulty, deed)
            time.sleep(max(0.0, began + 1.5 - time.monotonic()))
            loud[deed] = others.between(began, time.monotonic())
            for one in answered:
                assert one["verdict"] == "referred", one
                assert "plugin NR" in json.dumps(one["items"])
            wait_for(with_faulty, "suspended")
            verdicts(with_faulty, "referred")
            resume(with_faulty)
            verdicts(with_faulty, "clear")
        assert others.wrong == []
    usual = p99(sorted(quiet))
    added = {deed: p99(took) - usual for deed, took in loud.items()}
    print(f"usual p99 {usual * 1000:.0f} ms; added:", {deed: round(one * 1000) for deed, one in added.items()})
    assert max(added.values()) <= DEADLINE + GRACE, (usual, added)


def verdicts(server: Server, wanted: str, seconds: float = 5) -> None:
    """Return once every worker, as far as one can tell, decides so of what its plugin finds good."""
    end = time.monotonic() + seconds
    while (found := {_checked(server, "good")["verdict"] for _ in range(10)}) != {wanted}:
        assert time.monotonic() < end, found


def _checked(server: Server, deed: str) -> Json:
    with Client(server.port) as client:
        return client.check(faulty(deed)).document


def test_a_suspension_is_shown_outlives_a_restart_and_ends_when_it_is_resumed(serve: Any) -> None:
    server = serve("faulty")
    until_suspended(server, "raises")
    assert wait_for(server, "suspended") < 5
    with Client(server.port) as client:
        ready = client.get("/readyz")
        assert (ready.status, ready.document["status"]) == (200, "degraded")
        assert value(client.get("/metrics").body, "greenlane_plugin_suspended", plugin="NR") == 1
    server.stop()
    server.start()
    assert states(server) == {"suspended"}
    assert _checked(server, "good")["verdict"] == "referred"

    made = server.run("users", "add", "eva", "--role", "admin", "--password-stdin", sent="a long enough one\n")
    assert made.returncode == 0, made.stderr
    asked = server.run("plugin", "resume", "NR", "--as", "eva", "--reason", "mended", sent="a long enough one\n")
    assert asked.returncode == 0, asked.stderr
    assert wait_for(server, "loaded") < 5
    verdicts(server, "clear")
    again = server.run("plugin", "resume", "NR", "--as", "eva", sent="a long enough one\n")
    assert again.returncode == 1 and "NR is not suspended" in again.stderr


def started_by(worker: int) -> list[int]:
    """What a worker started, whichever of its threads did, and what that started."""
    found: list[int] = []
    for task in Path(f"/proc/{worker}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *started_by(int(child))]
    return found


@pytest.mark.parametrize("deed", ["good", "deaf"])
def test_a_worker_that_is_killed_takes_its_plugins_with_it(deed: str, serve: Any) -> None:
    server = serve("faulty", "well_behaved")
    verdicts(server, "clear")
    workers = server.workers()
    end = time.monotonic() + 20  # The one that was not asked may still be starting.
    started = [started_by(worker) for worker in workers]
    while any(len(pids) != 3 for pids in started):
        assert time.monotonic() < end, f"a nursery, and a process of each plugin: {started}"
        time.sleep(0.05)
        started = [started_by(worker) for worker in workers]
    asking = threading.Thread(target=_asked, args=(server, deed))
    asking.start()
    time.sleep(0.1)
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
    end = time.monotonic() + 3
    for pid in itertools.chain.from_iterable(started):
        while Path(f"/proc/{pid}").exists():
            assert time.monotonic() < end, f"{pid} outlives its worker"
            time.sleep(0.02)
    asking.join(30)
    server.wait_until_ready()
    end = time.monotonic() + 20
    while any(len(started_by(worker)) < 3 for worker in server.workers()) or len(server.workers()) < 2:
        assert time.monotonic() < end
        time.sleep(0.05)
    verdicts(server, "clear")


def _asked(server: Server, deed: str) -> None:
    try:
        _checked(server, deed)
    except FAILURES:
        pass
