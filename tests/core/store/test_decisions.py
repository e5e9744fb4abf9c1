"""A decision is read back as it was recorded, and is recorded only under the rule set in force."""

from __future__ import annotations

import datetime
import threading
import time
from collections.abc import Callable

import pytest

from greenlane.core.store import DecisionRecord, RecordRefused, RuleSetMoved, Store

Make = Callable[..., DecisionRecord]


def publish(store: Store, **more: datetime.datetime) -> int:
    return store.publish(b"{}", "sha256:02", reason="test", by="test", **more)


def test_a_recorded_decision_is_read_back_whole(ruled: Store, decision: Make) -> None:
    made = decision(reference="số 7", body=bytes(range(256)))
    ruled.writer.record([made], 1)
    assert ruled.decision(made.decision_id) == made


def test_what_may_be_absent_stays_absent(ruled: Store, decision: Make) -> None:
    made = decision(reference=None, owner=None)
    ruled.writer.record([made], 1)
    assert ruled.decision(made.decision_id) == made


def test_an_unknown_decision_is_none(ruled: Store) -> None:
    assert ruled.decision("01JNOSUCH") is None


def test_a_thousand_are_recorded_together_and_read_page_by_page(ruled: Store, decision: Make) -> None:
    made = [decision() for _ in range(1000)]
    ruled.writer.record(made, 1)
    assert ruled.writer.commits == 1
    page = list(ruled.decisions(limit=600))
    assert page == made[:600]
    assert list(ruled.decisions(after=page[-1].decision_id, limit=600)) == made[600:]


def test_nothing_to_record_is_nothing_to_wait_for(ruled: Store) -> None:
    ruled.writer.record([], 1)
    assert ruled.writer.commits == 0


def test_a_decision_under_an_older_rule_set_is_not_stored(ruled: Store, decision: Make) -> None:
    publish(ruled)
    late = [decision(), decision()]
    for records in (late[:1], late):
        with pytest.raises(RuleSetMoved) as moved:
            ruled.writer.record(records, 1)
        assert moved.value.in_force == 2
    assert list(ruled.decisions()) == []


def test_without_any_rule_set_every_number_has_moved(store: Store, decision: Make) -> None:
    with pytest.raises(RuleSetMoved) as moved:
        store.writer.record([decision()], 1)
    assert moved.value.in_force is None


def test_a_schedule_moves_the_rule_set_without_anybody_s_help(ruled: Store, decision: Make) -> None:
    publish(ruled, effective_at=datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=0.5))
    ruled.writer.record([decision()], 1)
    time.sleep(0.6)
    with pytest.raises(RuleSetMoved):
        ruled.writer.record([decision()], 1)


def test_a_decision_about_the_past_is_stored_under_its_old_rule_set(ruled: Store, decision: Make) -> None:
    publish(ruled)
    made = decision(1)
    ruled.writer.record([made], None)
    assert ruled.decision(made.decision_id) == made


def test_in_a_group_only_those_are_refused_whose_rule_set_moved(ruled: Store, decision: Make) -> None:
    publish(ruled)
    outcomes: dict[str, str] = {}

    def record(name: str, records: list[DecisionRecord], rule_set: int | None) -> None:
        try:
            ruled.writer.record(records, rule_set)
            outcomes[name] = "stored"
        except RuleSetMoved as moved:
            outcomes[name] = f"moved to {moved.in_force}"

    with ruled.writer._storing:  # so that they queue up
        threads = [
            threading.Thread(target=record, args=arguments)
            for arguments in (
                ("first", [decision(2)], 2),
                ("late", [decision(1)], 1),
                ("right", [decision(2, key="a")], 2),
                ("past", [decision(1)], None),
                ("bulk", [decision(2), decision(2)], 2),
                ("late bulk", [decision(1), decision(1)], 1),
            )
        ]
        for thread in threads:
            thread.start()
        time.sleep(0.1)
    for thread in threads:
        thread.join()
    assert outcomes == {
        "first": "stored",
        "late": "moved to 2",
        "right": "stored",
        "past": "stored",
        "bulk": "stored",
        "late bulk": "moved to 2",
    }
    assert len(list(ruled.decisions())) == 5


def test_no_decision_is_older_than_a_publication_that_returned(ruled: Store, decision: Make) -> None:
    published = [1]
    wrong: list[str] = []

    def decide() -> None:
        while published[0] < 25:
            before = published[0]
            try:
                ruled.writer.record([decision(before)], before)
            except RuleSetMoved as moved:
                if moved.in_force is None or moved.in_force <= before:
                    wrong.append(f"{before} moved to {moved.in_force}")
            if before > 1:
                try:
                    ruled.writer.record([decision(before - 1)], before - 1)
                    wrong.append(f"{before - 1} stored though {before} was published")
                except RuleSetMoved:
                    pass

    threads = [threading.Thread(target=decide) for _ in range(4)]
    for thread in threads:
        thread.start()
    while published[0] < 25:
        published[0] = publish(ruled)
        time.sleep(0.01)
    for thread in threads:
        thread.join()
    assert wrong == []


def test_an_id_that_is_taken_is_refused_to_that_caller_alone(ruled: Store, decision: Make) -> None:
    made = decision()
    ruled.writer.record([made], 1)
    refused: list[str] = []

    def record(one: DecisionRecord) -> None:
        try:
            ruled.writer.record([one], 1)
        except RecordRefused:
            refused.append(one.decision_id)

    others = [decision() for _ in range(4)]
    with ruled.writer._storing:
        threads = [threading.Thread(target=record, args=(one,)) for one in (*others[:2], made, *others[2:])]
        for thread in threads:
            thread.start()
        time.sleep(0.1)
    for thread in threads:
        thread.join()
    assert refused == [made.decision_id]
    assert list(ruled.decisions()) == [made, *others]


def test_a_rule_set_that_never_was_is_refused(ruled: Store, decision: Make) -> None:
    with pytest.raises(RecordRefused):
        ruled.writer.record([decision(9)], None)
