"""Plugins of strangers, installed as pip would leave them: packages and a .dist-info on the path."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from greenlane import CheckContext, ItemView
from greenlane.core.terms import is_document, shared_documents, shared_facts
from greenlane.plugins.host import Host
from greenlane.plugins.seal import Seals

FIXTURES = Path(__file__).with_name("fixtures")


ANYBODY = Seals(unsigned=["all"])


@dataclass(frozen=True)
class Site:
    """A folder of installed distributions, each called acme-<fixture>, version 1.0."""

    folder: Path

    def install(self, *fixtures: str) -> None:
        for name in fixtures:
            shutil.copytree(
                FIXTURES / name,
                self.folder,
                dirs_exist_ok=True,
                ignore=shutil.ignore_patterns("entry_points.txt", "__pycache__"),
            )
            self.declare(f"acme-{name}", (FIXTURES / name / "entry_points.txt").read_text("utf-8"))
        importlib.invalidate_caches()

    def declare(self, distribution: str, entry_points: str, version: str = "1.0") -> None:
        info = self.folder / f"{distribution.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n")
        (info / "entry_points.txt").write_text(entry_points)

    def load(
        self,
        *trusted: str,
        deadline: float = 5,
        kept: Path | None = None,
        seals: Seals = ANYBODY,
        **more: Any,
    ) -> Host:
        """The host of these distributions alone. `trusted`: as the settings name them. `seals`: any may be unsigned."""
        documents = shared_documents()
        return Host.load(
            shared_facts(),
            lambda code: is_document(code, documents),
            named=trusted,
            path=[str(self.folder)],
            deadline=deadline,
            kept=kept,
            seals=seals,
            **more,
        )


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    before = set(sys.modules)
    yield Site(folder)
    for name in set(sys.modules) - before:
        if (getattr(sys.modules[name], "__file__", None) or "").startswith(str(tmp_path)):
            del sys.modules[name]


@pytest.fixture
def item() -> ItemView:
    return ItemView(1, "39151000", "mixed second-hand scrap")


@pytest.fixture
def context() -> CheckContext:
    return CheckContext("QN", "import", date(2026, 11, 22), partner="KR")
