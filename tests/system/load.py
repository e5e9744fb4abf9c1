"""Clients that do not give up: each declaration is sent under its own key until somebody answers it."""

from __future__ import annotations

import itertools
import json
import random
import threading
import time
from collections import defaultdict
from typing import Any

from tests.system.serving import FAILURES, Client

DECLARATIONS: list[dict[str, Any]] = [
    {"date": "2025-01-01", "route": {"import": "TH"}, "items": [{"commodity_code": "3915.10.00"}]},
    {"date": "2025-02-24", "route": {"import": "VN"}, "items": [{"commodity_code": "61091010"}]},
    {"date": "2025-02-24", "route": {"import": "VN"}, "items": [
        {"commodity_code": "39159010", "quantity": {"value": "120", "unit": "TNE"},
         "value": {"amount": "60000", "currency": "USD", "basis": "CIF"},
         "documents": [{"code": "VN-ENV-LICENCE"}, {"code": "VN-QCVN"}],
         "facts": {"importer_is_plant": True, "purpose": "own_production"}}]},
    {"date": "2025-01-15", "route": {"export": "MY"}, "items": [
        {"commodity_code": "1511.10.0000", "quantity": {"value": "100", "unit": "TNE"},
         "documents": [{"code": "MY-MPOB-LICENCE"}]}]},
    {"date": "2025-08-15", "route": {"import": "CN"}, "items": [{"commodity_code": "7204490030"}]},
    {"date": "2025-02-24", "route": {"import": "FJ"}, "items": [{"commodity_code": "61091010"}]},
]  # fmt: skip
VERDICTS = ["prohibited", "clear", "restricted", "clear", "incomplete", "not_covered"]


class Load:
    """So many connections at once. What they were told is kept by key, every time they were told it."""

    def __init__(self, port: int, connections: int = 16) -> None:
        self._port = port
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._run, args=(number,)) for number in range(connections)]
        #: By key, the body that was sent under it.
        self.sent: dict[str, bytes] = {}
        #: By key, the decisions with which it was acknowledged.
        self.acknowledged: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.broken = 0
        #: What else was answered, which should be nothing.
        self.surprises: list[str] = []

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(60)
        assert not any(thread.is_alive() for thread in self._threads)

    def wait_for(self, more: int, seconds: float = 60) -> None:
        """Return once so many more keys are acknowledged."""
        wanted, end = len(self.acknowledged) + more, time.monotonic() + seconds
        while len(self.acknowledged) < wanted:
            assert time.monotonic() < end, f"{len(self.acknowledged)} of {wanted} after {seconds:g} s"
            time.sleep(0.005)

    def _run(self, number: int) -> None:
        chance = random.Random(number)
        with Client(self._port) as client:
            for count in itertools.count():
                key = f"{number}-{count}"
                declaration = {**DECLARATIONS[chance.randrange(len(DECLARATIONS))], "reference": key}
                body = json.dumps(declaration).encode()
                with self._lock:
                    self.sent[key] = body
                while not self._answered(client, key, body):
                    if self._stop.wait(0.02):
                        return
                # Sometimes the answer is lost on its way, as far as the client knows.
                if chance.random() < 0.05:
                    self._answered(client, key, body)
                if self._stop.is_set():
                    return

    def _answered(self, client: Client, key: str, body: bytes) -> bool:
        try:
            said = client.check(body, key)
        except FAILURES:
            with self._lock:
                self.broken += 1
            return False
        with self._lock:
            if said.status == 200:
                self.acknowledged[key].append(said.document)
                return True
            # Whoever asks again before the first request is done is told so, or that the store is away.
            if said.status not in (409, 503):
                self.surprises.append(f"{said.status} {said.body[:500]!r}")
            return said.status not in (409, 503)
