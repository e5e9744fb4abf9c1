"""A store on each database, and decisions to put into it."""

from __future__ import annotations

import datetime
import itertools
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from greenlane.core.store import DecisionRecord, IdempotencyKey, Store, open_store

ROOT = Path(__file__).resolve().parents[3]
CHILD = Path(__file__).with_name("child.py")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A store with tables and nothing in them."""
    opened = open_store(url, patience=5)
    opened.upgrade()
    yield opened
    opened.close()


@pytest.fixture
def ruled(store: Store) -> Store:
    """A store in which rule set 1 is in force."""
    store.publish_first(b'{"rules":[]}', "sha256:00", reason="first start", by="packs")
    return store


@pytest.fixture
def decision() -> Callable[..., DecisionRecord]:
    """Makes decisions with ids that rise; `key` is an idempotency key sent with `sent`."""
    numbers = itertools.count(1)

    def make(rule_set: int = 1, *, key: str | None = None, sent: bytes = b"{}", **more: Any) -> DecisionRecord:
        values: dict[str, Any] = {
            "decision_id": f"01JTEST{next(numbers):019d}",
            "reference": "INV-7",
            "created_at": datetime.datetime(2026, 11, 22, 8, 30, 0, 123456, tzinfo=datetime.UTC),
            "date": datetime.date(2025, 2, 24),
            "verdict": "restricted",
            "rule_set": rule_set,
            "owner": "key-1",
            "economies": "KR VN",
            "body": b'{"input":{}}',
            "idempotency": IdempotencyKey.of("key-1", key, sent) if key else None,
        }
        return DecisionRecord(**values | more)

    return make


@pytest.fixture
def child(url: str) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts tests/core/store/child.py on the database: another process with a store of its own."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, stdout: int | IO[bytes] = subprocess.PIPE) -> subprocess.Popen[str]:
        command = [sys.executable, str(CHILD), url, *arguments]
        process = subprocess.Popen(command, cwd=ROOT, stdout=stdout, text=True, env={"PYTHONPATH": str(ROOT)})
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
