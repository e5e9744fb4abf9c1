"""Impact: what a changed rule set would have done to decisions that were made, each on its own date."""

import os
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from greenlane.core.extension import Services
from greenlane.core.impact.comparison import Comparison, Kept
from greenlane.core.impact.report import report
from greenlane.core.impact.tally import Tally
from greenlane.core.ruleset import RuleSet
from greenlane.core.service.book import Plugins
from greenlane.core.service.spread import spread
from greenlane.core.store import Store
from greenlane.core.store.traffic import Span

PART = 1000
"""Decisions that a process is given at a time: also how often progress can be told."""

FEW = 3000
"""Decisions for which starting other processes takes longer than it saves."""

Json = dict[str, Any]


def nothing(done: int, total: int) -> None:
    """No progress is told."""


@dataclass(frozen=True)
class Impact:
    """Replays stored decisions. `processes`: how many work on it at most."""

    store: Store
    plugins: Plugins
    processes: int = min(2, os.cpu_count() or 1)

    def run(
        self,
        before: RuleSet,
        after: RuleSet,
        since: datetime,
        until: datetime,
        economies: frozenset[str] | None = None,
        progress: Callable[[int, int], None] = nothing,
    ) -> Json:
        """What comes out differently by `after` than by `before`, of the decisions made from `since` until `until`.

        Both rule sets decide from the facts recorded with a decision. `economies`: only decisions that asked one of
        them. `progress` is called every second at least; what it raises ends this. Raises StoreUnavailable.
        """
        span = Span.of(since, until)
        total = self.store.traffic.count(span)
        services: Services = self.plugins.services
        comparison = Comparison(before, after, services, self.plugins.versions, economies)
        whole = Tally()
        done = 0
        progress(0, total)

        def part(one: Span) -> tuple[int, Tally]:
            tally = Tally()
            number = 0
            for page in self.store.traffic.pages(one, asked=comparison.concerned):
                number += len(page)
                tally.add(
                    comparison.tally(
                        Kept(decision_id, rule_set, asked, erased is not None, body)
                        for decision_id, _, rule_set, asked, erased, body in page
                    )
                )
            return number, tally

        parts = self.store.traffic.parts(span, PART)
        few = total < FEW or self.processes < 2
        found: Generator[tuple[int, Tally], None, None] = (
            (part(one) for one in parts) if few else spread(parts, part, self.processes, lambda: progress(done, total))
        )
        with closing(found):
            for number, tally in found:
                done += number
                whole.add(tally)
                progress(done, max(done, total))
        return report(whole, before, after, since, until)
