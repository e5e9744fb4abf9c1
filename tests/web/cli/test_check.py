"""`greenlane check`: one declaration, its decision or its problem, and an exit status a script can rely on."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from greenlane.core.store import Store, StoreUnavailable
from greenlane.core.store.writer import Writer
from tests.web.cli.conftest import Program, Run, kept

BAN = {"date": "2025-01-01", "route": {"import": "TH"}, "items": [{"commodity_code": "3915.10.00"}]}
SHIRT = {"date": "2025-02-24", "route": {"import": "VN"}, "items": [{"commodity_code": "61091010"}]}


def test_a_file_is_decided_and_the_decision_stored(run: Run, store: Store, tmp_path: Path) -> None:
    file = tmp_path / "declaration.json"
    file.write_text(json.dumps({**SHIRT, "reference": "INV-7"}))
    done = run("check", file)
    assert done.exit_code == 0, done.output
    decision = json.loads(done.stdout)
    assert decision["verdict"] == "clear"
    assert done.stderr == ""
    (record,) = kept(store)
    assert (record.decision_id, record.reference) == (decision["decision_id"], "INV-7")


def test_a_dash_is_standard_input(run: Run) -> None:
    done = run("check", "-", input=json.dumps(SHIRT))
    assert (done.exit_code, json.loads(done.stdout)["verdict"]) == (0, "clear")


def test_a_prohibition_is_an_answer_not_a_failure(run: Run) -> None:
    done = run("check", "-", input=json.dumps(BAN))
    assert (done.exit_code, json.loads(done.stdout)["verdict"]) == (0, "prohibited")


def test_a_language_that_no_pack_has_is_answered_in_english(run: Run) -> None:
    answers = [
        json.loads(run("check", "-", *options, input=json.dumps(BAN)).stdout)["items"]
        for options in ([], ["--language", "xx"])
    ]
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    ("sent", "status", "kind"),
    [
        ("{", 400, "/problems/not-json"),
        ("", 400, "/problems/not-json"),
        ('{"route": NaN}', 400, "/problems/not-json"),
        ("[]", 422, "/problems/not-a-declaration"),
        ("{}", 422, "/problems/not-a-declaration"),
    ],
)
def test_what_is_no_declaration_is_answered_by_a_problem(
    run: Run, store: Store, sent: str, status: int, kind: str
) -> None:
    done = run("check", "-", input=sent)
    assert done.exit_code == 2
    problem = json.loads(done.stdout)
    assert (problem["status"], problem["type"]) == (status, kind)
    assert problem["title"] and problem["detail"]
    assert kept(store) == []


def test_every_fault_is_named_at_once_with_what_would_be_taken(run: Run) -> None:
    wrong = {
        "date": "2025-02-30",
        "route": {"import": "CN"},
        "items": [{"commodity_code": 901110000, "facts": {"impurty_percent": "1"}}],
    }
    done = run("check", "-", input=json.dumps(wrong))
    assert done.exit_code == 2
    errors = {one["pointer"]: one for one in json.loads(done.stdout)["errors"]}
    assert set(errors) == {"/date", "/items/0/commodity_code", "/items/0/facts/impurty_percent"}
    assert errors["/items/0/facts/impurty_percent"]["suggestion"] == "impurity_percent"


@pytest.mark.parametrize("name", ["nowhere.json", "."])
def test_a_file_that_cannot_be_read_is_a_wrong_call(run: Run, tmp_path: Path, name: str) -> None:
    done = run("check", tmp_path / name)
    assert (done.exit_code, done.stdout) == (2, "")
    assert str(tmp_path / name) in done.stderr


def test_a_file_is_named(run: Run) -> None:
    done = run("check")
    assert done.exit_code == 2
    assert "Missing argument 'FILE'" in done.stderr


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"GREENLANE_DATABASE_URL": "sqlite:///{folder}"}, "The store cannot be used: "),
        ({"GREENLANE_DATABASE_URL": "mysql://host/db"}, "The store cannot be used: mysql is not supported"),
        ({"GREENLANE_DATABASE_URL": "no address"}, "The store cannot be used: not a database URL"),
        ({"GREENLANE_DATABASE_URL": "sqlite://"}, "decisions must outlive the process"),
        ({"GREENLANE_DATA_DIR": "{folder}/file"}, "The store cannot be used: "),
        ({"GREENLANE_PLUGIN_DEADLINE_MS": "soon"}, "GREENLANE_PLUGIN_DEADLINE_MS is 'soon'"),
    ],
)
def test_a_setting_that_cannot_be_used_is_said(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], said: str
) -> None:
    (tmp_path / "file").touch()
    for name, value in settings.items():
        monkeypatch.setenv(name, value.format(folder=tmp_path))
    done = run("check", "-", input=json.dumps(SHIRT))
    assert (done.exit_code, done.stdout) == (3, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_no_database_is_said(run: Run, home: Path) -> None:
    (home / "greenlane.db").write_bytes(b"no database at all" * 1000)
    done = run("check", "-", input=json.dumps(SHIRT))
    assert (done.exit_code, done.stdout) == (3, "")
    assert "The store cannot be used: " in done.stderr and "greenlane.db" in done.stderr


def test_a_store_that_fails_while_it_stores_gives_a_problem(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise StoreUnavailable("the disk is full")

    monkeypatch.setattr(Writer, "record", fail)
    done = run("check", "-", input=json.dumps(SHIRT))
    assert done.exit_code == 3
    assert json.loads(done.stdout)["status"] == 503
    assert "decision_id" not in done.stdout


def test_the_program_decides_and_leaves_nothing_in_the_current_folder(
    program: Program, store: Store, tmp_path: Path
) -> None:
    done = program("check", "-", sent=json.dumps(BAN))
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["verdict"] == "prohibited"
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert [record.decision_id for record in kept(store)] == [json.loads(done.stdout)["decision_id"]]


def test_the_program_makes_its_database_where_the_settings_say(program: Program, tmp_path: Path) -> None:
    done = program("check", "-", sent=json.dumps(BAN), GREENLANE_DATA_DIR=str(tmp_path / "new" / "folder"))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["ruleset"]["version"] == 1
    with sqlite3.connect(tmp_path / "new" / "folder" / "greenlane.db") as database:
        assert database.execute("SELECT count(*) FROM decisions").fetchone() == (1,)
    database.close()


@pytest.mark.parametrize(
    ("sent", "settings", "status"),
    [
        ("{}", {}, 2),
        ("not JSON", {}, 2),
        (json.dumps(SHIRT), {"GREENLANE_DATABASE_URL": "oracle://host/db"}, 3),
    ],
)
def test_the_program_says_by_its_exit_status_what_was_wrong(
    program: Program, sent: str, settings: dict[str, str], status: int
) -> None:
    done = program("check", "-", sent=sent, **settings)
    assert done.returncode == status
    assert "Traceback" not in done.stdout + done.stderr
    assert (done.stdout if status == 2 else done.stderr).strip()
