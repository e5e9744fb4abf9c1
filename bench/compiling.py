"""Rules → image, and a process that takes up an image another one wrote."""

import mmap
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

from bench.table import Goal, Table, figure
from bench.timing import PAIRS, Spread, interleaved
from bench.workload import FACTS, PRESUMPTIONS, workload
from greenlane.core.compile import compile_rules
from greenlane.ext import _matcher


def measure(say: Callable[[str], None]) -> list[Table]:
    """The tables of this part."""
    table = Table(
        f"compile: rules in memory to an image, seconds of CPU, median of {PAIRS} (quartiles); 5 at 200,000",
        ("rules", "seconds", "goal", "µs a rule", "image MiB", "attach by mmap µs"),
    )
    for size, rounds in ((20_000, PAIRS), (200_000, 5)):
        say(f"compile: {size:,} rules")
        rules = workload(size, 0).rules
        image = compile_rules(rules, FACTS, PRESUMPTIONS)

        def compiling() -> float:
            began = process_time()
            compile_rules(rules, FACTS, PRESUMPTIONS)  # noqa: B023
            return process_time() - began

        seconds = Spread.of(interleaved(compiling, rounds=rounds)[0])
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "image")
            path.write_bytes(image)
            attach = Spread.of(interleaved(lambda: attached(path), rounds=PAIRS)[0])  # noqa: B023
        goal = Goal(0.2, at_least=False, unit=" s")
        table.add(
            f"{size:,}",
            figure(seconds, digits=3),
            table.judge("20,000 rules compiled", goal, seconds.median) if size == 20_000 else "",
            f"{seconds.median / size * 1e6:.1f}",
            f"{len(image) / 2**20:.1f}",
            figure(attach.times(1e6)),
        )
    return [table]


def attached(path: Path) -> float:
    """Seconds from an image's file to a matcher over it."""
    began = perf_counter()
    with path.open("rb") as file:
        matcher = _matcher.Matcher(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    seconds = perf_counter() - began
    assert len(matcher) > 0
    return seconds
