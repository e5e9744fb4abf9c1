"""How the processes of strangers begin and end: with the server's, over a fork, and when one does not start."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from greenlane.core.extension import Fault
from greenlane.plugins.services import PluginServices
from tests.plugins.isolated.conftest import Faulty, Load, context, gone, item

ROOT = Path(__file__).resolve().parents[3]


def together(*runs: Any) -> None:
    """All of these at once, each in a thread."""
    threads = [threading.Thread(target=run) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)


def test_each_thread_gets_the_answer_to_its_own_question(load: Load) -> None:
    faulty = load(20.0)
    wrong: list[object] = []

    def ask(number: int) -> None:
        for count in range(100):
            word = f"{number}-{count}"
            found = faulty.does("echoes", word)
            if isinstance(found, Fault) or [one.message for one in found] != [word]:
                wrong.append(found)

    together(*(lambda number=number: ask(number) for number in range(8)))
    assert wrong == []


def test_nobody_waits_longer_than_the_deadline_for_a_plugin_that_hangs(load: Load) -> None:
    faulty = load(0.4)
    faulty.pid()
    took: list[tuple[float, str]] = []
    others: list[float] = []
    done = threading.Event()

    def hang() -> None:
        start = time.monotonic()
        found = faulty.does("sleeps")
        took.append((time.monotonic() - start, found.kind))

    def other() -> None:
        while not done.is_set():
            start = time.monotonic()
            assert faulty.services.risks("TO", item("plain"), context("TO")) == ()
            others.append(time.monotonic() - start)
            time.sleep(0.005)

    watcher = threading.Thread(target=other)
    watcher.start()
    try:
        together(*[hang] * 8)
    finally:
        done.set()
        watcher.join()
    assert max(seconds for seconds, _ in took) < 0.4 + 0.25
    kinds = [kind for _, kind in took]
    assert "late" in kinds and set(kinds) <= {"late", "busy"}
    assert faulty.host.plugins["NR"].status == "loaded", "who waits for another's call is no fault of the plugin's"
    assert sorted(others)[len(others) // 2] < 0.1
    assert faulty.answers()


def _asked(faulty: Faulty, pipe: Any) -> None:
    pipe.send((faulty.does("nothing"), faulty.pid()))
    pipe.close()
    os._exit(0)


def test_a_fork_of_the_server_has_processes_of_its_own(load: Load) -> None:
    faulty = load(5.0)
    before = faulty.pid()
    ours, theirs = multiprocessing.get_context("fork").Pipe()
    process = multiprocessing.get_context("fork").Process(target=_asked, args=(faulty, theirs))
    process.start()
    theirs.close()
    found, pid = ours.recv()
    process.join(10)
    ours.close()
    assert found == () and pid != before
    assert gone(pid)
    assert faulty.pid() == before
    process.close()


def test_a_process_that_was_forked_can_have_them_ready_before_it_is_asked(load: Load) -> None:
    faulty = load(5.0)
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            wrong = faulty.host.warm()
            start = time.monotonic()
            good = wrong == {} and faulty.does("nothing") == () and time.monotonic() - start < 0.3
            os.write(write, b"good" if good else b"bad")
            faulty.host.rest()
        finally:
            os._exit(0)
    os.close(write)
    with open(read, "rb") as file:
        assert file.read() == b"good"
    os.waitpid(pid, 0)
    assert faulty.does("nothing") == ()


SCRIPT = """
import sys, threading, time
sys.path[:0] = [{root!r}, {site!r}]
from pathlib import Path
from tests.plugins.conftest import Site
from tests.plugins.isolated.conftest import Faulty
host = Site(Path({site!r})).load(deadline=30)
faulty = Faulty(host)
print(faulty.pid(), flush=True)
if {deed!r}:
    threading.Thread(target=faulty.does, args=({deed!r}, {word!r}), daemon=True).start()
