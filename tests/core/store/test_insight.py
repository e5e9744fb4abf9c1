"""Decisions are filed once each, in the order of storing, whoever writes and whatever is killed; and found again."""

from __future__ import annotations

import datetime
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from greenlane.core.store import DecisionRecord, Store, migrate, open_store
from greenlane.core.store.erasure import Left
from greenlane.core.store.filing import Terms
from greenlane.core.store.insight_schema import filed_codes, filed_decisions, filing, rule_hits, verdict_counts
from greenlane.core.store.search import Page, Readable, Wanted
from greenlane.core.store.writer import _values

Decision = Callable[..., DecisionRecord]
NOON = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)
ALL = Readable()
ANY = Wanted()


@pytest.fixture
def another(url: str, ruled: Store) -> Iterator[Store]:
    """Another process' store, as far as the database can tell."""
    opened = open_store(url, patience=5)
    yield opened
    opened.close()


def file_all(store: Store, *codes: str, worker: str = "a", portion: int = 100, **rules: str) -> int:
    """File what waits, all of it with these codes and rules; how many were."""
    done = 0
    while True:
        position, waiting = store.filing.waiting(worker, portion)
        if not waiting:
            return done
        some = [(one, Terms(codes, rules)) for one in waiting]
        assert store.filing.file(position, some, worker, seconds=15)
        done += len(waiting)


def file_each(store: Store, *terms: Terms) -> None:
    position, waiting = store.filing.waiting("a", len(terms))
    assert len(waiting) == len(terms)
    assert store.filing.file(position, list(zip(waiting, terms, strict=True)), "a", seconds=15)


def filed(store: Store) -> list[str]:
    with store._database.reading() as connection:
        query = sa.select(filed_decisions.c.decision_id).order_by(filed_decisions.c.number)
        return list(connection.execute(query).scalars())


def counted(store: Store, table: sa.Table = verdict_counts) -> int:
    """All that was counted, each decision once."""
    query = sa.select(sa.func.sum(table.c.decisions))
    if table is verdict_counts:
        query = query.where(table.c.economy == "*")
    with store._database.reading() as connection:
        return int(connection.execute(query).scalar() or 0)


def stored(store: Store) -> list[str]:
    return sorted(one.decision_id for one in store.decisions(limit=100_000))


def ids(page: Page) -> list[str]:
    return [one.decision_id for one in page.found]


def test_what_is_stored_is_filed_once_and_in_order(ruled: Store, decision: Decision) -> None:
    made = [decision(decision_id=f"01J{name:0>23}") for name in ("B", "A", "D", "C")]  # ids may come out of order
    for one in made:
        ruled.writer.record([one], 1)
    assert ruled.filing.as_of().waiting == 4
    assert file_all(ruled, portion=3) == 4
    assert filed(ruled) == [one.decision_id for one in made]
    assert file_all(ruled) == 0
    as_of = ruled.filing.as_of()
    assert (as_of.decision_id, as_of.waiting) == (made[-1].decision_id, 0)
    ruled.writer.record([decision(decision_id=f"01J{'0':0>23}")], 1)  # and later ones may have lower ids
    assert file_all(ruled) == 1
    assert counted(ruled) == 5


def test_what_cannot_be_filed_whole_is_not_filed(ruled: Store, decision: Decision) -> None:
    ruled.writer.record([decision() for _ in range(5)], 1)
    position, waiting = ruled.filing.waiting("a", 5)
    twice = [*((one, Terms((), {"R": "clear"})) for one in waiting), (waiting[0], Terms((), {}))]
    with pytest.raises(Exception, match=r"UNIQUE|duplicate"):
        ruled.filing.file(position, twice, "a", seconds=15)
    assert (filed(ruled), counted(ruled), counted(ruled, rule_hits)) == ([], 0, 0)
    assert file_all(ruled, R="clear") == 5
    assert (counted(ruled), counted(ruled, rule_hits)) == (5, 5)


