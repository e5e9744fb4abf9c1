"""What was decided is counted and found again; what rule sets changed is told entry by entry."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from datetime import UTC, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from greenlane.core.rights import Actor, Grant
from greenlane.core.service import Checks, RuleBook
from greenlane.core.service.erasure import erase
from greenlane.core.service.insight import Insight, today
from greenlane.core.service.jobs import Job, Jobs, Kind, Progress
from greenlane.core.service.publishing import Publishing
from greenlane.core.service.worker import Worker
from greenlane.core.store import Store, open_store
from greenlane.core.store.insight import Counted, Ranked
from greenlane.core.store.insight_schema import entry_history, history_sets
from greenlane.core.store.search import Readable, Wanted
from tests.core.making import Json, charge, pack, rule
from tests.core.service.bureau import STRICT, declared, plugins
from tests.core.service.offices import ANA, BEN, EVA, FAY, Office, fiji, office, person

TODAY = today()
TONGA = pack("TO", rule("TO-NOTE", "notice", codes=["39"]))


@pytest.fixture
def checks(url: str, tmp_path: Path) -> Iterator[Checks]:
    store = open_store(url)
    store.upgrade()
    yield Checks(RuleBook(store, plugins(STRICT, TONGA), tmp_path / "images"))
    store.close()


@pytest.fixture
def desk(url: str) -> Iterator[Office]:
    with office(url, fiji()) as made:
        yield made


def made(checks: Checks, code: str = "39151010", owner: str | None = None, **more: object) -> str:
    return str(checks.check(declared(code, **more), owner=owner).decision["decision_id"])


def ids(insight: Insight, **wanted: object) -> list[str]:
    return [one.decision_id for one in insight.find(Wanted(**wanted), Readable()).found]  # type: ignore[arg-type]


def test_decisions_are_found_by_rule_code_and_reference_once_filed(checks: Checks) -> None:
    insight = Insight(checks.store)
    banned = made(checks, reference="INV-1")
    free = made(checks, "8471.30 00")
    national = made(checks, "8471.30", national_codes={"TO": "3915.10.20"}, route={"export": "FJ", "import": "TO"})
    assert ids(insight) == []
    assert insight.as_of().waiting == 3
    assert insight.catch_up() == 3
    assert sorted(ids(insight)) == sorted([banned, free, national])
    assert ids(insight, rule="FJ-BAN") == [banned]
    assert ids(insight, code="84713000") == [free]
    assert ids(insight, code="39151020") == [national]
    assert sorted(ids(insight, code="8471")) == sorted([free, national])
    assert ids(insight, reference="INV-1", verdict="prohibited", economy="FJ") == [banned]
    assert insight.as_of().waiting == 0 and insight.as_of().decision_id is not None


def test_a_rule_that_is_satisfied_is_found_too(checks: Checks) -> None:
    insight = Insight(checks.store)
    satisfied = made(checks, "4004", documents=[{"code": "TH-DIW"}])
    wanting = made(checks, "4004")
    insight.catch_up()
    assert sorted(ids(insight, rule="FJ-PAPER")) == sorted([satisfied, wanting])
    assert insight.hits("FJ-PAPER", TODAY, TODAY) == [
        Counted(TODAY, "clear", 1),
        Counted(TODAY, "restricted", 1),
    ]


def test_of_several_items_the_worst_that_a_rule_says_counts_once(checks: Checks) -> None:
    insight = Insight(checks.store)
    document = json.loads(declared("4004"))
    document["items"] += [{"commodity_code": "4004", "documents": [{"code": "TH-DIW"}]}, {"commodity_code": "4004"}]
    checks.check(json.dumps(document).encode())
    insight.catch_up()
    assert insight.hits("FJ-PAPER", TODAY, TODAY) == [Counted(TODAY, "restricted", 1)]


def test_verdicts_are_counted_by_day_and_economy(checks: Checks) -> None:
    insight = Insight(checks.store)
    for _ in range(3):
        made(checks)
    made(checks, "8471")
    made(checks, "8471", route={"export": "FJ", "import": "TO"})
    older = made(checks)
    moved = 3 * 86_400_000_000
    with checks.store._database.writing() as connection:
        connection.exec_driver_sql(
            f"UPDATE decisions SET created_at = created_at - {moved} WHERE decision_id = '{older}'"
        )
    insight.catch_up(portion=2)
    day = TODAY - timedelta(days=3)
    assert insight.verdicts(day, TODAY) == [
        Counted(day, "prohibited", 1),
        Counted(TODAY, "clear", 2),
        Counted(TODAY, "prohibited", 3),
    ]
    assert insight.verdicts(TODAY, TODAY, "TO") == [Counted(TODAY, "clear", 1)]
    assert insight.verdicts(day + timedelta(days=1), TODAY - timedelta(days=1)) == []
    assert insight.economies(day, TODAY) == {"FJ": {"clear": 2, "prohibited": 4}, "TO": {"clear": 1}}
    assert ids(insight, until=day) == [older]


def test_rules_are_ranked_by_the_decisions_they_are_in(checks: Checks) -> None:
    insight = Insight(checks.store)
    for _ in range(3):
        made(checks, route={"export": "FJ", "import": "TO"})
    made(checks, route={"import": "FJ"})
    assert insight.follow(0.0) and insight.ranks(7) == [], "there was no time for anything"
    assert not insight.follow(5.0), "it has filed all, and ranked"
    assert insight.ranks(7) == [Ranked("TO-NOTE", 3, 0), Ranked("FJ-BAN", 1, 1)]
    assert insight.ranks(30, "TO") == [Ranked("TO-NOTE", 3, 0)]
    assert insight.ranks(90, "FJ") == [Ranked("FJ-BAN", 1, 1)]
    assert insight.ranked_at() is not None
    made(checks, route={"import": "FJ"})
    insight.follow(5.0)
    assert insight.as_of().waiting == 0
    assert insight.ranks(7, "FJ") == [Ranked("FJ-BAN", 1, 1)], "no more often than once a minute"
    insight.rank()
    assert insight.ranks(7, "FJ") == [Ranked("FJ-BAN", 2, 2)]


def test_everybody_finds_what_they_may_read_at_every_other_door(checks: Checks) -> None:
    insight = Insight(checks.store)
    key = "01JKEY00000000000000000000"
    to_fiji, to_tonga = made(checks), made(checks, route={"import": "TO"})
    own, keyed = made(checks, owner="user:fay"), made(checks, owner=key)
    insight.catch_up()

    def seen(actor: Actor) -> set[str]:
        return {one.decision_id for one in insight.find(Wanted(), insight.readable(actor)).found}

    assert seen(EVA) == seen(ANA) == {to_fiji, to_tonga, own, keyed}
    assert seen(FAY) == {own}
    assert seen(person("pat", "viewer", economy="TO")) == {to_tonga}
    assert seen(person("fay", "viewer", "broker", economy="TO")) == {to_tonga, own}
    assert seen(Actor("fay", frozenset({Grant("broker", "FJ")}), "key", key)) == {keyed}
    assert seen(Actor("nobody", frozenset())) == set()


def test_erased_declarations_are_found_by_their_rules_alone(checks: Checks) -> None:
    insight = Insight(checks.store)
    before, after = made(checks, reference="INV-1"), made(checks, reference="INV-1")
    erase(checks.store, EVA, before, "the importer asked")
    insight.catch_up()
    erase(checks.store, EVA, after, "the importer asked")
    assert ids(insight, code="39") == ids(insight, reference="INV-1") == []
    assert sorted(ids(insight, rule="FJ-BAN", verdict="prohibited")) == sorted([before, after])
    assert insight.hits("FJ-BAN", TODAY, TODAY) == [Counted(TODAY, "", 1), Counted(TODAY, "prohibited", 1)]


def test_a_worker_files_between_its_jobs_and_while_one_runs(checks: Checks) -> None:
    insight = Insight(checks.store)
    jobs = Jobs(checks.store)
    during: list[int] = []

    def run(job: Job, progress: Progress) -> dict[str, int]:
        made(checks)
        progress(1, 2)
        during.append(insight.as_of().waiting)
        return {}

    jobs.register("impact", Kind(run, "run impact"))
    jobs.enqueue("impact", subject="", request={}, by=ANA)
    made(checks)
    worker = Worker(jobs, beat=0, follow=insight.follow)
    assert worker.once()
    assert during == [0]
    assert len(ids(insight)) == 2
    assert not worker.once()
    insight.rank()
    assert insight.ranks(7) == [Ranked("FJ-BAN", 2, 2)]


def test_a_worker_whose_store_is_away_for_filing_goes_on_with_its_jobs(
    checks: Checks, monkeypatch: pytest.MonkeyPatch
) -> None:
    from greenlane.core.store import StoreUnavailable

    def away(*_: object, **__: object) -> None:
        raise StoreUnavailable("away")

    insight = Insight(checks.store)
    monkeypatch.setattr(checks.store.filing, "waiting", away)
    assert insight.follow(1.0) is False


def history(insight: Insight, address: str = "FJ/rules/FJ-BAN") -> list[tuple[int, int | None, str]]:
    return [(one.header.version, one.follows, one.told.sentence) for one in insight.history(address)]


def test_the_history_of_a_rule_is_told_from_its_first_set_on(desk: Office) -> None:
    insight = Insight(desk.store)
    first = "Rule FJ-BAN “Title of FJ-BAN” is added: prohibition on import of 39 from 2020-01-01."
    assert history(insight) == [(1, None, first)]
    desk.published(desk.titled("Plastic scrap"))
    desk.published(desk.rubber())
    said = "Rule FJ-BAN “Plastic scrap”: title “Plastic scrap” instead of “Title of FJ-BAN”."
    assert history(insight) == [(2, 1, said), (1, None, first)]
    latest = insight.history("FJ/rules/FJ-BAN")[0]
    assert (latest.header.published_by, latest.header.reason, latest.header.origin) == ("ben", "Order 7", "draft")
    assert latest.header.draft_id is not None
    assert (latest.before["title"], latest.after["title"]) == ("Title of FJ-BAN", "Plastic scrap")
    assert [one[:2] for one in history(insight, "FJ/rules/FJ-RUBBER")] == [(3, 2)]
    assert [one.told.action for one in insight.history("FJ/cases/rubber is not")] == ["removed", "added"]
    assert history(insight, "FJ/rules/NONE") == []


def test_it_is_kept_with_the_set_that_is_published_and_not_read_from_contents(
    desk: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.published(desk.titled("Plastic scrap"))
    assert desk.store.entry_history.missing() == []

    def refused(version: int) -> bytes:
        raise AssertionError(f"the content of {version} was read")

    monkeypatch.setattr(desk.store, "content", refused)
    assert [one[0] for one in history(Insight(desk.store))] == [2, 1]


def test_what_was_scheduled_and_carried_over_follows_what_it_was_laid_upon(desk: Office) -> None:
    at = datetime.datetime.now(UTC) + timedelta(days=2)
    desk.published(desk.titled("Later"), effective_at=at)
    desk.published(desk.rubber())
    insight = Insight(desk.store)
    assert [header.origin for header in desk.store.rule_sets()] == ["packs", "draft", "draft", "carried"]
    assert [one[:2] for one in history(insight)] == [(4, 3), (2, 1), (1, None)]
    assert [one[:2] for one in history(insight, "FJ/rules/FJ-RUBBER")] == [(3, 1)]
    Publishing(desk.book).cancel(BEN, 4, "not yet")
    assert [one[:2] for one in history(insight)][0] == (5, 4)
    assert "“Title of FJ-BAN” instead of “Later”" in history(insight)[0][2]


def told(store: Store) -> list[tuple[object, ...]]:
    """All that is kept of histories."""
    with store._database.reading() as connection:
        rows = connection.execute(sa.select(entry_history).order_by(*entry_history.primary_key)).all()
        sets = connection.execute(sa.select(history_sets).order_by(history_sets.c.version)).all()
    return [*map(tuple, rows), *map(tuple, sets)]


def test_sets_that_came_without_their_changes_are_completed_to_the_same(desk: Office) -> None:
    at = datetime.datetime.now(UTC) + timedelta(days=2)
    desk.published(desk.titled("Later"), effective_at=at)
    desk.published(desk.rubber())
    Publishing(desk.book).cancel(BEN, 4, "not yet")
    Publishing(desk.book).roll_back(BEN, 1, "back")
    before = told(desk.store)
    assert len(before) > 12
    with desk.store._database.writing() as connection:
        connection.execute(entry_history.delete())
        connection.execute(history_sets.delete())
    insight = Insight(desk.store)
    assert desk.store.entry_history.missing() == [1, 2, 3, 4, 5, 6, 7]
    insight.complete_history()
    insight.complete_history()
    assert told(desk.store) == before


def test_contents_of_another_time_leave_no_history_and_stop_nothing(url: str) -> None:
    store = open_store(url)
    store.upgrade()
    try:
        store.publish(b'{"rules":[]}', "sha256:00", reason="old", by="test")
        insight = Insight(store)
        assert insight.follow(0.1) is False
        assert store.entry_history.missing() == []
        assert insight.history("FJ/rules/FJ-BAN") == []
    finally:
        store.close()


def test_published_packs_are_told_too(desk: Office) -> None:
    new: Json = fiji(charge("FJ-DUTY", {"base": "value", "percent": "5"}, codes=["41"]), version="2")
    RuleBook(desk.store, plugins(new)).publish_packs(reason="the law changed", by="test")
    insight = Insight(desk.store)
    assert [one[:2] for one in history(insight, "FJ/rules/FJ-DUTY")] == [(2, 1)]
    assert [one[:2] for one in history(insight, "FJ/economy")] == [(2, 1), (1, None)]
