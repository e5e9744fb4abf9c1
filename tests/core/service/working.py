"""A worker in a process of its own: `working.py URL LEASE`. It does slow impacts of rule set 1 against rule set 2."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from typing import Any

from greenlane.core.service import RuleBook, impact
from greenlane.core.service.impact import Impact
from greenlane.core.service.jobs import Job, Jobs, Kind, Progress
from greenlane.core.service.worker import Worker
from greenlane.core.store import Store, open_store
from tests.core.service.bureau import STRICT, plugins

SPAN = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def jobs_of(store: Store, pause: float) -> Jobs:
    """Jobs of the kind `impact`, which rest for so many seconds at each sign of life."""
    book = RuleBook(store, plugins(STRICT))

    def run(job: Job, progress: Progress) -> dict[str, Any]:
        def slowly(done: int, total: int) -> None:
            time.sleep(pause)
            progress(done, total)

        before, after = (book.numbered(number).ruleset for number in (1, 2))
        return Impact(store, book.plugins, 2).run(before, after, *SPAN, progress=slowly)

    jobs = Jobs(store)
    jobs.register("impact", Kind(run, "run impact"))
    return jobs


if __name__ == "__main__":
    impact.PART, impact.FEW = 10, 0
    opened = open_store(sys.argv[1])
    worker = Worker(jobs_of(opened, 0.1), lease=float(sys.argv[2]), beat=0.05)
    while True:
        if not worker.once():
            time.sleep(0.05)