def test_of_two_workers_with_the_same_decisions_one_files_them(
    ruled: Store, another: Store, decision: Decision
) -> None:
    ruled.writer.record([decision() for _ in range(5)], 1)
    position, waiting = ruled.filing.waiting("a", 5)
    same, too = another.filing.waiting("b", 5)
    done = [(one, Terms((), {})) for one in waiting]
    assert ruled.filing.file(position, done, "a", seconds=15)
    assert not another.filing.file(same, [(one, Terms((), {})) for one in too], "b", seconds=15)
    assert counted(ruled) == 5


def test_another_worker_waits_until_the_lease_has_run_out(ruled: Store, another: Store, decision: Decision) -> None:
    ruled.writer.record([decision() for _ in range(4)], 1)
    position, waiting = ruled.filing.waiting("a", 2)
    assert ruled.filing.file(position, [(one, Terms((), {})) for one in waiting], "a", seconds=600)
    assert another.filing.waiting("b", 5)[1] == []
    with ruled._database.writing() as connection:
        connection.execute(filing.update().values(leased_until=filing.c.leased_until - 601_000_000))
    assert file_all(another, worker="b") == 2
    assert counted(ruled) == 4


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)  # SQLite has one writer at a time
def test_a_transaction_under_way_holds_back_what_came_after_it(
    ruled: Store, another: Store, decision: Decision
) -> None:
    """PostgreSQL hands out numbers before they are committed: the lower one may come last."""
    slow, quick = decision(), decision()
    committer = another._database.committer()
    cursor = committer.connect().cursor()
    committer.begin(cursor)
    committer.insert(cursor, _values([slow])[0])
    ruled.writer.record([quick], 1)
    began = time.monotonic()
    assert ruled.filing.waiting("a", 5)[1] == [], "the later number is committed and the earlier one is not"
    assert time.monotonic() - began > 1, "it is waited for"
    assert ruled.filing.as_of().waiting == 1
    assert committer.connection is not None
    committer.connection.commit()
    committer.close()
    assert file_all(ruled) == 2
    assert filed(ruled) == [slow.decision_id, quick.decision_id]


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_transaction_that_is_given_up_holds_nothing_back(ruled: Store, another: Store, decision: Decision) -> None:
    committer = another._database.committer()
    cursor = committer.connect().cursor()
    committer.begin(cursor)
    committer.insert(cursor, _values([decision()])[0])
    ruled.writer.record([decision()], 1)
    assert committer.connection is not None
    committer.connection.rollback()
    committer.close()
    assert file_all(ruled) == 1


@pytest.mark.slow
def test_nothing_is_skipped_or_counted_twice_under_writers_and_killed_followers(
    ruled: Store, child: Callable[..., subprocess.Popen[str]]
) -> None:
    """Three processes store; followers are killed at any instant; in the end each decision is filed exactly once."""
    writers = [child("forever", "4") for _ in range(3)]
    for rounds in range(6):
        follower = child("follow")
        assert follower.stdout is not None and follower.stdout.readline()
        time.sleep(0.03 * rounds)
        follower.send_signal(signal.SIGKILL)
        follower.wait()
    for writer in writers:
        writer.send_signal(signal.SIGKILL)
        writer.wait()
    before = len(filed(ruled))
    assert before >= 60, "each follower had filed something before it was killed"
    time.sleep(0.6)  # the last lease
    file_all(ruled, R="clear")
    kept = stored(ruled)
    assert len(kept) > before
    assert sorted(filed(ruled)) == kept
    assert (counted(ruled), counted(ruled, rule_hits)) == (len(kept), len(kept))


