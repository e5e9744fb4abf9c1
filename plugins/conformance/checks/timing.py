"""How long the pack's own cases take: a check is to be answered in milliseconds."""

import time
from collections.abc import Iterator
from statistics import median
from typing import Final

from greenlane.plugins.conformance.examined import Examined
from greenlane.plugins.conformance.report import Result
from greenlane.plugins.conformance.say import failed, passed, warned

TITLE = "Time per check"
SLOW: Final = 0.025
"""Seconds of a check from which its author is warned; most take less than a thousandth."""
GROSS: Final = 0.25
"""Seconds of a check that no busy machine excuses."""
REPEATED: Final = 5


def look(one: Examined) -> Iterator[Result]:
    """The best of some runs of each case, so that a busy machine counts for little."""
    best: dict[str, float] = {}
    given = [case for case in one.cases if case.name in one.answered]
    for _ in range(REPEATED):
        for case in given:
            begun = time.perf_counter()
            one.answers.answer(case.declaration)
            took = (time.perf_counter() - begun) / len(case.declaration["items"])
            best[case.name] = min(took, best.get(case.name, took))
    if not best:
        yield passed("no case to measure")
        return
    name, worst = max(best.items(), key=lambda pair: pair[1])
    say = failed if worst > GROSS else warned if worst > SLOW else None
    if say is not None:
        message = f"{name!r} takes {worst * 1000:.0f} ms for each goods item"
        remedy = "split its rules or lists; in code, answer from what is held in memory"
        yield say(message, one.places.of("cases", name), remedy)
    yield passed(f"{median(best.values()) * 1000:.2f} ms for each goods item (median), {worst * 1000:.2f} ms at most")
