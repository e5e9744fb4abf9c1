"""`greenlane plugin dev`: a real server over a folder that changes, and nothing left when it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.conftest import _free_port
from tests.plugins.scaffold.conftest import scaffolded
from tests.system.serving import FAILURES, GREENLANE, Client, environment

pytestmark = pytest.mark.slow

USED_UMBRELLA = {
    "date": "2026-03-02",
    "route": {"import": "NZ"},
    "items": [{"commodity_code": "660110", "facts": {"used": True}}],
}
CODE = """
from greenlane import hookimpl


@hookimpl
def greenlane_risk(item, context):
    from greenlane import RiskSignal

    return (RiskSignal("NZ-DEV-{number}", "Tried", "Tried in development."),)
"""


class Dev:
    """`greenlane plugin dev` over a scaffolded project, in a process group of its own."""

    def __init__(self, project: Path, home: Path, *options: str) -> None:
        self.project, self.port = project, _free_port()
        self.rules = project / "greenlane_nz" / "rules" / "example-act-1.yaml"
        self._log = home / "dev.log"
        self.temporary = home / "tmp"
        self.temporary.mkdir()
        command = [GREENLANE, "plugin", "dev", project, "--port", str(self.port), *options]
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                cwd=home,
                env=environment(home / "unused", TMPDIR=str(self.temporary)),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def said(self) -> str:
        """All that it printed."""
        return self._log.read_text("utf-8", "replace")

    def until(self, true: Callable[[], bool], seconds: float = 40) -> float:
        """Wait; how long it took, in seconds. AssertionError where it ends or takes longer."""
        began = time.monotonic()
        while not true():
            assert time.monotonic() - began < seconds and self.process.poll() is None, self.said()
            time.sleep(0.05)
        return time.monotonic() - began

    def says(self, *words: str) -> float:
        """Wait until it says all this."""
        return self.until(lambda: all(word in self.said() for word in words))

    def answer(self) -> tuple[int, str, list[str]]:
        """Of a used umbrella: the rule set, the verdict and the rules found."""
        with Client(self.port) as client:
            found = client.check(USED_UMBRELLA).document
        return found["ruleset"]["version"], found["verdict"], [one["rule"] for one in found["items"][0]["findings"]]

    def answers(self, *wanted: object) -> float:
        """Wait until a used umbrella is answered so."""

        def so() -> bool:
            try:
                return self.answer() == wanted
            except FAILURES:
                return False

        return self.until(so)

    def edit(self, before: str, after: str) -> None:
        """Save the rules with a text in the place of another."""
        text = self.rules.read_text("utf-8")
        assert before in text
        self.rules.write_text(text.replace(before, after), "utf-8")

    def descendants(self) -> list[int]:
        """The processes that it started, and those that they did."""
        found = [self.process.pid]
        for pid in found:
            with suppress(OSError):
                found += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        return found[1:]

    def ends(self, number: int) -> None:
        """End it by a signal, and see that nothing of it is left."""
        started = self.descendants()
        assert started
        os.kill(self.process.pid, number)
        self.process.wait(30)
        end = time.monotonic() + 15
        while [pid for pid in started if _lives(pid)] and time.monotonic() < end:
            time.sleep(0.05)
        assert [pid for pid in started if _lives(pid)] == []


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def dev(tmp_path: Path) -> Iterator[Callable[..., Dev]]:
    made: list[Dev] = []

    def start(*options: str, before: Callable[[Path], None] | None = None) -> Dev:
        project = scaffolded("NZ", tmp_path / "a project")
        if before:
            before(project)
        made.append(Dev(project, tmp_path, *options))
        return made[-1]

    yield start
    for one in made:
        for pid in (*one.descendants(), one.process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        one.process.wait(10)


def test_a_saved_change_is_served_within_seconds_and_a_faulty_one_is_told_while_the_last_good_one_answers(
    dev: Callable[..., Dev],
) -> None:
    one = dev()
    one.answers(1, "referred", ["NZ-EXAMPLE-BAN"])
    one.says(f"a project on http://127.0.0.1:{one.port}", "NZ: rule set 1, 8 rules, 29 cases hold")

    one.edit('codes: ["6601"]', 'codes: ["6603"]')
    took = one.answers(2, "clear", [])
    print(f"served after {took:.1f} s")
    one.says(
        "Changed: greenlane_nz/rules/example-act-1.yaml",
        "NZ: rule set 2, 8 rules, 28 of 29 cases hold",
        "  cases/example-act-1.yaml:4: EXAMPLE: a used umbrella is barred\n      verdict clear, wanted referred",
    )

    line = one.rules.read_text("utf-8").splitlines().index("    kind: prohibition") + 1
    one.edit("kind: prohibition", "kind: prohibtion")
    one.says("NOT LOADED, 1 fault:", f"  rules/example-act-1.yaml:{line}: ", "The last good pack answers.")
    assert one.answer() == (2, "clear", [])

    one.rules.write_text(one.rules.read_text("utf-8").replace("prohibtion", "prohibition").replace("6603", "6601"))
    one.answers(3, "referred", ["NZ-EXAMPLE-BAN"])
    one.ends(signal.SIGINT)
    assert one.said().endswith("Stopped.\n") and "Traceback" not in one.said()
    assert list(one.temporary.iterdir()) == [], "the temporary data directory stayed"


def test_every_question_is_answered_while_packs_follow_one_another(dev: Callable[..., Dev]) -> None:
    one = dev()
    one.answers(1, "referred", ["NZ-EXAMPLE-BAN"])
    verdicts = set()
    for number, (before, after) in enumerate([("6601", "6603"), ("6603", "6601")], 2):
        one.edit(f'codes: ["{before}"]', f'codes: ["{after}"]')
        end = time.monotonic() + 30
        while (found := one.answer())[0] < number:  # a connection that fails would raise here
            verdicts.add(found[1])
            assert time.monotonic() < end
            time.sleep(0.01)
    assert verdicts == {"referred", "clear"}


def test_code_is_taken_in_anew_with_each_change(dev: Callable[..., Dev]) -> None:
    one = dev(before=lambda project: _code(project, 1))
    one.answers(1, "referred", ["NZ-EXAMPLE-BAN", "NZ.signal.NZ-DEV-1"])
    _code(one.project, 2)
    one.answers(1, "referred", ["NZ-EXAMPLE-BAN", "NZ.signal.NZ-DEV-2"])
    (one.project / "greenlane_nz" / "__init__.py").write_text("import nothing_of_that_name\n")
    one.says("greenlane_nz/__init__.py:1: raised ModuleNotFoundError", "The last good pack answers.")
    assert one.answer() == (1, "referred", ["NZ-EXAMPLE-BAN", "NZ.signal.NZ-DEV-2"])


def _code(project: Path, number: int) -> None:
    (project / "greenlane_nz" / "__init__.py").write_text(CODE.replace("{number}", str(number)))


def test_a_folder_that_is_faulty_at_first_is_served_once_it_is_mended(dev: Callable[..., Dev]) -> None:
    one = dev(before=lambda project: (project / "greenlane_nz" / "economy.yaml").rename(project / "economy.yaml"))
    one.says("NOT LOADED, 1 fault:", "economy.yaml: missing in greenlane_nz", "Nothing is served yet: mend it")
    (one.project / "economy.yaml").rename(one.project / "greenlane_nz" / "economy.yaml")
    one.answers(1, "referred", ["NZ-EXAMPLE-BAN"])
    one.ends(signal.SIGTERM)
    assert one.process.returncode == 0


def test_a_data_folder_that_is_named_stays_and_no_servers_database_is_touched(
    dev: Callable[..., Dev], tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "greenlane.db").write_bytes(b"somebody's")
    one = dev("--data", str(kept))
    one.answers(1, "referred", ["NZ-EXAMPLE-BAN"])
    one.ends(signal.SIGINT)
    assert (kept / "dev.db").is_file()
    assert (kept / "greenlane.db").read_bytes() == b"somebody's"
    assert not (tmp_path / "unused").exists()


def test_nothing_is_left_when_it_is_killed(dev: Callable[..., Dev]) -> None:
    one = dev()
    one.answers(1, "referred", ["NZ-EXAMPLE-BAN"])
    one.ends(signal.SIGKILL)


def test_a_server_that_dies_is_started_again(dev: Callable[..., Dev]) -> None:
    one = dev()
    one.answers(1, "referred", ["NZ-EXAMPLE-BAN"])
    for pid in one.descendants():
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    one.says("The server ended by itself: starting it again")
    one.answers(1, "referred", ["NZ-EXAMPLE-BAN"])


def refused(*arguments: str | Path, home: Path) -> str:
    """What it says where it does not begin."""
    done = subprocess.run(
        [GREENLANE, "plugin", "dev", *arguments], env=environment(home), capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout) == (2, "")
    return done.stderr


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "nowhere' does not exist" in refused(tmp_path / "nowhere", home=tmp_path)


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        said = refused(tmp_path, "--port", port, home=tmp_path)
    assert f"127.0.0.1:{port} cannot be listened on: " in said and "Name another port" in said