def fill(store: Store, decision: Decision) -> list[DecisionRecord]:
    """Thirty decisions, an hour apart, of three economies; of every tenth the declaration says code 4004."""
    made = [
        decision(
            reference=f"INV-{number}",
            created_at=NOON + timedelta(hours=number),
            verdict="clear" if number % 3 else "prohibited",
            economies=("TH", "VN", "TH VN")[number % 3],
            owner=f"key-{number % 2}",
        )
        for number in range(30)
    ]
    for one in made:
        store.writer.record([one], 1)
    file_each(
        store,
        *(
            Terms(
                ["40040000"] if number % 10 == 0 else ["39151010", "3915"],
                {"BAN": "prohibited" if number % 3 == 0 else "clear", "RARE": "clear"} if number % 5 == 0 else {},
            )
            for number in range(30)
        ),
    )
    return made


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (Wanted(), range(30)),
        (Wanted(reference="INV-7"), [7]),
        (Wanted(reference="INV-"), []),
        (Wanted(reference="INV-2", prefix=True), [2, *range(20, 30)]),
        (Wanted(reference="inv-2", prefix=True), []),
        (Wanted(code="40"), [0, 10, 20]),
        (Wanted(code="400"), [0, 10, 20]),
        (Wanted(code="4004"), [0, 10, 20]),
        (Wanted(code="40040"), [0, 10, 20]),
        (Wanted(code="40040000"), [0, 10, 20]),
        (Wanted(code="400400001"), []),
        (Wanted(code="391510101"), []),
        (Wanted(code="3915"), [n for n in range(30) if n % 10]),
        (Wanted(verdict="prohibited"), range(0, 30, 3)),
        (Wanted(rule="BAN"), range(0, 30, 5)),
        (Wanted(rule="NONE"), []),
        (Wanted(economy="TH"), [n for n in range(30) if n % 3 != 1]),
        (Wanted(economy="SG"), []),
        (Wanted(since=datetime.date(2026, 11, 21)), range(12, 30)),
        (Wanted(until=datetime.date(2026, 11, 20)), range(12)),
        (Wanted(rule="BAN", verdict="prohibited", economy="TH", code="40", until=datetime.date(2026, 11, 20)), [0]),
    ],
)
def test_decisions_are_found_by_what_they_were(
    ruled: Store, decision: Decision, wanted: Wanted, numbers: list[int]
) -> None:
    made = fill(ruled, decision)
    page = ruled.search.page(wanted, ALL)
    assert ids(page) == [made[number].decision_id for number in sorted(numbers, reverse=True)]
    assert (page.after, page.looked_back_to) == (None, None)


@pytest.mark.parametrize("wanted", [Wanted(), Wanted(code="39"), Wanted(verdict="clear"), Wanted(economy="VN")])
def test_pages_put_together_are_the_whole(ruled: Store, decision: Decision, wanted: Wanted) -> None:
    fill(ruled, decision)
    for readable in (ALL, Readable(frozenset(["TH", "VN"]), frozenset(["key-1"]))):
        whole = ids(ruled.search.page(wanted, readable))
        after, parts = None, []
        for _ in range(20):
            page = ruled.search.page(wanted, readable, after, 4)
            assert len(page.found) == 4 or page.after is None
            parts += ids(page)
            after = page.after
            if after is None:
                break
        assert len(whole) > 8 and parts == whole


def test_nobody_finds_what_they_may_not_read(ruled: Store, decision: Decision) -> None:
    made = fill(ruled, decision)

    def seen(readable: Readable, wanted: Wanted = ANY) -> list[int]:
        found = ids(ruled.search.page(wanted, readable))
        return sorted(number for number in range(30) if made[number].decision_id in found)

    assert seen(Readable(frozenset(["VN"]))) == [n for n in range(30) if n % 3]
    assert seen(Readable(frozenset(["VN"])), Wanted(economy="TH")) == list(range(2, 30, 3))
    assert seen(Readable(frozenset(), frozenset(["key-1"]))) == list(range(1, 30, 2))
    assert seen(Readable(frozenset(), frozenset(["key-1"])), Wanted(reference="INV-2")) == []
    assert seen(Readable(frozenset(["VN"]), frozenset(["key-0"]))) == [n for n in range(30) if n % 3 or n % 2 == 0]
    assert seen(Readable(frozenset())) == []


