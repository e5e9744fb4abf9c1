"""What brokers asked, answered by a running server and by the program."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from greenlane.core.pack.cases import Case, differences
from tests.system.serving import Client, Server

FILE = Path(__file__).parents[1] / "acceptance" / "core.jsonl"
CASES: dict[str, dict[str, Any]] = {
    case["id"]: case for line in FILE.read_text("utf-8").splitlines() if (case := json.loads(line))
}
BY_PROGRAM = ("vn-02", "th-02", "cn-06", "my-01", "all-01", "all-02", "all-04")


def assert_so(answer: dict[str, Any], case: dict[str, Any]) -> None:
    """Fail unless an answer, a decision or a problem, is what the case expects."""
    expect = case["expect"]
    if "status" not in expect:
        assert "verdict" in answer, answer
        assert list(differences(answer, Case(FILE.name, 0, case["about"], case["declaration"], expect, (), ()))) == []
        return
    assert answer["status"] == expect["status"]
    assert set(expect) - {"status", "pointer", "suggestion"} == set()
    for name in ("pointer", "suggestion"):
        if name in expect:
            assert expect[name] in [error.get(name) for error in answer["errors"]]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("acceptance")
    started = Server(folder / "data", folder, workers=1)
    try:
        started.start()
        yield started
    finally:
        started.stop()


@pytest.mark.parametrize("name", CASES)
def test_the_server_answers_so(server: Server, name: str) -> None:
    with Client(server.port) as client:
        said = client.check(CASES[name]["declaration"])
        assert said.status == CASES[name]["expect"].get("status", 200)
        assert_so(said.document, CASES[name])
        if said.status == 200:
            kept = client.get(f"/api/v1/decisions/{said.document['decision_id']}")
            assert (kept.status, kept.document) == (200, said.document)


def test_the_server_answers_all_at_once_as_one_by_one(server: Server) -> None:
    with Client(server.port) as client:
        said = client.checks([case["declaration"] for case in CASES.values()])
    assert said.status == 200
    answers = [json.loads(line) for line in said.body.splitlines()]
    assert len(answers) == len(CASES)
    for answer, case in zip(answers, CASES.values(), strict=True):
        assert_so(answer, case)


@pytest.mark.parametrize("name", BY_PROGRAM)
def test_the_program_answers_so(tmp_path: Path, name: str) -> None:
    done = Server(tmp_path / "data", tmp_path).run("check", "-", sent=json.dumps(CASES[name]["declaration"]))
    assert done.returncode == (2 if "status" in CASES[name]["expect"] else 0), done.stderr
    assert_so(json.loads(done.stdout), CASES[name])
