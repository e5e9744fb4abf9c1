"""A faulty stranger beside a good one, and what tells them apart."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from greenlane import CheckContext, ItemView
from greenlane.core.check import Checker
from greenlane.core.declaration.reader import Reader
from greenlane.core.engine import CompiledEngine
from greenlane.core.extension import ChargeResult, Fault
from greenlane.core.render import Renderer
from greenlane.core.ruleset import assemble
from greenlane.core.terms import Terms, shared_documents, shared_facts
from greenlane.plugins.host import Host
from greenlane.plugins.services import PluginServices

NOW = datetime(2026, 11, 23, tzinfo=UTC)
Json = dict[str, Any]


class Faulty:
    """The plugin NR beside FJ, which is data alone, and TO, whose code is a stranger's too and does no wrong."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.services = PluginServices(host)

    def does(self, deed: str, word: object = "") -> Any:
        """What comes of asking for signals while it does that."""
        return self.services.risks("NR", item(f"{deed} {word}".strip()), context("NR"))

    def pid(self) -> int:
        """Of its process."""
        found = self.services.charge("NR", "pid", item(), context("NR"))
        assert isinstance(found, ChargeResult), found
        return int(found.amount)

    def answers(self, seconds: float = 5) -> bool:
        """Whether it answers well, at the latest after a while."""
        end = time.monotonic() + seconds
        while isinstance(found := self.does("nothing"), Fault):
            if found.kind not in ("busy", "crashed") or time.monotonic() > end:
                return False
            time.sleep(0.01)
        return found == ()

    def decision(self, description: str, **route: str) -> Json:
        """A declaration decided by all that are installed."""
        packs = self.host.packs
        ruleset = assemble(packs, shared_facts(), shared_documents())
        checker = Checker(ruleset, CompiledEngine(ruleset), self.services, {})
        reader = Reader(Terms(ruleset.facts, ruleset.documents, {code: one.economy for code, one in packs.items()}))
        declaration = {
            "date": "2026-11-22",
            "route": route,
            "items": [{"commodity_code": "010121", "description": description}],
        }
        read = reader.accept(declaration, NOW)
        made: Json = Renderer(ruleset, "en").decision("D-1", NOW.isoformat(), read, checker.check(read), {})
        return made


def item(description: str = "good") -> ItemView:
    """An item."""
    return ItemView(1, "39151000", description, value=(Decimal("10.10"), "KRW"))


def context(economy: str) -> CheckContext:
    """A question to an economy."""
    return CheckContext(economy, "import", date(2026, 11, 22))


def gone(pid: int, seconds: float = 3) -> bool:
    """Whether a process ends in time; a dead one that nobody buried has ended."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with open(f"/proc/{pid}/stat") as file:
                if file.read().rpartition(")")[2].split()[0] == "Z":
                    return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.01)
    return False


Load = Callable[..., Faulty]


@pytest.fixture
def load(site: Any) -> Iterator[Load]:
    """Loads them, with a deadline; their processes end with the test."""
    site.install("faulty", "origin_scheme", "well_behaved")
    loaded: list[Host] = []

    def load(deadline: float = 1.0, **more: Any) -> Faulty:
        loaded.append(site.load(deadline=deadline, **more))
        return Faulty(loaded[-1])

    yield load
    for host in loaded:
        host.rest()


@pytest.fixture
def faulty(load: Load) -> Faulty:
    return load()


@pytest.fixture(autouse=True)
def _nobody_is_left(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No process that a test's plugins started outlives it."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # which is let through, and is this test's alone
    yield
    end = time.monotonic() + 3
    while left := _strays(tmp_path):
        assert time.monotonic() < end, f"left behind: {left}"
        time.sleep(0.02)


def _strays(folder: Any) -> set[int]:
    """Processes of nurseries that this test started."""
    found = set()
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/cmdline", "rb") as file:
                    words = file.read().split(b"\0")
                with open(f"/proc/{name}/environ", "rb") as file:
                    own = f"TMPDIR={folder}".encode() in file.read().split(b"\0")
            except OSError:
                continue
            if own and b"greenlane.plugins.isolated.child" in words:
                found.add(int(name))
    return found