def test_a_search_looks_at_so_many_and_says_how_far_it_came(
    ruled: Store, decision: Decision, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = fill(ruled, decision)
    for name, value in (("FEW", 2), ("CHUNK", 3), ("BOUND", 9)):
        monkeypatch.setattr(f"greenlane.core.store.search.{name}", value)
    wanted = Wanted(rule="BAN", code="4004", verdict="clear")
    page = ruled.search.page(wanted, ALL)
    seen, after = ids(page), page.after
    pages = 1
    while after is not None:
        assert page.looked_back_to is not None
        page = ruled.search.page(wanted, ALL, after)
        seen, after, pages = seen + ids(page), page.after, pages + 1
    assert seen == [made[20].decision_id, made[10].decision_id] and pages <= 5


def test_what_is_erased_is_not_found_by_what_it_held(ruled: Store, decision: Decision) -> None:
    made = fill(ruled, decision)
    left = Left(made[10].decision_id, b'{"v":1}')
    assert ruled.erasure.replace([left], NOON) == 1
    assert ids(ruled.search.page(Wanted(code="40"), ALL)) == [made[20].decision_id, made[0].decision_id]
    assert ids(ruled.search.page(Wanted(reference="INV-10"), ALL)) == []
    kept = next(one for one in ruled.search.page(Wanted(), ALL).found if one.decision_id == made[10].decision_id)
    assert (kept.reference, kept.codes, kept.verdict) == (None, (), "clear")
    assert made[10].decision_id in ids(ruled.search.page(Wanted(rule="BAN"), ALL))
    assert counted(ruled) == 30
    with ruled._database.reading() as connection:
        codes = connection.execute(sa.select(sa.func.count()).where(filed_codes.c.code == "40040000")).scalar_one()
    assert codes == 2 * 3


def test_what_is_erased_while_it_is_filed_leaves_nothing(ruled: Store, decision: Decision) -> None:
    one = decision()
    ruled.writer.record([one], 1)
    position, waiting = ruled.filing.waiting("a", 5)
    assert ruled.erasure.replace([Left(one.decision_id, b'{"v":1}')], NOON) == 1
    assert ruled.filing.file(position, [(waiting[0], Terms(["40040000"], {}))], "a", seconds=15)
    assert ids(ruled.search.page(Wanted(code="40"), ALL)) == []
    assert ids(ruled.search.page(Wanted(reference="INV-7"), ALL)) == []
    assert ids(ruled.search.page(Wanted(), ALL)) == [one.decision_id]


def test_a_backup_holds_what_is_filed_and_how_far(ruled: Store, decision: Decision, tmp_path: Path) -> None:
    made = fill(ruled, decision)
    file = tmp_path / "backup"
    ruled.back_up(file)
    ruled.writer.record([decision(reference="later")], 1)
    file_all(ruled)
    ruled.restore(file, force=True)
    assert filed(ruled) == [one.decision_id for one in made]
    assert (counted(ruled), ruled.filing.as_of().waiting) == (30, 0)
    ruled.writer.record([decision(reference="after")], 1)
    assert file_all(ruled) == 1
    assert len(ids(ruled.search.page(Wanted(reference="after"), ALL))) == 1


def test_what_waits_for_a_migration_is_filed_from_the_first(ruled: Store, decision: Decision) -> None:
    migrate.downgrade(ruled._database, "0003")
    ruled.writer.record([decision() for _ in range(7)], 1)
    ruled._database.release()
    ruled.upgrade()
    assert ruled.filing.as_of().waiting == 7
    assert file_all(ruled) == 7
    with ruled._database.reading() as connection:
        names = connection.execute(sa.select(filing.c.name).order_by(filing.c.name)).scalars().all()
    assert names == ["decisions", "ranks"]