time.sleep(60)
"""


@pytest.mark.parametrize("deed", ["", "sleeps", "deaf", "forks", "prints_for_ever"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "told to end"])
def test_they_do_not_outlive_a_server_that_is_killed(
    deed: str, number: signal.Signals, site: Any, tmp_path: Path
) -> None:
    site.install("faulty")
    folder = tmp_path / "pids"
    folder.mkdir()
    script = SCRIPT.format(root=str(ROOT), site=str(site.folder), deed=deed, word=str(folder))
    server = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=tmp_path)
    try:
        assert server.stdout is not None
        pid = int(server.stdout.readline())
        time.sleep(0.3)
        pids = [pid, *(int(one.name) for one in folder.iterdir())]
    finally:
        server.send_signal(number)
        server.wait(20)
        server.stdout.close()
    assert all(gone(one, 2) for one in pids)


def test_they_end_with_the_host_that_nobody_holds_any_more(site: Any) -> None:
    site.install("faulty")
    faulty = Faulty(site.load())
    pid = faulty.pid()
    services = PluginServices(faulty.host)
    del faulty
    gc.collect()
    assert not gone(pid, 0.2), "its hooks are still held"
    assert services.risks("NR", item("nothing"), context("NR")) == ()
    del services
    gc.collect()
    assert gone(pid)


def test_what_rests_begins_again_when_it_is_asked(faulty: Faulty) -> None:
    before = faulty.pid()
    faulty.host.rest()
    assert gone(before)
    assert faulty.answers()
    assert faulty.pid() != before


def test_a_nursery_that_was_killed_is_replaced(load: Load) -> None:
    faulty = load(3.0)
    pid = faulty.pid()
    with open(f"/proc/{pid}/stat") as file:
        nursery = int(file.read().rpartition(")")[2].split()[1])
    os.kill(nursery, signal.SIGKILL)
    assert gone(pid)
    fault = faulty.does("nothing")
    assert isinstance(fault, Fault) and fault.kind == "crashed"
    assert faulty.answers()


IMPORTS = {
    "hang": ("import time\ntime.sleep(60)\n", "its code was not imported within 1 s"),
    "spin": ("while True:\n    pass\n", "its code was not imported within 1 s"),
    "exit": ("import os\nos._exit(7)\n", "its code ended its process while it was imported (exit status 7)"),
    "crash": ("import ctypes\nctypes.string_at(0)\n", "its code ended its process while it was imported (SIGSEGV)"),
    "memory": ("x = bytearray(1 << 34)\n", "greenlane_zz/__init__.py:1: raised MemoryError"),
    "raise": ("raise LookupError('no\\ttable')\n", "greenlane_zz/__init__.py:1: raised LookupError: no table"),
    "syntax": ("def x(:\n", "greenlane_zz/__init__.py:1: raised SyntaxError"),
    "quit": ("import sys\nsys.exit('no licence')\n", "greenlane_zz/__init__.py:2: raised SystemExit: no licence"),
    "garbage": (
        "import os\nfor file in range(3, 20):\n    try:\n        os.write(file, b'\\xff' * 99)\n"
        "    except OSError:\n        pass\nos._exit(0)\n",
        "its code could not be imported (a frame of 4294967295 bytes: 1048576 at the most)",
    ),
    "forged": (
        "import os\nsaid = b'[\"ready\",{\"os.system\":[\"rm\"]}]'\nfor file in range(3, 20):\n    try:\n"
        "        os.write(file, len(said).to_bytes(4, 'big') + said)\n"
        "    except OSError:\n        pass\nos._exit(0)\n",
        "its code could not be imported (a hook that there is not)",
    ),
    "prints": ("print('x' * 5_000_000)\nraise ValueError('after that')\n", "raised ValueError: after that"),
}


@pytest.mark.parametrize("kind", IMPORTS)
def test_what_its_import_does_refuses_it_plainly_and_the_others_answer(kind: str, site: Any) -> None:
    site.install("well_behaved", "bad_answers")
    package = site.folder / "greenlane_qv"
    package.rename(site.folder / "greenlane_zz")
    for file in (site.folder / "greenlane_zz").rglob("*.yaml"):
        file.write_text(file.read_text().replace("QV", "ZZ"))
    (site.folder / "acme_bad_answers-1.0.dist-info" / "entry_points.txt").write_text("[greenlane]\nZZ = greenlane_zz\n")
    source, reason = IMPORTS[kind]
    (site.folder / "greenlane_zz" / "__init__.py").write_text(source)
    start = time.monotonic()
    host = site.load(start=1.0)
    assert time.monotonic() - start < 5
    assert {name: one.status for name, one in host.plugins.items()} == {"TO": "loaded", "ZZ": "failed"}
    assert reason in "\n".join(host.plugins["ZZ"].reasons)
    assert "ZZ" in host.failed
    assert PluginServices(host).risks("TO", item("plain"), context("TO")) == ()
    host.rest()


def test_code_that_was_changed_under_a_running_server_is_not_run(faulty: Faulty, site: Any) -> None:
    recorded = faulty.host.versions["NR"]
    assert faulty.pid()
    file = site.folder / "greenlane_nr" / "deeds.py"
    file.write_text(file.read_text() + "# changed\n")
    faulty.does("exits")
    end = time.monotonic() + 5
    while isinstance(fault := faulty.does("nothing"), Fault) and fault.kind == "busy":
        assert time.monotonic() < end
    assert isinstance(fault, Fault) and "could not be imported" in fault.message
    assert faulty.host.versions["NR"] == recorded
    for _ in range(3):
        faulty.does("nothing")
    assert "start the server again" in faulty.host.plugins["NR"].reasons[-1]


def test_the_memory_it_may_have_is_a_setting(load: Load) -> None:
    faulty = load(5.0, memory=200)
    start = time.monotonic()
    fault = faulty.does("hogs")
    assert isinstance(fault, Fault) and fault.message.endswith("raised MemoryError")
    assert time.monotonic() - start < 5
    assert faulty.answers()
