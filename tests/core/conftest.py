"""The packs that are installed, read once for all tests of the core."""

from __future__ import annotations

from pathlib import Path

import pytest

from greenlane.plugins.host import Host
from tests import installed


@pytest.fixture(scope="session")
def host() -> Host:
    """The host of this checkout's own plugins."""
    return installed.host()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/kept/greenlane.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """An empty database; with PostgreSQL only where its fixture does not skip."""
    return str(request.getfixturevalue(f"{request.param}_url"))
