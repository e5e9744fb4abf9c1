"""The packs that are installed, read once for all tests of the core."""

from __future__ import annotations

import pytest

from greenlane.plugins.host import Host
from tests import installed


@pytest.fixture(scope="session")
def host() -> Host:
    """The host of this checkout's own plugins."""
    return installed.host()
