"""Counts and limits over two real workers; logs as they come out of a real server."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
import time
from collections import Counter
from pathlib import Path

from tests.system.conftest import Start
from tests.system.load import DECLARATIONS, VERDICTS
from tests.system.serving import Client, Server
from tests.web.test_metrics import read

SECRET = "Tran-Thi-B-INV-77"


def metrics(port: int) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    with Client(port) as client:
        said = client.get("/metrics")
    assert said.status == 200
    assert said.headers["Content-Type"].startswith("text/plain; version=")
    return read(said.body)


def count(found: dict[tuple[str, frozenset[tuple[str, str]]], float], name: str, **labels: str) -> float:
    """The sum of the samples of a name that have at least these labels."""
    wanted = set(labels.items())
    return sum(value for (one, its), value in found.items() if one == name and wanted <= its)


def send(port: int, times: int, connections: int = 8) -> Counter[int]:
    """Each connection sends so many checks; how many answers had which status."""
    statuses: Counter[int] = Counter()
    lock = threading.Lock()

    def run() -> None:
        found: Counter[int] = Counter()
        with Client(port) as client:
            for number in range(times):
                found[client.check(DECLARATIONS[number % len(DECLARATIONS)]).status] += 1
        with lock:
            statuses.update(found)

    threads = [threading.Thread(target=run) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def test_every_check_of_every_worker_is_counted_also_of_those_that_died(start: Start) -> None:
    server = start()
    times = 5 * len(DECLARATIONS)
    assert send(server.port, times) == {200: 8 * times}
    first = server.workers()
    for pid in first[:1]:
        os.kill(pid, signal.SIGKILL)
    end = time.monotonic() + 30
    while len(server.workers()) < 2 or server.workers() == first:
        assert time.monotonic() < end
        time.sleep(0.05)
    assert send(server.port, times) == {200: 8 * times}
    for _ in range(8):  # whichever worker is asked
        found = metrics(server.port)
        checks = {"route": "/api/v1/check", "method": "POST", "status": "200"}
        assert count(found, "greenlane_request_seconds_count", **checks) == 16 * times
        assert count(found, "greenlane_store_rows_total") == 16 * times
        assert 0 < count(found, "greenlane_store_commits_total") <= 16 * times
        for declaration, verdict in zip(DECLARATIONS, VERDICTS, strict=True):
            economy = next(iter(declaration["route"].values()))
            economy = economy if economy in ("TH", "VN", "MY", "CN", "KR") else "other"
            assert count(found, "greenlane_decisions_total", economy=economy, verdict=verdict) == 16 * times / 6
    assert count(found, "greenlane_database_up") == 1
    assert count(found, "greenlane_rule_set") == 1
    assert {dict(its)["economy"] for name, its in found if name == "greenlane_economy_up"} == {
        "TH", "VN", "CN", "MY", "KR", "ID", "EU", "CL", "XT",
    }  # fmt: skip


def test_the_files_of_the_counters_go_with_the_server(start: Start) -> None:
    server = start()
    mark = f"greenlane-metrics-{server.pid}-*"
    folders = [folder for base in ("/dev/shm", "/tmp") for folder in Path(base).glob(mark)]
    assert len(folders) == 1
    assert server.stop() == 0
    assert not folders[0].exists()


def test_lines_are_whole_and_hold_nothing_personal(tmp_path: Path) -> None:
    server = Server(tmp_path / "data", tmp_path)
    server.environment["GREENLANE_LOG"] = "json"
    server.start()
    try:
        declaration = {**DECLARATIONS[0], "reference": SECRET}
        with Client(server.port) as client:
            for _ in range(20):
                decision_id = client.check(declaration).document["decision_id"]
                assert client.get(f"/api/v1/decisions/{decision_id}").status == 200
            assert client.get(f"/{SECRET}").status == 404
    finally:
        server.stop()
    text = server.log.read_text()
    assert SECRET not in text and decision_id not in text
    lines = [json.loads(line) for line in text.splitlines()]
    access = [line for line in lines if line["logger"] == "greenlane.access"]
    seen = Counter((line["method"], line["route"], line["status"]) for line in access)
    assert seen["POST", "/api/v1/check", 200] == 20
    assert seen["GET", "/api/v1/decisions/<decision_id>", 200] == 20
    assert seen["GET", "unmatched", 404] == 1
    assert len({line["request"] for line in access}) == len(access)


def test_no_header_moves_the_server_to_another_path(start: Start) -> None:
    server = start()
    for name in ("SCRIPT_NAME", "PATH_INFO", "REMOTE_ADDR"):
        with socket.create_connection(("127.0.0.1", server.port), 30) as client:
            head = f"GET /healthz HTTP/1.1\r\nHost: x\r\n{name}: /console\r\nConnection: close\r\n\r\n"
            client.sendall(head.encode())
            assert client.recv(64).startswith(b"HTTP/1.1 200"), name


def limited(tmp_path: Path, rate: int) -> Server:
    server = Server(tmp_path / "data", tmp_path)
    server.environment["GREENLANE_RATE_PER_MINUTE"] = str(rate)
    server.start()
    return server


def test_two_workers_let_no_more_through_than_one(tmp_path: Path) -> None:
    server = limited(tmp_path, 120)
    try:
        began = time.monotonic()
        statuses = send(server.port, 40)
        took = time.monotonic() - began
        assert set(statuses) == {200, 429}
        assert 120 <= statuses[200] <= 120 + 2 * took + 1
        with Client(server.port) as client:
            refused = client.check(DECLARATIONS[0])
            while refused.status == 200:
                refused = client.check(DECLARATIONS[0])
            assert refused.status == 429
            assert refused.document["type"] == "/problems/too-many-requests"
            wait = int(refused.headers["Retry-After"])
            assert 1 <= wait <= 60
            for path in ("/healthz", "/readyz", "/metrics"):
                assert client.get(path).status == 200
            time.sleep(wait)
            assert client.check(DECLARATIONS[0]).status == 200
        found = metrics(server.port)
        assert count(found, "greenlane_limited_total") >= statuses[429]
        stored = count(found, "greenlane_store_rows_total")
        assert stored == count(found, "greenlane_request_seconds_count", route="/api/v1/check", status="200")
    finally:
        server.stop()
