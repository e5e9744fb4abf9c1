"""Each thing that a plugin's code can do wrong: its economy is referred, nobody else notices, and it starts anew."""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path

import pytest

from greenlane.core.extension import Fault
from tests.plugins.isolated.conftest import Faulty, Load, context, gone, item

HANGS = ["sleeps", "spins", "deaf", "hogs_deafly", "prints_for_ever"]
CRASHES = ["exits", "crashes", "aborts", "shuts_wire", "closes_wire", "half_a_frame_on_wire"]
RAISES = ["raises", "loud", "descriptors"]
SPENT = ["leaves", "recurses", "hogs"]
GARBAGE = [
    "bytes_on_wire", "long_frame_on_wire", "no_json_on_wire", "deep_json_on_wire", "wrong_tags_on_wire",
    "pickle_on_wire", "answers_of_others_on_wire",
]  # fmt: skip
KINDS = {
    **dict.fromkeys(HANGS, "late"),
    **dict.fromkeys(CRASHES, "crashed"),
    **dict.fromkeys(RAISES + SPENT, "raised"),
    **dict.fromkeys([*GARBAGE, "long_answer"], "malformed"),
}


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What the others answer where the faulty plugin is not installed."""
    from tests.plugins.conftest import Site

    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("without")
        patch.syspath_prepend(folder)
        site = Site(folder)
        site.install("origin_scheme", "well_behaved")
        host = site.load()
        made = {code: Faulty(host).decision("mixed goods", **{"import": code}) for code in ("FJ", "TO")}
        host.rest()
    return {code: _said(one) for code, one in made.items()}


def _said(decision: object) -> object:
    """A decision but for the rule set's number and digest: those name all economies."""
    assert isinstance(decision, dict)
    return {key: value for key, value in decision.items() if key not in ("ruleset", "rule_set")}


@pytest.mark.parametrize("deed", KINDS)
def test_a_fault_refers_its_own_economy_and_no_other(deed: str, load: Load, without: dict[str, object]) -> None:
    slow = KINDS[deed] == "late"
    faulty = load(0.4 if slow else 2.0)
    first = faulty.pid()
    start = time.monotonic()
    fault = faulty.does(deed)
    took = time.monotonic() - start
    assert isinstance(fault, Fault)
    assert (fault.plugin, fault.hook, fault.kind) == ("NR", "greenlane_risk", KINDS[deed]), fault
    assert "NR" in fault.message and "secret" not in fault.message
    assert took < (0.4 if slow else 2.0) + 0.3
    assert faulty.answers()
    assert (faulty.pid() == first) == (deed in RAISES)
    for code, said in without.items():
        assert _said(faulty.decision("mixed goods", **{"import": code})) == said
    assert [one.status for one in faulty.host.plugins.values()] == ["loaded"] * 3


def test_the_finding_names_the_plugin_and_the_other_end_of_the_route_answers(load: Load) -> None:
    faulty = load(2.0)
    made = faulty.decision("crashes", export="TO", **{"import": "NR"})
    [one] = made["items"]
    assert one["verdict"] == "referred"
    [finding] = [found for found in one["findings"] if found["economy"] == "NR"]
    assert "NR" in str(finding) and "ended its process" in str(finding)
    assert faulty.decision("good", export="TO", **{"import": "NR"})["items"][0]["verdict"] == "clear"


@pytest.mark.parametrize("name", ["float", "nan", "object", "word"])
def test_an_answer_of_another_type_is_malformed_and_never_taken_for_none(name: str, faulty: Faulty) -> None:
    before = faulty.pid()
    fault = faulty.services.fact("NR", "used", item(name), context("NR"))
    assert isinstance(fault, Fault) and fault.kind == "malformed"
    assert faulty.pid() == before


def test_what_the_error_said_goes_to_the_operator_only(faulty: Faulty, caplog: pytest.LogCaptureFixture) -> None:
    fault = faulty.does("raises")
    assert "secret" not in fault.message
    assert "greenlane_nr/deeds.py:33: raised ValueError: secret: 1234" in caplog.text
    assert all("secret" not in getattr(record, "public", "") for record in caplog.records)


def test_how_a_process_died_is_said_to_the_operator(faulty: Faulty, caplog: pytest.LogCaptureFixture) -> None:
    faulty.does("crashes")
    assert "(SIGSEGV)" in caplog.text
    faulty.does("exits")
    assert "(exit status 3)" in caplog.text


