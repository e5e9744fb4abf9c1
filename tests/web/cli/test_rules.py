"""`greenlane rules`: what is in force, found by economy, code and day; and publishing what is installed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from greenlane.core.store import Store
from tests import installed
from tests.web.cli.conftest import Program, Run

FIXTURES = Path(__file__).parents[2] / "plugins" / "fixtures"
SCRAP = {"date": "2025-06-01", "route": {"import": "NZ"}, "items": [{"commodity_code": "39151000"}]}


def listed(run: Run, *options: str) -> list[dict[str, Any]]:
    done = run("rules", "--json", *options)
    assert done.exit_code == 0, done.output
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The pack of a sixth economy, New Zealand's, named by the settings; its files may be changed."""
    folder = tmp_path / "greenlane_nz"
    shutil.copytree(FIXTURES / "data_only" / "greenlane_qm", folder)
    for file in folder.rglob("*.yaml"):
        file.write_text(file.read_text("utf-8").replace("QM", "NZ"), "utf-8")
    monkeypatch.setenv("GREENLANE_PLUGINS", str(folder))
    return folder


def test_every_rule_is_listed_with_all_its_fields(run: Run) -> None:
    rules = listed(run)
    assert {rule["economy"] for rule in rules} == set(installed.FOLDERS)
    assert [rule["id"] for rule in rules] == sorted(rule["id"] for rule in rules)
    assert all(rule["title"] and rule["legal_basis"] and rule["evidence"] for rule in rules)


def test_an_economy_is_found_in_either_case(run: Run) -> None:
    found = listed(run, "--economy", "th")
    assert found == listed(run, "--economy", "TH")
    assert {rule["economy"] for rule in found} == {"TH"}


def test_a_day_chooses_the_rules_that_are_law_on_it(run: Run) -> None:
    last, first = (
        {rule["id"] for rule in listed(run, "--economy", "TH", "--code", "39151000", "--date", day)}
        for day in ("2024-12-31", "2025-01-01")
    )
    assert "TH-PLASTIC-BAN" not in last
    assert "TH-PLASTIC-BAN" in first


def test_a_code_chooses_the_rules_it_falls_or_may_fall_under(run: Run) -> None:
    assert listed(run, "--code", "3915.10.00") == listed(run, "--code", "3915 1000")
    exact, short = (
        {rule["id"] for rule in listed(run, "--economy", "VN", "--code", code)} for code in ("39159010", "3915")
    )
    assert exact < short
    codes = [rule["codes"] for rule in listed(run, "--code", "61091010") if rule["codes"]]
    assert all(any("61091010".startswith(code) for code in some) for some in codes)


def test_a_table_is_for_people(run: Run) -> None:
    done = run("rules", "--economy", "TH", "--code", "39151000", "--date", "2025-01-01")
    assert done.exit_code == 0
    assert "TH-PLASTIC-BAN" in done.stdout
    count = len(listed(run, "--economy", "TH", "--code", "39151000", "--date", "2025-01-01"))
    assert done.stdout.splitlines()[-1] == f"{count} rules of rule set 1"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--code", "3"], "3 is no commodity code: 2 to 12 digits"),
        (["--code", "39X5"], "39X5 is no commodity code"),
        (["--code", "3915100000001"], "3915100000001 is no commodity code"),
        (["--code", "３９１５"], "is no commodity code"),
        (["--date", "2025-02-30"], "2025-02-30"),
        (["--date", "yesterday"], "yesterday"),
        (["publish"], "--reason"),
        (["burn"], "burn"),
    ],
)
def test_a_wrong_call_is_said(run: Run, options: list[str], said: str) -> None:
    done = run("rules", *options)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


def test_publishing_what_is_in_force_changes_nothing(run: Run, store: Store) -> None:
    done = run("rules", "publish", "--reason", "to be sure")
    assert (done.exit_code, done.stdout) == (0, "The installed packs are what is in force already.\n")
    assert [header.version for header in store.rule_sets()] == [1]


def test_a_new_pack_answers_only_once_it_is_published(run: Run, store: Store, pack: Path) -> None:
    before = json.loads(run("check", "-", input=json.dumps(SCRAP)).stdout)
    assert (before["verdict"], before["coverage"]["NZ"]["status"]) == ("referred", "unavailable")
    done = run("rules", "publish", "--reason", "NZ joins")
    assert (done.exit_code, done.stdout) == (0, "Rule set 2 is in force.\n")
    header = store.rule_sets()[-1]
    assert (header.version, header.reason) == (2, "NZ joins")
    assert header.published_by
    after = json.loads(run("check", "-", input=json.dumps(SCRAP)).stdout)
    assert (after["verdict"], after["ruleset"]["version"]) == ("prohibited", 2)
    assert after["ruleset"]["digest"] == header.digest


def test_a_changed_pack_answers_as_before_until_it_is_published(run: Run, store: Store, pack: Path) -> None:
    run("rules", "publish", "--reason", "NZ joins")
    file = pack / "rules" / "scrap.yaml"
    file.write_text(file.read_text("utf-8").replace("kind: prohibition", "kind: notice"), "utf-8")
    assert json.loads(run("check", "-", input=json.dumps(SCRAP)).stdout)["verdict"] == "prohibited"
    assert "note        NZ: the installed pack is not the one that was taken in" in run("doctor").stdout
    assert run("rules", "publish", "--reason", "a notice only").stdout == "Rule set 3 is in force.\n"
    assert json.loads(run("check", "-", input=json.dumps(SCRAP)).stdout)["verdict"] == "clear"
    assert "note" not in run("doctor").stdout
    replayed = run("doctor", "--replay")
    assert (replayed.exit_code, replayed.stdout.splitlines()[-1]) == (0, "replayed    2 decisions, 0 differ")
    again = run("rules", "publish", "--reason", "once more")
    assert (again.exit_code, again.stdout) == (0, "The installed packs are what is in force already.\n")
    assert [header.version for header in store.rule_sets()] == [1, 2, 3]


def test_nothing_is_published_while_a_plugin_fails(run: Run, store: Store, pack: Path) -> None:
    file = pack / "rules" / "scrap.yaml"
    file.write_text(file.read_text("utf-8").replace("kind: prohibition", "kind: prohibtion"), "utf-8")
    done = run("rules", "publish", "--reason", "NZ joins")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "Nothing is published while a plugin fails:\n  NZ: " in done.stderr
    assert "rules/scrap.yaml" in done.stderr and "prohibtion" in done.stderr
    assert [header.version for header in store.rule_sets()] == [1]


def test_the_program_lists_as_it_does_here(run: Run, program: Program) -> None:
    done = program("rules", "--json", "--economy", "MY", "--date", "2025-07-01")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == listed(run, "--economy", "MY", "--date", "2025-07-01")
    assert program("rules", "--code", "x").returncode == 2
