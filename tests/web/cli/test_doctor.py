"""`greenlane doctor`: says whether the installation is sound, and whether every decision would come out the same."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from greenlane.core.store import Store
from tests.web.cli.conftest import Program, Run, kept

FIXTURES = Path(__file__).parents[2] / "plugins" / "fixtures"
DEPOSIT = {
    "date": "2025-02-24",
    "route": {"import": "VN"},
    "items": [
        {
            "commodity_code": "39159010",
            "quantity": {"value": "120", "unit": "TNE"},
            "value": {"amount": "60000", "currency": "USD", "basis": "CIF"},
            "documents": [{"code": "VN-ENV-LICENCE"}, {"code": "VN-QCVN"}],
            "facts": {"importer_is_plant": True, "purpose": "own_production"},
        }
    ],
}
Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def decided(run: Run) -> str:
    """The id of a stored decision, with findings and a charge."""
    decision = json.loads(run("check", "-", input=json.dumps(DEPOSIT)).stdout)
    assert decision["items"][0]["charges"]
    return str(decision["decision_id"])


def tamper(home: Path, decision_id: str, change: Change) -> None:
    with sqlite3.connect(home / "greenlane.db") as database:
        (body,) = database.execute("SELECT body FROM decisions WHERE decision_id = ?", [decision_id]).fetchone()
        record = json.loads(body)
        change(record)
        changed = json.dumps(record).encode()
        assert json.loads(body) != record
        database.execute("UPDATE decisions SET body = ? WHERE decision_id = ?", [changed, decision_id])
    database.close()


def test_a_sound_installation_is_described(run: Run, home: Path, store: Store) -> None:
    done = run("doctor")
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    header = store.in_force()
    assert header is not None
    assert lines[0] == f"database    sqlite:///{home}/greenlane.db: answers, tables up to date"
    assert lines[1].startswith(f"rule set    1, {header.digest}, ")
    for economy in ("CN", "KR", "MY", "TH", "VN"):
        assert any(line.startswith(f"plugin      {economy} ") and line.endswith(": loaded") for line in lines)
    assert not any(line.startswith("UNAVAILABLE") for line in lines)


def test_decisions_come_out_the_same(run: Run, decided: str) -> None:
    run("check", "-", input='{"date": "2024-12-31", "route": {"import": "TH"}, "items": [{"commodity_code": "3915"}]}')
    done = run("doctor", "--replay")
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "replayed    2 decisions, 0 differ")


@pytest.mark.parametrize(
    "change",
    [
        lambda record: record["items"][0].update(verdict="clear"),
        lambda record: record["items"][0]["hits"].pop(),
        lambda record: record["items"][0]["charges"][0].__setitem__(4, 1),
        lambda record: record["items"][0].pop("charges"),
        lambda record: record["input"]["items"][0]["value"].update(amount="6"),
        lambda record: record["input"]["items"][0]["documents"].append({"code": "VN-DEPOSIT"}),
        lambda record: record["input"]["route"].update({"import": "TH"}),
    ],
    ids=["verdict", "finding", "amount", "charge", "value", "document", "route"],
)
def test_a_record_that_was_tampered_with_is_named(
    run: Run, home: Path, store: Store, decided: str, change: Change
) -> None:
    untouched = json.loads(run("check", "-", input=json.dumps(DEPOSIT)).stdout)["decision_id"]
    tamper(home, decided, change)
    done = run("doctor", "--replay")
    assert done.exit_code == 1
    assert [line for line in done.stdout.splitlines() if line.startswith(f"{decided}: ")]
    assert untouched not in done.stdout
    assert done.stdout.splitlines()[-1] == "replayed    2 decisions, 1 differ"
    assert run("doctor").exit_code == 0


def test_of_many_that_differ_all_are_counted_and_some_named(run: Run, home: Path, store: Store) -> None:
    for _ in range(25):
        run("check", "-", input=json.dumps(DEPOSIT))
    ids = {record.decision_id for record in kept(store)}
    for one in ids:
        tamper(home, one, lambda record: record["items"][0].update(verdict="clear"))
    lines = run("doctor", "--replay").stdout.splitlines()
    assert lines[-1] == "replayed    25 decisions, 25 differ"
    assert sum(line[:26] in ids for line in lines) == 20


@pytest.mark.parametrize(
    ("fixture", "package", "economy", "said"),
    [
        ("broken_yaml", "greenlane_qo", "QO", "rules/scrap.yaml"),
        ("raises_at_import", "greenlane_qr", "QR", "table.py"),
    ],
)
def test_a_plugin_that_failed_is_named_with_the_reason(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fixture: str, package: str, economy: str, said: str
) -> None:
    shutil.copytree(FIXTURES / fixture / package, tmp_path / package)
    monkeypatch.setenv("GREENLANE_PLUGINS", str(tmp_path / package))
    done = run("doctor")
    assert done.exit_code == 1
    assert f"UNAVAILABLE {economy}: " in done.stdout
    assert said in done.stdout


def test_a_plugin_that_failed_is_unsound_also_where_another_answers_for_its_economy(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for fixture, package in (("data_only", "greenlane_qm"), ("same_economy", "greenlane_qm_again")):
        shutil.copytree(FIXTURES / fixture / package, tmp_path / package)
    named = [str(tmp_path / package) for package in ("greenlane_qm", "greenlane_qm_again")]
    monkeypatch.setenv("GREENLANE_PLUGINS", named[0])
    assert run("rules", "publish", "--reason", "QM joins").exit_code == 0
    assert run("doctor").exit_code == 0
    monkeypatch.setenv("GREENLANE_PLUGINS", " ".join(named))
    done = run("doctor")
    assert done.exit_code == 1
    assert "UNAVAILABLE" not in done.stdout
    assert "greenlane_qm_again: failed" in done.stdout


def test_a_setting_that_names_nothing_is_unsound(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREENLANE_PLUGINS", "greenlane-nowhere")
    done = run("doctor")
    assert done.exit_code == 1
    assert "greenlane-nowhere" in done.stdout


def test_a_database_that_cannot_be_used_is_no_installation(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREENLANE_DATABASE_URL", "mysql://host/db")
    done = run("doctor", "--replay")
    assert (done.exit_code, done.stdout) == (3, "")
    assert "mysql is not supported" in done.stderr


def test_the_program_says_by_its_exit_status_what_it_found(program: Program, home: Path, decided: str) -> None:
    sound = program("doctor", "--replay")
    assert (sound.returncode, sound.stderr) == (0, "")
    assert sound.stdout.splitlines()[-1] == "replayed    1 decisions, 0 differ"
    tamper(home, decided, lambda record: record["items"][0].update(verdict="clear"))
    found = program("doctor", "--replay")
    assert found.returncode == 1
    assert decided in found.stdout