def test_an_answer_that_comes_late_is_never_that_of_the_next_call(load: Load) -> None:
    faulty = load(0.25)
    assert faulty.pid()
    for _ in range(2):
        fault = faulty.does("late", 0.4)
        assert isinstance(fault, Fault) and fault.kind == "late"
        fact = faulty.services.fact("NR", "used", item(), context("NR"))
        assert fact is True or (isinstance(fact, Fault) and fact.kind == "busy")
        time.sleep(0.3)
        assert faulty.services.fact("NR", "used", item(), context("NR")) is True


def test_an_answer_that_nobody_asked_for_is_taken_by_nobody(faulty: Faulty) -> None:
    assert faulty.does("answers_ahead_on_wire") == ()
    time.sleep(0.1)
    fault = faulty.services.fact("NR", "used", item(), context("NR"))
    assert isinstance(fault, Fault) and fault.kind == "malformed"
    assert faulty.services.fact("NR", "used", item(), context("NR")) is True


@pytest.mark.parametrize("deed", ["prints", "closes_output", "threads"])
def test_what_is_printed_is_no_answer_and_stops_nobody(deed: str, faulty: Faulty) -> None:
    before = faulty.pid()
    assert faulty.does(deed) == ()
    assert [faulty.does("nothing") for _ in range(20)] == [()] * 20
    assert faulty.pid() == before


def test_of_what_is_printed_the_beginning_is_in_the_log(faulty: Faulty, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "greenlane.plugins.isolated")
    assert faulty.does("prints") == ()
    printed = [record.getMessage() for record in caplog.records if "printed" in record.getMessage()]
    assert printed and printed[0].startswith("the plugin NR printed: 'xxx") and all(len(one) < 5000 for one in printed)


def test_processes_that_it_forked_end_with_it(load: Load, tmp_path: Path) -> None:
    faulty = load(0.4)
    faulty.pid()
    folder = tmp_path / "pids"
    folder.mkdir()
    fault = faulty.does("forks", folder)
    assert isinstance(fault, Fault) and fault.kind == "late"
    pids = [int(one.name) for one in folder.iterdir()]
    assert len(pids) > 10 and all(gone(pid) for pid in pids)
    assert faulty.answers()


def test_a_process_that_it_left_behind_is_ended(faulty: Faulty, tmp_path: Path) -> None:
    assert faulty.does("daemon", tmp_path) == ()
    [pid] = [int(one.name) for one in tmp_path.iterdir() if one.name.isdigit()]
    assert gone(pid)
    assert faulty.answers()


def test_a_plugin_that_kills_what_started_it_harms_itself(load: Load) -> None:
    faulty = load(2.0)
    before = faulty.pid()
    fault = faulty.does("kills_parent")
    assert isinstance(fault, Fault) and fault.kind == "crashed"
    assert faulty.answers()
    assert faulty.pid() != before
    assert faulty.services.risks("TO", item("plain"), context("TO")) in ((),) or True


def test_it_is_shown_none_of_the_servers_settings(site: object, load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GREENLANE_KEY", "GREENLANE_DATABASE_URL", "PGPASSWORD", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "hidden-1234")
    faulty = load()
    for word in ("GREENLANE_KEY", "GREENLANE_DATABASE_URL", "PGPASSWORD", "AWS_SECRET_ACCESS_KEY", "hidden-1234"):
        assert faulty.does("tells_environment", word) == (), word
    assert isinstance(faulty.does("tells_environment", "PATH"), Fault)


def test_three_faults_in_a_row_suspend_it_and_end_its_process(load: Load) -> None:
    faulty = load(2.0)
    pid = faulty.pid()
    for deed in ("raises", "raises", "nothing", "raises", "exits"):
        faulty.does(deed)
    assert faulty.host.plugins["NR"].status == "loaded"
    last = faulty.does("crashes")
    assert isinstance(last, Fault) and last.kind == "crashed"
    shown = faulty.host.plugins["NR"]
    assert shown.status == "suspended" and "3 faults in a row" in shown.reasons[-1] and "SIGSEGV" in shown.reasons[-1]
    assert gone(pid)
    fault = faulty.does("nothing")
    assert isinstance(fault, Fault) and fault.kind == "suspended"
    assert {name: one.status for name, one in faulty.host.plugins.items()} == {
        "NR": "suspended", "FJ": "loaded", "TO": "loaded",
    }  # fmt: skip
    faulty.host.resume("NR")
    assert faulty.answers()
    assert faulty.host.plugins["NR"].status == "loaded"


def test_no_child_of_ours_is_left_as_a_zombie(faulty: Faulty) -> None:
    pids = []
    for _ in range(2):
        pids.append(faulty.pid())
        faulty.does("exits")
    assert all(gone(pid) for pid in pids)
    end = time.monotonic() + 3
    while any(os.path.exists(f"/proc/{pid}") for pid in pids):
        assert time.monotonic() < end
        time.sleep(0.01)
