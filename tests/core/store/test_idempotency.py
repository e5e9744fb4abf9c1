"""One decision under one key, however often and wherever it is asked for."""

from __future__ import annotations

import dataclasses
import subprocess
import threading
import time
from collections.abc import Callable

import pytest

from greenlane.core.store import AlreadyAnswered, DecisionRecord, IdempotencyKey, Store

Make = Callable[..., DecisionRecord]


def forgotten(records: list[DecisionRecord]) -> list[DecisionRecord]:
    """As they are read back: without their keys."""
    return [dataclasses.replace(record, idempotency=None) for record in records]


def test_a_key_is_remembered_with_its_body_and_decision(ruled: Store, decision: Make) -> None:
    made = decision(key="k", sent=b"[1]")
    assert made.idempotency is not None
    assert ruled.remembered(made.idempotency.key_hash) is None
    ruled.writer.record([made], 1)
    assert ruled.remembered(made.idempotency.key_hash) == (made.idempotency.body_digest, made.decision_id)


def test_owners_do_not_share_keys() -> None:
    asked = [("a", "bc"), ("ab", "c"), (None, "abc"), ("", "abc"), ("1:a", "bc")]
    assert len({IdempotencyKey.of(owner, key, b"").key_hash for owner, key in asked}) == len(asked)


def test_a_repeat_is_told_which_decision_stands_and_stores_nothing(ruled: Store, decision: Make) -> None:
    made = decision(key="k", sent=b"[1]")
    ruled.writer.record([made], 1)
    with pytest.raises(AlreadyAnswered) as answered:
        ruled.writer.record([decision(key="k", sent=b"[2]")], 1)
    assert made.idempotency is not None
    assert answered.value.decision_id == made.decision_id
    assert answered.value.body_digest == made.idempotency.body_digest
    assert list(ruled.decisions()) == forgotten([made])


def test_a_bulk_with_one_repeat_stores_nothing_and_claims_no_key(ruled: Store, decision: Make) -> None:
    made = decision(key="k")
    ruled.writer.record([made], 1)
    fresh = decision(key="fresh")
    with pytest.raises(AlreadyAnswered):
        ruled.writer.record([fresh, decision(key="k")], 1)
    assert list(ruled.decisions()) == forgotten([made])
    ruled.writer.record([fresh], 1)


def test_of_repeats_in_one_group_the_first_is_stored(ruled: Store, decision: Make) -> None:
    outcomes: list[str] = []

    def record(one: DecisionRecord) -> None:
        try:
            ruled.writer.record([one], 1)
            outcomes.append(one.decision_id)
        except AlreadyAnswered as answered:
            outcomes.append(answered.decision_id)

    with ruled.writer._storing:
        threads = [threading.Thread(target=record, args=(decision(key="k"),)) for _ in range(6)]
        for thread in threads:
            thread.start()
        time.sleep(0.1)
    for thread in threads:
        thread.join()
    (kept,) = ruled.decisions()
    assert outcomes == [kept.decision_id] * 6


def test_two_processes_give_one_decision_a_key(ruled: Store, child: Callable[..., subprocess.Popen[str]]) -> None:
    racing = [child("answer", "100") for _ in range(2)]
    one, other = (process.communicate(timeout=60)[0].splitlines() for process in racing)
    assert len(one) == 100
    assert one == other
    assert len(list(ruled.decisions())) == 100
