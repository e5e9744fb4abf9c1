"""The same question gets the same answer: again, in another order, and in another process that is set up otherwise."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Final

from greenlane.plugins.conformance.again import CHILD, digests, told
from greenlane.plugins.conformance.examined import Examined
from greenlane.plugins.conformance.report import Result
from greenlane.plugins.conformance.say import failed, passed, skipped, some

TITLE = "Determinism"
ELSEWHERE: Final = {"PYTHONHASHSEED": "4711", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C", "LANGUAGE": "tr"}
"""What is otherwise in the other process: the order of sets, the time zone, the locale."""
SECONDS: Final = 60
REMEDY: Final = "an answer may rest on the declaration alone: on no clock, no chance, no network, no order of a set"


def look(one: Examined) -> Iterator[Result]:
    """Every case, and some made-up declarations."""
    first = digests(one)
    if not first:
        yield skipped("no case to answer twice")
        return
    yield from _compared(one, first, digests(one), "asked again")
    yield from _compared(one, first, digests(one, backwards=True), "asked in another order")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LC_")} | ELSEWHERE
    try:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", CHILD],
            input=json.dumps(told(one)),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=SECONDS,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        yield failed(f"no answer within {SECONDS} s in another process", "", "look for what waits")
        return
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["nothing"])[-1]
        yield failed(f"cannot be answered in another process, which said: {said}", "", "look for what waits, or exits")
        return
    yield from _compared(one, first, json.loads(done.stdout), "asked in another process")
    yield passed(f"{len(first)} answers, again, backwards and in another process")


def _compared(one: Examined, first: dict[str, str], other: dict[str, str], when: str) -> Iterator[Result]:
    differing = [name for name, digest in first.items() if other.get(name) != digest]
    if differing:
        message = f"{len(differing)} of {len(first)} answers are others when {when}: {some(differing)}"
        yield failed(message, one.places.of("cases", differing[0]), REMEDY)
