"""What is counted is all counted, whichever process did, and whether or not it lives."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from greenlane.web import metrics
from greenlane.web.metrics import Meter


@pytest.fixture
def meter() -> Iterator[Meter]:
    made = Meter()
    yield made
    made.close()


def read(text: bytes) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """Samples by name and labels."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
    }


def value(text: bytes, name: str, **labels: str) -> float:
    return read(text)[name, frozenset(labels.items())]


def decision(verdict: str = "clear", economies: str = "TH") -> Any:
    return SimpleNamespace(verdict=verdict, economies=economies)


def test_requests_are_a_histogram(meter: Meter) -> None:
    for seconds in (0.0005, 0.001, 0.0011, 0.3, 99.0):
        meter.request("/r", "GET", "200", seconds)
    said = meter.exposed()
    labels = {"route": "/r", "method": "GET", "status": "200"}
    name = "greenlane_request_seconds"
    assert value(said, f"{name}_count", **labels) == 5
    assert value(said, f"{name}_sum", **labels) == pytest.approx(99.3026)
    assert value(said, f"{name}_bucket", **labels, le="0.001") == 2
    assert value(said, f"{name}_bucket", **labels, le="0.0025") == 3
    assert value(said, f"{name}_bucket", **labels, le="0.5") == 4
    assert value(said, f"{name}_bucket", **labels, le="10.0") == 4
    assert value(said, f"{name}_bucket", **labels, le="+Inf") == 5


def test_a_decision_counts_in_each_of_its_economies(meter: Meter) -> None:
    meter.economies = frozenset({"TH", "VN"})
    meter.stored([decision("clear", "TH VN"), decision("prohibited", "TH"), decision("not_covered", "FJ US")])
    said = meter.exposed()
    name = "greenlane_decisions_total"
    assert value(said, name, economy="TH", verdict="clear") == 1
    assert value(said, name, economy="VN", verdict="clear") == 1
    assert value(said, name, economy="TH", verdict="prohibited") == 1
    assert value(said, name, economy="other", verdict="not_covered") == 1


def test_clients_cannot_make_series_or_memory_without_end(meter: Meter) -> None:
    for number in range(5000):
        meter.stored([decision("not_covered", f"X{number}")])
    assert value(meter.exposed(), "greenlane_decisions_total", economy="other", verdict="not_covered") == 5000
    assert len(meter._verdicts) <= 4096


def test_the_file_grows(meter: Meter) -> None:
    for number in range(300):
        meter.request(f"/route/number/{number}", "GET", "200", 0.01)
    for number in range(300):
        meter.request(f"/route/number/{number}", "GET", "200", 0.01)
    found = read(meter.exposed())
    counts = [count for (name, _), count in found.items() if name == "greenlane_request_seconds_count"]
    assert counts == [2] * 300


def test_threads_lose_nothing(meter: Meter) -> None:
    def run() -> None:
        for _ in range(5000):
            meter.request("/r", "GET", "200", 0.5)
            meter.count("greenlane_limited", {})

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    said = meter.exposed()
    assert value(said, "greenlane_request_seconds_count", route="/r", method="GET", status="200") == 40_000
    assert value(said, "greenlane_limited_total") == 40_000


def test_processes_count_together_and_the_dead_too(meter: Meter) -> None:
    meter.request("/r", "GET", "200", 0.5)
    for number in range(3):
        child = os.fork()
        if child == 0:
            for _ in range(100):
                meter.request("/r", "GET", "200", 0.5)
            if number:
                os._exit(0)
            os.kill(os.getpid(), signal.SIGKILL)
        os.waitpid(child, 0)
    said = meter.exposed()
    assert value(said, "greenlane_request_seconds_count", route="/r", method="GET", status="200") == 301


def test_the_files_go_with_the_process_that_made_them_only(meter: Meter) -> None:
    child = os.fork()
    if child == 0:
        meter.close()
        os._exit(0)
    os.waitpid(child, 0)
    assert meter.folder.is_dir()
    meter.close()
    assert not meter.folder.exists()


def test_what_a_killed_server_left_is_swept_away(meter: Meter) -> None:
    child = os.fork()
    if child == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    left = meter.folder.parent / f"{metrics.PREFIX}{child}-left"
    left.mkdir()
    Meter().close()
    assert not left.exists()
    assert meter.folder.is_dir()


def test_a_check_is_counted_for_a_few_microseconds(meter: Meter) -> None:
    meter.economies = frozenset({"TH"})
    records = [decision()]
    best = 1.0
    for _ in range(20):
        began = time.perf_counter()
        for _ in range(1000):
            meter.request("/api/v1/check", "POST", "200", 0.002)
            meter.stored(records)
            meter.committed(1)
        best = min(best, (time.perf_counter() - began) / 1000)
    assert best < 5e-6


def test_calls_of_plugins_are_timed_and_faults_dated_by_hook(meter: Meter) -> None:
    for seconds in (0.0004, 0.0006, 0.2):
        meter.called("KR", "greenlane_fact", seconds)
    before = time.time()
    meter.fault("KR", "greenlane_fact", "late")
    meter.fault("KR", "greenlane_fact", "late")
    meter.fault("KR", "greenlane_risk", "raised")
    found = meter.hooks("KR")
    assert list(found) == ["greenlane_fact", "greenlane_risk"] and meter.hooks("VN") == {}
    fact = found["greenlane_fact"]
    assert (fact.calls, fact.faults) == (3, {"late": 2})
    assert fact.seconds == pytest.approx(0.201) and fact.quick == pytest.approx(2 / 3)
    assert fact.last_fault is not None and before <= fact.last_fault.timestamp() <= time.time()
    assert found["greenlane_risk"].calls == 0 and found["greenlane_risk"].quick == 0
    said = meter.exposed()
    assert value(said, "greenlane_plugin_seconds_count", plugin="KR", hook="greenlane_fact") == 3
    assert value(said, "greenlane_plugin_faults_total", plugin="KR", hook="greenlane_fact", kind="late") == 2
    assert value(said, "greenlane_plugin_fault_seconds", plugin="KR", hook="greenlane_risk") >= before


def test_the_calls_of_all_processes_count_and_the_last_fault_is_the_last_of_any(meter: Meter) -> None:
    meter.called("KR", "greenlane_fact", 0.01)
    meter.fault("KR", "greenlane_fact", "late")
    first = meter.hooks("KR")["greenlane_fact"].last_fault
    assert first is not None
    child = os.fork()
    if child == 0:
        time.sleep(0.05)
        meter.called("KR", "greenlane_fact", 0.02)
        meter.fault("KR", "greenlane_fact", "raised")
        os._exit(0)
    os.waitpid(child, 0)
    found = meter.hooks("KR")["greenlane_fact"]
    assert (found.calls, found.faults) == (2, {"late": 1, "raised": 1})
    assert found.last_fault is not None and found.last_fault > first
