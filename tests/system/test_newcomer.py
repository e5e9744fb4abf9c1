"""A clone in an empty folder, and `make serve`."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.conftest import ROOT, _free_port
from tests.system.serving import FAILURES, Client, Said, environment

pytestmark = pytest.mark.slow

PYTHON = Path(sys.base_prefix, "bin", f"python3.{sys.version_info.minor}")
CHECK = {"date": "2025-01-01", "route": {"import": "TH"}, "items": [{"commodity_code": "39151000"}]}


@pytest.fixture
def clone(checkout_files: list[str], tmp_path: Path) -> Path:
    """What a clone of everything that a commit would hold is."""
    folder = tmp_path / "a clone"
    for name in checkout_files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name, follow_symlinks=False)
    return folder


@contextmanager
def make_serve(clone: Path, data: Path, port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`make serve` in a process group of its own, with what it says in `log`; the group ends with the block."""
    own = environment(data, PORT=str(port))
    for name in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "VIRTUAL_ENV"):
        own.pop(name, None)
    with log.open("wb") as out:
        process = subprocess.Popen(
            ["make", "serve", f"PYTHON={PYTHON}"],
            cwd=clone,
            env=own,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(30)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def first_answer(process: subprocess.Popen[bytes], port: int, log: Path, seconds: float) -> tuple[Said, float]:
    """The first answer to a check, and how long it took since now. Gives up after so many seconds."""
    began = time.monotonic()
    while (took := time.monotonic() - began) < seconds:
        assert process.poll() is None, log.read_text("utf-8", "replace")[-3000:]
        try:
            with Client(port) as client:
                return client.check(CHECK), time.monotonic() - began
        except FAILURES:
            time.sleep(0.1)
    raise AssertionError(f"no answer after {took:.0f} s:\n{log.read_text('utf-8', 'replace')[-3000:]}")


def tried(text: str, port: int) -> Said:
    """The answer to the curl command that the greeting proposes."""
    found = re.search(r"curl (?:[^\n]*\\\n)+[^\n]*", text)
    assert found is not None, text
    words = shlex.split(found[0].replace("\\\n", " "))
    assert f"http://127.0.0.1:{port}/api/v1/check" in words
    assert words[words.index("-H") + 1] == "Content-Type: application/json"
    with Client(port) as client:
        return client.check(words[words.index("-d") + 1].encode())


def test_the_first_command_answers_within_two_minutes_and_the_second_time_at_once(clone: Path, tmp_path: Path) -> None:
    data, log, port = tmp_path / "data", tmp_path / "make.log", _free_port()
    with make_serve(clone, data, port, log) as process:
        first, took = first_answer(process, port, log, 300)
        said = log.read_text("utf-8", "replace")
        assert (first.status, first.document["verdict"]) == (200, "prohibited")
        assert tried(said, port).document["verdict"] == "prohibited"
        with Client(port) as client:
            assert client.get("/docs").status == 200
    print(f"first answer after {took:.1f} s")
    assert took < 120, said
    assert "Greenlane: rule set 1, " in said and "CL, CN, EU, ID, KR, MY, TH, VN" in said
    assert f"Database: sqlite:///{data}/greenlane.db" in said
    assert f"http://127.0.0.1:{port}/docs" in said
    for bad in ("Traceback", "ERROR", "NOT AVAILABLE", "Warning:", "Note:"):
        assert bad not in said
    with make_serve(clone, data, port, log) as process:
        second, took = first_answer(process, port, log, 60)
        with Client(port) as client:
            kept = client.get(f"/api/v1/decisions/{first.document['decision_id']}")
    print(f"second time after {took:.1f} s")
    assert took < 20
    assert second.document["ruleset"] == first.document["ruleset"]
    assert kept.document == first.document
    done = subprocess.run(
        [clone / ".venv" / "bin" / "greenlane", "check", "-"],
        input=json.dumps(CHECK), env=environment(data), cwd=tmp_path, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (done.returncode, json.loads(done.stdout)["verdict"]) == (0, "prohibited")
