"""`greenlane db`: backup, restore, upgrade on the command line."""

from __future__ import annotations

from pathlib import Path

from greenlane.core.store import Store
from tests.web.cli.conftest import Run, kept

CHECK = '{"date":"2025-01-01","route":{"import":"TH"},"items":[{"commodity_code":"3915.10.00"}]}'


def test_there_and_back(run: Run, store: Store, tmp_path: Path) -> None:
    file = tmp_path / "copy.db"
    assert run("check", "-", input=CHECK).exit_code == 0
    done = run("db", "backup", file)
    assert done.exit_code == 0
    assert "checked" in done.stdout and str(file) in done.stdout
    assert run("check", "-", input=CHECK).exit_code == 0
    refused = run("db", "restore", file)
    assert refused.exit_code == 1
    assert "1 rule_sets, 2 decisions" in refused.stderr and "--force" in refused.stderr
    assert len(kept(store)) == 2
    assert run("db", "restore", file, "--force").exit_code == 0
    assert len(kept(store)) == 1
    assert run("doctor", "--replay").exit_code == 0


def test_a_backup_is_not_written_over(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "copy.db"
    file.write_text("mine")
    done = run("db", "backup", file)
    assert done.exit_code == 1
    assert "never written over" in done.stderr
    assert file.read_text() == "mine"


def test_a_folder_that_is_not_there_is_said(run: Run, tmp_path: Path) -> None:
    done = run("db", "backup", tmp_path / "nowhere" / "copy.db")
    assert done.exit_code == 1
    assert done.stderr.startswith("No backup was made: ")


def test_what_is_no_backup_is_said(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "copy.db"
    file.write_text("mine")
    done = run("db", "restore", file, "--force")
    assert done.exit_code == 1
    assert done.stderr.startswith("Nothing was restored: ")


def test_an_upgrade_says_what_it_did(run: Run, home: Path) -> None:
    (home / "greenlane.db").unlink()
    assert run("db", "upgrade").stdout == "The tables are up to date now.\n"
    assert run("db", "upgrade").stdout == "The tables are up to date.\n"


def test_a_database_that_cannot_be_used_is_status_3_without_its_password(run: Run) -> None:
    done = run("db", "upgrade", env={"GREENLANE_DATABASE_URL": "mysql://u:secret@h/d"})
    assert done.exit_code == 3
    assert "secret" not in done.stderr
