"""An economy of ours that is left out: what was published of it answers no more, and the others as before."""

from __future__ import annotations

import json
from pathlib import Path

from tests.plugins.scaffold.conftest import scaffolded
from tests.web.cli.conftest import Program

SCRAP = {"date": "2025-01-01", "route": {"import": "TH"}, "items": [{"commodity_code": "39151000"}]}
APPLES = {"date": "2026-11-22", "route": {"import": "VN"}, "items": [{"commodity_code": "080810"}]}


def test_what_was_published_of_it_refers_and_is_never_clear(program: Program) -> None:
    done = json.loads(program("check", "-", sent=json.dumps(SCRAP), GREENLANE_WITHOUT="TH").stdout)
    assert (done["verdict"], done["coverage"]["TH"]["status"]) == ("referred", "unavailable")
    others = json.loads(program("check", "-", sent=json.dumps(APPLES), GREENLANE_WITHOUT="TH").stdout)
    assert (others["verdict"], others["coverage"]["VN"]["status"]) == ("clear", "partial")


def test_another_distribution_answers_in_its_place(program: Program, tmp_path: Path) -> None:
    project = scaffolded("TH", tmp_path / "greenlane-th")
    own = {"GREENLANE_DATA_DIR": str(tmp_path / "data"), "GREENLANE_PLUGINS": str(project)}
    item = {"commodity_code": "660110", "facts": {"used": True}}
    used = {"date": "2026-03-02", "route": {"import": "TH"}, "items": [item]}

    ours = json.loads(program("check", "-", sent=json.dumps(used), **own).stdout)
    assert [one["rule"] for one in ours["items"][0]["findings"]] == []

    own["GREENLANE_DATA_DIR"] = str(tmp_path / "other")
    theirs = json.loads(program("check", "-", sent=json.dumps(used), GREENLANE_WITHOUT="TH", **own).stdout)
    assert [one["rule"] for one in theirs["items"][0]["findings"]] == ["TH-EXAMPLE-BAN"]


def test_one_that_is_none_of_ours_ends_the_command(program: Program) -> None:
    done = program("check", "-", sent=json.dumps(SCRAP), GREENLANE_WITHOUT="thailand")
    assert (done.returncode, done.stdout) == (3, "")
    assert "GREENLANE_WITHOUT names thailand: Greenlane's own economies are" in done.stderr
    assert "Traceback" not in done.stderr
