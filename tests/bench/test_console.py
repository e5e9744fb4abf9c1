"""No page of the console costs more than it may, at 20,000 rules and many decisions."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import console


@pytest.mark.slow
def test_no_page_takes_more_than_it_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from time import process_time

    # What this process computes: others may keep the machine busy beside it.
    monkeypatch.setattr(console, "perf_counter", process_time)
    with console.filled(tmp_path, 20_000, 50_000, lambda words: None) as (made, filling):
        pages = console.timed(made)
        assert len(filling.rows) == 7
        assert {page.url for page in pages} >= {"/console", "/console/decisions", "/console/try"}
        slow = {page.url: round(page.milliseconds) for page in pages if page.milliseconds > console.MOST}
        assert slow == {}
