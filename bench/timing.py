"""Interleaved measurements: A B A B …, so that what disturbs the machine disturbs both; medians and quartiles."""

import gc
import os
import platform
import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

PAIRS = 15


@dataclass(frozen=True)
class Spread:
    """The median of some measurements, and their quartiles."""

    low: float
    median: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        low, middle, high = (
            statistics.quantiles(values, n=4, method="inclusive") if len(values) > 1 else [values[0]] * 3
        )
        return cls(low, middle, high)

    def times(self, factor: float) -> "Spread":
        return Spread(self.low * factor, self.median * factor, self.high * factor)


def interleaved(*measures: Callable[[], float], rounds: int = PAIRS) -> list[list[float]]:
    """Of each measure its values: all are taken once a round, in turn, after one round that does not count."""
    found: list[list[float]] = [[] for _ in measures]
    with quiet():
        for number in range(-1, rounds):
            for measure, values in zip(measures, found, strict=True):
                value = measure()
                if number >= 0:
                    values.append(value)
    return found


def ratio(over: Sequence[float], under: Sequence[float]) -> Spread:
    """How many times `under` goes into `over`, pair by pair."""
    return Spread.of([a / b for a, b in zip(over, under, strict=True)])


@contextmanager
def quiet() -> Iterator[None]:
    """No garbage collection meanwhile: it would strike one side or the other by chance."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def machine() -> str:
    """The machine in one line."""
    model = platform.machine()
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            named = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
        model = named[0] if named else model
    except OSError:
        pass
    load = ", ".join(f"{one:.2f}" for one in os.getloadavg())
    return (
        f"{os.cpu_count()} cores of {model}, {memory:.0f} GiB; Python {platform.python_version()},"
        f" {platform.system()} {platform.release()}; load at the start {load}"
    )
