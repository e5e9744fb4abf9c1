"""Nothing acknowledged is lost, and a key gives one decision, when processes are killed under load."""

from __future__ import annotations

import os
import random
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from greenlane.core.store import DecisionRecord, open_store
from tests.system.cluster import Cluster
from tests.system.conftest import Start
from tests.system.load import Load
from tests.system.serving import Client, Server

pytestmark = pytest.mark.slow


def stored(url: str) -> list[DecisionRecord]:
    """Every decision in a database."""
    store = open_store(url)
    found: list[DecisionRecord] = []
    while page := list(store.decisions(found[-1].decision_id if found else None, 5000)):
        found += page
    store.close()
    return found


def assert_nothing_was_lost(server: Server, url: str, load: Load) -> None:
    """Fail unless each key has one decision, it is the one its client was told, and it is still the answer."""
    assert load.surprises == []
    by_key: dict[str, str] = {}
    for key, decisions in load.acknowledged.items():
        ids = {decision["decision_id"] for decision in decisions}
        assert len(ids) == 1, f"{key} was acknowledged as {ids}"
        by_key[key] = ids.pop()
    records = stored(url)
    kept = {str(record.reference): record.decision_id for record in records}
    assert len(kept) == len(records), "a key has more than one decision"
    assert {key: kept.get(key) for key in by_key} == by_key

    def asked_again(keys: list[str]) -> list[str]:
        wrong = []
        with Client(server.port) as client:
            for key in keys:
                told = load.acknowledged[key][0]
                read = client.get(f"/api/v1/decisions/{told['decision_id']}")
                if (read.status, read.document) != (200, told):
                    wrong.append(f"{key} reads {read.body[:200]!r}")
                replayed = client.check(load.sent[key], key)
                if (replayed.document, replayed.headers.get("Idempotent-Replayed")) != (told, "true"):
                    wrong.append(f"{key} replays {replayed.body[:200]!r}")
        return wrong

    keys = list(by_key)
    with ThreadPoolExecutor(8) as pool:
        wrong = [one for found in pool.map(asked_again, (keys[start::8] for start in range(8))) for one in found]
    assert wrong == []
    with Client(server.port) as client:
        other = client.check({"route": {"import": "TH"}, "items": [{"commodity_code": "39"}]}, keys[0])
        assert (other.status, other.document["type"]) == (422, "/problems/key-reused")
    assert len(stored(url)) == len(records), "a replay was stored"
    replayed = server.run("doctor", "--replay")
    assert replayed.returncode == 0, replayed.stdout + replayed.stderr
    assert replayed.stdout.splitlines()[-1] == f"replayed    {len(records)} decisions, 0 differ"


def test_nothing_is_lost_when_every_process_is_killed(start: Start, tmp_path: Path) -> None:
    server = start()
    chance = random.Random(20261122)
    began, kills = time.monotonic(), 0
    with Load(server.port) as load:
        while kills < 12 or time.monotonic() - began < 30:
            if kills % 5 == 4:
                # While it starts, too: the database may be at any step of that.
                time.sleep(chance.uniform(0.1, 2))
            else:
                server.wait_until_ready()
                load.wait_for(16)
                time.sleep(chance.uniform(0, 1))
            server.kill()
            kills += 1
            server.launch()
            if time.monotonic() - began > 90:
                break
        server.wait_until_ready()
        load.wait_for(16)
    assert kills >= 10
    assert len(load.acknowledged) >= 16 * 8
    assert load.broken >= 16
    print(f"{kills} kills, {len(load.acknowledged)} acknowledged, {load.broken} requests broken")
    assert_nothing_was_lost(server, f"sqlite:///{tmp_path}/data/greenlane.db", load)


def test_a_killed_worker_costs_its_own_requests_and_no_more(start: Start, tmp_path: Path) -> None:
    server = start()
    chance = random.Random(20261123)
    with Load(server.port) as load:
        for _ in range(6):
            load.wait_for(50)
            time.sleep(chance.uniform(0, 0.5))
            victim = chance.choice(server.workers())
            os.kill(victim, signal.SIGKILL)
            load.wait_for(50)
            end = time.monotonic() + 20
            while victim in server.workers() or len(server.workers()) < 2:
                assert time.monotonic() < end, server.said()
                time.sleep(0.05)
    assert server.is_running
    assert 1 <= load.broken <= 6 * 16
    print(f"{len(load.acknowledged)} acknowledged, {load.broken} requests broken")
    assert_nothing_was_lost(server, f"sqlite:///{tmp_path}/data/greenlane.db", load)
    assert server.stop() == 0


def test_nothing_is_lost_on_postgresql_either(start: Start, cluster: Cluster) -> None:
    server = start(database_url=cluster.url)
    chance = random.Random(20261124)
    with Load(server.port) as load:
        for kills in range(6):
            load.wait_for(32)
            time.sleep(chance.uniform(0, 0.7))
            if kills % 2:
                cluster.kill()
                cluster.start()
            else:
                server.kill()
                server.start()
        load.wait_for(32)
    print(f"{len(load.acknowledged)} acknowledged, {load.broken} requests broken")
    assert_nothing_was_lost(server, cluster.url, load)
