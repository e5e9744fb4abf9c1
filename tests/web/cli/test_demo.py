"""`greenlane demo`: a month that is made up, in a database of its own."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from greenlane.core.declaration.strictjson import loads
from greenlane.core.draft.words import describe
from greenlane.core.rights import ROLES
from greenlane.core.service.demo import STAFF, House, Made, fill
from greenlane.core.service.demo.calendar import instants
from greenlane.core.service.demo.staff import actor
from greenlane.core.service.demo.traffic import Traffic
from greenlane.core.settings import Settings
from greenlane.core.store import open_store
from greenlane.web import wiring
from greenlane.web.checker.kept import OWNER
from greenlane.web.cli import demo as web_demo
from greenlane.web.cli import main
from greenlane.web.wiring import Desk
from tests.web.cli.conftest import Run, kept

DECISIONS = 200


def made(folder: Path, desk: Desk) -> Desk:
    """A desk over an empty database of its own, with the plugins of another."""
    url = f"sqlite:///{folder}/greenlane.db"
    store = open_store(url)
    store.upgrade()
    return wiring.desk(Settings(folder, url), store, desk.host)


def filled(desk: Desk, **more: Any) -> SimpleNamespace:
    house = House(desk.store, desk.book, desk.drafts, desk.publishing, desk.jobs, desk.people, OWNER)
    return SimpleNamespace(desk=desk, made=fill(house, decisions=DECISIONS, **more))


@pytest.fixture(scope="module")
def demo(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """A demonstration of a small month."""
    found = filled(made(tmp_path_factory.mktemp("demo"), desk))
    yield found
    found.desk.store.close()


def test_decisions_are_of_the_month_that_ends_now(demo: SimpleNamespace) -> None:
    decisions = kept(demo.desk.store)
    assert len(decisions) == sum(demo.made.verdicts.values()) == DECISIONS
    now = datetime.now(UTC)
    assert all(now - timedelta(days=31) < one.created_at < now for one in decisions)
    assert all(one.date == one.created_at.date() for one in decisions)
    assert len({one.date for one in decisions}) > 15
    weekend = sum(one.date.weekday() >= 5 for one in decisions)
    assert 0 < weekend < DECISIONS / 5


def test_verdicts_are_a_mixture_and_mostly_clear(demo: SimpleNamespace) -> None:
    assert set(demo.made.verdicts) >= {"clear", "incomplete", "prohibited", "referred", "restricted"}
    assert DECISIONS / 2 < demo.made.verdicts["clear"] < DECISIONS * 0.9


def test_each_is_decided_by_the_rule_set_in_force_then(demo: SimpleNamespace) -> None:
    store = demo.desk.store
    for one in kept(store):
        assert store.in_force(one.created_at).version == one.rule_set
        assert loads(one.body)["known_at"] == one.created_at.isoformat()
    assert len({one.rule_set for one in kept(store)}) > 3


def test_every_economy_that_is_loaded_is_declared_to(demo: SimpleNamespace) -> None:
    economies = {code for one in kept(demo.desk.store) for code in one.economies.split()}
    assert economies >= set(demo.desk.book.current().ruleset.economies)


def test_references_name_economy_and_month(demo: SimpleNamespace) -> None:
    brokers = [one for one in kept(demo.desk.store) if one.owner != OWNER]
    assert len({one.reference for one in brokers}) == len(brokers)
    for one in brokers:
        assert one.reference is not None and one.reference.startswith(f"{one.reference[:2]}-{one.date:%Y-%m}-")


def test_some_were_asked_on_the_public_page_by_nobody_in_particular(demo: SimpleNamespace) -> None:
    public = [one for one in kept(demo.desk.store) if one.owner == OWNER]
    assert 0 < len(public) < DECISIONS / 5
    assert all(one.reference is None and "parties" not in loads(one.body)["input"] for one in public)


def test_drafts_stand_in_every_state(demo: SimpleNamespace) -> None:
    drafts = {draft.header.title: draft for draft in demo.desk.drafts.all(actor("amina"))}
    states = {draft.header.state for draft in drafts.values()}
    assert states == {"open", "submitted", "approved", "published", "withdrawn"}
    use = demo.desk.drafts
    open_ones = [draft for draft in drafts.values() if draft.header.state == "open"]
    assert any(len({edit.by for edit in use.edits(draft.id)}) > 1 for draft in open_ones)
    assert any(use.conflicts(draft) for draft in open_ones)
    wants = [{want.blocks for want in use.wants(draft)} for draft in open_ones]
    assert {True, False} in wants
    assert any(review.step == "sent back" for draft in drafts.values() for review in use.reviews(draft.id))
    assert any(review.step == "commented" for draft in drafts.values() for review in use.reviews(draft.id))


def test_nobody_can_take_a_change_for_law(demo: SimpleNamespace) -> None:
    for draft in demo.desk.drafts.all(actor("amina")):
        assert draft.header.title.startswith("Example: ")
        for change in draft.changes:
            said = json.dumps(change.after)
            assert "xample" in said or "made up" in said, describe([change])
    log = list(demo.desk.store.change_log.read(subject="demonstration"))
    assert "made up" in log[0].reason


def test_rule_sets_are_published_rolled_back_and_scheduled(demo: SimpleNamespace) -> None:
    history = demo.desk.publishing.history()
    assert {one.origin for one in history} == {"packs", "draft", "rollback"}
    assert [one.version for one in demo.desk.publishing.pending()] == [history[-1].version]
    assert len({one.published_at.date() for one in history}) == len(history)


def test_change_log_is_in_the_order_of_time(demo: SimpleNamespace) -> None:
    found = [one.at for one in demo.desk.store.change_log.read(limit=1000)]
    assert found == sorted(found, reverse=True)
    assert len({one.date() for one in found}) > 10


def test_impact_is_reported(demo: SimpleNamespace) -> None:
    admin = actor("amina")
    jobs = demo.desk.jobs.list(admin, kind="impact")
    assert [job.state for job in jobs] == ["done"]
    found = demo.desk.jobs.result(jobs[0], admin)
    assert DECISIONS * 0.7 < found["decisions"]["replayed"] < DECISIONS
    assert found["decisions"]["flipped"] > 0


def test_every_role_is_somebodys_and_their_passwords_are_their_own(demo: SimpleNamespace) -> None:
    held = {grant.role for name in STAFF for grant in actor(name).grants}
    assert held == set(ROLES)
    passwords = demo.made.passwords
    assert set(passwords) == set(STAFF)
    assert len(set(passwords.values())) == len(STAFF)
    assert all(len(one) >= 20 for one in passwords.values())
    assert demo.desk.people.sign_in("mei", passwords["mei"]).user.name == "mei"


def test_one_seed_declares_the_same_twice() -> None:
    until = datetime(2026, 11, 23, 9, tzinfo=UTC)

    def declared(seed: int) -> list[Any]:
        chance = Random(seed)
        traffic = Traffic({"KR", "MY", "VN"}, chance)
        return [traffic.declared(at) for at in instants(300, until, chance)]

    assert declared(3) == declared(3)
    assert declared(3) != declared(4)
    assert {economy for economy, _ in declared(3)} == {"KR", "MY", "VN"}


def test_no_line_of_trade_for_an_economy_is_said() -> None:
    with pytest.raises(ValueError, match="for FJ"):
        Traffic({"FJ"}, Random(1))


def test_passwords_are_printed_once_where_no_file_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GREENLANE_DATA_DIR", str(tmp_path / "new"))
    passwords = {name: f"secret of {name}" for name in STAFF}
    monkeypatch.setattr(web_demo, "fill", lambda house, **_: Made(passwords, {"clear": 19, "referred": 1}, 7, 12))
    done = run("demo")
    assert done.exit_code == 0, done.output
    assert "20 decisions (19 clear, 1 referred), 7 rule sets, 12 drafts" in done.output and "made up" in done.output
    assert all(done.output.count(password) == 1 for password in passwords.values())


def test_command_refuses_a_database_with_a_rule_set(run: Run, home: Path) -> None:
    done = run("demo", "--decisions", "20")
    assert done.exit_code == 2
    assert "it holds a published rule set" in done.output
    with closing(sqlite3.connect(home / "greenlane.db")) as connection:
        assert connection.execute("SELECT count(*) FROM decisions").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM users").fetchone() == (0,)


def test_passwords_go_into_a_file_of_ones_own(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREENLANE_DATA_DIR", str(tmp_path / "new"))
    file = tmp_path / "passwords.json"
    done = run("demo", "--decisions", "5", "--passwords", file)
    assert done.exit_code == 0, done.output
    assert file.stat().st_mode & 0o777 == 0o600
    found = json.loads(file.read_text("utf-8"))
    assert set(found) == set(STAFF)
    assert not any(password in done.output for password in found.values())
    again = run("demo")
    assert again.exit_code == 2
    assert "decisions and accounts and a published rule set" in again.output


def test_a_file_that_is_there_is_not_written_over(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREENLANE_DATA_DIR", str(tmp_path / "new"))
    file = tmp_path / "passwords.json"
    file.write_text("mine", "utf-8")
    done = run("demo", "--passwords", file)
    assert done.exit_code == 2
    assert file.read_text("utf-8") == "mine"
    assert not (tmp_path / "new" / "greenlane.db").exists()


def test_help_says_that_it_is_made_up(run: Run) -> None:
    assert "made-up month" in run("--help").output
    assert main.get_command(None, "demo") is not None  # type: ignore[arg-type]
