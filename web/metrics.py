"""Counters that the workers of a host share: each writes its own file, any of them reads all.

The files are those of prometheus_client's multiprocess mode, and its collector reads them, so what a dead worker
counted still counts. We write them ourselves: a counter of the library takes 1.1 µs and an observation 2.3 µs (it asks
for the process id and packs bytes each time), which is more than is to be spent on a check. Here a check with its
duration, its status and its verdict costs about a microsecond.
"""

import os
import shutil
import tempfile
import threading
import weakref
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.mmap_dict import MmapedDict, mmap_key
from prometheus_client.multiprocess import MultiProcessCollector

from greenlane.core.store import DecisionRecord
from greenlane.web.hook_figures import HookFigures, hook_figures

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper edges of the durations, in seconds."""
PREFIX: Final = "greenlane-metrics-"
HELP: Final = {
    "greenlane_request_seconds": "Requests by route, method and status, and how long they took.",
    "greenlane_decisions": "Decisions stored, by verdict. One about two economies counts in both.",
    "greenlane_store_commits": "Transactions in which decisions were stored.",
    "greenlane_store_rows": "Decisions stored.",
    "greenlane_plugin_seconds": "Calls into the code of plugins that returned, and how long they took.",
    "greenlane_plugin_faults": "Calls into the code of plugins that went wrong.",
    "greenlane_plugin_fault_seconds": "When a call into the code of a plugin last went wrong (Unix time).",
    "greenlane_limited": "Requests refused because their sender sent too many.",
}
_open: "weakref.WeakSet[Meter]" = weakref.WeakSet()


class Meter:
    """Counts for one process; after a fork the child counts in files of its own. For any number of threads."""

    def __init__(self) -> None:
        """Make the folder that this process and its children share; it goes with this process."""
        shared = Path("/dev/shm")
        base = shared if os.access(shared, os.W_OK) else Path(tempfile.gettempdir())
        _sweep(base)
        self.folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=base))
        self._removed = weakref.finalize(self, _remove, self.folder, os.getpid())
        self.since = datetime.now(UTC)
        """From when on it counts: the start of the server."""
        self.economies: frozenset[str] = frozenset()
        """Those named in the labels; any other is `other`, lest a client make as many series as it likes."""
        self._begin()
        _open.add(self)

    def _begin(self) -> None:
        self._lock = threading.Lock()
        self._counters = _File(self.folder / f"counter_{os.getpid()}.db")
        self._histograms = _File(self.folder / f"histogram_{os.getpid()}.db")
        self._latest = _File(self.folder / f"gauge_max_{os.getpid()}.db")
        self._requests: dict[tuple[str, str, str], tuple[int, tuple[int, ...]]] = {}
        self._calls: dict[tuple[str, str], tuple[int, tuple[int, ...]]] = {}
        self._verdicts: dict[tuple[str, str], list[int]] = {}
        self._commits: list[int] | None = None

    def request(self, route: str, method: str, status: str, seconds: float) -> None:
        """Count a request. `status`: three digits."""
        key = (route, method, status)
        file = self._histograms
        with self._lock:
            places = self._requests.get(key)
            if places is None:
                labels = {"route": route, "method": method, "status": status}
                places = self._requests[key] = self._histogram("greenlane_request_seconds", labels)
            values = file.values
            values[places[0]] += seconds
            values[places[1][bisect_left(BUCKETS, seconds)]] += 1.0

    def called(self, plugin: str, hook: str, seconds: float) -> None:
        """Count a call into a plugin's code that returned."""
        file = self._histograms
        with self._lock:
            places = self._calls.get((plugin, hook))
            if places is None:
                labels = {"plugin": plugin, "hook": hook}
                places = self._calls[plugin, hook] = self._histogram("greenlane_plugin_seconds", labels)
            values = file.values
            values[places[0]] += seconds
            values[places[1][bisect_left(BUCKETS, seconds)]] += 1.0

    def fault(self, plugin: str, hook: str, kind: str) -> None:
        """Count a call that went wrong."""
        self.count("greenlane_plugin_faults", {"plugin": plugin, "hook": hook, "kind": kind})
        name, labels = "greenlane_plugin_fault_seconds", {"plugin": plugin, "hook": hook}
        with self._lock:
            place = self._latest.place(name, name, labels)
            self._latest.values[place] = datetime.now(UTC).timestamp()

    def stored(self, records: Sequence[DecisionRecord]) -> None:
        """Count decisions that are stored."""
        with self._lock:
            for record in records:
                key = (record.verdict, record.economies)
                places = self._verdicts.get(key)
                if places is None:
                    places = self._decided(*key)
                values = self._counters.values
                for place in places:
                    values[place] += 1.0

    def count(self, name: str, labels: Mapping[str, str], by: float = 1.0) -> None:
        """Add to any other counter of `HELP`; slower than the two above."""
        with self._lock:
            place = self._counters.place(name, f"{name}_total", labels)
            self._counters.values[place] += by

    def committed(self, rows: int) -> None:
        """Count a transaction."""
        file = self._counters
        with self._lock:
            if self._commits is None:
                names = ("greenlane_store_commits", "greenlane_store_rows")
                self._commits = [file.place(name, f"{name}_total", {}) for name in names]
            commits, stored = self._commits
            file.values[commits] += 1.0
            file.values[stored] += rows

    def exposed(self, *more: Metric) -> bytes:
        """What all processes counted, and more, as Prometheus reads it."""
        return generate_latest(self._registry(*more))

    def hooks(self, plugin: str) -> dict[str, HookFigures]:
        """What all processes counted of a plugin, by hook."""
        return hook_figures(self._registry().collect(), plugin)

    def _registry(self, *more: Metric) -> CollectorRegistry:
        registry = CollectorRegistry()
        MultiProcessCollector(registry, str(self.folder))  # type: ignore[no-untyped-call]
        registry.register(_Fixed(more))
        return registry

    def close(self) -> None:
        """Remove the files; only what made them does."""
        self._removed()

    def _histogram(self, name: str, labels: Mapping[str, str]) -> tuple[int, tuple[int, ...]]:
        place = self._histograms.place
        edges = [*map(str, BUCKETS), "+Inf"]
        buckets = tuple(place(name, f"{name}_bucket", {**labels, "le": edge}) for edge in edges)
        return place(name, f"{name}_sum", labels), buckets

    def _decided(self, verdict: str, economies: str) -> list[int]:
        named = {code if code in self.economies else "other" for code in economies.split()}
        name = "greenlane_decisions"
        labels = [{"economy": code, "verdict": verdict} for code in sorted(named)]
        places = [self._counters.place(name, f"{name}_total", one) for one in labels]
        if len(self._verdicts) < 4096:  # the pairs that clients can make up are many
            self._verdicts[verdict, economies] = places
        return places


