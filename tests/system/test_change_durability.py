"""Rules are edited and published while processes are killed: what was acknowledged stands, and one set is published."""

from __future__ import annotations

import json
import os
import random
import signal
import time

import pytest

from greenlane.core.store import open_store
from tests.system.cluster import Cluster
from tests.system.conftest import Start
from tests.system.officials import RULE, Kept, Officials, keys
from tests.system.serving import Client, Server

pytestmark = pytest.mark.slow

KILLS = 36
"""On SQLite, and half as many on PostgreSQL. Of each three one is of all processes, two are of a worker."""


def title(content: bytes) -> str:
    """What the ban is called in a rule set."""
    (rule,) = [one for one in json.loads(content)["TH"]["rules"] if one["id"] == RULE]
    return str(rule["title"]["en"])


def assert_nothing_was_lost(url: str, kept: Kept) -> None:
    """Fail unless every acknowledged edit and publication stands, and sets and drafts agree, one to one."""
    store = open_store(url)
    for draft, (said, revision) in kept.titles.items():
        header = store.drafts.header(draft)
        assert header is not None and header.revision >= revision, f"draft {draft}: revision {revision} is gone"
        entry = store.drafts.revision(draft, revision).patch["entries"][f"TH/rules/{RULE}"]
        assert entry["title"]["en"] == said
        revisions = [one.revision for one in store.drafts.revisions(draft)]
        assert revisions == list(range(1, header.revision + 1))
    headers = store.rule_sets()
    assert [one.version for one in headers] == list(range(1, len(headers) + 1))
    for number, said in kept.published.items():
        assert title(store.content(number)) == said, f"rule set {number} is not what was acknowledged"
    in_force = store.in_force()
    assert in_force is not None and in_force.version == headers[-1].version
    by_draft = {one.draft_id: one.version for one in headers if one.draft_id}
    published = {one.draft_id: one.published_as for one in store.drafts.headers() if one.state == "published"}
    assert by_draft == published
    logged = [one.subject for one in store.change_log.read(action="rule set published", limit=10_000)]
    assert sorted(logged) == sorted(f"rule-set:{one.version}" for one in headers)
    store.close()


def kill_and_go_on(server: Server, kept: Kept, officials: Officials, kills: int) -> None:
    """Kill so often, each time after something was acknowledged, at any moment after that."""
    chance = random.Random(20261122)
    for number in range(kills):
        officials.wait_for(edits=2, publications=number % 2)
        time.sleep(chance.uniform(0, 1))
        if number % 3 == 2:
            server.kill()
            server.launch()
            server.wait_until_ready()
        else:
            os.kill(chance.choice(server.workers()), signal.SIGKILL)
    officials.wait_for(edits=2, publications=1)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_nothing_acknowledged_is_lost_and_one_set_is_published(
    start: Start, request: pytest.FixtureRequest, database: str
) -> None:
    server = start() if database == "sqlite" else start(database_url=request.getfixturevalue("cluster").url)
    url = server.database_url
    secrets = keys(url)

    with Officials(server.port, secrets) as officials:
        kill_and_go_on(server, officials.kept, officials, KILLS if database == "sqlite" else KILLS // 2)

    kept = officials.kept
    assert kept.surprises == []
    assert len(kept.published) >= KILLS // 4 and kept.broken
    print(f"{kept.edits} edits, {len(kept.published)} publications acknowledged, {kept.broken} broken")
    assert_nothing_was_lost(url, kept)
    with Client(server.port) as client:
        goods = {"items": [{"commodity_code": "39151000"}]}
        said = client.check({"date": "2025-01-01", "route": {"import": "TH"}, **goods})
        assert said.document["ruleset"]["version"] == len(store_numbers(url))


def store_numbers(url: str) -> list[int]:
    store = open_store(url)
    try:
        return [one.version for one in store.rule_sets()]
    finally:
        store.close()


def test_a_database_server_that_dies_is_waited_for(start: Start, cluster: Cluster) -> None:
    server = start(database_url=cluster.url)
    secrets = keys(cluster.url)

    with Officials(server.port, secrets) as officials:
        for _ in range(3):
            officials.wait_for(edits=2, publications=1)
            cluster.kill()
            time.sleep(0.5)
            cluster.start()
        officials.wait_for(edits=2, publications=1)

    assert officials.kept.surprises == []
    assert_nothing_was_lost(cluster.url, officials.kept)
