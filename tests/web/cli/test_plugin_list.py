"""`greenlane plugin list`: every plugin, how it stands, and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests import installed
from tests.plugins.conftest import Site
from tests.plugins.scaffold.conftest import scaffolded
from tests.web.cli.conftest import Program, Run

FAULTY = Path(__file__).resolve().parents[2] / "plugins" / "fixtures" / "broken_yaml" / "greenlane_qo"


def test_each_plugin_is_a_line(run: Run, home: Path) -> None:
    done = run("plugin", "list")
    assert (done.exit_code, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert {line.split()[0] for line in lines} == set(installed.host().plugins)
    (line,) = (line for line in lines if line.startswith("TH "))
    version = installed.host().packs["TH"].economy.version
    cells = [cell for cell in line.split("  ") if cell]
    assert [cell.strip() for cell in cells[1:4]] == ["loaded", f"greenlane 0.1.0, pack {version}", "Greenlane's own"]


def test_a_program_is_told_the_same(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREENLANE_PLUGINS", f"{scaffolded('NZ', tmp_path / 'nz')} {FAULTY} ./nowhere")
    found = {one["name"]: one for one in json.loads(run("plugin", "list", "--json").stdout)}

    assert found["NZ"]["status"] == "loaded" and found["NZ"]["trusted"] and not found["NZ"]["isolated"]
    assert (found["NZ"]["distribution"], found["NZ"]["version"]) == ("greenlane-nz", "0.1.0")
    assert found["NZ"]["signature"] == "needs no signature: GREENLANE_PLUGINS names it"
    assert found["TH"]["signature"] == "needs no signature: it came with Greenlane"
    assert found["greenlane_qo"]["status"] == "failed" and "rules/scrap.yaml:" in found["greenlane_qo"]["reasons"][0]
    assert found["./nowhere"]["status"] == "failed" and found["./nowhere"]["pack"] is None


def test_reasons_stand_below_what_failed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREENLANE_PLUGINS", str(FAULTY))
    lines = run("plugin", "list").stdout.splitlines()
    (place,) = (place for place, line in enumerate(lines) if line.startswith("greenlane_qo "))
    assert "failed" in lines[place] and lines[place].endswith("not loaded")
    assert lines[place + 1].startswith("    rules/scrap.yaml:")


def test_nothing_is_published_by_looking(program: Program, tmp_path: Path) -> None:
    data = tmp_path / "fresh"
    assert program("plugin", "list", GREENLANE_DATA_DIR=str(data)).returncode == 0
    shown = program("plugin", "list", "--json", GREENLANE_DATA_DIR=str(data), GREENLANE_WITHOUT="TH")
    assert "TH" not in {one["name"] for one in json.loads(shown.stdout)}


@pytest.mark.parametrize("code", ["th", "NZ", "TH,XX"])
def test_an_economy_left_out_that_is_none_of_ours_is_told(run: Run, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setenv("GREENLANE_WITHOUT", code)
    for command in (["plugin", "list"], ["doctor"]):
        done = run(*command)
        wrong = code.rpartition(",")[2]
        assert (done.exit_code, done.stdout) == (3, "")
        assert f"GREENLANE_WITHOUT names {wrong}: Greenlane's own economies are " in done.stderr and "TH" in done.stderr


def test_a_store_that_cannot_be_used_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREENLANE_DATABASE_URL", "mysql://host/db")
    done = run("plugin", "list")
    assert (done.exit_code, done.stdout) == (3, "")
    assert "The store cannot be used: " in done.stderr


RAISES = """
from greenlane import hookimpl


@hookimpl
def greenlane_risk(item):
    raise LookupError("no table")
"""
THREE = {"date": "2026-03-02", "route": {"import": "NZ"}, "items": [{"commodity_code": "660110"}] * 3}


def test_a_strangers_plugin_is_shown_refused_then_isolated_then_suspended(program: Program, tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.folder.mkdir()
    (scaffolded("NZ", tmp_path / "project") / "greenlane_nz").rename(site.folder / "greenlane_nz")
    (site.folder / "greenlane_nz" / "__init__.py").write_text(RAISES)
    site.declare("acme-nz", "[greenlane]\nNZ = greenlane_nz\n")
    own = {"GREENLANE_DATA_DIR": str(tmp_path / "data"), "PYTHONPATH": str(site.folder)}

    def listed(**more: str) -> dict[str, Any]:
        found = json.loads(program("plugin", "list", "--json", **own, **more).stdout)
        (one,) = (one for one in found if one["name"] == "NZ")
        return dict(one)

    refused = listed()
    assert (refused["status"], refused["pack"], refused["isolated"]) == ("refused", None, False)
    assert "GREENLANE_UNSIGNED_PLUGINS" in " ".join(refused["reasons"])

    allowed = {"GREENLANE_UNSIGNED_PLUGINS": "acme-nz"}
    loaded = listed(**allowed)
    assert (loaded["status"], loaded["trusted"], loaded["isolated"], loaded["reasons"]) == ("loaded", False, True, [])
    assert loaded["hooks"] == ["greenlane_risk"]
    assert loaded["signature"] == "is not signed: GREENLANE_UNSIGNED_PLUGINS lets it be"
    line = next(one for one in program("plugin", "list", **own, **allowed).stdout.splitlines() if one.startswith("NZ "))
    assert "unsigned, allowed" in line and line.endswith("  code in its own process")

    assert json.loads(program("check", "-", sent=json.dumps(THREE), **own, **allowed).stdout)["verdict"] == "referred"
    suspended = listed(**allowed)
    assert suspended["status"] == "suspended"
    assert "3 faults in a row" in " ".join(suspended["reasons"])
