"""Run the measurements and print their tables: `python -m bench [PART …]`, all parts where none is named."""

import argparse
import sys
import time
from collections.abc import Callable
from importlib import import_module

from bench.table import Table
from bench.timing import machine

PARTS = ("matcher", "batch", "compile", "origin", "http", "impact", "console", "plugins")
MODULES = {"compile": "compiling", "http": "web"}


def main() -> int:
    """0 when everything was measured, whether or not the goals are met."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("part", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; default: all")
    parser.add_argument("--quiet", action="store_true", help="tables only, no progress on standard error")
    chosen = parser.parse_args()
    unknown = set(chosen.part) - set(PARTS)  # argparse's own choices would refuse an empty list
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    began = time.monotonic()
    say = _silent if chosen.quiet else _progress(began)
    print(machine(), flush=True)
    outcomes: list[tuple[str, bool]] = []
    for part in dict.fromkeys(chosen.part or PARTS):
        measure: Callable[[Callable[[str], None]], list[Table]]
        measure = import_module(f"bench.{MODULES.get(part, part)}").measure
        for table in measure(say):
            print(f"\n{table.text()}", flush=True)
            outcomes += table.outcomes
    print(f"\ngoals met: {sum(met for _, met in outcomes)} of {len(outcomes)}")
    for words, met in outcomes:
        print(f"  {'met   ' if met else 'MISSED'}  {words}")
    print(f"{time.monotonic() - began:.0f} s in all")
    return 0


def _progress(began: float) -> Callable[[str], None]:
    def say(words: str) -> None:
        print(f"[{time.monotonic() - began:5.0f} s] {words}", file=sys.stderr, flush=True)

    return say


def _silent(words: str) -> None:
    pass


if __name__ == "__main__":
    sys.exit(main())
