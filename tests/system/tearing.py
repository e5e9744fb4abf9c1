"""`greenlane` with a fault put in: `tearing.py stale|torn serve …`. Tests of publishing have to notice it.

stale: a decision is stored whatever rule set is in force by then. torn: the texts of an answer are those of the rule
set that the process read first, under the number of the one in force.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

from greenlane.core.render import Renderer
from greenlane.core.store.writer import Writer
from greenlane.web.cli import main


def stale() -> None:
    record = Writer.record

    def careless(self: Writer, records: Any, rule_set: int | None) -> None:
        record(self, records, None)

    Writer.record = careless  # type: ignore[method-assign]


def torn() -> None:
    make = Renderer.__init__
    first: list[Any] = []

    def mixed(self: Renderer, ruleset: Any, language: str) -> None:
        first.append(ruleset)
        make(self, replace(ruleset, rules=first[0].rules, layouts=first[0].layouts), language)

    Renderer.__init__ = mixed  # type: ignore[method-assign]


if __name__ == "__main__":
    {"stale": stale, "torn": torn}[sys.argv.pop(1)]()
    main()
