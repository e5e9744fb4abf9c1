"""Checks over a database of their own: by small packs that a test may replace, and by the installed ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from greenlane.core.service import Checks
from tests import installed
from tests.core.service.bureau import STRICT, Bureau, plugins


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    """A bureau whose only economy bans chapter 39."""
    with installed.opened(tmp_path, plugins(STRICT)) as checks:
        yield Bureau(checks)


@pytest.fixture(scope="session")
def everyone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checks]:
    """Checks by the installed packs, with every one of their cases decided and stored."""
    with installed.opened(tmp_path_factory.mktemp("everyone"), installed.installed()) as checks:
        yield checks
