"""Rule sets are published while clients check: who asks afterwards is answered by the new one, whole."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.conftest import ROOT
from tests.system.cluster import Cluster
from tests.system.conftest import Start
from tests.system.publisher import RULE
from tests.system.serving import Client, Server

pytestmark = pytest.mark.slow

BAN = {"date": "2025-01-01", "route": {"import": "TH"}, "items": [{"commodity_code": "3915.10.00"}]}
TIMES = 200
"""Publications under load, on one host; with two there are a third as many."""


class Seen(NamedTuple):
    """One answer: when it was asked for, and what it says of the rules. `began` is of the monotonic clock."""

    door: str
    began: float
    version: int
    digest: str
    title: str


class Published(NamedTuple):
    """One publication, and when it was acknowledged."""

    version: int
    digest: str
    at: float


class Clients:
    """Threads that check, in bulk too, and read the rules, and keep what each answer says of them; of each port."""

    def __init__(self, *ports: int) -> None:
        self._stop = threading.Event()
        doors = [self._single] * 5 + [self._many] + [self._single] * 3 + [self._rules]
        self._threads = [
            threading.Thread(target=self._run, args=(door, ports[number % len(ports)]))
            for number, door in enumerate(doors if ports else [])
        ]
        self.seen: list[Seen] = []
        self.failed: list[str] = []

    def __enter__(self) -> Clients:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(60)

    def _run(self, door: Any, port: int) -> None:
        with Client(port) as client:
            while not self._stop.is_set():
                try:
                    self.seen += door(client, time.monotonic())
                except Exception as error:  # whatever went wrong is what the test wants to show
                    self.failed.append(f"{door.__name__}: {type(error).__name__}: {error}")
                time.sleep(0.005)  # or they would take the publisher's time

    @staticmethod
    def _single(client: Client, began: float) -> list[Seen]:
        said = client.check(BAN)
        assert said.status == 200, said.body
        return [_of("check", began, said.document)]

    @staticmethod
    def _many(client: Client, began: float) -> list[Seen]:
        said = client.checks([BAN] * 10)
        assert said.status == 200, said.body
        found = [_of("checks", began, json.loads(line)) for line in said.body.splitlines()]
        assert len(found) == 10
        return found

    @staticmethod
    def _rules(client: Client, began: float) -> list[Seen]:
        said = client.get("/api/v1/rules?economy=TH&code=39151000&date=2025-01-01")
        assert said.status == 200, said.body
        (title,) = [rule["title"] for rule in said.document["rules"] if rule["id"] == RULE]
        return [Seen("rules", began, said.document["ruleset"]["version"], said.document["ruleset"]["digest"], title)]


def _of(door: str, began: float, decision: dict[str, Any]) -> Seen:
    (title,) = [one["title"] for one in decision["items"][0]["findings"] if one["rule"] == RULE]
    return Seen(door, began, decision["ruleset"]["version"], decision["ruleset"]["digest"], title)


@contextmanager
def publisher(server: Server) -> Iterator[subprocess.Popen[str]]:
    """Another process over a server's database, which publishes when it is sent a line."""
    process = subprocess.Popen(
        [sys.executable, Path(__file__).with_name("publisher.py")],
        cwd=ROOT,
        env={**server.environment, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def publish(process: subprocess.Popen[str]) -> Published:
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write("\n")
    process.stdin.flush()
    return Published(*json.loads(process.stdout.readline()))


def stale(seen: list[Seen], published: list[Published], allowed: float) -> list[str]:
    """Answers, asked for more than so many seconds after a publication, that are of an older rule set."""
    return [
        f"{one.door} said {one.version}, {one.began - new.at:.3f} s after {new.version} was published"
        for one in seen
        for new in published
        if one.began > new.at + allowed and one.version < new.version
    ]


def assert_every_answer_is_of_its_time(clients: Clients, published: list[Published], first: tuple[str, str]) -> None:
    """Fail unless no answer failed, mixes two rule sets, or is older than what was published before it was asked."""
    assert clients.failed == []
    whole = {1: first, **{one.version: (one.digest, f"edition {one.version}") for one in published}}
    torn = [one for one in clients.seen if whole.get(one.version) != (one.digest, one.title)]
    assert torn == []
    # What is stored is held to the rule set in force; what is only read may be a second old.
    assert stale([one for one in clients.seen if one.door != "rules"], published, 0) == []
    assert stale([one for one in clients.seen if one.door == "rules"], published, 1.2) == []
    for door in ("check", "checks", "rules"):
        answered = {one.version for one in clients.seen if one.door == door}
        assert len(answered) > len(published) // 2, f"{door} was answered by {sorted(answered)} only"


def under_load(servers: list[Server], times: int, pause: float) -> tuple[Clients, list[Published], tuple[str, str]]:
    """Publish so many times while clients ask the servers: what they saw, what was published, what was before."""
    chance = random.Random(20261122)
    with Client(servers[0].port) as client:
        before = _of("check", 0, client.check(BAN).document)
    published: list[Published] = []
    with publisher(servers[0]) as process, Clients(*[server.port for server in servers]) as clients:
        for _ in range(times):
            time.sleep(chance.uniform(0, pause))
            published.append(publish(process))
        time.sleep(1.5)
    assert [one.version for one in published] == list(range(2, times + 2))
    return clients, published, (before.digest, before.title)


@pytest.mark.parametrize("hosts", ["one host on SQLite", "two hosts on one PostgreSQL"])
def test_whoever_asks_after_a_publication_is_answered_by_it(
    start: Start, tmp_path: Path, request: pytest.FixtureRequest, hosts: str
) -> None:
    if hosts == "one host on SQLite":
        servers, times = [start()], TIMES
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        servers, times = [start(data=tmp_path / name, database_url=cluster.url) for name in "ab"], TIMES // 3

    clients, published, first = under_load(servers, times, 0.2)

    assert_every_answer_is_of_its_time(clients, published, first)
    print(f"{len(published)} publications, answers:", Counter(one.door for one in clients.seen))
    replayed = servers[0].run("doctor", "--replay")
    assert (replayed.returncode, replayed.stdout.splitlines()[-1].split(", ")[-1]) == (0, "0 differ")


@pytest.mark.parametrize("fault", ["stale", "torn"])
def test_a_server_that_tears_or_lags_is_caught(start: Start, fault: str) -> None:
    server = start(program=[sys.executable, Path(__file__).with_name("tearing.py"), fault], PYTHONPATH=str(ROOT))

    clients, published, first = under_load([server], 8, 0.5)

    assert clients.failed == []
    with pytest.raises(AssertionError):
        assert_every_answer_is_of_its_time(clients, published, first)


def test_what_would_be_wrong_is_seen() -> None:
    published = [Published(2, "sha256:2", 10.0)]
    good = [Seen(door, at, version, f"sha256:{version}", f"edition {version}")
            for door in ("check", "checks", "rules") for at, version in ((9.0, 1), (11.5, 2))]  # fmt: skip
    clients = Clients()
    clients.seen = good
    assert_every_answer_is_of_its_time(clients, published, ("sha256:1", "edition 1"))
    for wrong in (
        Seen("check", 10.001, 1, "sha256:1", "edition 1"),
        Seen("rules", 11.3, 1, "sha256:1", "edition 1"),
        Seen("check", 9.0, 1, "sha256:2", "edition 1"),
        Seen("check", 9.0, 2, "sha256:2", "edition 1"),
        Seen("check", 9.0, 3, "sha256:3", "edition 3"),
    ):
        clients.seen = [*good, wrong]
        with pytest.raises(AssertionError):
            assert_every_answer_is_of_its_time(clients, published, ("sha256:1", "edition 1"))
