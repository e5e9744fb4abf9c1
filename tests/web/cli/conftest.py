"""The command line over a database of its own: in this process for most tests, as a program for exit statuses."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from greenlane.core.store import DecisionRecord, Store, open_store
from greenlane.plugins.host import Host
from greenlane.web import wiring
from greenlane.web.cli import main
from greenlane.web.wiring import Desk

Run = Callable[..., Result]
Program = Callable[..., subprocess.CompletedProcess[str]]
GREENLANE = Path(sys.executable).with_name("greenlane")
SETTINGS = ("GREENLANE_DATABASE_URL", "GREENLANE_PLUGINS", "GREENLANE_WITHOUT", "GREENLANE_PLUGIN_DEADLINE_MS")
ELSEWHERE = ("HOST", "PORT", "WEB_CONCURRENCY")


@pytest.fixture(scope="session")
def published(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which the installed packs are rule set 1, and no decision."""
    file = tmp_path_factory.mktemp("published") / "greenlane.db"
    store = open_store(f"sqlite:///{file}")
    store.upgrade()
    content = desk.book.baseline()
    store.publish_first(content, desk.book.current().header.digest, reason="first start", by="tests")
    store.close()
    return file


@pytest.fixture
def home(published: Path, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data directory of the settings, with a database; packs are not read again for each command."""
    folder = tmp_path / "home"
    folder.mkdir()
    shutil.copy(published, folder / "greenlane.db")
    for name in (*SETTINGS, *ELSEWHERE):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GREENLANE_DATA_DIR", str(folder))

    def load(*arguments: Any, named: tuple[str, ...], **more: Any) -> Host:
        return Host.load(*arguments, named=named, **more) if named else desk.host

    monkeypatch.setattr(wiring, "Host", SimpleNamespace(load=load))
    return folder


@pytest.fixture
def run(home: Path) -> Run:
    """Runs a command in this process. What it raises is the test's."""

    def invoke(*arguments: str | Path, **more: Any) -> Result:
        return CliRunner(catch_exceptions=False).invoke(main, [str(one) for one in arguments], **more)

    return invoke


@pytest.fixture
def program(home: Path, tmp_path: Path) -> Program:
    """Runs the installed program in an empty folder; the data directory is `home`."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    def start(*arguments: str | Path, sent: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [GREENLANE, *arguments],
            input=sent,
            cwd=elsewhere,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=120,
        )

    return start


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    """The database of `home`."""
    opened = open_store(f"sqlite:///{home}/greenlane.db")
    yield opened
    opened.close()


def kept(store: Store) -> list[DecisionRecord]:
    """Every stored decision."""
    found: list[DecisionRecord] = []
    while page := list(store.decisions(found[-1].decision_id if found else None)):
        found += page
    return found
