"""The bench of plugins asks the same plugin in the server and apart from it, and sees its faults out."""

from __future__ import annotations

from typing import Any

from bench import plugins
from greenlane.core.extension import Fault


def test_both_answer_the_same_and_faults_are_over_soon(monkeypatch: Any) -> None:
    monkeypatch.setattr(plugins, "CALLS", 3)
    monkeypatch.setattr(plugins, "PAIRS", 2)
    monkeypatch.setattr(plugins, "DEADLINE", 2.0)
    said: list[str] = []
    calls, faults = plugins.measure(said.append)
    assert [row[0] for row in calls.rows] == ["an item with facts, a signal", "10,000 characters, nothing"]
    assert [row[0] for row in faults.rows] == ["raises", "exits", "crashes", "sleeps"]
    assert len(said) == 6 and len(calls.outcomes) == 2 and len(faults.outcomes) == 8


def test_a_fault_that_is_none_is_not_timed() -> None:
    class Good:
        def risks(self, *_: object) -> tuple[()]:
            return ()

    try:
        plugins.fault(Good(), "raises")  # type: ignore[arg-type]
    except AssertionError as error:
        assert not isinstance(error.args[0], Fault)
    else:
        raise AssertionError("it was timed")