class _File:
    """Numbers in one file of prometheus_client's form, opened at the first of them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._dict: MmapedDict | None = None
        self.values: memoryview[float] = memoryview(bytearray()).cast("d")

    def place(self, metric: str, name: str, labels: Mapping[str, str]) -> int:
        """Where in `values` the number of a sample stands; `values` may be another one afterwards."""
        if self._dict is None:
            self._dict = MmapedDict(str(self._path))  # type: ignore[no-untyped-call]
            weakref.finalize(self, self._dict._f.close)
        key = mmap_key(metric, name, list(labels), list(labels.values()), HELP[metric])
        self._dict.read_value(key)  # type: ignore[no-untyped-call]
        self.values = memoryview(self._dict._m).cast("d")
        return int(self._dict._positions[key]) // 8


class _Fixed:
    """Metrics that were made for this answer."""

    def __init__(self, metrics: Sequence[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterator[Metric]:
        """All of them."""
        yield from self._metrics


def _remove(folder: Path, owner: int) -> None:
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(base: Path) -> None:
    """Remove what killed servers left."""
    for folder in base.glob(f"{PREFIX}*-*"):
        pid = folder.name.removeprefix(PREFIX).partition("-")[0]
        with suppress(OSError):
            if pid.isdigit() and not Path("/proc", pid).exists() and folder.stat().st_uid == os.getuid():
                shutil.rmtree(folder, ignore_errors=True)


def _in_child() -> None:
    for meter in list(_open):
        meter._begin()


os.register_at_fork(after_in_child=_in_child)
