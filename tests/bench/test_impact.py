"""The bench of impacts measures what it says: every decision is replayed, and the slow way tells the same flips."""

from __future__ import annotations

from bench import impact


def test_it_measures_drafts_from_one_rule_to_all() -> None:
    said: list[str] = []

    whole, slowly = impact.measure(said.append, decisions=200, sample=100)

    assert len(whole.rows) == len(slowly.rows) == len(whole.outcomes) == 5
    assert [row[0] for row in whole.rows] == [row[0] for row in slowly.rows]
    assert int(whole.rows[-1][3]) > 20  # without a rule there is nothing left to prohibit
    assert any("storing 200 decisions" in line for line in said)
